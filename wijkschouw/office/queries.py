"""SQL of the office's lists: observations with what hangs to them. What somebody may read is a
condition that the observations' own service gives."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func
from sqlmodel import Session, col, select

from wijkschouw.observations.models import Observation
from wijkschouw.office.schemas import ListFilters
from wijkschouw.tasks.models import TaskObservation

O = Observation  # noqa: E741 - short, as in SQL


def _wanted(filters: ListFilters) -> list[ColumnElement[bool]]:
    equal = (
        (O.theme, filters.thema),
        (O.category, filters.categorie),
        (O.level, filters.niveau),
        (O.inspector_id, filters.inspecteur),
        (O.round_id, filters.ronde),
    )
    parts = [col(column) == value for column, value in equal if value is not None]
    if filters.gebied:
        column = O.wijk_code if filters.gebied.startswith("WK") else O.area_code
        parts.append(col(column) == filters.gebied)
    if since := filters.since():
        parts.append(col(O.observed_at) >= since)
    if until := filters.until():
        parts.append(col(O.observed_at) < until)
    if filters.foto:
        parts.append(col(O.photo_count) > 0 if filters.foto == "ja" else col(O.photo_count) == 0)
    if filters.taak:
        has_task = exists().where(
            col(TaskObservation.municipality) == col(O.municipality),
            col(TaskObservation.observation_id) == col(O.id),
        )
        parts.append(has_task if filters.taak == "ja" else ~has_task)
    return parts


def _select(readable: Any, filters: ListFilters) -> Any:
    return select(Observation).where(readable, col(O.withdrawn_at).is_(None), *_wanted(filters))


def page(
    session: Session, readable: Any, filters: ListFilters, limit: int, offset: int = 0
) -> list[Observation]:
    """Observations by filter, newest first."""
    query = _select(readable, filters).order_by(col(O.observed_at).desc(), col(O.id).desc())
    return list(session.exec(query.limit(limit).offset(offset)))


def every(session: Session, readable: Any, filters: ListFilters, limit: int) -> Iterator[Any]:
    """The same for an export, in lists of at most 500 rows."""
    query = _select(readable, filters).order_by(col(O.observed_at).desc(), col(O.id).desc())
    return session.exec(query.limit(limit).execution_options(yield_per=500)).partitions(500)


def count(session: Session, readable: Any, filters: ListFilters, most: int) -> int:
    """How many there are, counted up to ``most``: a million need not be counted to page."""
    some = _select(readable, filters).with_only_columns(col(O.id)).limit(most).subquery()
    return int(session.exec(select(func.count()).select_from(some)).one())


def one(session: Session, readable: Any, observation_id: UUID) -> Observation | None:
    """One observation that may be read, withdrawn or not."""
    return session.exec(
        select(Observation).where(Observation.id == observation_id, readable)
    ).first()


def near(
    session: Session,
    readable: Any,
    seen: Observation,
    box: tuple[float, float, float, float],
    days: int,
) -> list[Observation]:
    """Other observations of its category in a box (west, south, east, north), some days around."""
    west, south, east, north = box
    period = timedelta(days=days)
    return list(
        session.exec(
            select(Observation)
            .where(
                readable,
                O.id != seen.id,
                O.category == seen.category,
                col(O.withdrawn_at).is_(None),
                col(O.lon).between(west, east),
                col(O.lat).between(south, north),
                col(O.observed_at).between(_bounded(seen.observed_at, -period),
                                           _bounded(seen.observed_at, period)),
            )
            .order_by(col(O.observed_at).desc())
            .limit(100)
        )
    )  # fmt: skip


def _bounded(moment: datetime, shift: timedelta) -> datetime:
    return moment + shift
