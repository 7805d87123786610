"""SQLite with SpatiaLite, the embedded database: what PostgreSQL does by itself."""

import os
import sqlite3
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from wijkschouw.turns import Turns

BUSY_TIMEOUT_MS = 8_000
# The stable name first; the versioned one is what Debian's package without -dev ships.
NAMES = ("mod_spatialite", "mod_spatialite.so.8", "mod_spatialite.so.7")


class DatabaseMissingError(RuntimeError):
    """The database cannot be used on this machine; the text says what to install."""


def make_engine(url: str) -> Engine:
    """An engine for ``sqlite:///…``: WAL, SpatiaLite loaded, who writes goes in turn."""
    path = make_url(url).database
    module = _module()
    connect_args: dict[str, Any] = {
        "check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000,
    }  # fmt: skip
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        connect_args["factory"] = _queueing(module, Turns(f"{path}-turns"))
    engine = create_engine(
        url,
        module=module,
        connect_args=connect_args,
        pool_size=8,
        max_overflow=8,
        pool_timeout=10,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _module() -> ModuleType:
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


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
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
        for name in NAMES:
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


def _begin(connection: Any) -> None:
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
