"""Use cases of the scores: keep them up to date, look them up, choose how they are made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlmodel import Session

from wijkschouw import errors, jobs
from wijkschouw.accounts import service as accounts
from wijkschouw.areas import service as areas
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import Database, utc_now
from wijkschouw.liveability import periods, queries, readings, scoring
from wijkschouw.liveability.choices import TOTAL, ChoiceError, Choices, choices_from
from wijkschouw.liveability.models import LiveabilitySettings, PendingPeriod, Score

log = structlog.get_logger(__name__)

JOB = "liveability"
ROUNDS_PER_TURN = 20  # a turn is one transaction: short, so that phones need not wait for it


# --- keep up to date -----------------------------------------------------------------------------


def mark_round(session: Session, municipality: str, round_id: UUID | None) -> None:
    """A round, its cells or its observations changed: its readings are to be made anew.

    In the transaction of the change itself, so that neither is there without the other. Does
    nothing for an observation outside a round.
    """
    if round_id is not None:
        queries.pending.add_round(session, municipality, round_id, utc_now())
        jobs.wake(JOB)


def refresh_round(session: Session, municipality: str, round_id: UUID) -> bool:
    """Make the readings of one round anew; True when something changed."""
    return readings.refresh_round(session, municipality, round_id, choices(session, municipality))


def refresh_pending(database: Database) -> int:
    """All that is pending: readings of marked rounds, then scores. Number of rounds done."""
    done = 0
    while taken := _refresh_some(database):
        done += taken
    with database.session() as session:
        current = periods.period_of(utc_now())
        for municipality in queries.scores.municipalities_without(session, current):
            queries.pending.mark_period(session, municipality, current, utc_now())
    _score_pending(database)
    return done


def _refresh_some(database: Database) -> int:
    with database.session() as session:
        pending = queries.pending.take_rounds(session, ROUNDS_PER_TURN)
        chosen: dict[str, Choices] = {}
        for municipality, round_id in sorted({(p.municipality, p.round_id) for p in pending}):
            if municipality not in chosen:
                chosen[municipality] = choices(session, municipality)
            _refresh_or_tell(session, municipality, round_id, chosen[municipality])
        queries.pending.delete_rounds(session, [p.id for p in pending])
    return len(pending)


def _refresh_or_tell(session: Session, municipality: str, round_id: UUID, chosen: Choices) -> None:
    """One round that cannot be read must not keep all others waiting for ever."""
    try:
        with session.begin_nested():
            readings.refresh_round(session, municipality, round_id, chosen)
    except (LookupError, TypeError, ValueError):
        log.exception("round_not_read", municipality=municipality, round=str(round_id))


def _score_pending(database: Database) -> None:
    with database.session(write=False) as session:
        pending = queries.pending.periods(session)
    by_municipality: dict[str, list[PendingPeriod]] = {}
    for one in pending:
        by_municipality.setdefault(one.municipality, []).append(one)
    for municipality, marks in by_municipality.items():
        with database.session() as session:
            _weigh_anew(session, municipality)
        # Reading and counting take their time: not under SQLite's one write lock.
        with database.session(write=False) as session:
            made = _scores_from(session, municipality, min(m.period for m in marks))
        with database.session() as session:
            for period, rows in made.items():
                queries.scores.replace(session, municipality, period, rows)
            for mark in marks:
                queries.pending.delete_period(session, mark)
        log.info("scores_made", municipality=municipality, periods=len(made))


def _scores_from(
    session: Session, municipality: str, first: str
) -> dict[str, list[dict[str, Any]]]:
    """Scores of the quarters from first up to now: later ones rest on a change too."""
    now = utc_now()
    wanted = periods.between(first, periods.period_of(now))
    return scoring.score_rows(session, municipality, wanted, choices(session, municipality), now)


def recompute(
    session: Session,
    municipality: str,
    all: bool = False,  # noqa: A002 - the option's name on the command line
) -> int:
    """Make all scores of a municipality anew; number of quarters.

    From the sums per cell, or with ``all`` from the rounds and observations themselves. Both give
    the numbers that keeping up to date gives.
    """
    if all:
        _rebuild_readings(session, municipality)
    _weigh_anew(session, municipality)
    first, _last = queries.readings.first_and_last(session, municipality)
    if first is None:
        return 0
    made = _scores_from(session, municipality, periods.period_of(first))
    for period, rows in made.items():
        queries.scores.replace(session, municipality, period, rows)
    return len(made)


def _weigh_anew(session: Session, municipality: str) -> None:
    """Add up all readings again when the sums were made with another half-life, or are gone."""
    chosen = choices(session, municipality)
    if queries.sums.half_lives(session, municipality) == {chosen.half_life}:
        return
    first, last = queries.readings.first_and_last(session, municipality)
    if first is None or last is None:
        return
    for period in periods.between(periods.period_of(first), periods.period_of(last)):
        readings.add_up_quarter(session, municipality, period, chosen)


def _rebuild_readings(session: Session, municipality: str) -> None:
    queries.readings.delete_with_scores(session, municipality)
    for round_id in queries.rounds.ids(session, municipality):
        found = readings.readings_of(session, municipality, round_id)
        queries.readings.replace(session, municipality, round_id, found)


# --- choices -------------------------------------------------------------------------------------


def choices(session: Session, municipality: str) -> Choices:
    """How this municipality's scores are made; version 0 is what ships."""
    row = queries.choices.newest(session, municipality)
    return choices_from(row.content, row.version) if row else Choices()


def choose(
    session: Session, municipality: str, content: Mapping[str, Any], user_id: UUID | None
) -> Choices:
    """Store other weights, half-life or bounds as a new version; the worker makes the scores anew.

    Raises Problem: bad input when they cannot be used, conflict when somebody else just chose.
    """
    present = choices(session, municipality)
    try:
        wanted = choices_from(content, present.version + 1)
    except ChoiceError as error:
        raise errors.bad_field(f"#/{error.key}", "instelling", str(error)) from error
    row = LiveabilitySettings(
        municipality=municipality,
        version=wanted.version,
        content=wanted.content(),
        created_at=utc_now(),
        created_by=user_id,
    )
    if not queries.choices.insert(session, row):
        raise errors.conflict("Iemand anders heeft de instellingen net gewijzigd.")
    version = f"leefbaarheid:{wanted.version}"
    accounts.audit(session, municipality, user_id, "leefbaarheid-instellen", version)
    first, _last = queries.readings.first_and_last(session, municipality)
    if first is not None:
        queries.pending.mark_period(session, municipality, periods.period_of(first), utc_now())
        jobs.wake(JOB)
    return wanted


# --- look up -------------------------------------------------------------------------------------


def current_period(now: datetime | None = None) -> str:
    return periods.period_of(now or utc_now())


def themes(session: Session, municipality: str) -> list[str]:
    """What a map can show: the total, the themes of the total, then other active themes."""
    known = catalogue.current(session, municipality)
    chosen = choices(session, municipality)
    active = [t.code for t in known.themes if t.active]
    return [TOTAL, *dict.fromkeys([*chosen.weights, *active])]


def known_themes(session: Session, municipality: str) -> set[str]:
    """All that may be asked for, those switched off too: they have a past."""
    return {TOTAL, *(theme.code for theme in catalogue.current(session, municipality).themes)}


def scores(
    session: Session, municipality: str, level: str, theme: str, period: str
) -> dict[str, Score]:
    """By area code; empty for a quarter without scores, such as one in the future."""
    return queries.scores.of_level(session, municipality, period, level, theme)


def scored_periods(session: Session, municipality: str) -> list[str]:
    """Quarters that there are scores of, oldest first."""
    return queries.scores.periods(session, municipality)


def scores_of_area(session: Session, municipality: str, level: str, area: str) -> list[Score]:
    """All quarters and themes of one area, oldest first."""
    return queries.scores.of_area(session, municipality, level, area)


def map_version(
    session: Session, municipality: str, level: str, theme: str, period: str
) -> tuple[int, str]:
    """Changes with the areas and with the scores: what a cached map is known by."""
    made = queries.scores.computed_at(session, municipality, period, level, theme)
    return areas.areas_version(session, municipality), made.isoformat() if made else ""
