"""From submissions to rows: where, when, and what judges a repetition. Many at once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wijkschouw import geo
from wijkschouw.areas import service as areas
from wijkschouw.catalogue import service as catalogue
from wijkschouw.observations.rules import Delivery, counted_time
from wijkschouw.observations.schemas import ObservationIn

Row = dict[str, Any]


def make_rows(
    session: Session, delivery: Delivery, items: Sequence[tuple[UUID, ObservationIn]]
) -> list[Row]:
    """A row per item, in their order; the places are looked up together."""
    places = [submission.geometry.coordinates for _, submission in items]
    lons, lats = [place[0] for place in places], [place[1] for place in places]
    codes = areas.locate_many(session, delivery.municipality, lons, lats)
    return [
        _row(session, delivery, item_id, submission, code)
        for (item_id, submission), code in zip(items, codes, strict=True)
    ]


def _row(
    session: Session, delivery: Delivery, item_id: UUID, submission: ObservationIn, code: str | None
) -> Row:
    p = submission.properties
    sensitive = _is_sensitive(session, delivery.municipality, submission)
    place = (submission.geometry.coordinates[0], submission.geometry.coordinates[1])
    at, uncertain = counted_time(p.observed_at, delivery)
    return {
        "id": item_id,
        "municipality": delivery.municipality,
        "digest": submission.digest(sensitive),
        "version": 1,
        "round_id": p.round_id,
        "theme": p.theme,
        "category": p.category,
        "level": p.level,
        "sensitive": sensitive,
        "note": p.note,
        **place_columns(session, delivery.municipality, place, code, sensitive),
        "accuracy": None if sensitive else p.accuracy,
        "place_source": p.place_source,
        "heading": None if sensitive else p.heading,
        "observed_at": at,
        "observed_at_raw": p.observed_at,
        "time_uncertain": uncertain,
        "received_at": delivery.received_at,
        "inspector_id": delivery.user_id,
        "device_id": delivery.device_id,
        "catalogue_version": p.catalogue_version,
        "photo_count": len(p.photos),
        "complete": not p.photos,
        "withdrawn_at": None,
    }


def _is_sensitive(session: Session, municipality: str, submission: ObservationIn) -> bool:
    p = submission.properties
    known = catalogue.find_version(session, municipality, p.catalogue_version)
    category = known.category(p.theme, p.category) if known else None
    return category is not None and category.sensitive


def place_columns(
    session: Session,
    municipality: str,
    place: tuple[float, float],
    code: str | None,
    sensitive: bool,
) -> Row:
    """The columns of a place in a buurt. A sensitive one is kept as the centre of its cell; its
    buurt is still that of the exact place, or the counts per buurt would be wrong."""
    cell = geo.cell_of(*place)
    lon, lat = geo.cell_centre(cell) if sensitive else place
    return {
        "place": f"SRID=4326;POINT({lon!r} {lat!r})",
        "lon": lon,
        "lat": lat,
        "cell": cell,
        "area_code": code,
        "wijk_code": areas.wijk_of(session, municipality, code),
    }
