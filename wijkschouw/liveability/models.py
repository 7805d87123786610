"""Readings, scores, the settings they were made with, and what is still to be worked out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from wijkschouw.db import Json, UtcDateTime


class StoredReading(SQLModel, table=True):
    """One round, one cell of one buurt, one theme: the worst level there, in figures (2–10)."""

    __tablename__ = "readings"
    __table_args__ = (
        Index("ix_readings_area", "municipality", "area_code", "theme", "at"),
        Index("ix_readings_cell", "municipality", "cell", "at"),
    )

    municipality: str = Field(primary_key=True)
    round_id: UUID = Field(primary_key=True)
    area_code: str = Field(primary_key=True)
    cell: str = Field(primary_key=True)
    theme: str = Field(primary_key=True)
    value: float
    drawn: bool
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class StoredCellSum(SQLModel, table=True):
    """Readings of one cell in one quarter, added up with their weights at that quarter's end.

    Scores are made from these, so that their cost depends on the number of cells and not on how
    often somebody walked there. ``half_life`` (days) is the one that the weights were made with."""

    __tablename__ = "cell_sums"

    municipality: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    theme: str = Field(primary_key=True)
    area_code: str = Field(primary_key=True)
    cell: str = Field(primary_key=True)
    drawn: bool = Field(primary_key=True)
    weight: float
    total: float
    squares: float
    weight2: float
    visits: int
    half_life: float


class Score(SQLModel, table=True):
    """A score and its interval. ``level``: buurt | wijk | gemeente; ``period``: 2026-Q4.

    ``score``, ``low``, ``high`` are None where nothing was seen."""

    __tablename__ = "scores"

    municipality: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    theme: str = Field(primary_key=True)
    area_code: str = Field(primary_key=True)
    cell: str = Field(default="", primary_key=True)
    raw: float | None = None
    score: float | None = None
    low: float | None = None
    high: float | None = None
    cells_seen: int = 0
    cells_total: int = 0
    visits: float = 0.0
    coverage: float = 0.0
    drawn_share: float | None = None
    grade: str | None = None
    settings_version: int = 1
    computed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class LiveabilitySettings(SQLModel, table=True):
    """Weights, half-life, themes, class bounds; each change is a new version."""

    __tablename__ = "liveability_settings"

    municipality: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    created_by: UUID | None = None


class PendingRound(SQLModel, table=True):
    """A round whose readings are to be made again, written with what changed it."""

    __tablename__ = "pending_rounds"
    __table_args__ = (Index("ix_pending_rounds", "municipality", "round_id"),)

    id: int | None = Field(default=None, primary_key=True)
    municipality: str
    round_id: UUID
    marked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class PendingPeriod(SQLModel, table=True):
    """A municipality whose scores are to be made again from this quarter on."""

    __tablename__ = "pending_periods"

    municipality: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    marked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
