"""Which rows have been kept long enough: statements that give ids, in a fixed order.

Every function that takes rows away takes ids that one of these found, so that a dry run and a real
one look at the same rows.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_
from sqlmodel import Session, col, select

from wijkschouw.accounts.models import AuditEntry, Token, User
from wijkschouw.observations.models import Observation
from wijkschouw.perceptions.models import Perception
from wijkschouw.photos.models import Photo
from wijkschouw.rounds.models import Round
from wijkschouw.tasks.models import Task, TaskObservation
from wijkschouw.tasks.rules import CLOSED, OPEN


def count(session: Session, found: Select[Any]) -> int:
    """How many rows a finding statement finds."""
    return int(session.execute(select(func.count()).select_from(found.subquery())).scalar_one())


def some(session: Session, found: Select[Any], limit: int) -> list[Any]:
    """The first rows of a finding statement: ids."""
    return list(session.execute(found.limit(limit)).scalars())


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
