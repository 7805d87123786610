"""What must be true of the accounts before a production server starts."""

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from config import Config, ConfigError
from wijkschouw.accounts import access
from wijkschouw.console import open_session

SHOWN = 3


def refuse_known_accounts(config: Config) -> None:
    """Raises ConfigError in production while accounts of the demo exist: everybody knows their
    password. A database that is away or empty costs requests, not the start."""
    if config.environment != "production" or not _is_there(config.database_url):
        return
    try:
        with open_session(config) as session:
            found = access.known_demo_accounts(session)
    except SQLAlchemyError:
        return
    if found:
        names = ", ".join(found[:SHOWN]) + (", …" if len(found) > SHOWN else "")
        raise ConfigError(
            f"production does not start with accounts of the demo ({names}): "
            "close or remove them, or use another database"
        )


def _is_there(url: str) -> bool:
    """Looking at a missing SQLite file would make it."""
    parts = make_url(url)
    return parts.get_backend_name() != "sqlite" or Path(parts.database or "").is_file()
