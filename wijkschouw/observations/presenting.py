"""An observation as it goes out: GeoJSON with what the server knows."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from wijkschouw import geo
from wijkschouw.observations.models import Observation
from wijkschouw.photos.models import Photo


def utc_text(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, to the millisecond."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def present(row: Observation, photos: Sequence[Photo], inspector: str | None) -> dict[str, Any]:
    """A Feature. ``waargenomenOp`` is what the phone said, ``geteldOp`` what it counts at."""
    point = {"type": "Point", "coordinates": [row.lon, row.lat]}
    properties = {
        "rondeId": str(row.round_id) if row.round_id else None,
        "thema": row.theme,
        "categorie": row.category,
        "niveau": row.level,
        "toelichting": row.note,
        "nauwkeurigheid": row.accuracy,
        "plaatsbepaling": row.place_source,
        "richting": row.heading,
        "waargenomenOp": utc_text(row.observed_at_raw),
        "catalogusVersie": row.catalogue_version,
        "fotos": [_photo(photo) for photo in photos],
        "gebied": row.area_code,
        "cel": row.cell,
        "geteldOp": utc_text(row.observed_at),
        "ontvangenOp": utc_text(row.received_at),
        "volledig": row.complete,
        "tijdOnzeker": row.time_uncertain,
        "inspecteur": inspector,
        "versie": row.version,
    }
    return geo.feature_of(point, properties, str(row.id))


def _photo(photo: Photo) -> dict[str, Any]:
    return {
        "id": str(photo.id),
        "sha256": photo.sha256,
        "omvang": photo.size,
        "mediatype": photo.media_type,
        "ontvangen": photo.state != "announced",
    }


def etag_of(row: Observation) -> str:
    """Changes with every correction, and when the last photo is in."""
    return f"{row.version}" if row.complete else f"{row.version}-onvolledig"


def version_of(etag: str) -> int | None:
    """The version in an ``If-Match``; None for ``*``. A tag that is not ours matches nothing: 0."""
    if etag == "*":
        return None
    number = etag.split("-")[0]
    return int(number) if number.isdecimal() and len(number) < 10 else 0
