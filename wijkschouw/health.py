"""Whether this process lives (``/healthz``) and can do its work (``/readyz``).

For a load balancer and for who is on call: each part that fails is named, its inner life is not.
"""

from collections.abc import Callable

import structlog
from flask import Blueprint, Response
from sqlalchemy import text

from wijkschouw import jobs
from wijkschouw.photos.store import FileStore
from wijkschouw.web import config, database, json_answer

RETRY_SECONDS = 5

log = structlog.get_logger(__name__)
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """200 as long as requests are answered; looks at nothing else."""
    return json_answer({"status": "ok"}, cache="no-store")


@blueprint.get("/readyz")
def ready() -> Response:
    """200 when every part can be used; 503 with the parts that can't."""
    parts = {name: _try(name, check) for name, check in CHECKS.items()}
    if all(parts.values()):
        return json_answer({"status": "ok", "onderdelen": _words(parts)}, cache="no-store")
    failing = [name for name, works in parts.items() if not works]
    return json_answer(
        {"status": "niet-gereed", "storing": failing, "onderdelen": _words(parts)},
        503,
        headers={"Retry-After": str(RETRY_SECONDS)},
        cache="no-store",
    )


def _words(parts: dict[str, bool]) -> dict[str, str]:
    return {name: "ok" if works else "storing" for name, works in parts.items()}


def _try(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001 - whatever it is, this part can't be used
        log.warning("not_ready", part=name, error=type(error).__name__)
        return False
    return True


def _database() -> None:
    with database().engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def _migrations() -> None:
    from wijkschouw import migrate  # Alembic is loaded where somebody asks

    if not migrate.is_at_head(database().engine):
        raise RuntimeError("migrations are missing")


def _photos() -> None:
    FileStore.from_setting(config().photo_store).check()


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "migraties": _migrations,
    "fotos": _photos,
    "wachtrij": jobs.check,
}
