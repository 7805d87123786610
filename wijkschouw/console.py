"""What the commands share: a database session and a bar that shows progress."""

import sys
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from typing import TypeVar

import click
from rich.progress import track
from sqlmodel import Session

from config import Config
from wijkschouw.db import Database

T = TypeVar("T")
LINES = 10  # progress lines printed where there is no terminal


@contextmanager
def open_session(config: Config | None = None) -> Iterator[Session]:
    """One transaction on the configured database: committed at the end, rolled back on an error."""
    database = Database((config or Config.from_environment()).database_url)
    try:
        with database.session() as session:
            yield session
    finally:
        database.engine.dispose()


def progress(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Pass the items on, with a bar on a terminal and some plain lines elsewhere (on stderr)."""
    if total is None and isinstance(items, Sized):
        total = len(items)
    if sys.stderr.isatty():
        yield from track(items, description=label, total=total)
        return
    step = max(1, (total or 0) // LINES)
    for number, item in enumerate(items, start=1):
        yield item
        if total and (number % step == 0 or number == total):
            click.echo(f"{label}: {number} / {total}", err=True)
