"""From submissions to rows: where, when, and what judges a repetition. Many at once."""

from collections.abc import Sequence
from typing import Any, NamedTuple
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
    wijken = {code: areas.wijk_of(session, delivery.municipality, code) for code in set(codes)}
    return [
        _row(session, delivery, item, Spot(lon, lat, cell, code, wijken[code]))
        for item, lon, lat, cell, code in zip(
            items, lons, lats, geo.cells_of(lons, lats), codes, strict=True
        )
    ]


class Spot(NamedTuple):
    """A place with its cell, buurt and wijk."""

    lon: float
    lat: float
    cell: str
    area: str | None
    wijk: str | None


def spot_at(session: Session, municipality: str, lon: float, lat: float) -> Spot:
    """Look a single place up."""
    code = areas.locate(session, municipality, lon, lat)
    wijk = areas.wijk_of(session, municipality, code)
    return Spot(lon, lat, geo.cell_of(lon, lat), code, wijk)


def _row(session: Session, delivery: Delivery, item: tuple[UUID, ObservationIn], spot: Spot) -> Row:
    item_id, submission = item
    p = submission.properties
    sensitive = _is_sensitive(session, delivery.municipality, submission)
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
        **place_columns(spot, sensitive),
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


def place_columns(spot: Spot, sensitive: bool) -> Row:
    """The columns of a place. A sensitive one is kept as the centre of its cell; its buurt is still
    that of the exact place, or the counts per buurt would be wrong."""
    lon, lat = geo.cell_centre(spot.cell) if sensitive else (spot.lon, spot.lat)
    return {
        "place": f"SRID=4326;POINT({lon!r} {lat!r})",
        "lon": lon,
        "lat": lat,
        "cell": spot.cell,
        "area_code": spot.area,
        "wijk_code": spot.wijk,
    }
