"""The two databases: SpatiaLite (embedded) and PostgreSQL with PostGIS. Engine, sessions, types."""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Pool,
    Table,
    create_engine,
    event,
    insert,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from wijkschouw.turns import Turns

BUSY_TIMEOUT_MS = 8_000
STATEMENT_TIMEOUT_MS = 60_000
# The stable name first; the versioned one is what Debian's package without -dev ships.
SPATIALITE_NAMES = ("mod_spatialite", "mod_spatialite.so.8", "mod_spatialite.so.7")

metadata = SQLModel.metadata
Json = JSON().with_variant(postgresql.JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always with UTC as zone, on SQLite too (which knows no zones).

    Raises ValueError for a time without a zone: such a time is a mistake.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utc_now() -> datetime:
    """The server's clock."""
    return datetime.now(UTC)


class DatabaseMissingError(RuntimeError):
    """The database cannot be used on this machine; the text says what to install."""


def make_engine(url: str, pool_size: int = 8) -> Engine:
    """An engine for ``sqlite:///…`` (SpatiaLite, WAL) or ``postgresql+psycopg://…`` (PostGIS)."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=8,
        pool_timeout=10,
        pool_recycle=1800,
        connect_args={
            "connect_timeout": 5,
            "options": f"-c timezone=utc -c statement_timeout={STATEMENT_TIMEOUT_MS}",
        },
    )


def _sqlite_module() -> ModuleType:
    """The DBAPI module that can load extensions: the interpreter's own, else pysqlite3."""
    if hasattr(sqlite3.Connection, "enable_load_extension"):
        return sqlite3
    try:
        import pysqlite3.dbapi2 as pysqlite3
    except ImportError as error:
        raise DatabaseMissingError(
            "this Python's sqlite3 cannot load extensions and pysqlite3-binary is not installed"
        ) from error
    return pysqlite3


def _sqlite_engine(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    module = _sqlite_module()
    connect_args: dict[str, Any] = {
        "check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000,
    }  # fmt: skip
    if path and path != ":memory:":
        connect_args["factory"] = _queueing(module, Turns(f"{path}-turns"))
    engine = create_engine(
        url,
        module=module,
        connect_args=connect_args,
        pool_size=8,
        max_overflow=8,
        pool_timeout=10,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _queueing(module: ModuleType, turns: Turns) -> type[Any]:
    """A class of connections that write in turn; see turns.py."""

    class Queueing(module.Connection):  # type: ignore[name-defined,misc]  # one of two modules
        has_turn = False

        def take_turn(self) -> None:
            if not turns.take(BUSY_TIMEOUT_MS / 1000):
                raise OperationalError("BEGIN", None, module.OperationalError("database is locked"))
            self.has_turn = True

        def give_up_turn(self) -> None:
            if self.has_turn:
                self.has_turn = False
                turns.give_up()

        def commit(self) -> None:
            super().commit()
            self.give_up_turn()

        def rollback(self) -> None:
            try:
                super().rollback()
            finally:
                self.give_up_turn()

        def close(self) -> None:
            try:
                super().close()
            finally:
                self.give_up_turn()

    return Queueing


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    _load_spatialite(connection)
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # FULL: an acknowledged observation survives a power cut, the promise to the phone.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -32000")
    cursor.close()


def _load_spatialite(connection: Any) -> None:
    # Without this SpatiaLite refuses triggers' functions in newer SQLite versions.
    os.environ.setdefault("SPATIALITE_SECURITY", "relaxed")
    connection.enable_load_extension(True)
    try:
        for name in SPATIALITE_NAMES:
            try:
                connection.load_extension(name)
                return
            except Exception:  # noqa: BLE001, S112 - each DBAPI module has its own error class
                continue
    finally:
        connection.enable_load_extension(False)
    raise DatabaseMissingError(
        "SpatiaLite is missing; on Debian: apt-get install libsqlite3-mod-spatialite"
    )


def _begin_sqlite(connection: Any) -> None:
    """A transaction that may write takes the lock at its start: no deadlock, only waiting."""
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    driver = connection.connection.driver_connection
    if mode == "IMMEDIATE" and hasattr(driver, "take_turn"):
        driver.take_turn()
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            driver.give_up_turn()
            raise
        return
    connection.exec_driver_sql(f"BEGIN {mode}")


class Database:
    """An engine and its sessions."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # Made once: each of these views on the engine costs more to make than a SELECT to send.
        self._writing = self.engine.execution_options(sqlite_begin="IMMEDIATE")
        self._reading = self.engine.execution_options(
            **({} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"})
        )
        self._looking = self.engine.execution_options(
            **({} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"})
        )

    def open(self, *, write: bool = True) -> Session:
        """A session; ``write=False`` does not take SQLite's write lock, and all that it reads is of
        one moment: a task and its steps, read one after the other, belong together."""
        bind: Any = self._writing if write else self._reading
        return Session(bind, expire_on_commit=False)

    @contextmanager
    def session(self, *, write: bool = True) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on an error."""
        with self.open(write=write) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def look(self) -> Connection:
        """A connection for single SELECTs: on PostgreSQL without a transaction around them, which
        would cost two more trips to the server. Close it, or use it as a context."""
        return self._looking.connect()

    @contextmanager
    def lookup(self) -> Iterator[Session]:
        """The same as a session, for what becomes objects."""
        bind: Any = self._looking
        with Session(bind, expire_on_commit=False) as session:
            yield session


def pool_of(session: Session) -> Pool:
    """Stands for a database in what a process keeps of it; engines are many for one."""
    return session.get_bind().engine.pool


def insert_new(session: Session, model: type[SQLModel], values: Mapping[str, Any]) -> bool:
    """INSERT … ON CONFLICT DO NOTHING; True when the row is new.

    On PostgreSQL an equal key in an open transaction is waited for, so that of two at the same
    moment exactly one gets True.
    """
    statement = _insert_if_new(table_of(model), session.get_bind().dialect.name)
    # Without the option the number of an INSERT is -1 on psycopg: it says nothing of conflicts.
    done: Any = session.connection().execute(
        statement, dict(values), execution_options={"preserve_rowcount": True}
    )
    return bool(done.rowcount > 0)


def insert_new_many(
    session: Session, model: type[SQLModel], rows: list[dict[str, Any]]
) -> set[Any]:
    """Insert rows whose ``id`` is new, in one go; the ids that were.

    Sort the rows by id, so that two at the same moment wait for each other in one order. All rows
    have the same keys.
    """
    if not rows:
        return set()
    table = table_of(model)
    if session.get_bind().dialect.name == "postgresql":
        statement, content = _insert_recordset(table, tuple(rows[0])), _as_json(rows)
        return set(session.execute(statement, {"rows": content}).scalars())
    returning = _insert_if_new(table, "sqlite").returning(table.c.id)
    return set(session.execute(returning, rows).scalars())


def table_of(model: type[SQLModel]) -> Table:
    """Its table, for statements that need none of what the ORM adds."""
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
    return table


@lru_cache(maxsize=100)
def _insert_if_new(table: Table, dialect: str) -> Any:
    # Made once per table: putting thirty columns together costs more than sending them.
    made = sqlite_dialect.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return made.on_conflict_do_nothing()


@lru_cache(maxsize=100)
def _insert_recordset(table: Table, names: tuple[str, ...]) -> Any:
    """All rows as one JSON parameter: thousands of single ones take psycopg longer to number than
    PostgreSQL to store."""
    dialect = postgresql.dialect()
    columns = ", ".join(f'"{name}"' for name in names)
    types = ", ".join(f'"{name}" {table.c[name].type.compile(dialect=dialect)}' for name in names)
    return text(
        f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} '
        f"FROM json_to_recordset(CAST(:rows AS json)) AS r({types}) "
        "ON CONFLICT DO NOTHING RETURNING id"
    )


def _as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, default=str)


def insert_many(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Insert rows in one go; nothing for an empty list."""
    if rows:
        session.execute(insert(model), rows)


def is_busy(error: DBAPIError) -> bool:
    """Whether the database is locked, full or gone: the same request may succeed later."""
    if error.connection_invalidated:
        return True
    text = str(error.orig).lower()
    state = getattr(error.orig, "sqlstate", None) or ""
    busy = ("locked", "busy", "disk is full", "unable to open", "disk i/o", "readonly database")
    return (
        state[:2] in ("08", "53", "57", "40", "55")
        or any(word in text for word in busy)
        or ("connection" in text and error.__class__.__name__ == "OperationalError")
    )
