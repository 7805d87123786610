"""Readings added up per cell, theme and quarter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import delete as sql_delete
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from wijkschouw.liveability.fitting import CellSum
from wijkschouw.liveability.models import StoredCellSum
from wijkschouw.liveability.queries.parts import NAMES_PER_STATEMENT, chunks, insert_rows


class SumRow(NamedTuple):
    """A stored sum with its quarter and theme."""

    period: str
    theme: str
    cell: CellSum


_SUM = (
    col(StoredCellSum.period),
    col(StoredCellSum.theme),
    col(StoredCellSum.area_code),
    col(StoredCellSum.cell),
    col(StoredCellSum.drawn),
    col(StoredCellSum.weight),
    col(StoredCellSum.total),
    col(StoredCellSum.squares),
    col(StoredCellSum.weight2),
    col(StoredCellSum.visits),
)


def delete(
    session: Session, municipality: str, period: str, cells: Collection[str] | None = None
) -> None:
    """Of one quarter; of some cells or of all."""
    where = [
        col(StoredCellSum.municipality) == municipality,
        col(StoredCellSum.period) == period,
    ]
    if cells is None:
        session.execute(sql_delete(StoredCellSum).where(*where))
        return
    for names in chunks(sorted(cells), NAMES_PER_STATEMENT):
        session.execute(sql_delete(StoredCellSum).where(*where, col(StoredCellSum.cell).in_(names)))


def insert(
    session: Session,
    municipality: str,
    period: str,
    sums: Iterable[tuple[str, CellSum]],
    half_life: float,
) -> None:
    """(theme, sum) of one quarter."""
    rows = [
        {
            "municipality": municipality,
            "period": period,
            "theme": theme,
            "area_code": one.area,
            "cell": one.cell,
            "drawn": one.drawn,
            "weight": one.weight,
            "total": one.total,
            "squares": one.squares,
            "weight2": one.weight2,
            "visits": one.visits,
            "half_life": half_life,
        }
        for theme, one in sums
    ]
    insert_rows(session, StoredCellSum, rows)


def of_periods(
    session: Session,
    municipality: str,
    periods: Sequence[str],
    area: str | None = None,
    theme: str | None = None,
) -> list[SumRow]:
    """The stored sums of some quarters, of one area or all."""
    wanted = select_columns(*_SUM).where(
        col(StoredCellSum.municipality) == municipality, col(StoredCellSum.period).in_(periods)
    )
    if area is not None:
        wanted = wanted.where(col(StoredCellSum.area_code) == area)
    if theme is not None:
        wanted = wanted.where(col(StoredCellSum.theme) == theme)
    return [SumRow(row[0], row[1], CellSum(*row[2:])) for row in session.execute(wanted)]


def half_lives(session: Session, municipality: str) -> set[float]:
    """Those that the stored sums were made with; another than the chosen one is stale."""
    rows = session.exec(
        select(StoredCellSum.half_life).where(StoredCellSum.municipality == municipality).distinct()
    )
    return set(rows)
