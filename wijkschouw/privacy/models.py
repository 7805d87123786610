"""How long a municipality keeps things, where it differs from the defaults."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from wijkschouw.db import UtcDateTime


class RetentionSetting(SQLModel, table=True):
    """``kind``: privacy.rules.Kind; ``days`` instead of its default."""

    __tablename__ = "retention_settings"

    municipality: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    days: int
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_by: UUID | None = None
