"""Use cases of the office with observations: list, look closely, change many, export."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role, can_see_area
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now
from wijkschouw.errors import Problem
from wijkschouw.geo import distance_m
from wijkschouw.intake import service as intake
from wijkschouw.observations import service as observations
from wijkschouw.observations.models import Observation, ObservationChange
from wijkschouw.observations.rules import Editor, MayChange, may_change
from wijkschouw.office import queries
from wijkschouw.office.schemas import ListFilters
from wijkschouw.photos import service as photos
from wijkschouw.photos.rules import is_awaited
from wijkschouw.tasks import service as tasks
from wijkschouw.tasks.models import Task

COUNT_UP_TO = 10_000
EXPORT_UP_TO = 100_000
METRES_PER_DEGREE = 111_200


@dataclass(frozen=True)
class Listed:
    """A page of the list: GeoJSON features, their tasks, how many there are (up to COUNT_UP_TO).

    ``overdue``: ids of those whose photos were announced over a day ago and are not here.
    """

    features: list[dict[str, Any]]
    tasks: dict[str, list[Task]]
    total: int
    more: bool
    overdue: frozenset[str]


def list_observations(session: Session, user: User, filters: ListFilters, size: int) -> Listed:
    """One page by filter, newest first."""
    readable = observations.readable(session, user)
    rows = queries.page(session, readable, filters, size + 1, (filters.pagina - 1) * size)
    shown = rows[:size]
    found = tasks.tasks_of_observations(session, user, [row.id for row in shown])
    return Listed(
        features=observations.as_features(session, user, shown),
        tasks={str(id_): own for id_, own in found.items()},
        total=queries.count(session, readable, filters, COUNT_UP_TO + 1),
        more=len(rows) > size,
        overdue=frozenset(
            str(row.id)
            for row in shown
            if not row.complete and not is_awaited(row.received_at, utc_now())
        ),
    )


def places(session: Session, user: User, filters: ListFilters, most: int) -> list[Observation]:
    """The newest observations by filter, for a map."""
    return queries.page(session, observations.readable(session, user), filters, most)


def inspectors(session: Session, user: User) -> list[tuple[str, str]]:
    """(id, name) of who walks, for the filter of a wijkmanager; others get nobody's name."""
    if Role.WIJKMANAGER not in user.roles:
        return []
    recorders = {Role.INSPECTEUR, Role.WIJKMANAGER}
    return [
        (str(person.id), person.name)
        for person in accounts.list_users(session, user.municipality)
        if recorders & set(person.roles)
    ]


# --- one ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Close:
    """One observation with all that the office knows. ``near``: (metres, observation)."""

    row: Observation
    feature: dict[str, Any]
    history: list[ObservationChange]
    editors: dict[UUID, str]
    tasks: list[Task]
    near: list[tuple[int, Observation]]
    change: MayChange
    manages: bool
    photos: list[dict[str, Any]]
    withdrawn: bool = False

    @property
    def near_ids(self) -> list[UUID]:
        """Those that could be followed up together with it."""
        return [row.id for _metres, row in self.near]


def look(session: Session, user: User, observation_id: UUID) -> Close:
    """An observation closely; one that was withdrawn is still there to be read. Raises 404."""
    readable = observations.readable(session, user)
    row = queries.one(session, readable, observation_id)
    if row is None:
        raise errors.not_found()
    history = observations.history(session, user, observation_id)
    manages = Role.WIJKMANAGER in user.roles and can_see_area(user, row.wijk_code, row.area_code)
    editor = Editor(user.id, Role.INSPECTEUR in user.roles, manages)
    found = tasks.tasks_of_observations(session, user, [row.id])
    return Close(
        row=row,
        feature=observations.as_features(session, user, [row])[0],
        history=history,
        editors=accounts.names_of(session, user.municipality, {c.user_id for c in history}),
        tasks=found.get(row.id, []),
        near=_near(session, readable, row),
        change=may_change(editor, row.inspector_id, row.received_at, utc_now()),
        manages=manages,
        photos=_photos(session, row, manages),
        withdrawn=row.withdrawn_at is not None,
    )


def _photos(session: Session, row: Observation, manages: bool) -> list[dict[str, Any]]:
    found = photos.of_subjects(session, row.municipality, observations.KIND, [row.id])
    return [
        {
            "id": str(p.id),
            "status": p.state,
            "versie": photos.version(p),
            "afschermen": manages and p.state == "ready" and row.withdrawn_at is None,
        }
        for p in found.get(row.id, [])
    ]


def _near(session: Session, readable: Any, row: Observation) -> list[tuple[int, Observation]]:
    """What is probably the same: its category, within the radius and the days of the catalogue."""
    known = catalogue.current(session, row.municipality).find_category(row.category)
    if known is None:
        return []
    up = known.joining.radius / METRES_PER_DEGREE
    aside = up / math.cos(math.radians(row.lat))
    box = (row.lon - aside, row.lat - up, row.lon + aside, row.lat + up)
    found = [
        (round(distance_m((row.lon, row.lat), (o.lon, o.lat))), o)
        for o in queries.near(session, readable, row, box, known.joining.days)
    ]
    return sorted([(m, o) for m, o in found if m <= known.joining.radius], key=lambda pair: pair[0])


# --- many -----------------------------------------------------------------------------------------


def withdraw_many(
    session: Session, user: User, ids: Iterable[UUID], reason: str
) -> tuple[int, list[Problem]]:
    """Withdraw observations one by one: (how many were, why the others were not)."""
    done, refused = 0, []
    for id_ in dict.fromkeys(ids):
        try:
            with session.begin_nested():
                intake.withdraw_observation(session, user, id_, None, reason)
            done += 1
        except Problem as problem:
            refused.append(problem)
    if done:
        accounts.audit(session, user.municipality, user.id, "waarnemingen-intrekken", aantal=done)
    return done, refused


# --- export ---------------------------------------------------------------------------------------


def export(
    session: Session, user: User, filters: ListFilters, form: str
) -> Iterator[tuple[list[dict[str, Any]], Sequence[Observation]]]:
    """Everything by filter, in parts: GeoJSON features and their rows. Who took it is logged."""
    accounts.audit(
        session, user.municipality, user.id, "waarnemingen-exporteren", f"export:{form}",
        **filters.given(),
    )  # fmt: skip
    readable = observations.readable(session, user)
    for rows in queries.every(session, readable, filters, EXPORT_UP_TO):
        yield observations.as_features(session, user, rows), rows
