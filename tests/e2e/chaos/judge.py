"""Compares what the screen called saved, what the phone keeps, and what the server has."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from tests.e2e.chaos.phone import Phone
from tests.e2e.chaos.proxy import Proxy
from wijkschouw.db import Database
from wijkschouw.observations.models import Observation
from wijkschouw.perceptions.models import Perception
from wijkschouw.photos.models import Photo
from wijkschouw.tasks.models import TaskEvent

KINDS = ("waarneming", "foto", "beleving", "gebeurtenis")

Rows = list[dict[str, Any]]
Kept = dict[str, dict[str, dict[str, Any]]]


def judge(database: Database, proxy: Proxy, phone: Phone, stored: Rows) -> list[str]:
    """What is wrong, a line each; nothing when all is well."""
    kept = {kind: {row["id"]: row for row in stored if row["kind"] == kind} for kind in KINDS}
    with database.session(write=False) as session:
        return [
            *_on_the_phone(phone, stored, kept),
            *_observations(session, kept["waarneming"]),
            *_photos(session, kept["foto"], proxy),
            *_perceptions(session, kept["beleving"]),
            *_steps(session, phone, kept["gebeurtenis"]),
        ]


def told(rows: Rows) -> list[str]:
    """Items with their state and why."""
    return [f"{row['kind']} {row['id']} {row['state']} {row['problem']}" for row in rows]


def _on_the_phone(phone: Phone, stored: Rows, kept: Kept) -> Iterator[str]:
    for line in told([row for row in stored if row["state"] != "ontvangen"]):
        yield f"not received: {line}"
    for observation, photos in phone.saved.items():
        if observation not in kept["waarneming"]:
            yield f"called saved, not in the store: {observation}"
        for photo in photos:
            if photo not in kept["foto"]:
                yield f"photo {photo} of {observation} lost on the phone"
    if len(kept["beleving"]) != phone.felt:
        yield f"{phone.felt} belevingen called saved, {len(kept['beleving'])} kept"
    proofs = [row for row in kept["foto"].values() if row["parentId"] in kept["gebeurtenis"]]
    if len(proofs) != phone.proofs:
        yield f"{phone.proofs} photos of steps called saved, {len(proofs)} kept"


def _observations(session: Session, kept: dict[str, dict[str, Any]]) -> Iterator[str]:
    by_phone = col(Observation.device_id).is_not(None)
    here = {row.id: row for row in session.exec(select(Observation).where(by_phone))}
    yield from _nobody_saved(here, kept)
    for id_, item in kept.items():
        row = here.get(UUID(id_))
        if row is None:
            yield f"the server never got observation {id_}"
            continue
        sent = item["content"]["properties"]
        if (row.category, row.level) != (sent["categorie"], sent["niveau"]):
            yield f"observation {id_} arrived as something else"
        if not row.complete:
            yield f"observation {id_} misses photos"


def _photos(session: Session, kept: dict[str, dict[str, Any]], proxy: Proxy) -> Iterator[str]:
    photos = {row.id: row for row in session.exec(select(Photo))}
    yield from _nobody_saved(photos, kept)
    for id_, item in kept.items():
        photo = photos.get(UUID(id_))
        if photo is None or photo.received_at is None:
            yield f"the server never got photo {id_}"
        elif not photo.sha256 == item["sha256"] == proxy.acknowledged_photos.get(id_):
            yield f"photo {id_} arrived with other bytes"


def _perceptions(session: Session, kept: dict[str, dict[str, Any]]) -> Iterator[str]:
    here = set(session.exec(select(Perception.id)))
    yield from _nobody_saved(here, kept)
    for id_ in kept:
        if UUID(id_) not in here:
            yield f"beleving {id_} never arrived"


def _nobody_saved(here: Iterable[UUID], kept: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The office was empty when the episode began: whatever is more was doubled or made up."""
    for id_ in here:
        if str(id_) not in kept:
            yield f"the server has {id_}, which nobody saved"


def _steps(session: Session, phone: Phone, kept: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Each step of the task once, in the order in which they were taken, none forbidden."""
    in_order = sorted(kept.values(), key=lambda row: row["seq"])
    taken = [row["content"]["soort"] for row in in_order]
    if taken != phone.steps:
        yield f"steps called saved: {phone.steps}, kept: {taken}"
    rows = session.exec(
        select(TaskEvent)
        .where(TaskEvent.task_id == UUID(phone.task), TaskEvent.kind != "toewijzen")
        .order_by(col(TaskEvent.sequence))
    ).all()
    if [str(row.id) for row in rows] != [row["id"] for row in in_order]:
        yield f"steps taken: {taken}, at the office: {[row.kind for row in rows]}"
    for row in rows:
        if not row.applied:
            yield f"step {row.kind} came when the task was {row.state_before}"
