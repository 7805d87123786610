"""What every view uses: the request's session, JSON in and out, and problems as RFC 9457.

One transaction per request: the session opens when it is first asked for, is committed before the
answer leaves, and rolled back when the answer is an error. Read the body before the session: on
SQLite a writing request holds the write lock from there on.
"""

import errno
import json
from collections.abc import Mapping
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_login import current_user as login_user
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session
from werkzeug.exceptions import HTTPException

from config import Config
from wijkschouw import errors
from wijkschouw.accounts.models import User
from wijkschouw.db import Database, is_busy
from wijkschouw.errors import FieldError, Problem

log = structlog.get_logger(__name__)

Shape = TypeVar("Shape", bound=BaseModel)
MAX_JSON_BYTES = 1024 * 1024
READING = ("GET", "HEAD", "OPTIONS")


def database() -> Database:
    """The database of this process."""
    return cast(Database, current_app.extensions["database"])


def config() -> Config:
    """The settings of this installation."""
    return cast(Config, current_app.extensions["config"])


def get_session() -> Session:
    """The session of this request, opened at the first call."""
    if "session" not in g:
        g.session = database().open(write=request.method not in READING)
    return cast(Session, g.session)


def current_user() -> User:
    """Who is signed in. Views behind the table of permissions always have somebody here."""
    if not login_user.is_authenticated:
        raise errors.not_signed_in()
    return cast(User, login_user._get_current_object())


def is_api() -> bool:
    """Whether the answer is for a program: problems as JSON, no redirects to the sign-in page."""
    wants = request.accept_mimetypes
    return request.path.startswith(("/api/", "/tiles/", "/healthz", "/readyz")) or (
        wants.accept_json and not wants.accept_html
    )


# --- JSON in -----------------------------------------------------------------------------------


def read_json(limit: int = MAX_JSON_BYTES) -> Any:
    """The body as JSON. Raises 413 over ``limit`` bytes, 415 for another type, 400 for no JSON."""
    if (request.content_length or 0) > limit:
        raise errors.too_large(f"De inhoud mag ten hoogste {limit} bytes zijn.", limit)
    if not request.is_json and request.mimetype != "application/geo+json":
        raise errors.unsupported("Stuur de inhoud als application/json.")
    request.max_content_length = limit
    body = request.get_data(cache=False)
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise errors.bad_field("#", "json", "De inhoud is geen geldige JSON.") from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def parse(shape: type[Shape], data: Any, prefix: str = "#") -> Shape:
    """``data`` in its shape; raises 400 that names everything that is wrong at once."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise errors.bad_input(field_errors(error, prefix)) from error


def field_errors(error: ValidationError, prefix: str = "#") -> list[FieldError]:
    """What pydantic found, with JSON pointers as places."""
    return [
        FieldError(
            prefix + "".join(f"/{part}" for part in item["loc"]),
            item["type"],
            item["msg"].removeprefix("Value error, "),
        )
        for item in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def parse_query(shape: type[Shape]) -> Shape:
    """The query in its shape; raises 400 with every wrong or unknown key."""
    try:
        return shape.model_validate(request.args.to_dict())
    except ValidationError as error:
        found = field_errors(error, "")
        raise errors.bad_input(
            [FieldError(e.location.lstrip("/"), e.code, e.detail, "query") for e in found]
        ) from error


# --- JSON out ----------------------------------------------------------------------------------


def json_answer(
    data: Any,
    status: int = 200,
    *,
    etag: str | None = None,
    mimetype: str = "application/json",
    headers: Mapping[str, str] | None = None,
    cache: str = "private, no-cache",
) -> Response:
    """An answer; ``data`` may be ready-made JSON bytes. With ``etag``: 304 where they have it."""
    body = data if isinstance(data, bytes) else dump(data)
    answer = Response(body, status, headers, mimetype=mimetype)
    answer.headers["Cache-Control"] = cache
    if etag:
        answer.set_etag(etag)
        if request.method in READING:
            answer.make_conditional(request)
    return answer


def dump(data: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def required_etag() -> str:
    """The tag of ``If-Match``; raises 428 without one."""
    tags = request.if_match
    if not tags:
        raise errors.precondition_required()
    return "*" if tags.star_tag else next(iter(tags.as_set(include_weak=True)))


# --- transactions and problems -----------------------------------------------------------------


def register(app: Flask) -> None:
    """Hang the session and the error handling into the app."""
    app.after_request(_commit)
    app.teardown_request(_close)
    app.register_error_handler(Exception, render_error)


def _commit(answer: Response) -> Response:
    session = g.get("session")
    if session is None:
        return answer
    if answer.status_code >= 400 and not g.get("keep_despite_problem"):
        session.rollback()
        return answer
    try:
        session.commit()
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing is stored and the caller is told
        session.rollback()
        return render_error(error)
    return answer


def keep_despite_problem() -> None:
    """Commit although the answer is a problem: a step that was not applied is kept all the same."""
    g.keep_despite_problem = True


def _close(_error: BaseException | None) -> None:
    session = g.pop("session", None)
    if session is not None:
        session.close()


def render_error(error: Exception) -> Response:
    """Any error as a problem: JSON for programs, a page for people."""
    problem = as_problem(error)
    if problem.kind is errors.INTERNAL:
        log.error("unexpected_error", error=type(error).__name__, exc_info=error)
    return answer_problem(problem)


def answer_problem(problem: Problem) -> Response:
    """The answer for a problem."""
    if is_api():
        answer = Response(
            dump(problem.as_dict(request.path)),
            problem.kind.status,
            mimetype="application/problem+json",
        )
    else:
        page = render_template("errors/problem.html", problem=problem)
        answer = make_response(page, problem.kind.status)
    answer.headers.update(problem.headers)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def as_problem(error: Exception) -> Problem:
    """What an exception means for the caller."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return _from_http(error)
    if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and is_busy(error)):
        log.warning("database_busy", error=type(error).__name__)
        return errors.unavailable("De database is even bezet. Er is niets opgeslagen.")
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        log.error("storage_full", errno=error.errno)
        return errors.unavailable("De opslag is vol. Er is niets opgeslagen.", retry_after=60)
    return Problem(errors.INTERNAL)


BY_STATUS = {kind.status: kind for kind in reversed(errors.KINDS)}


def _from_http(error: HTTPException) -> Problem:
    status = error.code or 500
    kind = BY_STATUS.get(status)
    if kind is None:
        kind = errors.BAD_INPUT if status < 500 else errors.INTERNAL
    return Problem(kind, headers={"Allow": ", ".join(getattr(error, "valid_methods", None) or [])}
                   if status == 405 else {})  # fmt: skip
