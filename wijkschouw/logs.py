"""Logging: one line per event, JSON in production, readable elsewhere.

No personal data: an event names what happened and to which kind of thing, never who a person is or
what they wrote. As a net below that, keys that carry such data are blanked here.
"""

import logging
import sys
from collections.abc import MutableMapping
from time import monotonic
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

from config import Config

PERSONAL = frozenset({
    "email", "name", "display_name", "password", "token", "note", "toelichting", "address",
    "remote_addr", "cookie", "authorization", "coordinates", "lon", "lat",
})  # fmt: skip
BLANK = "[removed]"


def without_personal_data(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor: blanks the values of keys that hold personal data."""
    for key in PERSONAL & event.keys():
        event[key] = BLANK
    return event


def configure(config: Config) -> None:
    """Set up structlog and the standard library's loggers, both to stderr."""
    readable = config.environment != "production"
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        without_personal_data,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if readable else "iso", utc=True),
    ]
    # Without locals: a traceback must not print what somebody typed.
    if readable:
        ending: list[Any] = [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    else:
        ending = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(_level(config)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(_level(config))
    # They tell of every poll and every request to others; their warnings stay.
    for chatty in ("huey", "huey.consumer", "httpx", "httpcore", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _level(config: Config) -> int:
    return logging.getLevelNamesMapping().get(config.log_level, logging.INFO)


# --- requests ----------------------------------------------------------------------------------

QUIET = ("static", "dist", "health.alive", "health.ready")
request_log = structlog.get_logger("wijkschouw.request")


def register(app: Flask) -> None:
    """Give each request an id, which its answer and its log lines carry, and log how it went."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id, g.began = uuid4().hex, monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(answer: Response) -> Response:
    answer.headers["X-Request-ID"] = g.get("request_id", "-")
    if request.endpoint not in QUIET:
        # The endpoint, not the path: a path may hold what somebody searched for.
        request_log.info(
            "request",
            method=request.method,
            endpoint=request.endpoint or "-",
            status=answer.status_code,
            ms=round((monotonic() - g.get("began", monotonic())) * 1000, 1),
        )
    return answer
