"""SQL of retention: which rows have been kept long enough, a limited number at a time.

Every function that deletes takes ids that one of the finding functions gave, so that a dry run and
a real one look at the same rows.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, update
from sqlmodel import Session, col, select

from wijkschouw.accounts.models import AuditEntry, Token, User
from wijkschouw.areas.models import Municipality
from wijkschouw.observations.models import Observation, ObservationChange
from wijkschouw.perceptions.models import Perception
from wijkschouw.photos.models import Photo
from wijkschouw.privacy.models import RetentionSetting
from wijkschouw.rounds.models import Round, RoundCell, RoundPlan
from wijkschouw.tasks.models import Task, TaskEvent, TaskObservation
from wijkschouw.tasks.rules import CLOSED, OPEN

OBSERVATION, EVENT = "waarneming", "gebeurtenis"


def municipalities(session: Session) -> list[str]:
    """Codes of all tenants."""
    return list(session.exec(select(Municipality.code).order_by(Municipality.code)))


def chosen_days(session: Session, municipality: str) -> dict[str, int]:
    """The terms that a municipality chose, by kind."""
    rows = session.exec(
        select(RetentionSetting.kind, RetentionSetting.days).where(
            RetentionSetting.municipality == municipality
        )
    )
    return {kind: days for kind, days in rows}  # noqa: C416 - rows are no tuples for mypy


def save_setting(session: Session, setting: RetentionSetting) -> None:
    """Keep a chosen term."""
    session.merge(setting)


def count(session: Session, found: Select[Any]) -> int:
    """How many rows a finding statement finds."""
    return int(session.execute(select(func.count()).select_from(found.subquery())).scalar_one())


def some(session: Session, found: Select[Any], limit: int) -> list[Any]:
    """The first rows of a finding statement: ids."""
    return list(session.execute(found.limit(limit)).scalars())


# --- what has been kept long enough ---------------------------------------------------------------


def old_tracks(municipality: str, before: datetime) -> Select[Any]:
    """Rounds whose track is still there though they ended (or were last heard of) before then."""
    return (
        _ids(Round.id)
        .where(
            col(Round.municipality) == municipality,
            col(Round.track_removed_at).is_(None),
            func.coalesce(col(Round.ended_at), col(Round.updated_at)) < before,
        )
        .order_by(col(Round.id))
    )


def named_rounds(municipality: str, before: datetime) -> Select[Any]:
    """Rounds closed before then that still name a person."""
    return (
        _ids(Round.id)
        .where(
            col(Round.municipality) == municipality,
            func.coalesce(col(Round.ended_at), col(Round.updated_at)) < before,
            col(Round.inspector_id).in_(_people(municipality)),
        )
        .order_by(col(Round.id))
    )


def named_observations(municipality: str, before: datetime) -> Select[Any]:
    """Observations that still name a person, of rounds closed before then or received before
    then outside a round (or of a round that never came)."""
    recent = exists().where(
        col(Round.municipality) == municipality,
        col(Round.id) == col(Observation.round_id),
        func.coalesce(col(Round.ended_at), col(Round.updated_at)) >= before,
    )
    return (
        _ids(Observation.id)
        .where(
            col(Observation.municipality) == municipality,
            col(Observation.received_at) < before,
            col(Observation.inspector_id).in_(_people(municipality)),
            ~recent,
        )
        .order_by(col(Observation.id))
    )


def named_perceptions(municipality: str, before: datetime) -> Select[Any]:
    """Perceptions received before then that still name a person."""
    return (
        _ids(Perception.id)
        .where(
            col(Perception.municipality) == municipality,
            col(Perception.received_at) < before,
            col(Perception.inspector_id).in_(_people(municipality)),
        )
        .order_by(col(Perception.id))
    )


def old_tasks(municipality: str, before: datetime) -> Select[Any]:
    """Tasks that were closed and have not changed since then."""
    return (
        _ids(Task.id)
        .where(
            col(Task.municipality) == municipality,
            col(Task.state).in_([state.value for state in CLOSED]),
            col(Task.updated_at) < before,
        )
        .order_by(col(Task.id))
    )


def old_photos(municipality: str, before: datetime) -> Select[Any]:
    """Photos received (or announced and never received) before then."""
    return (
        _ids(Photo.id)
        .where(
            col(Photo.municipality) == municipality,
            func.coalesce(col(Photo.received_at), col(Photo.announced_at)) < before,
        )
        .order_by(col(Photo.id))
    )


def _in_open_task() -> ColumnElement[bool]:
    return exists().where(
        col(TaskObservation.observation_id) == col(Observation.id),
        col(TaskObservation.task_id) == col(Task.id),
        col(Task.state).in_([state.value for state in OPEN]),
    )


def old_rounds(municipality: str, before: datetime) -> Select[Any]:
    """Rounds from before then, none of whose observations is in an open task.

    A round goes with all that it saw and did not see: without its observations its cells would
    count as spotless in a later recomputation.
    """
    busy = exists().where(col(Observation.round_id) == col(Round.id), _in_open_task())
    return (
        _ids(Round.id)
        .where(
            col(Round.municipality) == municipality,
            col(Round.started_at) < before,
            func.coalesce(col(Round.ended_at), col(Round.updated_at)) < before,
            ~busy,
        )
        .order_by(col(Round.id))
    )


def observations_of_old_rounds(municipality: str, before: datetime) -> Select[Any]:
    """What the rounds of ``old_rounds`` noted, for counting."""
    return _ids(Observation.id).where(
        col(Observation.municipality) == municipality,
        col(Observation.round_id).in_(old_rounds(municipality, before)),
    )


def old_observations(municipality: str, before: datetime) -> Select[Any]:
    """Observations from before then outside any round that is kept, and in no open task."""
    has_round = exists().where(
        col(Round.municipality) == municipality, col(Round.id) == col(Observation.round_id)
    )
    return (
        _ids(Observation.id)
        .where(
            col(Observation.municipality) == municipality,
            col(Observation.observed_at) < before,
            ~has_round,
            ~_in_open_task(),
        )
        .order_by(col(Observation.id))
    )


def old_perceptions(municipality: str, before: datetime) -> Select[Any]:
    """Perceptions from before then."""
    return (
        _ids(Perception.id)
        .where(col(Perception.municipality) == municipality, col(Perception.felt_at) < before)
        .order_by(col(Perception.id))
    )


def unused_accounts(municipality: str, before: datetime) -> Select[Any]:
    """Open accounts that nobody signed in to since then, and that hold no token that works."""
    token = exists().where(
        col(Token.user_id) == col(User.id),
        col(Token.revoked_at).is_(None),
        or_(col(Token.expires_at).is_(None), col(Token.expires_at) > before),
    )
    return (
        _ids(User.id)
        .where(
            col(User.municipality) == municipality,
            col(User.active).is_(True),
            func.coalesce(col(User.last_seen_at), col(User.created_at)) < before,
            ~token,
        )
        .order_by(col(User.id))
    )


def old_audit(municipality: str, before: datetime) -> Select[Any]:
    """Entries of the audit log from before then."""
    return (
        _ids(AuditEntry.id)
        .where(col(AuditEntry.municipality) == municipality, col(AuditEntry.at) < before)
        .order_by(col(AuditEntry.id))
    )


def _people(municipality: str) -> Any:
    """Everybody with an account, open or closed: an id among these is no pseudonym."""
    return select(User.id).where(User.municipality == municipality)


def _ids(column: Any) -> Select[Any]:
    return select(col(column))  # type: ignore[no-any-return, call-overload]


# --- taking it away -------------------------------------------------------------------------------


def clear_tracks(session: Session, ids: Sequence[UUID], now: datetime) -> None:
    """The points of tracks; their cells stay."""
    session.execute(
        update(Round).where(col(Round.id).in_(ids)).values(track=[], track_removed_at=now)
    )


def leave_plans(session: Session, municipality: str, before: datetime) -> None:
    """Planned rounds from before then no longer name who should have walked."""
    session.execute(
        update(RoundPlan)
        .where(
            col(RoundPlan.municipality) == municipality,
            col(RoundPlan.planned_on) < before.date(),
            col(RoundPlan.inspector_id).is_not(None),
        )
        .values(inspector_id=None)
    )


def rename(session: Session, model: Any, ids: Sequence[UUID], names: dict[UUID, UUID]) -> None:
    """Put pseudonyms for inspectors; devices, which point at a person as well, are dropped."""
    for user_id, stand_in in names.items():
        values: dict[str, Any] = {"inspector_id": stand_in}
        if hasattr(model, "device_id"):
            values["device_id"] = None
        session.execute(
            update(model).where(model.id.in_(ids), model.inspector_id == user_id).values(**values)
        )


def inspectors_of(session: Session, model: Any, ids: Sequence[UUID]) -> set[UUID]:
    """Who is named by some rows."""
    return set(session.execute(select(model.inspector_id).where(model.id.in_(ids))).scalars())


def rename_owners(session: Session, ids: Sequence[UUID], names: dict[UUID, UUID]) -> None:
    """The same for the photos and the corrections of observations."""
    for user_id, stand_in in names.items():
        session.execute(
            update(Photo)
            .where(
                col(Photo.subject_kind) == OBSERVATION,
                col(Photo.subject_id).in_(ids),
                col(Photo.owner_id) == user_id,
            )
            .values(owner_id=stand_in)
        )
        session.execute(
            update(ObservationChange)
            .where(
                col(ObservationChange.observation_id).in_(ids),
                col(ObservationChange.user_id) == user_id,
            )
            .values(user_id=stand_in)
        )


def photos_with_keys(session: Session, ids: Iterable[UUID]) -> list[Photo]:
    """Photos by id."""
    return list(session.exec(select(Photo).where(col(Photo.id).in_(list(ids)))))


def photo_ids_of(session: Session, kind: str, subjects: Sequence[UUID]) -> list[UUID]:
    """The photos of observations or steps."""
    return list(
        session.exec(
            select(Photo.id).where(
                Photo.subject_kind == kind, col(Photo.subject_id).in_(list(subjects))
            )
        )
    )


def delete_photos(session: Session, photos: Sequence[Photo]) -> None:
    """Rows of photos; their observations no longer count them."""
    for photo in photos:
        if photo.subject_kind == OBSERVATION:
            session.execute(
                update(Observation)
                .where(col(Observation.id) == photo.subject_id, col(Observation.photo_count) > 0)
                .values(photo_count=col(Observation.photo_count) - 1)
            )
    session.execute(delete(Photo).where(col(Photo.id).in_([photo.id for photo in photos])))


def event_ids_of(session: Session, task_ids: Sequence[UUID]) -> list[UUID]:
    """The steps of tasks."""
    return list(session.exec(select(TaskEvent.id).where(col(TaskEvent.task_id).in_(task_ids))))


def delete_tasks(session: Session, ids: Sequence[UUID]) -> None:
    """Tasks with their steps and links; the observations have their own term."""
    session.execute(delete(TaskEvent).where(col(TaskEvent.task_id).in_(ids)))
    session.execute(delete(TaskObservation).where(col(TaskObservation.task_id).in_(ids)))
    session.execute(delete(Task).where(col(Task.id).in_(ids)))


def observations_of_rounds(session: Session, ids: Sequence[UUID]) -> list[UUID]:
    """What rounds noted, withdrawn or not."""
    return list(session.exec(select(Observation.id).where(col(Observation.round_id).in_(ids))))


def delete_observations(session: Session, ids: Sequence[UUID]) -> None:
    """Observations with their history and links; a closed task keeps its own place and kind."""
    session.execute(delete(TaskObservation).where(col(TaskObservation.observation_id).in_(ids)))
    session.execute(delete(ObservationChange).where(col(ObservationChange.observation_id).in_(ids)))
    session.execute(delete(Observation).where(col(Observation.id).in_(ids)))


def delete_rounds(session: Session, ids: Sequence[UUID]) -> None:
    """Rounds with their cells; the scores that were made with them stay."""
    session.execute(delete(RoundCell).where(col(RoundCell.round_id).in_(ids)))
    session.execute(delete(Round).where(col(Round.id).in_(ids)))


def delete_perceptions(session: Session, ids: Sequence[UUID]) -> None:
    """Perceptions."""
    session.execute(delete(Perception).where(col(Perception.id).in_(ids)))


def users(session: Session, ids: Sequence[UUID]) -> list[User]:
    """Accounts by id."""
    return list(session.exec(select(User).where(col(User.id).in_(ids))))


def active_users(session: Session, municipality: str) -> list[User]:
    """Open accounts."""
    return list(
        session.exec(
            select(User).where(User.municipality == municipality, col(User.active).is_(True))
        )
    )


def delete_audit(session: Session, ids: Sequence[int]) -> None:
    """Entries of the audit log that were kept long enough."""
    session.execute(delete(AuditEntry).where(col(AuditEntry.id).in_(ids)))
