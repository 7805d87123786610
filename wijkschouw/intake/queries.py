"""SQL that joins rounds and tasks to observations: what a person may read of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, union
from sqlmodel import Session, col, select

from wijkschouw.accounts.models import TeamMember, User
from wijkschouw.db import utc_now
from wijkschouw.rounds.models import Round, RoundPlan
from wijkschouw.tasks.models import Task, TaskEvent, TaskObservation

WALKED_DAYS = 30


def walked_areas(session: Session, user: User) -> frozenset[str]:
    """Buurten and wijken where somebody walked, or is asked to walk, in the last 30 days."""
    since = utc_now() - timedelta(days=WALKED_DAYS)
    walked = select(Round.area_code).where(
        Round.municipality == user.municipality,
        Round.inspector_id == user.id,
        Round.started_at >= since,
    )
    planned = select(RoundPlan.area_code).where(
        RoundPlan.municipality == user.municipality,
        RoundPlan.inspector_id == user.id,
        RoundPlan.planned_on >= since.date(),
        col(RoundPlan.withdrawn_at).is_(None),
    )
    rows = session.execute(union(walked, planned)).scalars()
    return frozenset(code for code in rows if code)


def observations_of_tasks(user: User) -> Any:
    """A SELECT of the observations that this person's teams follow up."""
    teams = select(TeamMember.team_code).where(
        TeamMember.municipality == user.municipality, TeamMember.user_id == user.id
    )
    return (
        select(TaskObservation.observation_id)
        .join(Task, col(Task.id) == col(TaskObservation.task_id))
        .where(
            Task.municipality == user.municipality,
            or_(col(Task.team_code).in_(teams), col(Task.assignee_id) == user.id),
        )
    )


def task_of_event(session: Session, municipality: str, event_id: UUID) -> UUID | None:
    """The task that a step belongs to."""
    return session.exec(
        select(TaskEvent.task_id).where(
            TaskEvent.municipality == municipality, TaskEvent.id == event_id
        )
    ).first()
