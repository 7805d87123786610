"""How long what is kept, and what stands for a name after that. Pure."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from wijkschouw.personal_data import Found, find_personal_data

__all__ = ["Found", "find_personal_data"]

YEAR = 365


class Kind(StrEnum):
    """What is kept for a while; the order is that of the work: what hangs to others goes first."""

    TRACKS = "looproutes"
    NAMES = "namen"
    TASKS = "taken"
    PHOTOS = "fotos"
    OBSERVATIONS = "waarnemingen"
    PERCEPTIONS = "belevingen"
    ACCOUNTS = "accounts"
    AUDIT = "logboek"


# Design: observations 3 years, photos 1, handled tasks 2, audit log 3, accounts 1 year unused,
# tracks 30 days (their cells remain), names until 90 days after the round was closed.
DEFAULT_DAYS: Mapping[Kind, int] = {
    Kind.TRACKS: 30,
    Kind.NAMES: 90,
    Kind.TASKS: 2 * YEAR,
    Kind.PHOTOS: YEAR,
    Kind.OBSERVATIONS: 3 * YEAR,
    Kind.PERCEPTIONS: 3 * YEAR,
    Kind.ACCOUNTS: YEAR,
    Kind.AUDIT: 3 * YEAR,
}
# Shorter would take what is still in use, longer is no longer a limit.
SHORTEST, LONGEST = 1, 20 * YEAR


@dataclass(frozen=True)
class Terms:
    """The days of one municipality; those not chosen are the defaults."""

    chosen: Mapping[str, int] = field(default_factory=dict)

    def days(self, kind: Kind) -> int:
        """How many days something of a kind is kept."""
        return self.chosen.get(kind.value, DEFAULT_DAYS[kind])

    def cutoff(self, kind: Kind, now: datetime) -> datetime:
        """What is from before this moment goes."""
        return now - timedelta(days=self.days(kind))


@dataclass(frozen=True)
class Line:
    """What a run does, or would do, with one kind in one municipality."""

    municipality: str
    kind: Kind
    days: int
    before: datetime
    number: int

    def __str__(self) -> str:
        return (
            f"{self.municipality} {self.kind.value}: {self.number} "
            f"from before {self.before:%Y-%m-%d} (kept {self.days} days)"
        )


def pseudonym(secret: str, municipality: str, user_id: UUID) -> UUID:
    """What stands for a person afterwards: the same for the same one, and no way back without the
    installation's secret. A UUID of version 8, so that it is told from a person's own."""
    text = f"pseudonym:{municipality}:{user_id}".encode()
    digest = bytearray(hmac.new(secret.encode(), text, hashlib.sha256).digest()[:16])
    digest[6] = (digest[6] & 0x0F) | 0x80
    digest[8] = (digest[8] & 0x3F) | 0x80
    return UUID(bytes=bytes(digest))
