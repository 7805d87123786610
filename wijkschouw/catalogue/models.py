"""The catalogue of a municipality, whole, per version."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from wijkschouw.db import Json, UtcDateTime


class CatalogueVersion(SQLModel, table=True):
    """One version; observations keep the number of the version they were made with."""

    __tablename__ = "catalogue_versions"

    municipality: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    digest: str
    loaded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
