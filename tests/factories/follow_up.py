"""Observations and tasks for tests of what comes after them, straight into the tables."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2.shape import from_shape
from shapely import Point
from sqlmodel import Session

from tests.factories.town import Town
from wijkschouw import geo
from wijkschouw.accounts.models import User
from wijkschouw.db import utc_now
from wijkschouw.observations.models import Observation
from wijkschouw.photos.models import Photo
from wijkschouw.tasks import service
from wijkschouw.tasks.schemas import TaskIn


def add_observation(
    session: Session,
    town: Town,
    *,
    buurt: str = "BU99990101",
    at: tuple[float, float] | None = None,
    observed_at: datetime | None = None,
    by: User | None = None,
    **values: Any,
) -> Observation:
    """An observation of bijplaatsing, level C, in the first cell of a buurt; flushed."""
    lon, lat = at or town.place(buurt)
    moment = observed_at or utc_now() - timedelta(hours=1)
    made: dict[str, Any] = {
        "id": uuid4(),
        "municipality": town.municipality,
        "digest": "0" * 64,
        "theme": "afval",
        "category": "bijplaatsing",
        "level": "C",
        "note": "twee matrassen",
        "place": from_shape(Point(lon, lat), srid=4326),
        "lon": lon,
        "lat": lat,
        "cell": geo.cell_of(lon, lat),
        "area_code": buurt,
        "wijk_code": f"WK{buurt[2:8]}",
        "observed_at": moment,
        "observed_at_raw": moment,
        "received_at": moment,
        "inspector_id": (by or town.users["inspecteur"]).id,
        "catalogue_version": 1,
    }
    seen = Observation(**(made | values))
    session.add(seen)
    session.flush()
    return seen


def add_photo(
    session: Session, town: Town, subject: UUID, *, kind: str = "waarneming", **values: Any
) -> Photo:
    """A photo that was announced; ``state="ready"`` for one that is here."""
    made: dict[str, Any] = {
        "id": uuid4(),
        "municipality": town.municipality,
        "subject_kind": kind,
        "subject_id": subject,
        "owner_id": town.users["inspecteur"].id,
        "sha256": "a" * 64,
        "size": 1000,
        "media_type": "image/jpeg",
        "announced_at": utc_now(),
    }
    photo = Photo(**(made | values))
    session.add(photo)
    session.flush()
    return photo


def add_task(
    session: Session,
    town: Town,
    *seen: Observation,
    team: str | None = "boa",
    by: User | None = None,
    **body: Any,
) -> UUID:
    """A task from observations (a new one when none is given), made by the wijkmanager."""
    task_id = uuid4()
    chosen = seen or (add_observation(session, town),)
    data = TaskIn(waarnemingen=[o.id for o in chosen], team=team, **body)
    service.make(session, by or town.users["wijkmanager"], task_id, data)
    session.flush()
    return task_id
