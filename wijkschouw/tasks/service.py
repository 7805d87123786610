"""Use cases of follow-up: make a task, take a step, look at tasks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role, scope_of
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now
from wijkschouw.errors import FieldError
from wijkschouw.observations.models import Observation
from wijkschouw.tasks import queries
from wijkschouw.tasks.models import Task
from wijkschouw.tasks.rules import Sight, add_working_days, initial_state
from wijkschouw.tasks.schemas import TaskIn
from wijkschouw.tasks.telling import tell_many, tell_one, today

MAX_TASKS = 1000


def sight_of(session: Session, user: User) -> Sight:
    """What tasks somebody has to do with: as wijkmanager of areas, as BOA in teams."""
    is_manager, is_boa = Role.WIJKMANAGER in user.roles, Role.BOA in user.roles
    teams = queries.teams_of(session, user.municipality, user.id) if is_boa else []
    return Sight(
        municipality=user.municipality,
        user_id=user.id,
        scope=scope_of(user) if is_manager else None,
        teams=frozenset(teams),
        sensitive=user.may_see_sensitive,
    )


# --- making ---------------------------------------------------------------------------------------


def make(
    session: Session, user: User, task_id: UUID, data: TaskIn, now: datetime | None = None
) -> tuple[bool, dict[str, Any]]:
    """Make a task from observations; (True when it is new, the task).

    Raises 400 for observations or a team that are not there, 404 for somebody else's task, 409 for
    other content under the same id.
    """
    sight = sight_of(session, user)
    present = queries.task(session, user.municipality, task_id)
    if present is None:
        seen = observations_for(session, sight, data.waarnemingen)
        check_team(session, user.municipality, data.team)
        if _insert(session, user, task_id, data, seen, now or utc_now()):
            accounts.audit(session, user.municipality, user.id, "taak-maken", f"taak:{task_id}")
            made = queries.task(session, user.municipality, task_id)
            assert made is not None  # noqa: S101 - inserted in this transaction
            return True, tell_one(session, sight, made)
        present = queries.task(session, user.municipality, task_id)
    if present is None or present.digest != data.digest():
        if present is not None and not sight.can_see(present):
            raise errors.not_found()
        raise errors.conflict("Onder dit nummer bestaat al een andere taak.")
    return False, tell_one(session, sight, _visible(sight, present))


def observations_for(
    session: Session, sight: Sight, ids: Sequence[UUID], location: str = "#/waarnemingen"
) -> list[Observation]:
    """Observations that somebody may make a task of, in the order asked for; raises 400."""
    found = {o.id: o for o in queries.observations(session, sight.municipality, ids)}
    wrong = []
    for number, id_ in enumerate(ids):
        seen = found.get(id_)
        if seen is None or not _manages(sight, seen):
            wrong.append(FieldError(f"{location}/{number}", "onbekend", "Deze is er niet."))
        elif seen.withdrawn_at is not None:
            wrong.append(FieldError(f"{location}/{number}", "ingetrokken", "Deze is ingetrokken."))
    if wrong:
        raise errors.bad_input(wrong)
    return [found[id_] for id_ in dict.fromkeys(ids)]


def _manages(sight: Sight, seen: Observation) -> bool:
    if sight.scope is None or (seen.sensitive and not sight.sensitive):
        return False
    return sight.scope.can_see_area(seen.wijk_code, seen.area_code)


def check_team(session: Session, municipality: str, team: str | None) -> None:
    """Raises 400 for a team that is not there."""
    if team and team not in queries.team_names(session, municipality):
        raise errors.bad_field("#/team", "onbekend", "Dit team is er niet.")


def _insert(
    session: Session,
    user: User,
    task_id: UUID,
    data: TaskIn,
    seen: Sequence[Observation],
    now: datetime,
) -> bool:
    first = seen[0]
    values = {
        "id": task_id,
        "municipality": user.municipality,
        "digest": data.digest(),
        "version": 1,
        "state": initial_state(data.team).value,
        "team_code": data.team or None,
        "theme": first.theme,
        "category": first.category,
        "sensitive": any(o.sensitive for o in seen),
        "due_on": data.termijn or proposed_deadline(session, first, today(now)),
        "note": data.toelichting,
        "lon": first.lon,
        "lat": first.lat,
        "area_code": first.area_code,
        "wijk_code": first.wijk_code,
        "external_reference": "",
        "created_by": user.id,
        "created_at": now,
        "updated_at": now,
    }
    if not queries.insert_task(session, values):
        return False
    queries.insert_links(
        session,
        [
            {"municipality": user.municipality, "task_id": task_id, "observation_id": o.id}
            for o in seen
        ],
    )
    return True


def proposed_deadline(session: Session, seen: Observation, start: date) -> date | None:
    """The day by which the catalogue wants this category handled; None when it is not in it."""
    found = catalogue.current(session, seen.municipality).find_category(seen.category)
    return add_working_days(start, found.days) if found else None


# --- looking --------------------------------------------------------------------------------------


def show(session: Session, user: User, task_id: UUID) -> dict[str, Any]:
    """A task with its timeline; raises 404."""
    sight = sight_of(session, user)
    return tell_one(session, sight, find(session, sight, task_id))


def find(session: Session, sight: Sight, task_id: UUID, *, lock: bool = False) -> Task:
    """The task's row; ``lock`` holds it for a change. Raises 404."""
    look = queries.locked_task if lock else queries.task
    return _visible(sight, look(session, sight.municipality, task_id))


def _visible(sight: Sight, task: Task | None) -> Task:
    if task is None or not sight.can_see(task):
        raise errors.not_found()
    return task


def list_tasks(
    session: Session,
    user: User,
    *,
    states: Sequence[str] = (),
    team: str | None = None,
    mine: bool = False,
    here: tuple[float, float] | None = None,
    area: str | None = None,
    theme: str | None = None,
    overdue: bool = False,
    timelines: bool = False,
    limit: int = MAX_TASKS,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """What somebody sees: most urgent first, or nearest first to ``here`` (lon, lat).

    ``mine``: assigned to this person, or to one of their teams and nobody in it yet.
    ``timelines``: with the steps taken so far.
    """
    sight = sight_of(session, user)
    whole = here is not None  # nearest first can be said only after looking at all
    found = queries.visible_tasks(
        session,
        sight,
        states=states,
        team=team,
        mine=mine,
        area=area,
        theme=theme,
        overdue_on=today() if overdue else None,
        limit=MAX_TASKS if whole else limit,
        offset=0 if whole else offset,
    )
    told = tell_many(session, sight, found, here, timelines=timelines)
    if here is None:
        return told
    told.sort(key=lambda task: task["properties"]["afstand"])
    return told[offset : offset + limit]


def count_tasks(session: Session, user: User) -> dict[str, int]:
    """How many tasks somebody sees, by status, and ``teLaat`` for those past their deadline."""
    counts = {"teLaat": 0}
    waiting = {"nieuw", "toegewezen", "geaccepteerd", "heropend"}
    sight = sight_of(session, user)
    for state, late, number in queries.counts_by_state(session, sight, today()):
        counts[state] = counts.get(state, 0) + number
        counts["teLaat"] += number if late and state in waiting else 0
    return counts


def tasks_of_observations(
    session: Session, user: User, ids: Sequence[UUID]
) -> dict[UUID, list[Task]]:
    """The tasks that follow up observations, as far as this person sees them."""
    sight = sight_of(session, user)
    return {
        id_: [task for task in tasks if sight.can_see(task)]
        for id_, tasks in queries.tasks_of(session, user.municipality, ids).items()
    }


def sees_observation(session: Session, user: User, observation_id: UUID) -> bool:
    """Whether somebody has a task that follows up this observation."""
    return bool(tasks_of_observations(session, user, [observation_id]).get(observation_id))
