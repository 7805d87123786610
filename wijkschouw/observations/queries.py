"""All SQL about observations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Uuid,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    or_,
    true,
    tuple_,
    update,
)
from sqlmodel import Session, col, select

from wijkschouw.accounts.rules import Scope
from wijkschouw.db import UtcDateTime, insert_new, insert_new_many, table_of
from wijkschouw.observations.models import Observation, ObservationChange
from wijkschouw.observations.reach import Reach
from wijkschouw.observations.schemas import Filters
from wijkschouw.photos.models import Photo

Row = dict[str, Any]

# Asked with every photo: putting the statements together would cost more than asking them.
_OBSERVATION, _PHOTO = table_of(Observation), table_of(Photo)
_COMPLETE = (
    update(_OBSERVATION)
    .where(_OBSERVATION.c.id == bindparam("observation"), _OBSERVATION.c.complete.is_(False))
    .values(complete=True)
)
_COMPLETE_BY_ITS_ONLY_PHOTO = _COMPLETE.where(_OBSERVATION.c.photo_count == 1)
_COMPLETE_WHEN_NONE_IS_MISSING = _COMPLETE.where(
    ~exists().where(
        _PHOTO.c.subject_kind == "waarneming",
        _PHOTO.c.subject_id == bindparam("observation"),
        _PHOTO.c.state == "announced",
    )
)


def insert_one(session: Session, values: Row) -> bool:
    """False when the id is taken."""
    return insert_new(session, Observation, values)


def insert_all(session: Session, rows: Iterable[Row]) -> set[UUID]:
    """The ids that were new; sorted first, so that two batches never wait for each other."""
    return insert_new_many(session, Observation, sorted(rows, key=lambda row: row["id"].int))


def by_id(session: Session, observation_id: UUID) -> Observation | None:
    """Whatever is stored under an id, of any municipality."""
    return session.get(Observation, observation_id)


def facts(session: Session, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """What judges a repetition: municipality, digest, inspector_id, withdrawn_at, by id."""
    rows: Any = session.exec(
        select(  # type: ignore[call-overload]  # five columns; SQLModel's overloads end at four
            Observation.id,
            Observation.municipality,
            Observation.digest,
            Observation.inspector_id,
            Observation.withdrawn_at,
        ).where(col(Observation.id).in_(ids))
    )
    return {row.id: row for row in rows}


def visible(session: Session, reach: Reach, observation_id: UUID) -> Observation | None:
    """One observation, withdrawn or not, when this person may read it."""
    return session.exec(
        select(Observation).where(Observation.id == observation_id, readable(reach))
    ).first()


def page(session: Session, reach: Reach, filters: Filters) -> list[Observation]:
    """Newest first, one more than the limit, so that the caller knows whether there is a next."""
    query = select(Observation).where(
        readable(reach), col(Observation.withdrawn_at).is_(None), *_wanted(session, filters)
    )
    if filters.cursor is not None:
        last = tuple_(col(Observation.observed_at), col(Observation.id))
        query = query.where(
            last < tuple_(literal(filters.cursor.at, UtcDateTime), literal(filters.cursor.id, Uuid))
        )
    query = query.order_by(col(Observation.observed_at).desc(), col(Observation.id).desc())
    return list(session.exec(query.limit(filters.limit + 1)))


def of_round(session: Session, municipality: str, round_id: UUID) -> list[Observation]:
    """What a round noted and still stands."""
    return list(
        session.exec(
            select(Observation)
            .where(
                Observation.municipality == municipality,
                Observation.round_id == round_id,
                col(Observation.withdrawn_at).is_(None),
            )
            .order_by(col(Observation.observed_at))
        )
    )


def visible_of_round(session: Session, reach: Reach, round_id: UUID) -> list[Observation]:
    """The same, as far as this person may read it."""
    return list(
        session.exec(
            select(Observation)
            .where(
                readable(reach),
                Observation.round_id == round_id,
                col(Observation.withdrawn_at).is_(None),
            )
            .order_by(col(Observation.observed_at))
        )
    )


def readable(reach: Reach) -> ColumnElement[bool]:
    """What this person may read; the one place that says so in SQL."""
    o = Observation
    not_sensitive = true() if reach.sensitive else col(o.sensitive).is_(False)
    ways: list[ColumnElement[bool]] = [col(o.inspector_id) == reach.user_id]
    if reach.scope is not None:
        ways.append(and_(not_sensitive, in_scope(reach.scope)))
    if reach.walked:
        ways.append(
            and_(
                col(o.sensitive).is_(False),
                or_(col(o.area_code).in_(reach.walked), col(o.wijk_code).in_(reach.walked)),
            )
        )
    if reach.of_tasks is not None:
        ways.append(and_(not_sensitive, col(o.id).in_(reach.of_tasks)))
    return and_(col(o.municipality) == reach.municipality, or_(*ways))


def in_scope(scope: Scope) -> ColumnElement[bool]:
    """The places of a wijkmanager's areas."""
    if scope.everything:
        return true()
    ways = [
        column.in_(codes)
        for column, codes in (
            (col(Observation.wijk_code), scope.wijken),
            (col(Observation.area_code), scope.buurten),
        )
        if codes
    ]
    return or_(*ways) if ways else false()


def _wanted(session: Session, filters: Filters) -> list[ColumnElement[bool]]:
    o = Observation
    parts: list[ColumnElement[bool]] = []
    if filters.theme:
        parts.append(col(o.theme) == filters.theme)
    if filters.category:
        parts.append(col(o.category) == filters.category)
    if filters.area:
        column = o.wijk_code if filters.area.startswith("WK") else o.area_code
        if filters.area.startswith("GM"):
            column = o.municipality
        parts.append(col(column) == filters.area)
    if filters.since:
        parts.append(col(o.observed_at) >= filters.since)
    if filters.until:
        parts.append(col(o.observed_at) < filters.until)
    if filters.round_id:
        parts.append(col(o.round_id) == filters.round_id)
    if filters.bbox:
        parts.extend(_in_box(session, filters.bbox))
    return parts


def _in_box(session: Session, box: tuple[float, float, float, float]) -> list[ColumnElement[bool]]:
    west, south, east, north = box
    parts: list[ColumnElement[bool]] = [
        col(Observation.lon).between(west, east),
        col(Observation.lat).between(south, north),
    ]
    if session.get_bind().dialect.name == "postgresql":
        # The two columns say it exactly; this lets PostGIS use its spatial index.
        parts.append(
            col(Observation.place).op("&&")(func.ST_MakeEnvelope(west, south, east, north, 4326))
        )
    return parts


def update_version(session: Session, row: Observation, values: Mapping[str, Any]) -> bool:
    """Change a row if nobody did so since it was read; its version goes up."""
    done = session.execute(
        update(Observation)
        .where(col(Observation.id) == row.id, col(Observation.version) == row.version)
        .values(**values, version=row.version + 1)
        .execution_options(synchronize_session=False)
    )
    session.expire(row)
    return bool(done.rowcount)  # type: ignore[attr-defined]  # UPDATE gives a cursor result


def insert_change(session: Session, change: ObservationChange) -> None:
    """Add to the history."""
    session.add(change)


def changes_of(
    session: Session, municipality: str, observation_id: UUID
) -> list[ObservationChange]:
    """The history of one observation, oldest first."""
    return list(
        session.exec(
            select(ObservationChange)
            .where(
                ObservationChange.municipality == municipality,
                ObservationChange.observation_id == observation_id,
            )
            .order_by(col(ObservationChange.at))
        )
    )


def complete_if_all_photos_are_here(session: Session, observation_id: UUID) -> bool:
    """An arrived photo is the last one when it is the only one, or when none is missing.

    Locks the row before it looks: of two last photos at the same moment, the later one must see the
    other. True when the observation was completed by this call.
    """
    done: Any = session.execute(_COMPLETE_BY_ITS_ONLY_PHOTO, {"observation": observation_id})
    if done.rowcount:
        return True
    session.exec(
        select(Observation.id).where(Observation.id == observation_id).with_for_update()
    ).first()
    done = session.execute(_COMPLETE_WHEN_NONE_IS_MISSING, {"observation": observation_id})
    return bool(done.rowcount)
