"""SQL of what pages show beside the scores: findings, photos, tasks, readings of an area."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, true
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from wijkschouw.accounts.rules import Scope
from wijkschouw.liveability.models import StoredReading
from wijkschouw.observations.models import Observation
from wijkschouw.photos.models import Photo
from wijkschouw.tasks.models import Task
from wijkschouw.tasks.rules import OPEN


class Finding(NamedTuple):
    """A dot on the map. ``code``: category; ``word``: level of an observation, state of a task."""

    id: UUID
    lon: float
    lat: float
    code: str
    word: str
    at: datetime


class AreaPhoto(NamedTuple):
    """A photo that is ready to be shown."""

    id: UUID
    observation_id: UUID
    category: str
    at: datetime


class AreaReading(NamedTuple):
    """One reading behind a score."""

    at: datetime
    round_id: UUID
    cell: str
    theme: str
    value: float
    drawn: bool


def category_counts(
    session: Session, municipality: str, area: str, begin: datetime, end: datetime
) -> list[tuple[str, str, int]]:
    """(theme, category, number), most frequent first; sensitive ones are not counted here."""
    count = func.count()
    rows = session.execute(
        select_columns(col(Observation.theme), col(Observation.category), count)
        .where(*_seen_in(municipality, area, begin, end))
        .group_by(col(Observation.theme), col(Observation.category))
        .order_by(count.desc(), col(Observation.category))
    )
    return [(theme, category, number) for theme, category, number in rows]


def photos(
    session: Session, municipality: str, area: str, begin: datetime, end: datetime, limit: int
) -> list[AreaPhoto]:
    """Newest first."""
    rows = session.execute(
        select_columns(
            col(Photo.id),
            col(Observation.id),
            col(Observation.category),
            col(Observation.observed_at),
        )
        .join(Photo, col(Photo.subject_id) == col(Observation.id))
        .where(
            *_seen_in(municipality, area, begin, end),
            col(Photo.municipality) == municipality,
            col(Photo.subject_kind) == "waarneming",
            col(Photo.state) == "ready",
        )
        .order_by(col(Observation.observed_at).desc(), col(Photo.id))
        .limit(limit)
    )
    return [AreaPhoto(*row) for row in rows]


def _seen_in(
    municipality: str, area: str, begin: datetime, end: datetime
) -> list[ColumnElement[bool]]:
    return [
        col(Observation.municipality) == municipality,
        col(Observation.area_code) == area,
        col(Observation.observed_at) >= begin,
        col(Observation.observed_at) < end,
        col(Observation.withdrawn_at).is_(None),
        col(Observation.sensitive).is_(False),
    ]


def task_counts(session: Session, municipality: str, area: str) -> dict[str, int]:
    """Number of tasks by state."""
    rows = session.execute(
        select_columns(col(Task.state), func.count())
        .where(col(Task.municipality) == municipality, col(Task.area_code) == area)
        .group_by(col(Task.state))
    )
    return {str(state): int(number) for state, number in rows}


def readings(
    session: Session,
    municipality: str,
    area: str,
    themes: Sequence[str],
    begin: datetime,
    end: datetime,
    limit: int,
) -> list[AreaReading]:
    """Newest first."""
    rows = session.execute(
        select_columns(
            col(StoredReading.at),
            col(StoredReading.round_id),
            col(StoredReading.cell),
            col(StoredReading.theme),
            col(StoredReading.value),
            col(StoredReading.drawn),
        )
        .where(
            col(StoredReading.municipality) == municipality,
            col(StoredReading.area_code) == area,
            col(StoredReading.theme).in_(themes),
            col(StoredReading.at) >= begin,
            col(StoredReading.at) < end,
        )
        .order_by(col(StoredReading.at).desc(), col(StoredReading.cell), col(StoredReading.theme))
        .limit(limit)
    )
    return [AreaReading(*row) for row in rows]


# --- layers of the map ---------------------------------------------------------------------------


def open_tasks(session: Session, scope: Scope, limit: int) -> list[Finding]:
    """Open tasks in somebody's areas, without the sensitive ones."""
    rows = session.execute(
        select_columns(
            col(Task.id),
            col(Task.lon),
            col(Task.lat),
            col(Task.category),
            col(Task.state),
            col(Task.created_at),
        )
        .where(
            col(Task.municipality) == scope.municipality,
            col(Task.state).in_([state.value for state in OPEN]),
            col(Task.sensitive).is_(False),
            _inside(scope, col(Task.wijk_code), col(Task.area_code)),
        )
        .order_by(col(Task.created_at).desc())
        .limit(limit)
    )
    return [Finding(*row) for row in rows]


def loose(
    session: Session, scope: Scope, begin: datetime, end: datetime, limit: int
) -> list[Finding]:
    """Observations outside rounds in somebody's areas, newest first."""
    rows = session.execute(
        select_columns(
            col(Observation.id),
            col(Observation.lon),
            col(Observation.lat),
            col(Observation.category),
            col(Observation.level),
            col(Observation.observed_at),
        )
        .where(*_reported(scope, begin, end), col(Observation.round_id).is_(None))
        .order_by(col(Observation.observed_at).desc())
        .limit(limit)
    )
    return [Finding(*row) for row in rows]


def density(
    session: Session, scope: Scope, begin: datetime, end: datetime, limit: int
) -> list[tuple[str, int]]:
    """(cell, number of observations), most first."""
    count = func.count()
    rows = session.execute(
        select_columns(col(Observation.cell), count)
        .where(*_reported(scope, begin, end))
        .group_by(col(Observation.cell))
        .order_by(count.desc(), col(Observation.cell))
        .limit(limit)
    )
    return [(cell, number) for cell, number in rows]


def _reported(scope: Scope, begin: datetime, end: datetime) -> list[ColumnElement[bool]]:
    return [
        col(Observation.municipality) == scope.municipality,
        col(Observation.observed_at) >= begin,
        col(Observation.observed_at) < end,
        col(Observation.withdrawn_at).is_(None),
        col(Observation.sensitive).is_(False),
        _inside(scope, col(Observation.wijk_code), col(Observation.area_code)),
    ]


def _inside(
    scope: Scope, wijk: Mapped[str | None], area: Mapped[str | None]
) -> ColumnElement[bool]:
    if scope.everything:
        return true()
    return or_(wijk.in_(sorted(scope.wijken)), area.in_(sorted(scope.buurten)))
