"""How a photo is announced, and how more of it is made unseen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NamedTuple, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from wijkschouw.photos.boxes import MOST, Box, flaw
from wijkschouw.photos.rules import MAX_BYTES
from wijkschouw.shapes import Id, Line, Number, Shape, Whole, plain_text

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$", to_lower=True)]


class PhotoIn(Shape):
    """A photo that will follow by itself, in the message about what it shows."""

    id: Id
    sha256: Sha256
    size: Annotated[Whole, Field(alias="omvang", ge=1, le=MAX_BYTES)]
    media_type: Annotated[Line, Field(alias="mediatype")]

    def canonical(self) -> dict[str, object]:
        """For the digest of the message."""
        return {
            "id": str(self.id),
            "sha256": self.sha256,
            "omvang": self.size,
            "mediatype": self.media_type,
        }


class Announced(NamedTuple):
    """A photo that was announced: whose it is, of what, and which bytes it must have."""

    id: UUID
    owner_id: UUID
    subject_kind: str
    subject_id: UUID
    sha256: str
    size: int
    state: str
    received_at: datetime | None


@dataclass(frozen=True)
class Announcement:
    """A photo of a subject: ``waarneming`` or ``gebeurtenis``, and its place in the row."""

    subject_kind: str
    subject_id: UUID
    position: int
    photo: PhotoIn


# --- redaction ---------------------------------------------------------------------------------


class BoxIn(Shape):
    """A box over something that must not be seen, in fractions of the upright photo."""

    x: Number
    y: Number
    width: Annotated[Number, Field(alias="breedte")]
    height: Annotated[Number, Field(alias="hoogte")]

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if wrong := flaw(self.box()):
            raise PydanticCustomError(*wrong)  # type: ignore[arg-type]  # texts of our own
        return self

    def box(self) -> Box:
        """The box itself."""
        return Box(self.x, self.y, self.width, self.height)


def _some_boxes(boxes: list[BoxIn]) -> list[BoxIn]:
    if not boxes:
        raise PydanticCustomError("leeg", "Teken ten minste één vlak.")
    if len(boxes) > MOST:
        raise PydanticCustomError("te-veel", "Teken ten hoogste 20 vlakken tegelijk.")
    return boxes


def _said(reason: str) -> str:
    if not reason.strip():
        raise PydanticCustomError("verplicht", "Geef een reden.")
    return reason.strip()


Reason = Annotated[str, Field(max_length=300), AfterValidator(plain_text), AfterValidator(_said)]


class RedactionIn(Shape):
    """The body of ``POST …/afschermingen``."""

    boxes: Annotated[list[BoxIn], Field(alias="vlakken"), AfterValidator(_some_boxes)]
    reason: Annotated[Reason, Field(alias="reden")]
