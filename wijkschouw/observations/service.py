"""Use cases around observations: receive, complete, find, list. Correcting is correcting.py.

Whoever changes an observation goes through intake.service, which knows what else must follow.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import is_pseudonym
from wijkschouw.catalogue import service as catalogue
from wijkschouw.observations import queries
from wijkschouw.observations.making import make_rows
from wijkschouw.observations.models import Observation, ObservationChange
from wijkschouw.observations.presenting import present
from wijkschouw.observations.reach import Reach, managed_scope, reach_of
from wijkschouw.observations.rules import (
    KNOWN,
    NEW,
    Delivery,
    Verdict,
    other_content,
    verdict_of,
    withdrawn,
)
from wijkschouw.observations.schemas import Cursor, Filters, ObservationIn, version_in
from wijkschouw.photos import service as photos
from wijkschouw.photos.models import Photo
from wijkschouw.photos.schemas import Announcement
from wijkschouw.shapes import read

KIND = "waarneming"

# --- receive -----------------------------------------------------------------------------------


def read_submission(session: Session, municipality: str, item_id: UUID, data: Any) -> ObservationIn:
    """Raw input as a submission, by the version of the catalogue that it names. Raises 400."""
    version = version_in(data)
    known = catalogue.find_version(session, municipality, version) if version else None
    submission = read(ObservationIn, data, {"catalogue": known})
    if submission.id is not None and submission.id != item_id:
        raise errors.bad_field("#/id", "ander-kenmerk", "Het kenmerk in het adres is een ander.")
    return submission


class Received(NamedTuple):
    """An observation as it is by now; ``announced`` are its photos where it is new."""

    verdict: Verdict
    row: Observation
    announced: list[Photo] | None


def receive_one(
    session: Session, delivery: Delivery, item_id: UUID, submission: ObservationIn
) -> Received:
    """Store an observation, or find it here. Raises 409 for other content, 410 when withdrawn."""
    (values,) = make_rows(session, delivery, [(item_id, submission)])
    if queries.insert_one(session, values):
        announced = _announce(session, delivery, [(item_id, submission)])
        # To show: made without what a session needs to follow it, which takes ten times as long.
        return Received(NEW, Observation.model_construct(**values), announced)
    present_row = queries.by_id(session, item_id)
    problem = _judge(values, present_row)
    if problem is not None or present_row is None:
        raise problem or other_content()
    return Received(KNOWN, present_row, None)


def receive_many(
    session: Session, delivery: Delivery, items: Sequence[tuple[UUID, ObservationIn]]
) -> list[Verdict]:
    """The same for many, in few statements; a verdict each, in their order.

    Raises 409 when a photo's id is taken by something else: the caller then goes one by one.
    """
    rows = make_rows(session, delivery, items)
    first = {row["id"]: number for number, row in reversed(list(enumerate(rows)))}
    new = queries.insert_all(session, [rows[number] for number in first.values()])
    _announce(session, delivery, [item for item in items if item[0] in new])
    stored = queries.facts(session, [row["id"] for row in rows if row["id"] not in new])
    verdicts = []
    for number, row in enumerate(rows):
        if row["id"] in new and first[row["id"]] == number:
            verdicts.append(NEW)
            continue
        before = rows[first[row["id"]]] if row["id"] in new else stored.get(row["id"])
        problem = _judge(row, before)
        verdicts.append(verdict_of(problem) if problem else KNOWN)
    return verdicts


def _judge(values: dict[str, Any], before: Any) -> errors.Problem | None:
    """Why a repetition is none; None when it is the same content of the same person."""
    if before is None:
        return other_content()
    known = before if isinstance(before, dict) else {
        name: getattr(before, name)
        for name in ("municipality", "inspector_id", "digest", "withdrawn_at")
    }  # fmt: skip
    if known["municipality"] != values["municipality"]:
        return other_content()
    # Who it was is no longer kept after a while; the digest still tells the same content.
    if known["inspector_id"] != values["inspector_id"] and not is_pseudonym(known["inspector_id"]):
        return other_content()
    if known.get("withdrawn_at") is not None:
        return withdrawn()
    return None if known["digest"] == values["digest"] else other_content()


def _announce(
    session: Session, delivery: Delivery, items: Sequence[tuple[UUID, ObservationIn]]
) -> list[Photo]:
    announced = [
        Announcement(KIND, item_id, position, photo)
        for item_id, submission in items
        for position, photo in enumerate(submission.properties.photos)
    ]
    return photos.announce(
        session, delivery.municipality, delivery.user_id, announced, delivery.received_at
    )


def photo_arrived(session: Session, observation_id: UUID) -> bool:
    """Turn ``volledig`` true when that was the last announced photo; True when it was."""
    return queries.complete_if_all_photos_are_here(session, observation_id)


# --- read --------------------------------------------------------------------------------------


def find(session: Session, user: User, observation_id: UUID) -> Observation:
    """One that this person may read. Raises 404, or 410 when it was withdrawn."""
    row = queries.visible(session, reach_of(session, user), observation_id)
    if row is None:
        raise errors.not_found()
    if row.withdrawn_at is not None:
        raise withdrawn()
    return row


def show(session: Session, user: User, observation_id: UUID) -> dict[str, Any]:
    """The same as GeoJSON."""
    return as_features(session, user, [find(session, user, observation_id)])[0]


def readable(session: Session, user: User) -> Any:
    """The condition on the table of observations that picks what this person may read, for the
    lists of domains above."""
    return queries.readable(reach_of(session, user))


def list_page(
    session: Session, user: User, filters: Filters
) -> tuple[list[Observation], Cursor | None]:
    """The rows of a page that this person may read, newest first, and where the next one begins."""
    rows = queries.page(session, reach_of(session, user), filters)
    if len(rows) <= filters.limit:
        return rows, None
    last = rows[filters.limit - 1]
    return rows[: filters.limit], Cursor(last.observed_at, last.id)


def as_features(session: Session, user: User, rows: Sequence[Observation]) -> list[dict[str, Any]]:
    """Rows as GeoJSON, each with its photos, and the inspector's name where that may be known."""
    with_photos = [row.id for row in rows if row.photo_count]
    pictures = photos.of_subjects(session, user.municipality, KIND, with_photos)
    return _features(session, user, rows, pictures)


def as_feature(session: Session, user: User, row: Observation, announced: list[Photo]) -> Any:
    """The same for one whose photos are at hand."""
    return _features(session, user, [row], {row.id: announced})[0]


def _features(
    session: Session,
    user: User,
    rows: Sequence[Observation],
    pictures: Mapping[UUID, Sequence[Photo]],
) -> list[dict[str, Any]]:
    reach = Reach(user.municipality, user.id, scope=managed_scope(user))
    named = {row.inspector_id for row in rows if reach.shows_name(row)} - {user.id}
    names = accounts.names_of(session, user.municipality, named) | {user.id: user.name}
    return [
        present(
            row,
            pictures.get(row.id, []),
            names.get(row.inspector_id) if reach.shows_name(row) else None,
        )
        for row in rows
    ]


def of_round(session: Session, municipality: str, round_id: UUID) -> list[Observation]:
    """What a round noted and still stands, in order of time."""
    return queries.of_round(session, municipality, round_id)


def of_round_for(session: Session, user: User, round_id: UUID) -> list[Observation]:
    """The same, as far as this person may read it."""
    return queries.visible_of_round(session, reach_of(session, user), round_id)


def history(session: Session, user: User, observation_id: UUID) -> list[ObservationChange]:
    """Corrections and the withdrawal, oldest first; of what this person may read."""
    row = queries.visible(session, reach_of(session, user), observation_id)
    if row is None:
        raise errors.not_found()
    return queries.changes_of(session, user.municipality, observation_id)
