"""What the page of one task shows besides the task: its observations, and what could be merged."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role
from wijkschouw.catalogue import service as catalogue
from wijkschouw.observations.models import Observation
from wijkschouw.tasks import grouping, queries, service
from wijkschouw.tasks.grouping import NearTask
from wijkschouw.tasks.models import Task
from wijkschouw.tasks.rules import OPEN, Proof, State
from wijkschouw.tasks.telling import tell_one


@dataclass(frozen=True)
class Look:
    """One task with its surroundings. ``people``: (id, name, team) who can get it."""

    task: dict[str, Any]
    observations: list[Observation]
    near: list[NearTask]
    people: list[tuple[str, str, str]]
    proof: Proof
    manages: bool
    is_open: bool


def look(session: Session, user: User, task_id: UUID) -> Look:
    """A task for its page; raises 404."""
    sight = service.sight_of(session, user)
    task = service.find(session, sight, task_id)
    ids = queries.links(session, task.municipality, [task.id]).get(task.id, [])
    by_id = {o.id: o for o in queries.observations(session, task.municipality, ids)}
    seen = [by_id[id_] for id_ in ids]
    manages, is_open = sight.hands(task).manages, State(task.state) in OPEN
    near = grouping.near_tasks(session, sight, seen[0]) if manages and is_open and seen else []
    return Look(
        task=tell_one(session, sight, task),
        observations=seen,
        near=[n for n in near if n.task.id != task.id],
        people=_people(session, user) if manages else [],
        proof=_proof(session, task),
        manages=manages,
        is_open=is_open,
    )


def _people(session: Session, user: User) -> list[tuple[str, str, str]]:
    return [
        (str(person.id), person.name, team)
        for team, person in queries.members(session, user.municipality)
        if Role.BOA in person.roles
    ]


def _proof(session: Session, task: Task) -> Proof:
    found = catalogue.current(session, task.municipality).find_category(task.category)
    return Proof(found.handling.note, found.handling.photo) if found else Proof()
