"""Deleting rows with all that hangs on them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from wijkschouw.accounts.models import AuditEntry
from wijkschouw.observations.models import Observation, ObservationChange
from wijkschouw.perceptions.models import Perception
from wijkschouw.photos.models import Photo
from wijkschouw.privacy.queries.kinds import OBSERVATION
from wijkschouw.rounds.models import Round, RoundCell
from wijkschouw.tasks.models import Task, TaskEvent, TaskObservation


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


def delete_audit(session: Session, ids: Sequence[int]) -> None:
    """Entries of the audit log that were kept long enough."""
    session.execute(delete(AuditEntry).where(col(AuditEntry.id).in_(ids)))
