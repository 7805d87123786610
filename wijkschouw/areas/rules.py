"""What an area is, how it is read from somebody's table, and what an import changes. Pure."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from wijkschouw import geo

# A repair that changes the area by more than this share has guessed, not repaired.
SAFE_REPAIR = 0.01

MUNICIPALITY_CODE = re.compile(r"GM\d{4}")
_CODE = re.compile(r"(BU\d{8}|WK\d{6})")


class Level(StrEnum):
    """The two levels of areas, finest first."""

    BUURT = "buurt"
    WIJK = "wijk"


Progress = Callable[[str, int, int | None], None]
"""Called with what is going on, how much of it is done, and how much there is if known."""


def quiet(_what: str, _done: int, _total: int | None) -> None:
    """Progress for nobody."""


class AreasError(ValueError):
    """The whole import cannot be done and changed nothing; the text is one line, and says why."""


class NotThereError(AreasError):
    """The server does not have what it was asked for."""


class OutlineError(ValueError):
    """One area's outline cannot be used; the text says why."""


@dataclass(frozen=True)
class AreaRow:
    """One area as it is to be stored; geometry a valid MultiPolygon in lon/lat."""

    level: Level
    code: str
    name: str
    wijk_code: str
    geometry: MultiPolygon
    inhabitants: int | None = None
    water: bool = False
    wijk_name: str = ""
    municipality_name: str = ""

    @property
    def municipality(self) -> str:
        """CBS codes carry their municipality: BU02430101 lies in GM0243."""
        return f"GM{self.code[2:6]}"


@dataclass(frozen=True)
class Remark:
    """Something about one area that a person should know."""

    code: str
    name: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.name}" + (f" ({self.text})" if self.text else "")


@dataclass
class ReadAreas:
    """What a source gave: areas to store, and remarks on those that needed or defied repair."""

    rows: list[AreaRow] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)


@dataclass
class Report:
    """What an import did to one municipality in one year."""

    municipality: str
    year: int
    added: list[Remark] = field(default_factory=list)
    changed: list[Remark] = field(default_factory=list)
    withdrawn: list[Remark] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    unchanged: int = 0

    @property
    def anything_changed(self) -> bool:
        return bool(self.added or self.changed or self.withdrawn)


def joined(parts: Iterable[ReadAreas], source: str) -> ReadAreas:
    """What layers or collections gave, as one. Raises AreasError when it is nothing usable."""
    whole = ReadAreas()
    for part in parts:
        whole.rows += part.rows
        whole.repaired += part.repaired
        whole.refused += part.refused
    if whole.rows:
        return whole
    if whole.refused:
        names = "; ".join(map(str, whole.refused[:5]))
        raise AreasError(f"{source}: no outline can be used: {names}")
    raise AreasError(f"{source}: holds no areas of what was asked for")


def one_line(error: Exception) -> str:
    """An error's text without its line breaks, of a length that a person reads."""
    return " ".join(str(error).split())[:300]


# --- Codes ---------------------------------------------------------------------------------------


def level_of(code: str) -> Level | None:
    """The level that a CBS code stands for, None when it is none."""
    if _CODE.fullmatch(code) is None:
        return None
    return Level.BUURT if code.startswith("BU") else Level.WIJK


def wijk_of_code(code: str) -> str:
    """The wijk of a buurt (or of the wijk itself): BU02430101 → WK024301."""
    return f"WK{code[2:8]}"


def plain_wijk_name(code: str) -> str:
    """The name of a wijk that nobody named."""
    return f"Wijk {code[6:8]}"


def year_in(source: str) -> int | None:
    """The year that an address or a file's name speaks of, e.g. wijken-en-buurten-2025."""
    match = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", source)
    return int(match[0]) if match else None


# --- Geometry ------------------------------------------------------------------------------------


def usable_geometry(geometry: BaseGeometry | None, crs: str) -> tuple[MultiPolygon, bool]:
    """The outline as a valid lon/lat MultiPolygon, and whether it had to be repaired.

    `crs` is that of `geometry`, in x, y order. Raises OutlineError when it is empty, has no
    surface, or cannot be repaired without changing its area by more than 1 %.
    """
    if geometry is None or geometry.is_empty:
        raise OutlineError("empty geometry")
    if not isinstance(geometry, Polygon | MultiPolygon):
        raise OutlineError(f"a {geometry.geom_type} has no surface")
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise OutlineError("coordinates that are no numbers")
    flat = shapely.force_2d(geometry)
    mended = flat if flat.is_valid else _mended(flat)
    return _multi(geo.rounded(geo.reproject(mended, crs, geo.WGS84))), mended is not flat


def _mended(geometry: BaseGeometry) -> BaseGeometry:
    mended = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    if geometry.area <= 0 or abs(mended.area - geometry.area) > SAFE_REPAIR * geometry.area:
        raise OutlineError(shapely.is_valid_reason(geometry))
    return mended


def _multi(geometry: BaseGeometry) -> MultiPolygon:
    if not geometry.is_valid:  # rounding may fold a sliver of a centimetre
        geometry = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    if not parts:
        raise OutlineError("no surface is left")
    return shapely.orient_polygons(shapely.normalize(MultiPolygon(parts)))


def check_in_netherlands(rows: Iterable[AreaRow], crs: str) -> None:
    """Raises AreasError naming the first area that lies outside the country."""
    for row in rows:
        west, south, east, north = row.geometry.bounds
        if not (geo.in_netherlands(west, south) and geo.in_netherlands(east, north)):
            raise AreasError(
                f"{row.code} {row.name} lies outside the Netherlands "
                f"({west:.6g}, {south:.6g}); the source says its coordinates are {crs}"
            )


def union_of(rows: Sequence[AreaRow]) -> MultiPolygon:
    """The outlines of areas as one, without the hairlines between neighbours."""
    return _multi(geo.rounded(shapely.union_all([row.geometry for row in rows])))


# --- Wijken from buurten -------------------------------------------------------------------------


def wijken_from(buurten: Iterable[AreaRow], names: Mapping[str, str]) -> list[AreaRow]:
    """The wijken that these buurten make up. `names` fills in for those the source has none for."""
    members: dict[str, list[AreaRow]] = defaultdict(list)
    for row in buurten:
        members[row.wijk_code].append(row)
    return [_wijk_from(code, rows, names) for code, rows in sorted(members.items())]


def _wijk_from(code: str, rows: list[AreaRow], names: Mapping[str, str]) -> AreaRow:
    counted = [row.inhabitants for row in rows if row.inhabitants is not None]
    given = next((row.wijk_name for row in rows if row.wijk_name), "")
    return AreaRow(
        level=Level.WIJK,
        code=code,
        name=given or names.get(code) or plain_wijk_name(code),
        wijk_code=code,
        geometry=union_of(rows),
        inhabitants=sum(counted) if counted else None,
        water=all(row.water for row in rows),
    )


def merged(rows: Iterable[AreaRow]) -> list[AreaRow]:
    """Rows with one per code: parts of an area are joined, and its land goes before its water."""
    by_code: dict[str, list[AreaRow]] = defaultdict(list)
    for row in rows:
        by_code[row.code].append(row)
    return [_one(parts) for parts in by_code.values()]


def _one(parts: list[AreaRow]) -> AreaRow:
    if len(parts) == 1:
        return parts[0]
    land = [part for part in parts if not part.water] or parts
    return replace(land[0], geometry=union_of(land))


# --- What changes --------------------------------------------------------------------------------


def is_same(stored: Any, row: AreaRow, geometry: BaseGeometry) -> bool:
    """Whether a stored area (its outline as `geometry`) says all that `row` says."""
    return (
        stored.withdrawn_at is None
        and (stored.name, stored.wijk_code, stored.inhabitants, stored.water)
        == (row.name, row.wijk_code, row.inhabitants, row.water)
        and bool(geometry.equals_exact(row.geometry, tolerance=10**-geo.DEGREE_DIGITS))
    )
