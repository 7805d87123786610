"""Migrated databases for the tests: made once per process, emptied before each test or copied."""

import shutil
from pathlib import Path

from sqlalchemy import text

from tests.postgres import Cluster
from wijkschouw import migrate
from wijkschouw.db import Database, make_engine, metadata


class SpatiaLite:
    """A file, copied from a migrated template; each test gets one with a name of its own, so that
    a connection that some test left open never meets the next one's file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        self._count = 0
        engine = make_engine(f"sqlite:///{self._template}")
        migrate.upgrade(engine)
        with engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        engine.dispose()
        self.database = Database(self.url)

    @property
    def _file(self) -> Path:
        return self._folder / f"test{self._count}.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self._file}"

    def copy(self, folder: Path) -> str:
        """The URL of another one, migrated and empty, for who does not share."""
        return f"sqlite:///{shutil.copyfile(self._template, folder / 'copy.db')}"

    def empty(self) -> None:
        self.database.engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        self._count += 1
        shutil.copyfile(self._template, self._file)
        self.database = Database(self.url)

    def close(self) -> None:
        self.database.engine.dispose()


FILLED = " UNION ALL ".join(
    f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in metadata.tables
)


class PostGis:
    """A private cluster with one migrated database, and a template for more."""

    def __init__(self, _folder: Path) -> None:
        self._cluster = Cluster()
        self._cluster.start()
        self._copies = 0
        engine = make_engine(self._cluster.create("template"))
        migrate.upgrade(engine)
        engine.dispose()  # PostgreSQL copies a database only while nobody is in it
        self.url = self._cluster.create("wijkschouw", "template")
        self.database = Database(self.url)

    def copy(self, _folder: Path) -> str:
        """The URL of another one, migrated and empty, for who does not share."""
        self._copies += 1
        return self._cluster.create(f"copy{self._copies}", "template")

    def empty(self) -> None:
        with self.database.engine.begin() as connection:
            # Whoever a test left in a transaction would make TRUNCATE wait for ever.
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                    "AND state LIKE 'idle in transaction%'"
                )
            )
            # A row at a time and only where there are any: TRUNCATE makes new files for each table
            # and index. What the tables themselves forbid is no rule for tests.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for name in connection.scalars(text(FILLED)).all():
                connection.execute(text(f'DELETE FROM "{name}"'))

    def close(self) -> None:
        self.database.engine.dispose()
        self._cluster.stop()


KINDS = {"spatialite": SpatiaLite, "postgis": PostGis}
