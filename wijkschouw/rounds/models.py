"""Rounds, planned and walked, and the cells that were seen."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from wijkschouw.db import Json, UtcDateTime


class Round(SQLModel, table=True):
    """One walk by one inspector. ``sequence`` is the API's reeks: a higher one replaces the whole.

    ``track`` is the list of fixes as sent, gone after 30 days; ``round_cells`` stays."""

    __tablename__ = "rounds"
    __table_args__ = (
        Index("ix_rounds_area", "municipality", "area_code", "started_at"),
        Index("ix_rounds_time", "municipality", "started_at"),
    )

    id: UUID = Field(primary_key=True)
    municipality: str
    sequence: int
    area_code: str | None = None
    template: str
    planning_id: UUID | None = None
    inspector_id: UUID
    device_id: str | None = None
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    started_at_raw: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    drawn_cells: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    track: list[Any] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    track_removed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    marked_cells: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class RoundCell(SQLModel, table=True):
    """A cell that a round saw, for one buurt (a cell cut by a border counts for each by itself)."""

    __tablename__ = "round_cells"
    __table_args__ = (Index("ix_round_cells_area", "municipality", "area_code", "cell"),)

    municipality: str = Field(primary_key=True)
    round_id: UUID = Field(primary_key=True, foreign_key="rounds.id")
    area_code: str = Field(primary_key=True)
    cell: str = Field(primary_key=True)
    drawn: bool = False
    seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class RoundPlan(SQLModel, table=True):
    """A round that a wijkmanager asks for: where, with what, when, by whom, and which cells."""

    __tablename__ = "round_plans"
    __table_args__ = (Index("ix_round_plans_date", "municipality", "planned_on"),)

    id: UUID = Field(primary_key=True)
    municipality: str
    area_code: str
    template: str
    planned_on: date
    day_part: str
    inspector_id: UUID | None = None
    drawn_cells: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    note: str = ""
    created_by: UUID
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    withdrawn_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
