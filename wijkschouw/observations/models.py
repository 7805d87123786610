"""Observations and the history of their corrections."""

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from wijkschouw.db import Json, UtcDateTime


class Observation(SQLModel, table=True):
    """What was seen where. ``digest`` judges repeated submissions; ``observed_at`` is corrected for
    the phone's clock, ``observed_at_raw`` is what it said. ``area_code``: the buurt, or None
    outside the municipality's areas. ``round_id`` may name a round that is not here yet. A
    sensitive one keeps the centre of its cell as its place."""

    __tablename__ = "observations"
    __table_args__ = (
        Index("ix_observations_time", "municipality", "observed_at", "id"),
        Index("ix_observations_area", "municipality", "area_code", "observed_at"),
        Index("ix_observations_round", "municipality", "round_id"),
        Index("ix_observations_inspector", "municipality", "inspector_id", "observed_at"),
    )

    id: UUID = Field(primary_key=True)
    municipality: str
    digest: str
    version: int = 1
    round_id: UUID | None = None
    theme: str
    category: str
    level: str
    sensitive: bool = False
    note: str = ""
    place: Any = Field(
        sa_column=Column(Geometry("POINT", srid=4326, spatial_index=True), nullable=False)
    )
    lon: float
    lat: float
    accuracy: float | None = None
    place_source: str = "gps"
    heading: float | None = None
    cell: str
    area_code: str | None = None
    wijk_code: str | None = None
    observed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    observed_at_raw: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    time_uncertain: bool = False
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    inspector_id: UUID
    device_id: str | None = None
    catalogue_version: int
    photo_count: int = 0
    complete: bool = True
    withdrawn_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class ObservationChange(SQLModel, table=True):
    """One correction or withdrawal: who, when, why, and what it was before."""

    __tablename__ = "observation_changes"
    __table_args__ = (Index("ix_observation_changes", "municipality", "observation_id"),)

    id: UUID = Field(primary_key=True)
    municipality: str
    observation_id: UUID = Field(foreign_key="observations.id")
    kind: str
    reason: str = ""
    before: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    after: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    user_id: UUID
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
