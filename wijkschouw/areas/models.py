"""Municipalities, their wijken and buurten per year, and the cells of each buurt."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from wijkschouw.db import UtcDateTime


class Municipality(SQLModel, table=True):
    """A tenant. ``areas_version`` goes up with each import: caches are keyed on it."""

    __tablename__ = "municipalities"

    code: str = Field(primary_key=True)
    name: str
    areas_version: int = 0
    area_year: int | None = None


class Area(SQLModel, table=True):
    """A wijk or buurt in the borders of one year; geometry in EPSG:4326.

    Withdrawn areas stay for the observations that name them. ``water`` areas are not scored.
    """

    __tablename__ = "areas"
    __table_args__ = (Index("ix_areas_wijk", "municipality", "wijk_code"),)

    municipality: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    level: str
    name: str
    wijk_code: str
    inhabitants: int | None = None
    water: bool = False
    area_m2: float = 0.0
    cell_count: int = 0
    withdrawn_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    geometry: Any = Field(
        sa_column=Column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), nullable=False)
    )


class AreaCell(SQLModel, table=True):
    """A 100 m cell that counts for a buurt (its centre lies in it)."""

    __tablename__ = "area_cells"

    municipality: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    area_code: str = Field(primary_key=True)
    cell: str = Field(primary_key=True)
