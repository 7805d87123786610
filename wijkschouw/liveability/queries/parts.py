"""Many names or rows in a statement: in parts."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session

from wijkschouw.db import insert_many

# Well below the parameters that a statement may have (SQLite 32,766).
NAMES_PER_STATEMENT = 500
ROWS_PER_STATEMENT = 2_000


def chunks(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """The items in their order, at most ``size`` at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))


def insert_rows(session: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    """Insert any number of rows."""
    for part in chunks(rows, ROWS_PER_STATEMENT):
        insert_many(session, table, list(part))
