"""All SQL of the scores: readings, their sums per cell, scores, choices, and what is pending."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, exists, func, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from wijkschouw.areas.models import Municipality
from wijkschouw.catalogue.models import CatalogueVersion
from wijkschouw.db import insert_many, insert_new
from wijkschouw.liveability.fitting import CellSum
from wijkschouw.liveability.models import (
    LiveabilitySettings,
    PendingPeriod,
    PendingRound,
    Score,
    StoredCellSum,
    StoredReading,
)
from wijkschouw.observations.models import Observation
from wijkschouw.rounds.models import Round, RoundCell

# Well below the parameters that a statement may have (SQLite 32,766).
NAMES_PER_STATEMENT = 500
ROWS_PER_STATEMENT = 2_000


class RoundBasis(NamedTuple):
    """What a round's readings depend on, apart from its cells and findings."""

    template: str
    started_at: datetime
    drawn_cells: Sequence[str]


class ReadingRow(NamedTuple):
    """A reading as it is stored, without the round and municipality."""

    area: str
    cell: str
    theme: str
    value: float
    drawn: bool
    at: datetime


class SumRow(NamedTuple):
    """A stored sum with its quarter and theme."""

    period: str
    theme: str
    cell: CellSum


def _chunks(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


# --- what a round says ---------------------------------------------------------------------------


def round_basis(session: Session, municipality: str, round_id: UUID) -> RoundBasis | None:
    """None while the round itself has not arrived (its observations may come first)."""
    row = session.exec(
        select(Round.template, Round.started_at, Round.drawn_cells).where(
            Round.id == round_id, Round.municipality == municipality
        )
    ).first()
    return RoundBasis(*row) if row else None


def seen_cells(session: Session, municipality: str, round_id: UUID) -> list[tuple[str, str, bool]]:
    """(area, cell, drawn) of a round."""
    rows = session.exec(
        select(RoundCell.area_code, RoundCell.cell, RoundCell.drawn).where(
            RoundCell.municipality == municipality, RoundCell.round_id == round_id
        )
    )
    return [(area, cell, drawn) for area, cell, drawn in rows]


def findings(
    session: Session, municipality: str, round_id: UUID
) -> list[tuple[str, str, str, str]]:
    """(area, cell, theme, level) of a round's observations that were not withdrawn."""
    rows = session.exec(
        select(Observation.area_code, Observation.cell, Observation.theme, Observation.level).where(
            Observation.municipality == municipality,
            Observation.round_id == round_id,
            col(Observation.area_code).is_not(None),
            col(Observation.withdrawn_at).is_(None),
        )
    )
    return [(str(area), cell, theme, level) for area, cell, theme, level in rows]


def catalogue_version_at(session: Session, municipality: str, moment: datetime) -> int | None:
    """The version in force at a moment; the oldest one for what came before it."""
    rows = session.exec(
        select(CatalogueVersion.version, CatalogueVersion.loaded_at)
        .where(CatalogueVersion.municipality == municipality)
        .order_by(col(CatalogueVersion.version))
    ).all()
    known = [version for version, loaded_at in rows if loaded_at <= moment]
    return known[-1] if known else (rows[0][0] if rows else None)


def round_ids(session: Session, municipality: str) -> list[UUID]:
    return list(session.exec(select(Round.id).where(Round.municipality == municipality)))


# --- readings ------------------------------------------------------------------------------------

_READING = (
    col(StoredReading.area_code),
    col(StoredReading.cell),
    col(StoredReading.theme),
    col(StoredReading.value),
    col(StoredReading.drawn),
    col(StoredReading.at),
)


def readings_of_round(session: Session, municipality: str, round_id: UUID) -> set[ReadingRow]:
    rows = session.execute(
        select_columns(*_READING).where(
            col(StoredReading.municipality) == municipality,
            col(StoredReading.round_id) == round_id,
        )
    )
    return {ReadingRow(*row) for row in rows}


def replace_readings(
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
    _insert(session, StoredReading, rows)


def readings_of_cells(
    session: Session, municipality: str, cells: Collection[str], begin: datetime, end: datetime
) -> list[ReadingRow]:
    """All readings of some cells from begin up to (not with) end."""
    found: list[ReadingRow] = []
    for names in _chunks(sorted(cells), NAMES_PER_STATEMENT):
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


def all_readings(
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


def first_and_last_reading(
    session: Session, municipality: str
) -> tuple[datetime | None, datetime | None]:
    row = session.execute(
        select(func.min(StoredReading.at), func.max(StoredReading.at)).where(
            col(StoredReading.municipality) == municipality
        )
    ).one()
    return row[0], row[1]


def delete_readings(session: Session, municipality: str) -> None:
    for table in (StoredReading, StoredCellSum, Score):
        session.execute(delete(table).where(col(table.municipality) == municipality))


# --- sums per cell and quarter -------------------------------------------------------------------


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


def delete_sums(
    session: Session, municipality: str, period: str, cells: Collection[str] | None = None
) -> None:
    """Of one quarter; of some cells or of all."""
    where = [
        col(StoredCellSum.municipality) == municipality,
        col(StoredCellSum.period) == period,
    ]
    if cells is None:
        session.execute(delete(StoredCellSum).where(*where))
        return
    for names in _chunks(sorted(cells), NAMES_PER_STATEMENT):
        session.execute(delete(StoredCellSum).where(*where, col(StoredCellSum.cell).in_(names)))


def insert_sums(
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
    _insert(session, StoredCellSum, rows)


def sums(
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


# --- scores --------------------------------------------------------------------------------------


def replace_scores(
    session: Session, municipality: str, period: str, rows: list[dict[str, Any]]
) -> None:
    """All scores of one quarter."""
    session.execute(
        delete(Score).where(col(Score.municipality) == municipality, col(Score.period) == period)
    )
    _insert(session, Score, rows)


def scores(
    session: Session, municipality: str, period: str, level: str, theme: str
) -> dict[str, Score]:
    """By area code."""
    rows = session.exec(
        select(Score).where(
            Score.municipality == municipality,
            Score.period == period,
            Score.level == level,
            Score.theme == theme,
        )
    )
    return {row.area_code: row for row in rows}


def scores_of_area(session: Session, municipality: str, level: str, area: str) -> list[Score]:
    """All quarters and themes of one area, oldest first."""
    rows = session.exec(
        select(Score)
        .where(Score.municipality == municipality, Score.level == level, Score.area_code == area)
        .order_by(Score.period, Score.theme)
    )
    return list(rows)


def computed_at(
    session: Session, municipality: str, period: str, level: str, theme: str
) -> datetime | None:
    """When the scores of a map were made; None where there are none."""
    return session.execute(
        select(func.max(Score.computed_at)).where(
            col(Score.municipality) == municipality,
            col(Score.period) == period,
            col(Score.level) == level,
            col(Score.theme) == theme,
        )
    ).scalar_one()


def scored_periods(session: Session, municipality: str) -> list[str]:
    rows = session.exec(
        select(Score.period)
        .where(Score.municipality == municipality, Score.level == "gemeente")
        .distinct()
        .order_by(Score.period)
    )
    return list(rows)


def without_scores(session: Session, period: str) -> list[str]:
    """Municipalities that have scores, but none for this quarter: it has just begun."""
    scored = select(Score.area_code).where(
        col(Score.municipality) == col(Municipality.code), col(Score.level) == "gemeente"
    )
    rows = session.exec(
        select(Municipality.code).where(
            exists(scored), ~exists(scored.where(col(Score.period) == period))
        )
    )
    return list(rows)


# --- choices -------------------------------------------------------------------------------------


def newest_choices(session: Session, municipality: str) -> LiveabilitySettings | None:
    return session.exec(
        select(LiveabilitySettings)
        .where(LiveabilitySettings.municipality == municipality)
        .order_by(col(LiveabilitySettings.version).desc())
        .limit(1)
    ).first()


def insert_choices(session: Session, choices: LiveabilitySettings) -> bool:
    """False when that version is there already."""
    return insert_new(session, LiveabilitySettings, choices.model_dump())


# --- pending -------------------------------------------------------------------------------------


def add_pending_round(session: Session, municipality: str, round_id: UUID, now: datetime) -> None:
    session.add(PendingRound(municipality=municipality, round_id=round_id, marked_at=now))


def take_pending_rounds(session: Session, limit: int) -> list[PendingRound]:
    """The oldest ones; two workers at once take different ones."""
    rows = session.exec(
        select(PendingRound)
        .order_by(col(PendingRound.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(rows)


def delete_pending_rounds(session: Session, ids: Sequence[int | None]) -> None:
    session.execute(delete(PendingRound).where(col(PendingRound.id).in_(ids)))


def mark_period(session: Session, municipality: str, period: str, now: datetime) -> None:
    """Scores are to be made again from this quarter on. Locks the row until the commit."""
    again = (
        update(PendingPeriod)
        .where(col(PendingPeriod.municipality) == municipality, col(PendingPeriod.period) == period)
        .values(marked_at=now)
    )
    values = {"municipality": municipality, "period": period, "marked_at": now}
    marked = session.execute(again.returning(col(PendingPeriod.period))).all()
    if not marked and not insert_new(session, PendingPeriod, values):
        session.execute(again)


def pending_periods(session: Session) -> list[PendingPeriod]:
    rows = session.exec(
        select(PendingPeriod).order_by(PendingPeriod.municipality, PendingPeriod.period)
    )
    return list(rows)


def delete_pending_period(session: Session, done: PendingPeriod) -> None:
    """Unless it was marked again meanwhile: then it stays for the next turn."""
    session.execute(
        delete(PendingPeriod).where(
            col(PendingPeriod.municipality) == done.municipality,
            col(PendingPeriod.period) == done.period,
            col(PendingPeriod.marked_at) == done.marked_at,
        )
    )


def _insert(session: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    for part in _chunks(rows, ROWS_PER_STATEMENT):
        insert_many(session, table, list(part))
