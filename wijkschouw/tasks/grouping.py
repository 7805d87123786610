"""One matter, one task: propose a team, a deadline and a near open task; join, split and merge.

The tool proposes, the wijkmanager decides: nothing is joined by itself.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now
from wijkschouw.geo import distance_m
from wijkschouw.observations.models import Observation
from wijkschouw.tasks import queries, service
from wijkschouw.tasks.models import Task
from wijkschouw.tasks.remarks import remark
from wijkschouw.tasks.rules import (
    OPEN,
    Near,
    Place,
    Remark,
    Sight,
    State,
    initial_state,
    same_matter,
)
from wijkschouw.tasks.schemas import TaskIn
from wijkschouw.tasks.telling import today

METRES_PER_DEGREE = 111_200


@dataclass(frozen=True)
class NearTask:
    """An open task that is probably about the same matter, and how far its place is."""

    task: Task
    metres: int


@dataclass(frozen=True)
class Proposal:
    """What the tool proposes for a task; ``present`` are open tasks of these very observations."""

    observations: list[Observation]
    team: str | None
    due_on: date | None
    near: list[NearTask]
    present: list[Task]


def propose(session: Session, user: User, ids: Sequence[UUID]) -> Proposal:
    """A team and a deadline by the catalogue, and near open tasks, nearest first. Raises 400."""
    sight = service.sight_of(session, user)
    seen = service.observations_for(session, sight, ids)
    category = catalogue.current(session, user.municipality).find_category(seen[0].category)
    present = [
        task
        for tasks in queries.tasks_of(session, user.municipality, ids).values()
        for task in tasks
        if State(task.state) in OPEN and sight.can_see(task)
    ]
    teams = queries.team_names(session, user.municipality)
    return Proposal(
        observations=seen,
        team=category.team if category and category.team in teams else None,
        due_on=service.proposed_deadline(session, seen[0], today()),
        near=[n for n in near_tasks(session, sight, seen[0]) if n.task not in present],
        present=list({task.id: task for task in present}.values()),
    )


def near_tasks(session: Session, sight: Sight, seen: Observation) -> list[NearTask]:
    """Open tasks about the same matter by the category's radius and period, nearest first."""
    category = catalogue.current(session, seen.municipality).find_category(seen.category)
    if category is None:
        return []
    near = Near(category.joining.radius, category.joining.days)
    here = Place(seen.category, seen.lon, seen.lat, seen.observed_at)
    found = []
    for task in queries.open_near(session, sight, seen.category, _box(here, near)):
        at = queries.last_seen_at(session, task.municipality, task.id) or task.created_at
        if same_matter(here, Place(task.category, task.lon, task.lat, at), near):
            metres = distance_m((here.lon, here.lat), (task.lon, task.lat))
            found.append(NearTask(task, round(metres)))
    return sorted(found, key=lambda n: n.metres)


def _box(here: Place, near: Near) -> tuple[float, float, float, float]:
    up = near.radius_m / METRES_PER_DEGREE
    aside = up / math.cos(math.radians(here.lat))
    return here.lon - aside, here.lat - up, here.lon + aside, here.lat + up


def join(
    session: Session,
    user: User,
    task_id: UUID,
    ids: Sequence[UUID],
    now: datetime | None = None,
) -> Task:
    """Hang observations to an open task. Raises 404, 400 for the observations, 409 when closed."""
    now = now or utc_now()
    sight = service.sight_of(session, user)
    task = _managed(session, sight, task_id)
    seen = service.observations_for(session, sight, ids)
    already = set(queries.links(session, task.municipality, [task.id]).get(task.id, []))
    new = [o for o in seen if o.id not in already]
    queries.link(session, task.municipality, task.id, [o.id for o in new])
    for observation in new:
        remark(session, task, user, Remark.JOINED, str(observation.id), now)
    task.sensitive = task.sensitive or any(o.sensitive for o in new)
    _changed(session, task, now)
    accounts.audit(session, task.municipality, user.id, "taak-aanvullen", f"taak:{task.id}")
    return task


def split(
    session: Session,
    user: User,
    task_id: UUID,
    ids: Sequence[UUID],
    now: datetime | None = None,
) -> Task:
    """Take observations out of an open task into a new one for the same team.

    Raises 404, 409 when closed, 400 when nothing would stay behind or something is not in it.
    """
    now = now or utc_now()
    sight = service.sight_of(session, user)
    task = _managed(session, sight, task_id)
    linked = queries.links(session, task.municipality, [task.id]).get(task.id, [])
    wanted = [id_ for id_ in linked if id_ in set(ids)]
    if not wanted or len(wanted) != len(set(ids)) or len(wanted) == len(linked):
        raise errors.bad_field(
            "#/waarnemingen", "keuze", "Kies een deel van de waarnemingen van deze taak."
        )
    seen = {o.id: o for o in queries.observations(session, task.municipality, linked)}
    new_id = uuid4()
    queries.insert_task(session, _split_off(task, seen[wanted[0]], new_id, wanted, user, now))
    queries.unlink(session, task.municipality, task.id, wanted)
    queries.link(session, task.municipality, new_id, wanted)
    made = service.find(session, sight, new_id)
    _settle(session, task, [seen[id_] for id_ in linked if id_ not in wanted])
    _settle(session, made, [seen[id_] for id_ in wanted])
    remark(session, task, user, Remark.SPLIT_OFF, str(new_id), now)
    remark(session, made, user, Remark.SPLIT_OFF, str(task.id), now)
    _changed(session, task, now)
    accounts.audit(session, task.municipality, user.id, "taak-splitsen", f"taak:{task.id}")
    return made


def merge(
    session: Session, user: User, task_id: UUID, other_id: UUID, now: datetime | None = None
) -> Task:
    """Put the observations of another open task into this one; the other one lapses.

    Raises 404, 400 for a task with itself, 409 when one of them is closed.
    """
    now = now or utc_now()
    if task_id == other_id:
        raise errors.bad_field("#/taak", "zelfde", "Kies een andere taak om samen te voegen.")
    sight = service.sight_of(session, user)
    # Always in the same order, so that two managers who merge crosswise don't wait for each other.
    held = {id_: _managed(session, sight, id_) for id_ in sorted((task_id, other_id))}
    task, other = held[task_id], held[other_id]
    moved = queries.links(session, other.municipality, [other.id]).get(other.id, [])
    queries.link(session, task.municipality, task.id, moved)
    task.sensitive = task.sensitive or other.sensitive
    task.due_on = min((d for d in (task.due_on, other.due_on) if d), default=None)
    remark(session, task, user, Remark.MERGED, str(other.id), now)
    remark(session, other, user, Remark.MERGED, str(task.id), now, State.DROPPED)
    other.state = State.DROPPED.value
    for each in (task, other):
        _changed(session, each, now)
    accounts.audit(session, task.municipality, user.id, "taak-samenvoegen", f"taak:{task.id}")
    return task


def _managed(session: Session, sight: Sight, task_id: UUID) -> Task:
    """An open task in somebody's areas, held for a change; raises 404, 403 or 409."""
    task = service.find(session, sight, task_id, lock=True)
    if not sight.hands(task).manages:
        raise errors.forbidden("Alleen de wijkmanager van dit gebied kan dit.")
    if State(task.state) not in OPEN:
        raise errors.conflict(f"Deze taak is {task.state}.", huidigeStatus=task.state)
    return task


def _split_off(
    task: Task,
    first: Observation,
    new_id: UUID,
    wanted: list[UUID],
    user: User,
    now: datetime,
) -> dict[str, Any]:
    body = TaskIn(
        waarnemingen=wanted, team=task.team_code, termijn=task.due_on, toelichting=task.note
    )
    return {
        "id": new_id,
        "municipality": task.municipality,
        "digest": body.digest(),
        "version": 1,
        "state": initial_state(task.team_code).value,
        "team_code": task.team_code,
        "theme": first.theme,
        "category": first.category,
        "sensitive": first.sensitive,
        "due_on": task.due_on,
        "note": task.note,
        "lon": first.lon,
        "lat": first.lat,
        "area_code": first.area_code,
        "wijk_code": first.wijk_code,
        "external_reference": "",
        "created_by": user.id,
        "created_at": now,
        "updated_at": now,
    }


def _settle(session: Session, task: Task, seen: Sequence[Observation]) -> None:
    """The place and the kind of a task are those of its first observation, also after a split."""
    first = seen[0]
    task.theme, task.category = first.theme, first.category
    task.lon, task.lat = first.lon, first.lat
    task.area_code, task.wijk_code = first.area_code, first.wijk_code
    task.sensitive = any(o.sensitive for o in seen)
    session.add(task)


def _changed(session: Session, task: Task, now: datetime) -> None:
    task.version += 1
    task.updated_at = now
    session.add(task)
    session.flush()
