"""Waking the background worker.

Work that must not be lost lies in the database as pending rows; the queue carries names only, to
say "look now". A lost or doubled wake-up therefore costs time, never work: the worker also looks
every minute (see worker.py). A name is sent after the transaction that asked for it has been
committed, so the worker finds the rows; after a rollback nothing is sent.
"""

from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from huey import Huey, RedisHuey, SqliteHuey
from sqlalchemy import event
from sqlmodel import Session

from config import Config, ConfigError

RUN = "run"  # the one task that the queue carries; its argument is the name of a job
log = structlog.get_logger(__name__)

_asked: ContextVar[frozenset[str]] = ContextVar("jobs_asked", default=frozenset())


class Queue:
    """The wake-ups of one installation. Many equal ones waiting together are one."""

    def __init__(self, url: str) -> None:
        """``sqlite:/path/queue.db`` or ``redis://host:port/0``; else ConfigError."""
        self.huey = _open(url)
        self.perform: Callable[[str], None] | None = None  # set by the worker
        self._run = self.huey.task(name=RUN)(self._taken)

    def wake(self, name: str) -> None:
        """Ask for one run of a job, soon. Never fails: the worker's clock does it otherwise."""
        storage, key = self.huey.storage, _waiting(name)
        try:
            # Looking first takes no write lock: under load nearly every wake-up is already waiting.
            if not storage.has_data_for_key(key) and storage.put_if_empty(key, b"1"):
                self._run(name)
        except Exception as error:  # noqa: BLE001 - sqlite3's, redis', the disk's: all mean "not now"
            log.warning("queue_unreachable", job=name, error=type(error).__name__)

    def _taken(self, name: str) -> None:
        """Runs in the worker. What is committed from here on needs a new wake-up."""
        self.forget(name)
        if self.perform is not None:
            self.perform(name)

    def forget(self, name: str) -> None:
        """Drop the mark of a wake-up; one left by a killed worker would hold back new ones."""
        self.huey.storage.delete_data(_waiting(name))

    def check(self) -> None:
        """Raises the storage's own error when the queue cannot be reached."""
        self.huey.storage.queue_size()


def _waiting(name: str) -> str:
    return f"waiting.{name}"


def _open(url: str) -> Huey:
    scheme, _, rest = url.partition(":")
    if scheme == "sqlite" and rest:
        path = Path("/" + rest.lstrip("/")) if rest.startswith("/") else Path(rest)
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("wijkschouw", filename=str(path), fsync=False, results=False)
    if scheme in ("redis", "rediss") and urlsplit(url).hostname:
        return RedisHuey("wijkschouw", url=url, results=False)
    raise ConfigError("WIJKSCHOUW_QUEUE must be sqlite:/path/to/queue.db or redis://host:port/0")


_current: Queue | None = None


def configure(config: Config) -> Queue:
    """Open the queue of this process; called once by the app or the worker."""
    global _current
    _current = Queue(config.queue)
    return _current


def wake(name: str) -> None:
    """Wake a job when the running transaction is committed."""
    _asked.set(_asked.get() | {name})


def check() -> None:
    """Raises whatever the queue's storage raises when it cannot be reached."""
    if _current is not None:
        _current.check()


@event.listens_for(Session, "after_commit")
def _send(session: Session) -> None:
    if session.in_nested_transaction():
        return
    names = _asked.get()
    _asked.set(frozenset())
    if _current is not None:
        for name in sorted(names):
            _current.wake(name)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        _asked.set(frozenset())
