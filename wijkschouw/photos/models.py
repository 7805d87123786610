"""Photos: announced with their observation or task step, received by themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from wijkschouw.db import UtcDateTime


class Photo(SQLModel, table=True):
    """``subject_kind``: waarneming | gebeurtenis. ``state``: announced → received (bytes are safe
    on disk) → ready (derivatives are there, original gone) | refused (unusable, see ``problem``).
    ``store_key`` is random and names the files in the store."""

    __tablename__ = "photos"
    __table_args__ = (
        Index("ix_photos_subject", "municipality", "subject_kind", "subject_id"),
        Index("ix_photos_state", "state", "received_at"),
    )

    id: UUID = Field(primary_key=True)
    municipality: str
    subject_kind: str
    subject_id: UUID
    position: int = 0
    owner_id: UUID
    sha256: str
    size: int
    media_type: str
    state: str = "announced"
    problem: str = ""
    store_key: str | None = None
    width: int | None = None
    height: int | None = None
    announced_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    received_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
