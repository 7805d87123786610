"""Bringing in the file that a phone saved of what was not received (docs/intake-file.md).

The same items may come from the phone itself before or after: ids and digests make that harmless.
"""

import base64
import binascii
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.db import Database
from wijkschouw.errors import Problem
from wijkschouw.intake import batch, service
from wijkschouw.intake.schemas import MAX_ITEMS, BatchIn
from wijkschouw.observations.rules import Outcome, Verdict
from wijkschouw.photos.rules import MAX_BYTES
from wijkschouw.photos.schemas import Sha256
from wijkschouw.photos.store import FileStore
from wijkschouw.shapes import Id, Line, Moment, Shape, read

FORMAT, VERSION = "wijkschouw-wachtrij", 1


class SavedPhoto(Shape):
    """A photo's bytes in base64."""

    id: Id
    sha256: Sha256
    content: Annotated[str, Field(alias="inhoud", max_length=MAX_BYTES * 2)]


class SavedItem(Shape):
    """An item as it would have been sent, with the photos that go with it."""

    kind: Annotated[str, Field(alias="soort")]
    id: Id
    content: Annotated[dict[str, Any], Field(alias="inhoud")]
    photos: Annotated[tuple[SavedPhoto, ...], Field(alias="fotos")] = ()


class SavedQueue(Shape):
    """The whole file."""

    format: Annotated[str, Field(pattern=f"^{FORMAT}$")]
    version: Annotated[int, Field(ge=1, le=VERSION)]
    device: Annotated[Line | None, Field(alias="apparaat")] = None
    user_id: Annotated[Id, Field(alias="gebruiker")]
    made_at: Annotated[Moment, Field(alias="gemaaktOp")]
    items: tuple[SavedItem, ...]


@dataclass
class Report:
    """What became of the items, of the photos, and why some were not taken."""

    items: dict[str, int] = field(default_factory=dict)
    photos: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, table: dict[str, int], word: str) -> None:
        """One more of a kind."""
        table[word] = table.get(word, 0) + 1


def read_file(path: Path) -> SavedQueue:
    """Raises Problem (bad input) that says what is wrong with the file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise errors.bad_field("#", "json", f"{path.name}: geen geldige JSON ({error})") from error
    return read(SavedQueue, data)


def bring_in(database: Database, store: FileStore, queue: SavedQueue) -> Iterator[Report]:
    """Receive all; a report after each step, the last one is the whole. Raises 404 for a person
    who is not known here."""
    report = Report()
    with database.session(write=False) as session:
        user = accounts.find_user_anywhere(session, queue.user_id)
    if user is None or not user.active:
        raise errors.not_found("De persoon van dit bestand heeft hier geen account.")
    for start in range(0, len(queue.items), MAX_ITEMS):
        some = queue.items[start : start + MAX_ITEMS]
        with database.session() as session:
            verdicts = _receive(session, user, queue, some)
        for item, verdict in zip(some, verdicts, strict=True):
            _note(report, item, verdict)
        yield report
    for item in queue.items:
        for photo in item.photos:
            _bring_photo(database, store, user, photo, report)
            yield report
    with database.session() as session:
        accounts.audit(
            session, user.municipality, None, "bestand-innemen", f"gebruiker:{user.id}",
            items=report.items, fotos=report.photos,
        )  # fmt: skip
    yield report


def _receive(
    session: Session, user: User, queue: SavedQueue, some: tuple[SavedItem, ...]
) -> list[Verdict]:
    envelope = BatchIn(
        device=queue.device,
        sent_at=queue.made_at,
        items=[{"soort": i.kind, "id": str(i.id), "inhoud": i.content} for i in some],
    )
    return batch.synchronise(session, user, envelope, corrected=False)[1]


def _note(report: Report, item: SavedItem, verdict: Verdict) -> None:
    report.count(report.items, verdict.outcome.value)
    if verdict.outcome not in (Outcome.NEW, Outcome.KNOWN):
        report.wrong.append(f"{item.kind} {item.id}: {verdict.problem}")


def _bring_photo(
    database: Database, store: FileStore, user: User, photo: SavedPhoto, report: Report
) -> None:
    try:
        data = base64.b64decode(photo.content, validate=True)
    except binascii.Error:
        report.count(report.photos, "geweigerd")
        report.wrong.append(f"foto {photo.id}: geen base64")
        return
    try:
        new = _keep_photo(database, store, user, photo.id, data)
        report.count(report.photos, "nieuw" if new else "bekend")
    except Problem as problem:
        report.count(report.photos, "geweigerd")
        report.wrong.append(f"foto {photo.id}: {problem}")


def _keep_photo(
    database: Database, store: FileStore, user: User, photo_id: UUID, data: bytes
) -> bool:
    with (
        store.receive(io.BytesIO(data), MAX_BYTES) as incoming,
        database.look() as reading,
        database.session() as writing,
    ):
        return service.receive_photo(reading, lambda: writing, store, user, photo_id, incoming)[0]
