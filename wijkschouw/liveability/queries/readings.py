"""Readings: what a round says about a theme in a cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from wijkschouw.liveability.models import Score, StoredCellSum, StoredReading
from wijkschouw.liveability.queries.parts import NAMES_PER_STATEMENT, chunks, insert_rows


class ReadingRow(NamedTuple):
    """A reading as it is stored, without the round and municipality."""

    area: str
    cell: str
    theme: str
    value: float
    drawn: bool
    at: datetime


_READING = (
    col(StoredReading.area_code),
    col(StoredReading.cell),
    col(StoredReading.theme),
    col(StoredReading.value),
    col(StoredReading.drawn),
    col(StoredReading.at),
)


def of_round(session: Session, municipality: str, round_id: UUID) -> set[ReadingRow]:
    rows = session.execute(
        select_columns(*_READING).where(
            col(StoredReading.municipality) == municipality,
            col(StoredReading.round_id) == round_id,
        )
    )
    return {ReadingRow(*row) for row in rows}


def replace(
    session: Session, municipality: str, round_id: UUID, readings: Collection[ReadingRow]
) -> None:
    session.execute(
        delete(StoredReading).where(
            col(StoredReading.municipality) == municipality,
            col(StoredReading.round_id) == round_id,
        )
    )
    rows = [
        {
            "municipality": municipality,
            "round_id": round_id,
            "area_code": r.area,
            "cell": r.cell,
            "theme": r.theme,
            "value": r.value,
            "drawn": r.drawn,
            "at": r.at,
        }
        for r in sorted(readings)
    ]
    insert_rows(session, StoredReading, rows)


def of_cells(
    session: Session, municipality: str, cells: Collection[str], begin: datetime, end: datetime
) -> list[ReadingRow]:
    """All readings of some cells from begin up to (not with) end."""
    found: list[ReadingRow] = []
    for names in chunks(sorted(cells), NAMES_PER_STATEMENT):
        rows = session.execute(
            select_columns(*_READING).where(
                col(StoredReading.municipality) == municipality,
                col(StoredReading.cell).in_(names),
                col(StoredReading.at) >= begin,
                col(StoredReading.at) < end,
            )
        )
        found += [ReadingRow(*row) for row in rows]
    return found


def all_between(
    session: Session, municipality: str, begin: datetime, end: datetime
) -> Iterable[ReadingRow]:
    """Every reading of a stretch of time, streamed: there can be millions."""
    rows = session.execute(
        select_columns(*_READING)
        .where(
            col(StoredReading.municipality) == municipality,
            col(StoredReading.at) >= begin,
            col(StoredReading.at) < end,
        )
        .execution_options(yield_per=10_000)
    )
    return (ReadingRow(*row) for row in rows)


def first_and_last(session: Session, municipality: str) -> tuple[datetime | None, datetime | None]:
    row = session.execute(
        select_columns(func.min(StoredReading.at), func.max(StoredReading.at)).where(
            col(StoredReading.municipality) == municipality
        )
    ).one()
    return row[0], row[1]


def delete_with_scores(session: Session, municipality: str) -> None:
    for table in (StoredReading, StoredCellSum, Score):
        session.execute(delete(table).where(col(table.municipality) == municipality))
