"""Migrations from code: up to head, whether the database is there, whether models differ."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from geoalchemy2 import alembic_helpers
from sqlalchemy import Engine, text

from wijkschouw.tables import metadata

SCRIPTS = Path(__file__).parent.parent / "migrations"
# Our number among PostgreSQL's advisory locks.
UPGRADE_LOCK = 7_243_001


def upgrade(engine: Engine) -> None:
    """Bring the database to head; creates what the spatial extension needs. Safe to repeat.

    One at a time: a second process that upgrades at the same moment waits for the first.
    """
    with _alone(engine), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _prepare_spatialite(connection)
        else:
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
        connection.commit()
        command.upgrade(_config(connection), "head")
        connection.commit()


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            connection.execute(text(f"SELECT pg_advisory_lock({UPGRADE_LOCK})"))
            yield
            connection.execute(text(f"SELECT pg_advisory_unlock({UPGRADE_LOCK})"))
            return
    with open(f"{engine.url.database}.upgrade-lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_at_head(engine: Engine) -> bool:
    """Whether every migration has run."""
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
    return set(current) == set(ScriptDirectory.from_config(_config(None)).get_heads())


def differences(engine: Engine) -> list[str]:
    """What the models have and the database has not, or the reverse; empty when equal."""
    with engine.connect() as connection:
        found = MigrationContext.configure(
            connection, opts={"include_object": include_object, "compare_type": False}
        )
        return [str(change) for change in compare_metadata(found, metadata)]


def make_revision(engine: Engine, message: str, revision_id: str) -> None:
    """Write a migration from the difference; for developers."""
    with engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision_id)


def _prepare_spatialite(connection: Any) -> None:
    known = connection.execute(
        text("SELECT count(*) FROM sqlite_master WHERE name = 'spatial_ref_sys'")
    ).scalar()
    if not known:
        connection.execute(text("SELECT InitSpatialMetaData(0, 'WGS84')"))


def include_object(item: Any, name: str, kind: str, reflected: bool, other: Any) -> bool:
    """Only our own tables: PostGIS and SpatiaLite keep theirs in the same database."""
    if kind == "table" and reflected and name not in metadata.tables:
        return False
    return bool(alembic_helpers.include_object(item, name, kind, reflected, other))


def _config(connection: Any) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
