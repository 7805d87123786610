"""Use cases around photos: announce, receive, derive, serve.

A photo is announced by what it belongs to (an observation, a step of a task) and then sent by
itself. It is acknowledged only when its bytes are on the disk and recorded. Nobody ever sees the
file that was sent: the worker makes two plain JPEGs of it and deletes it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection
from sqlmodel import Session

from wijkschouw import errors, jobs
from wijkschouw.errors import LATER, Problem
from wijkschouw.photos import pictures, queries
from wijkschouw.photos.models import Photo
from wijkschouw.photos.rules import MAX_BYTES, MAX_PIXELS, Flaw, Format, kind_of
from wijkschouw.photos.schemas import Announced, Announcement
from wijkschouw.photos.store import FileStore, Incoming

JOB = "photos"

# --- announce ----------------------------------------------------------------------------------


def announce(
    session: Session,
    municipality: str,
    owner_id: UUID,
    announced: Sequence[Announcement],
    now: datetime,
) -> list[Photo]:
    """Record photos that will follow, and give them back in their order. Raises 409 when an id is
    taken by another subject."""
    rows = [
        {
            "id": a.photo.id,
            "municipality": municipality,
            "subject_kind": a.subject_kind,
            "subject_id": a.subject_id,
            "position": a.position,
            "owner_id": owner_id,
            "sha256": a.photo.sha256,
            "size": a.photo.size,
            "media_type": a.photo.media_type,
            "state": "announced",
            "problem": "",
            "announced_at": now,
        }
        for a in announced
    ]
    new = queries.insert_all(session, rows)
    if len(new) < len(rows):
        raise errors.conflict("Een foto met dit kenmerk hoort al bij iets anders.")
    return [Photo.model_validate(row) for row in rows]


def of_subjects(
    session: Session, municipality: str, kind: str, ids: Iterable[UUID]
) -> dict[UUID, list[Photo]]:
    """The photos by subject (``kind``: waarneming or gebeurtenis), each list in its own order."""
    wanted = list(ids)
    found: dict[UUID, list[Photo]] = {}
    for photo in queries.of_subjects(session, municipality, kind, wanted) if wanted else []:
        found.setdefault(photo.subject_id, []).append(photo)
    return found


# --- receive -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Checked:
    """A whole file that is a usable photo."""

    incoming: Incoming
    width: int
    height: int


def check(incoming: Incoming) -> Checked:
    """Judge a received file by its content. Raises 413, 415 or 422, with the reason."""
    data = incoming.read()
    kind = kind_of(data)
    if kind is None:
        raise errors.unsupported("Dit is geen JPEG, PNG, WebP of HEIC.")
    try:
        width, height = pictures.check(kind, data)
    except Flaw as flaw:
        problem = errors.unusable(flaw.detail)
        problem.extra["reden"] = flaw.code
        if flaw.code == "te-veel-beeldpunten":
            problem.extra["limiet"] = MAX_PIXELS
        raise problem from flaw
    return Checked(incoming, width, height)


def too_large() -> Problem:
    """413 for a photo."""
    return errors.too_large("Een foto mag ten hoogste 15 MB zijn.", MAX_BYTES)


def find_announced(
    connection: Connection, municipality: str, user_id: UUID, photo_id: UUID, incoming: Incoming
) -> Announced:
    """The photo that these bytes were announced as; it may be here already.

    Raises 404 when nobody of this municipality announced it, or somebody else did; 409 for other
    bytes than announced.
    """
    photo = queries.announced(connection, municipality, photo_id)
    if photo is None or photo.owner_id != user_id:
        raise errors.not_found("Deze foto is niet aangekondigd.")
    if (incoming.sha256, incoming.size) != (photo.sha256, photo.size):
        raise errors.conflict("Dit zijn andere bytes dan aangekondigd.", sha256=photo.sha256)
    return photo


def record(session: Session, photo_id: UUID, key: str, checked: Checked, now: datetime) -> bool:
    """The bytes are safe under ``key``: say so. False when another request was first."""
    size = (checked.width, checked.height)
    if not queries.set_received(session, photo_id, key, size, now):
        return False
    jobs.wake(JOB)
    return True


# --- serve -------------------------------------------------------------------------------------


def version(photo: Photo) -> str:
    """Changes when more of the photo is made unseen: for tags, so that no cache shows the old one.
    Says nothing of the name that its files have."""
    return hashlib.sha256(f"versie:{photo.store_key}".encode()).hexdigest()[:12]


def etag_of(photo: Photo, form: Format = Format.LARGE) -> str:
    """The tag of a derivative."""
    return f"{photo.id}-{form}-{version(photo)}"


def version_in(etag: str) -> str | None:
    """The version in an ``If-Match``; None for ``*``."""
    return None if etag == "*" else etag.rpartition("-")[2]


def find(session: Session, municipality: str, photo_id: UUID) -> Photo:
    """One photo. Raises 404; who may see it is up to what it belongs to."""
    photo = queries.by_id(session, municipality, photo_id)
    if photo is None:
        raise errors.not_found()
    return photo


def read(store: FileStore, photo: Photo, form: Format) -> bytes:
    """A derivative. Raises 404 while the photo is still on its way, 503 while the worker is at it,
    422 when it could not be made safe to show."""
    if photo.state == "announced":
        raise errors.not_found("Deze foto is nog niet ontvangen.")
    if photo.state == "refused":
        raise errors.unusable(photo.problem)
    data = store.get(photo.store_key or "", form) if photo.state == "ready" else None
    if data is None:
        raise Problem(LATER, "De foto wordt nog verwerkt.", headers={"Retry-After": "5"})
    return data
