"""Areas from a server that speaks OGC API Features, such as PDOK's or a pygeoapi."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import httpx
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from wijkschouw import geo
from wijkschouw.areas.columns import Record, read_records
from wijkschouw.areas.rules import (
    AreasError,
    Level,
    NotThereError,
    Progress,
    ReadAreas,
    check_in_netherlands,
    joined,
    one_line,
    quiet,
)

COLLECTIONS = {Level.BUURT: "buurten", Level.WIJK: "wijken"}
PAGE = 1000
# A server that always has a next page must not keep us for ever; the country has 15 of them.
MAX_PAGES = 500
RETRIES = 5
LONGEST_WAIT_S = 60.0
RETRY_STATUS = {408, 425, 429, 500, 502, 503, 504}


class Crs(NamedTuple):
    """A coordinate system, and whether the coordinates come as lat, lon."""

    name: str
    north_first: bool


def read_url(
    url: str,
    level: Level | None = None,
    municipality: str | None = None,
    progress: Progress = quiet,
    wait: Callable[[float], None] = time.sleep,
) -> ReadAreas:
    """The areas that a server has; `url` is an API's root, a collection, or a collection's items.

    Raises AreasError, and its NotThereError when the server has no such thing.
    """
    with httpx.Client(timeout=30, follow_redirects=True) as client:
        parts = [
            _read_items(client, items, level, municipality, progress, wait)
            for items in item_urls(url, level)
        ]
    return joined(parts, url)


def pdok_url(base: str, year: int) -> str:
    """The root of PDOK's API for the areas of one year."""
    return f"{base.rstrip('/')}/cbs/wijken-en-buurten-{year}/ogc/v1"


def item_urls(url: str, level: Level | None) -> list[str]:
    """The addresses to ask: one, or for an API's root one per level."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if path.endswith(("/items", ".json", ".geojson")):
        return [url]
    base = f"{parts.scheme}://{parts.netloc}{path}"
    if "/collections/" in path:
        return [f"{base}/items"]
    levels = [level] if level else [Level.WIJK, Level.BUURT]
    base = base.removesuffix("/collections")
    return [f"{base}/collections/{COLLECTIONS[wanted]}/items" for wanted in levels]


def _read_items(
    client: httpx.Client,
    url: str,
    level: Level | None,
    municipality: str | None,
    progress: Progress,
    wait: Callable[[float], None],
) -> ReadAreas:
    records: list[Record] = []
    crs = Crs(geo.WGS84, north_first=False)
    for page, crs in _pages(client, url, municipality, wait):
        records += [_record(item, crs) for item in page["features"]]
        progress(f"reading {urlsplit(url).path}", len(records), page.get("numberMatched"))
    areas = read_records(records, crs.name, level, municipality)
    check_in_netherlands(areas.rows, crs.name)
    return areas


def _pages(
    client: httpx.Client, url: str, municipality: str | None, wait: Callable[[float], None]
) -> Iterator[tuple[dict[str, Any], Crs]]:
    """Each page and the CRS of its coordinates, following rel=next."""
    filters = {"gemeentecode": municipality} if municipality else {}
    target: str | None = str(
        httpx.URL(url).copy_merge_params({"f": "json", "limit": str(PAGE), **filters})
    )
    asked: set[str] = set()
    while target is not None:
        if target in asked or len(asked) >= MAX_PAGES:
            raise AreasError(f"{url}: the server's pages go round in circles")
        asked.add(target)
        answer = _get(client, target, wait)
        page = _collection(answer)
        yield page, _answer_crs(answer, page)
        target = _next(page, target)


def _get(client: httpx.Client, url: str, wait: Callable[[float], None]) -> httpx.Response:
    """The answer, after up to five tries with growing pauses. Raises AreasError."""
    trouble = ""
    for attempt in range(RETRIES):
        pause = float(2**attempt)
        try:
            answer = client.get(url, headers={"Accept": "application/geo+json, application/json"})
        except httpx.TransportError as error:
            trouble = one_line(error) or type(error).__name__
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AreasError(f"{url}: {one_line(error)}") from error
        else:
            if answer.is_success:
                return answer
            trouble = f"the server answers {answer.status_code}"
            if answer.status_code in (404, 410):
                raise NotThereError(f"{url}: {trouble}")
            if answer.status_code not in RETRY_STATUS:
                break
            pause = _asked_pause(answer, pause)
        if attempt < RETRIES - 1:
            wait(min(pause, LONGEST_WAIT_S))
    raise AreasError(f"{url}: {trouble}")


def _asked_pause(answer: httpx.Response, otherwise: float) -> float:
    asked = answer.headers.get("Retry-After", "")
    return float(asked) if asked.isdecimal() else otherwise


def _collection(answer: httpx.Response) -> dict[str, Any]:
    try:
        page = answer.json()
    except ValueError as error:
        raise AreasError(f"{answer.url}: answers with something that is not JSON") from error
    if not isinstance(page, dict) or not isinstance(page.get("features"), list):
        raise AreasError(f"{answer.url}: answers without features")
    return page


def _next(page: Mapping[str, Any], current: str) -> str | None:
    links = [link for link in page.get("links") or [] if link.get("rel") == "next"]
    return urljoin(current, links[0]["href"]) if links and page["features"] else None


def _answer_crs(answer: httpx.Response, page: Mapping[str, Any]) -> Crs:
    """The CRS that the answer names: in its header, else in its old-style member, else lon/lat."""
    given = answer.headers.get("Content-Crs", "").strip(" <>")
    if given:
        return Crs(given, _is_north_first(given))
    member = page.get("crs") or {}
    name = (member.get("properties") or {}).get("name") or geo.WGS84
    _is_north_first(name)  # refuses a system that nobody knows
    # GeoJSON's old member always went with x, y order, whatever the authority says.
    return Crs(name, north_first=False)


def _is_north_first(crs: str) -> bool:
    """Whether an authority's axes are lat, lon, as those of EPSG:4258."""
    try:
        axes = CRS.from_user_input(crs).axis_info
    except CRSError as error:
        raise AreasError(f"the server speaks of an unknown coordinate system {crs!r}") from error
    return bool(axes) and axes[0].direction == "north"


def _record(item: Mapping[str, Any], crs: Crs) -> Record:
    properties = dict(item.get("properties") or {})
    if not item.get("geometry"):
        return properties, None
    try:
        outline = geo.from_geojson(item["geometry"])
    except ValueError:  # named later, with the area's code
        return properties, None
    return properties, shapely.transform(outline, np.fliplr) if crs.north_first else outline
