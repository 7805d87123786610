"""From rounds to readings, and from readings to the sums per cell and quarter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now
from wijkschouw.liveability import periods, queries
from wijkschouw.liveability.choices import Choices
from wijkschouw.liveability.fitting import CellSum
from wijkschouw.liveability.queries.readings import ReadingRow
from wijkschouw.liveability.rules import HIGHEST, VALUES, Reading, add_up


def refresh_round(session: Session, municipality: str, round_id: UUID, choices: Choices) -> bool:
    """Make the readings of one round anew; True when something changed.

    Only the cells and quarters that it touches are added up again, and the municipality is marked
    for new scores from the earliest of those quarters on.
    """
    before = queries.readings.of_round(session, municipality, round_id)
    after = readings_of(session, municipality, round_id)
    changed = before ^ after
    if not changed:
        return False
    queries.readings.replace(session, municipality, round_id, after)
    by_period: dict[str, set[str]] = {}
    for reading in changed:
        by_period.setdefault(periods.period_of(reading.at), set()).add(reading.cell)
    for period, cells in by_period.items():
        add_up_cells(session, municipality, period, cells, choices)
    queries.pending.mark_period(session, municipality, min(by_period), utc_now())
    return True


def readings_of(session: Session, municipality: str, round_id: UUID) -> set[ReadingRow]:
    """What a round says: the worst level noted per cell and theme, A+ where nothing was noted.

    Only themes of its template. A finding in a cell that the track did not touch still tells of its
    own theme there. Empty when the round is not here (yet).
    """
    basis = queries.rounds.basis(session, municipality, round_id)
    if basis is None:
        return set()
    themes = _themes_of(session, municipality, basis.template, basis.started_at)
    drawn = set(basis.drawn_cells)
    worst: dict[tuple[str, str, str], tuple[float, bool]] = {}
    for area, cell, was_drawn in queries.rounds.seen_cells(session, municipality, round_id):
        for theme in themes:
            worst[area, cell, theme] = (HIGHEST, was_drawn)
    for area, cell, theme, level in queries.rounds.findings(session, municipality, round_id):
        if theme in themes:
            known, was_drawn = worst.get((area, cell, theme), (HIGHEST, cell in drawn))
            worst[area, cell, theme] = (min(known, VALUES[level]), was_drawn)
    return {ReadingRow(*key, *value, basis.started_at) for key, value in worst.items()}


def _themes_of(
    session: Session, municipality: str, template: str, moment: datetime
) -> tuple[str, ...]:
    """Themes of a template as the catalogue had it when the round was walked.

    A theme that is switched off later leaves older rounds as they are.
    """
    version = queries.rounds.catalogue_version_at(session, municipality, moment)
    known = catalogue.find_version(session, municipality, version) if version else None
    found = known.template(template) if known else None
    if known is None or found is None:
        return ()
    active = {theme.code for theme in known.themes if theme.active}
    return tuple(theme for theme in found.themes if theme in active)


def add_up_cells(
    session: Session, municipality: str, period: str, cells: Collection[str], choices: Choices
) -> None:
    """Add up some cells of a quarter anew."""
    begin, end = periods.start_of(period), periods.end_of(period)
    rows = queries.readings.of_cells(session, municipality, cells, begin, end)
    queries.sums.delete(session, municipality, period, cells)
    _store_sums(session, municipality, period, rows, choices)


def add_up_quarter(session: Session, municipality: str, period: str, choices: Choices) -> None:
    """Add up all cells of a quarter anew."""
    begin, end = periods.start_of(period), periods.end_of(period)
    rows = queries.readings.all_between(session, municipality, begin, end)
    queries.sums.delete(session, municipality, period)
    _store_sums(session, municipality, period, rows, choices)


def _store_sums(
    session: Session,
    municipality: str,
    period: str,
    rows: Iterable[ReadingRow],
    choices: Choices,
) -> None:
    by_theme: dict[str, list[Reading]] = {}
    for row in rows:
        weight = periods.weight_at(row.at, period, choices.half_life)
        reading = Reading(row.area, row.cell, row.value, weight, row.drawn)
        by_theme.setdefault(row.theme, []).append(reading)
    sums: list[tuple[str, CellSum]] = [
        (theme, one) for theme in sorted(by_theme) for one in add_up(by_theme[theme])
    ]
    queries.sums.insert(session, municipality, period, sums, choices.half_life)
