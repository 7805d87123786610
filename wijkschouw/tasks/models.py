"""Follow-up: tasks, the observations they come from, and the steps of their life."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from wijkschouw.db import UtcDateTime


class Task(SQLModel, table=True):
    """``state``: tasks.rules.State. The place is that of its first observation."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_state", "municipality", "state", "due_on"),
        Index("ix_tasks_team", "municipality", "team_code", "state"),
        Index("ix_tasks_area", "municipality", "area_code"),
    )

    id: UUID = Field(primary_key=True)
    municipality: str
    digest: str
    version: int = 1
    state: str
    team_code: str | None = None
    assignee_id: UUID | None = None
    theme: str
    category: str
    sensitive: bool = False
    due_on: date | None = None
    note: str = ""
    lon: float
    lat: float
    area_code: str | None = None
    wijk_code: str | None = None
    external_reference: str = ""
    created_by: UUID
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class TaskObservation(SQLModel, table=True):
    """An observation that a task follows up."""

    __tablename__ = "task_observations"
    __table_args__ = (Index("ix_task_observations", "municipality", "observation_id"),)

    municipality: str = Field(primary_key=True)
    task_id: UUID = Field(primary_key=True, foreign_key="tasks.id")
    observation_id: UUID = Field(primary_key=True, foreign_key="observations.id")


class TaskEvent(SQLModel, table=True):
    """A step; append-only. ``applied`` is False for a step that the state forbade when it came.

    ``kind``: tasks.rules.EventKind, or Remark for what the office did. ``reference``: of another
    organisation or of a proces-verbaal, never its content."""

    __tablename__ = "task_events"
    __table_args__ = (Index("ix_task_events_task", "municipality", "task_id", "received_at"),)

    id: UUID = Field(primary_key=True)
    municipality: str
    task_id: UUID = Field(foreign_key="tasks.id")
    digest: str
    sequence: int = 0
    kind: str
    state_before: str
    state_after: str
    applied: bool = True
    outcome: str | None = None
    note: str = ""
    to: str | None = None
    reference: str = ""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    at_raw: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    user_id: UUID
