"""Beleving: how safe somebody feels at a place. Apart from observations, never in their score."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from wijkschouw.db import UtcDateTime


class Perception(SQLModel, table=True):
    """A figure from 1 to 10 at a cell."""

    __tablename__ = "perceptions"
    __table_args__ = (Index("ix_perceptions_area", "municipality", "area_code", "felt_at"),)

    id: UUID = Field(primary_key=True)
    municipality: str
    digest: str
    round_id: UUID | None = None
    figure: int
    note: str = ""
    lon: float
    lat: float
    cell: str
    area_code: str | None = None
    felt_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    felt_at_raw: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    inspector_id: UUID
