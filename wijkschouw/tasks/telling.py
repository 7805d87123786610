"""Puts together what the API and the pages tell of tasks: few statements for many tasks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from wijkschouw.accounts import service as accounts
from wijkschouw.db import utc_now
from wijkschouw.geo import distance_m
from wijkschouw.photos.models import Photo
from wijkschouw.photos.rules import is_awaited
from wijkschouw.photos.service import version
from wijkschouw.tasks import queries
from wijkschouw.tasks.models import Task
from wijkschouw.tasks.rules import Sight, State, steps_for
from wijkschouw.tasks.schemas import About, event_json, task_feature

LOCAL = ZoneInfo("Europe/Amsterdam")


def today(now: datetime | None = None) -> date:
    """The date in the street, not in Greenwich."""
    return (now or utc_now()).astimezone(LOCAL).date()


def tell_one(session: Session, sight: Sight, task: Task) -> dict[str, Any]:
    """A task with its timeline (``gebeurtenissen``)."""
    about = _about(session, sight, [task])[task.id]
    return task_feature(task, about, today(), _timelines(session, sight, [task])[task.id])


def tell_many(
    session: Session,
    sight: Sight,
    tasks: Sequence[Task],
    here: tuple[float, float] | None = None,
    *,
    timelines: bool = False,
) -> list[dict[str, Any]]:
    """Tasks, with their timelines if asked; with ``here`` (lon, lat) each says how far it is."""
    about = _about(session, sight, tasks)
    for task in tasks if here else ():
        about[task.id].distance_m = distance_m((task.lon, task.lat), here or (0.0, 0.0))
    steps = _timelines(session, sight, tasks) if timelines else {}
    return [task_feature(task, about[task.id], today(), steps.get(task.id)) for task in tasks]


def _about(session: Session, sight: Sight, tasks: Sequence[Task]) -> dict[UUID, About]:
    ids = [task.id for task in tasks]
    if not ids:
        return {}
    links = queries.links(session, sight.municipality, ids)
    names = queries.team_names(session, sight.municipality)
    people = accounts.names_of(
        session, sight.municipality, {t.assignee_id for t in tasks if t.assignee_id}
    )
    levels = queries.levels(
        session, sight.municipality, {id_ for linked in links.values() for id_ in linked}
    )
    photos = _photos(session, sight.municipality, links)
    now = utc_now()
    missing = {
        id_: [photo for photo in own if photo.state == "announced"] for id_, own in photos.items()
    }
    return {
        task.id: About(
            observations=links.get(task.id, []),
            photos=[photo_json(photo) for photo in photos[task.id]],
            missing_photos=len(missing.get(task.id, [])),
            overdue_photos=sum(
                not is_awaited(photo.announced_at, now) for photo in missing.get(task.id, [])
            ),
            steps=steps_for(State(task.state), sight.hands(task)),
            team_name=names.get(task.team_code or ""),
            assignee=people.get(task.assignee_id) if task.assignee_id else None,
            level=worst(levels.get(id_, "") for id_ in links.get(task.id, [])),
        )
        for task in tasks
    }


def _photos(
    session: Session, municipality: str, links: dict[UUID, list[UUID]]
) -> dict[UUID, list[Photo]]:
    """The photos of each task: those of its observations, then those of its steps."""
    tasks_by_observation: dict[UUID, list[UUID]] = defaultdict(list)
    for task_id, observation_ids in links.items():
        for id_ in observation_ids:
            tasks_by_observation[id_].append(task_id)
    events = queries.event_ids(session, municipality, links)
    found: dict[UUID, list[Photo]] = defaultdict(list)
    for photo in queries.photos_of(
        session, municipality, queries.SUBJECT_OBSERVATION, tasks_by_observation
    ):
        for task_id in tasks_by_observation[photo.subject_id]:
            found[task_id].append(photo)
    for photo in queries.photos_of(session, municipality, queries.SUBJECT_EVENT, events):
        found[events[photo.subject_id]].append(photo)
    return found


def photo_json(photo: Photo) -> dict[str, Any]:
    """A photo as tasks name it; ``ontvangen``: the server has its bytes."""
    return {
        "id": str(photo.id),
        "bij": photo.subject_kind,
        "bijId": str(photo.subject_id),
        "ontvangen": photo.state in ("received", "ready"),
        "status": photo.state,
        "versie": version(photo),
    }


def worst(levels: Iterable[str]) -> str | None:
    """The worst of levels: D is worse than A+; None without any."""
    order = ("", "A+", "A", "B", "C", "D")
    return max(levels, key=order.index, default="") or None


def _timelines(
    session: Session, sight: Sight, tasks: Sequence[Task]
) -> dict[UUID, list[dict[str, Any]]]:
    """The steps of each task, in the order in which they came."""
    found: dict[UUID, list[dict[str, Any]]] = {task.id: [] for task in tasks}
    events = queries.events_of(session, sight.municipality, found) if found else []
    if not events:
        return found
    people = accounts.names_of(session, sight.municipality, {event.user_id for event in events})
    photos: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for photo in queries.photos_of(
        session, sight.municipality, queries.SUBJECT_EVENT, [event.id for event in events]
    ):
        photos[photo.subject_id].append(photo_json(photo))
    for event in events:
        told = event_json(event, people.get(event.user_id), photos[event.id])
        found[event.task_id].append(told)
    return found
