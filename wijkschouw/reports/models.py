"""Reports that were asked for, and who gets one every month."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from wijkschouw.db import UtcDateTime


class Report(SQLModel, table=True):
    """``state``: wacht → bezig → klaar | mislukt. ``progress``: 0–100; ``file_key`` is random and
    names the PDF in the data folder. ``mail_to``: the user who gets it by mail."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_asked", "municipality", "asked_at"),
        Index("ix_reports_state", "state", "asked_at"),
    )

    id: UUID = Field(primary_key=True)
    municipality: str
    wijk_code: str
    period: str
    state: str = "wacht"
    progress: int = 0
    problem: str = ""
    file_key: str | None = None
    size: int | None = None
    asked_by: UUID
    mail_to: UUID | None = None
    mailed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    started_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    finished_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class ReportSubscription(SQLModel, table=True):
    """A wijkmanager who gets the report of a wijk by mail each month. ``last_month``: 2026-11."""

    __tablename__ = "report_subscriptions"

    municipality: str = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True, foreign_key="users.id")
    wijk_code: str = Field(primary_key=True)
    last_month: str
