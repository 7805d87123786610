"""The two databases: SpatiaLite (embedded) and PostgreSQL with PostGIS. Engine, sessions, types."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
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
    insert,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from wijkschouw import spatialite

STATEMENT_TIMEOUT_MS = 60_000

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


def make_engine(url: str, pool_size: int = 8) -> Engine:
    """An engine for ``sqlite:///…`` (SpatiaLite, WAL) or ``postgresql+psycopg://…`` (PostGIS)."""
    if make_url(url).get_backend_name() == "sqlite":
        return spatialite.make_engine(url)
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
