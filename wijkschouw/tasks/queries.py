"""All SQL about tasks."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, false, func, or_
from sqlmodel import Session, col, select

from wijkschouw.accounts.models import Team, TeamMember, User
from wijkschouw.db import insert_many, insert_new
from wijkschouw.observations.models import Observation
from wijkschouw.photos.models import Photo
from wijkschouw.tasks.models import Task, TaskEvent, TaskObservation
from wijkschouw.tasks.rules import OPEN, Sight

SUBJECT_OBSERVATION, SUBJECT_EVENT = "waarneming", "gebeurtenis"


# --- one task -------------------------------------------------------------------------------------


def task(session: Session, municipality: str, task_id: UUID) -> Task | None:
    """One task of this municipality."""
    return session.exec(
        select(Task).where(Task.municipality == municipality, Task.id == task_id)
    ).first()


def locked_task(session: Session, municipality: str, task_id: UUID) -> Task | None:
    """The task, held until the transaction ends, so that steps are taken one after the other.

    SQLite has one writer at a time already and knows no row locks.
    """
    return session.exec(
        select(Task)
        .where(Task.municipality == municipality, Task.id == task_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def insert_task(session: Session, values: dict[str, Any]) -> bool:
    """False when a task with this id is there already."""
    return insert_new(session, Task, values)


def insert_event(session: Session, values: dict[str, Any]) -> bool:
    """False when a step with this id is there already."""
    return insert_new(session, TaskEvent, values)


def event(session: Session, event_id: UUID) -> TaskEvent | None:
    """A step by its id, of any municipality: ids are made by phones and unique everywhere."""
    return session.get(TaskEvent, event_id)


def events(session: Session, municipality: str, task_id: UUID) -> list[TaskEvent]:
    """The steps of a task in the order in which they came."""
    return events_of(session, municipality, [task_id])


def events_of(session: Session, municipality: str, task_ids: Iterable[UUID]) -> list[TaskEvent]:
    """The steps of tasks, each task's in the order in which they came."""
    return list(
        session.exec(
            select(TaskEvent)
            .where(
                TaskEvent.municipality == municipality, col(TaskEvent.task_id).in_(list(task_ids))
            )
            .order_by(col(TaskEvent.sequence), col(TaskEvent.received_at))
        )
    )


def next_sequence(session: Session, municipality: str, task_id: UUID) -> int:
    """The number for the next step of a locked task."""
    highest = session.exec(
        select(func.max(TaskEvent.sequence)).where(
            TaskEvent.municipality == municipality, TaskEvent.task_id == task_id
        )
    ).one()
    return (highest or 0) + 1


# --- tasks and their observations -----------------------------------------------------------------


def observations(session: Session, municipality: str, ids: Iterable[UUID]) -> list[Observation]:
    """Observations of this municipality by id, withdrawn ones too."""
    return list(
        session.exec(
            select(Observation).where(
                Observation.municipality == municipality, col(Observation.id).in_(list(ids))
            )
        )
    )


def link(session: Session, municipality: str, task_id: UUID, ids: Iterable[UUID]) -> None:
    """Hang observations to a task."""
    for id_ in ids:
        insert_new(
            session,
            TaskObservation,
            {"municipality": municipality, "task_id": task_id, "observation_id": id_},
        )


def unlink(session: Session, municipality: str, task_id: UUID, ids: Iterable[UUID]) -> None:
    """Take observations from a task."""
    wanted = set(ids)
    rows = session.exec(
        select(TaskObservation).where(
            TaskObservation.municipality == municipality, TaskObservation.task_id == task_id
        )
    )
    for row in rows:
        if row.observation_id in wanted:
            session.delete(row)
    session.flush()


def links(session: Session, municipality: str, task_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The observations of tasks, oldest first."""
    found: dict[UUID, list[UUID]] = {}
    rows = session.exec(
        select(TaskObservation.task_id, TaskObservation.observation_id)
        .join(Observation, col(Observation.id) == col(TaskObservation.observation_id))
        .where(
            TaskObservation.municipality == municipality,
            col(TaskObservation.task_id).in_(list(task_ids)),
        )
        .order_by(col(Observation.observed_at), col(Observation.id))
    )
    for task_id, observation_id in rows:
        found.setdefault(task_id, []).append(observation_id)
    return found


def tasks_of(
    session: Session, municipality: str, observation_ids: Iterable[UUID]
) -> dict[UUID, list[Task]]:
    """The tasks that follow up observations."""
    found: dict[UUID, list[Task]] = {}
    rows = session.exec(
        select(TaskObservation.observation_id, Task)
        .join(Task, col(Task.id) == col(TaskObservation.task_id))
        .where(
            TaskObservation.municipality == municipality,
            col(TaskObservation.observation_id).in_(list(observation_ids)),
        )
        .order_by(col(Task.created_at))
    )
    for observation_id, found_task in rows:
        found.setdefault(observation_id, []).append(found_task)
    return found


# --- many tasks -----------------------------------------------------------------------------------


def _visible(sight: Sight) -> ColumnElement[bool]:
    """The rows that ``Sight.can_see`` says yes to."""
    allowed: list[ColumnElement[bool]] = [col(Task.assignee_id) == sight.user_id]
    if sight.teams:
        allowed.append(col(Task.team_code).in_(sight.teams))
    if sight.scope is not None:
        allowed.append(_in_scope(sight))
    rows = (col(Task.municipality) == sight.municipality) & or_(*allowed)
    return rows if sight.sensitive else rows & col(Task.sensitive).is_(False)


def _in_scope(sight: Sight) -> ColumnElement[bool]:
    scope = sight.scope
    if scope is None:
        return false()
    if scope.everything:
        return col(Task.municipality) == scope.municipality
    return or_(col(Task.wijk_code).in_(scope.wijken), col(Task.area_code).in_(scope.buurten))


def visible_tasks(
    session: Session,
    sight: Sight,
    *,
    states: Sequence[str] = (),
    team: str | None = None,
    mine: bool = False,
    area: str | None = None,
    theme: str | None = None,
    overdue_on: date | None = None,
    limit: int = 500,
    offset: int = 0,
) -> list[Task]:
    """Tasks by filter: open ones first, then by deadline and age (rules.order_key)."""
    query = select(Task).where(_visible(sight))
    if states:
        query = query.where(col(Task.state).in_(list(states)))
    if team:
        query = query.where(Task.team_code == team)
    if mine:
        own = col(Task.assignee_id) == sight.user_id
        unassigned = col(Task.assignee_id).is_(None) & col(Task.team_code).in_(sight.teams)
        query = query.where(or_(own, unassigned))
    if area:
        query = query.where(or_(col(Task.area_code) == area, col(Task.wijk_code) == area))
    if theme:
        query = query.where(Task.theme == theme)
    if overdue_on:
        query = query.where(col(Task.due_on) < overdue_on)
    closed = case((col(Task.state).in_([s.value for s in OPEN]), 0), else_=1)
    query = query.order_by(
        closed, col(Task.due_on).is_(None), col(Task.due_on), col(Task.created_at), col(Task.id)
    )
    return list(session.exec(query.limit(limit).offset(offset)))


def counts_by_state(session: Session, sight: Sight, today: date) -> list[tuple[str, bool, int]]:
    """(state, past its deadline, how many) of what somebody sees."""
    late = case((col(Task.due_on) < today, 1), else_=0)
    rows = session.exec(
        select(Task.state, late, func.count()).where(_visible(sight)).group_by(Task.state, late)
    )
    return [(state, bool(is_late), count) for state, is_late, count in rows]


def open_near(
    session: Session, sight: Sight, category: str, box: tuple[float, float, float, float]
) -> list[Task]:
    """Open tasks of a category in a box (west, south, east, north) that somebody manages."""
    west, south, east, north = box
    return list(
        session.exec(
            select(Task)
            .where(
                _visible(sight),
                _in_scope(sight),
                Task.category == category,
                col(Task.state).in_([s.value for s in OPEN]),
                col(Task.lon).between(west, east),
                col(Task.lat).between(south, north),
            )
            .order_by(col(Task.created_at))
            .limit(50)
        )
    )


def last_seen_at(session: Session, municipality: str, task_id: UUID) -> datetime | None:
    """When the newest observation of a task was made."""
    return session.exec(
        select(func.max(Observation.observed_at))
        .join(TaskObservation, col(TaskObservation.observation_id) == col(Observation.id))
        .where(TaskObservation.municipality == municipality, TaskObservation.task_id == task_id)
    ).one()


def due_until(session: Session, until: date, states: Iterable[str]) -> list[Task]:
    """Tasks of all municipalities in these states that are due by then, earliest first."""
    return list(
        session.exec(
            select(Task)
            .where(col(Task.state).in_(list(states)), col(Task.due_on) <= until)
            .order_by(col(Task.municipality), col(Task.due_on), col(Task.id))
        )
    )


# --- what belongs to tasks ------------------------------------------------------------------------


def photos_of(
    session: Session, municipality: str, kind: str, subject_ids: Iterable[UUID]
) -> list[Photo]:
    """Photos announced with observations or steps, in their order."""
    return list(
        session.exec(
            select(Photo)
            .where(
                Photo.municipality == municipality,
                Photo.subject_kind == kind,
                col(Photo.subject_id).in_(list(subject_ids)),
            )
            .order_by(col(Photo.subject_id), col(Photo.position))
        )
    )


def event_ids(session: Session, municipality: str, task_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Steps of tasks: id → task."""
    rows = session.exec(
        select(TaskEvent.id, TaskEvent.task_id).where(
            TaskEvent.municipality == municipality, col(TaskEvent.task_id).in_(list(task_ids))
        )
    )
    return {event_id: task_id for event_id, task_id in rows}  # noqa: C416 - rows are no tuples for mypy


def levels(session: Session, municipality: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The level of observations."""
    rows = session.exec(
        select(Observation.id, Observation.level).where(
            Observation.municipality == municipality, col(Observation.id).in_(list(ids))
        )
    )
    return {id_: level for id_, level in rows}  # noqa: C416 - rows are no tuples for mypy


def team_names(session: Session, municipality: str) -> dict[str, str]:
    """Names of the teams by code."""
    rows = session.exec(
        select(Team.code, Team.name).where(Team.municipality == municipality).order_by(Team.name)
    )
    return {code: name for code, name in rows}  # noqa: C416 - rows are no tuples for mypy


def teams_of(session: Session, municipality: str, user_id: UUID) -> list[str]:
    """Codes of the teams that somebody is in."""
    return list(
        session.exec(
            select(TeamMember.team_code).where(
                TeamMember.municipality == municipality, TeamMember.user_id == user_id
            )
        )
    )


def members(session: Session, municipality: str) -> list[tuple[str, User]]:
    """(team, active person) of all teams, by name."""
    rows = session.exec(
        select(TeamMember.team_code, User)
        .join(User, col(User.id) == col(TeamMember.user_id))
        .where(TeamMember.municipality == municipality, col(User.active).is_(True))
        .order_by(User.name)
    )
    return [(code, user) for code, user in rows]


def insert_links(session: Session, rows: list[dict[str, Any]]) -> None:
    """Hang observations to a new task, in one go."""
    insert_many(session, TaskObservation, rows)
