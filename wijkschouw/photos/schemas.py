"""How a photo is announced."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from wijkschouw.photos.rules import MAX_BYTES
from wijkschouw.shapes import Id, Line, Shape, Whole

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


@dataclass(frozen=True)
class Announcement:
    """A photo of a subject: ``waarneming`` or ``gebeurtenis``, and its place in the row."""

    subject_kind: str
    subject_id: UUID
    position: int
    photo: PhotoIn
