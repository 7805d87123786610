"""From the phone (and the office) to the domains: who must know of what, and in which order.

Everything that adds or changes an observation, a round or a photo comes through here, so that what
follows from it (readings to be made anew, an observation that is now complete) is never forgotten.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts.models import User
from wijkschouw.db import utc_now
from wijkschouw.intake import queries
from wijkschouw.liveability import service as liveability
from wijkschouw.observations import correcting
from wijkschouw.observations import service as observations
from wijkschouw.observations.models import Observation
from wijkschouw.observations.reach import sources
from wijkschouw.observations.rules import NEW, Delivery
from wijkschouw.observations.schemas import ChangeIn
from wijkschouw.perceptions import service as perceptions
from wijkschouw.perceptions.models import Perception
from wijkschouw.photos import redacting
from wijkschouw.photos import service as photos
from wijkschouw.photos.models import Photo
from wijkschouw.photos.schemas import Announced, RedactionIn
from wijkschouw.photos.store import ORIGINAL, FileStore, Incoming
from wijkschouw.rounds import receiving as rounds
from wijkschouw.rounds.models import Round
from wijkschouw.tasks import remarks
from wijkschouw.tasks import service as tasks
from wijkschouw.tasks.models import Task

OBSERVATION, EVENT = "waarneming", "gebeurtenis"

sources.walked_areas = queries.walked_areas
sources.of_tasks = queries.observations_of_tasks


def delivery_of(user: User, now: datetime | None = None) -> Delivery:
    """Something that arrives by itself, now."""
    return Delivery(user.municipality, user.id, now or utc_now())


# --- observations ------------------------------------------------------------------------------


def put_observation(
    session: Session, user: User, observation_id: UUID, data: Any
) -> observations.Received:
    """Receive one observation. Raises 400, 409 or 410."""
    delivery = delivery_of(user)
    submission = observations.read_submission(session, user.municipality, observation_id, data)
    received = observations.receive_one(session, delivery, observation_id, submission)
    if received.verdict is NEW:
        liveability.mark_round(session, received.row.municipality, received.row.round_id)
    return received


def change_observation(
    session: Session, user: User, observation_id: UUID, version: int | None, wanted: ChangeIn
) -> Observation:
    """Correct an observation, and have its round's readings made anew. Raises as its service."""
    row = correcting.change(session, user, observation_id, version, wanted)
    liveability.mark_round(session, row.municipality, row.round_id)
    return row


def withdraw_observation(
    session: Session, user: User, observation_id: UUID, version: int | None, reason: str
) -> Observation:
    """Take an observation back, and have its round's readings made anew."""
    row = correcting.withdraw(session, user, observation_id, version, reason)
    liveability.mark_round(session, row.municipality, row.round_id)
    return row


# --- rounds and perceptions --------------------------------------------------------------------


def put_round(session: Session, user: User, round_id: UUID, data: Any) -> tuple[bool, Round]:
    """Receive a round as it is by now; whether it is new. Raises 400 or 409."""
    submission = rounds.read_submission(session, user.municipality, round_id, data)
    new, changed, row = rounds.receive(session, delivery_of(user), round_id, submission)
    if changed:
        liveability.mark_round(session, row.municipality, row.id)
    return new, row


def put_perception(
    session: Session, user: User, perception_id: UUID, data: Any
) -> tuple[bool, Perception]:
    """Receive one perception; whether it is new. Raises 400 or 409."""
    submission = perceptions.read_submission(perception_id, data)
    return perceptions.receive_one(session, delivery_of(user), perception_id, submission)


# --- photos ------------------------------------------------------------------------------------


def receive_photo(
    reading: Connection,
    open_writing: Callable[[], Session],
    store: FileStore,
    user: User,
    photo_id: UUID,
    incoming: Incoming,
) -> tuple[bool, Announced]:
    """Keep a photo's bytes; whether they are new. Raises 404, 409, 413, 415 or 422.

    The file is on the disk before a writing transaction begins: SQLite has one for everybody.
    """
    photo = photos.find_announced(reading, user.municipality, user.id, photo_id, incoming)
    if photo.state != "announced":
        return False, photo
    checked = photos.check(incoming)
    key, now = store.keep(incoming), utc_now()
    try:
        new = photos.record(open_writing(), photo_id, key, checked, now)
        if new and photo.subject_kind == OBSERVATION:
            observations.photo_arrived(open_writing(), photo.subject_id)
    except BaseException:
        store.remove(key, ORIGINAL)
        raise
    if not new:
        store.remove(key, ORIGINAL)
        present = open_writing().connection()  # which sees what another request did meanwhile
        return False, photos.find_announced(present, user.municipality, user.id, photo_id, incoming)
    return True, photo._replace(received_at=now)


def find_photo(session: Session, user: User, photo_id: UUID) -> Photo:
    """A photo whose observation or task this person may see. Raises 404 or 410."""
    photo = photos.find(session, user.municipality, photo_id)
    if photo.subject_kind == OBSERVATION:
        observations.find(session, user, photo.subject_id)
        return photo
    task_id = queries.task_of_event(session, user.municipality, photo.subject_id)
    if task_id is None:
        raise errors.not_found()
    tasks.find(session, tasks.sight_of(session, user), task_id)
    return photo


def find_photo_to_redact(
    session: Session, user: User, photo_id: UUID
) -> tuple[Photo, Observation | Task]:
    """A photo that this person may make more of unseen, and the observation or the task that it
    belongs to. Raises 403, 404 or 410."""
    photo = photos.find(session, user.municipality, photo_id)
    if photo.subject_kind == OBSERVATION:
        return photo, correcting.find_to_redact(session, user, photo.subject_id)
    task_id = queries.task_of_event(session, user.municipality, photo.subject_id)
    if task_id is None:
        raise errors.not_found()
    return photo, remarks.find_to_redact(session, user, task_id)


def redact_photo(
    reading: Session,
    open_writing: Callable[[], Session],
    store: FileStore,
    user: User,
    photo_id: UUID,
    version: str | None,
    wanted: RedactionIn,
) -> Photo:
    """Cover parts of a photo for good; the photo as it is now. ``version`` None: whatever it is.

    Raises 403, 404, 410, 412, 422 or 503. Commits by itself: the old files may go only when it is
    certain that nobody needs them. When that is not certain all files stay, for the sweep.
    """
    photo, row = find_photo_to_redact(reading, user, photo_id)
    reading.expunge_all()
    key = redacting.prepare(store, photo, version, wanted)
    session = open_writing()
    redacting.replace(session, photo, key)
    boxes, reason = len(wanted.boxes), wanted.reason
    if isinstance(row, Observation):
        correcting.note_redaction(session, user, row, photo.id, boxes, reason)
    else:
        remarks.note_redaction(session, user, row.id, photo.id, boxes, reason)
    session.commit()
    redacting.forget(store, photo.store_key or "")
    photo.store_key = key
    return photo
