"""Bringing a municipality's stored areas of one year in line with what a source gave."""

from collections.abc import Iterable

from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry import MultiPolygon
from sqlmodel import Session

from wijkschouw import geo
from wijkschouw.areas import queries
from wijkschouw.areas.models import Area
from wijkschouw.areas.rules import (
    AreaRow,
    Level,
    ReadAreas,
    Remark,
    Report,
    is_same,
    union_of,
    wijken_from,
)
from wijkschouw.db import utc_now


class Import:
    """One municipality and year. Reads what is stored once, then changes only what differs."""

    def __init__(self, session: Session, municipality: str, year: int, read: ReadAreas) -> None:
        self.session = session
        self.report = Report(
            municipality, year, repaired=list(read.repaired), refused=list(read.refused)
        )
        self.rows = {row.code: row for row in read.rows}
        self.stored = {a.code: a for a in queries.areas_of_year(session, municipality, year)}
        self.refused = {remark.code for remark in read.refused}

    def run(self) -> Report:
        """Apply all that differs; the caller commits."""
        given = {row.level for row in self.rows.values()}
        for level in (Level.BUURT, Level.WIJK):
            if level in given:
                self._apply_level(level)
        self.report.added.sort(key=_code)
        self.report.changed.sort(key=_code)
        self.report.withdrawn.sort(key=_code)
        self.session.flush()
        return self.report

    def _apply_level(self, level: Level) -> None:
        rows = [row for row in self.rows.values() if row.level is level]
        before = self._derived_wijken() if level is Level.BUURT else set()
        touched = {code for row in rows if (code := self._apply(row))}
        touched |= self._withdraw_missing(level)
        if level is Level.BUURT:
            self._derive_wijken(before, touched)

    # --- one area --------------------------------------------------------------------------------

    def _apply(self, row: AreaRow) -> str | None:
        """Store a row; its wijk when that made a difference."""
        area = self.stored.get(row.code)
        if area is not None and is_same(area, row, to_shape(area.geometry)):
            self.report.unchanged += 1
            return None
        new = area is None or area.withdrawn_at is not None
        (self.report.added if new else self.report.changed).append(Remark(row.code, row.name))
        if area is None:
            area = Area(
                municipality=self.report.municipality,
                code=row.code,
                year=self.report.year,
                level=row.level,
                name=row.name,
                wijk_code=row.wijk_code,
                geometry=from_shape(row.geometry, srid=geo.SRID),
            )
            self.session.add(area)
            self.stored[row.code] = area
        self._fill(area, row)
        return row.wijk_code

    def _fill(self, area: Area, row: AreaRow) -> None:
        cells = geo.cells_in(row.geometry)
        area.name = row.name
        area.wijk_code = row.wijk_code
        area.inhabitants = row.inhabitants
        area.water = row.water
        area.withdrawn_at = None
        area.geometry = from_shape(row.geometry, srid=geo.SRID)
        area.area_m2 = geo.area_m2(row.geometry)
        area.cell_count = len(cells)
        if row.level is Level.BUURT:
            queries.replace_cells(
                self.session, self.report.municipality, self.report.year, row.code, cells
            )

    def _withdraw_missing(self, level: Level) -> set[str]:
        """Withdraw what the source no longer has; the wijken that this touches."""
        in_use = {area.wijk_code for area in self._present(Level.BUURT)}
        missing = [
            area
            for area in self._present(level)
            if area.code not in self.rows
            and area.code not in self.refused
            and not (level is Level.WIJK and area.code in in_use)
        ]
        for area in missing:
            self._withdraw(area)
        return {area.wijk_code for area in missing}

    def _withdraw(self, area: Area) -> None:
        area.withdrawn_at = utc_now()
        self.report.withdrawn.append(Remark(area.code, area.name))

    def _present(self, level: Level) -> list[Area]:
        return [a for a in self.stored.values() if a.level == level and a.withdrawn_at is None]

    # --- wijken that follow from buurten ---------------------------------------------------------

    def _derived_wijken(self) -> set[str]:
        """The stored wijken that are no more than the sum of their stored buurten."""
        return {
            wijk.code
            for wijk in self._present(Level.WIJK)
            if (members := self._members(wijk.code)) and union_of(members).equals(_outline(wijk))
        }

    def _derive_wijken(self, derived: set[str], touched: set[str]) -> None:
        """Make the wijken that nobody gave; those of an official file are left alone."""
        present = {area.code for area in self._present(Level.WIJK)}
        needed = {area.wijk_code for area in self._present(Level.BUURT)}
        stale = (needed - present) | (touched & derived)
        names = queries.wijk_names(self.session, self.report.municipality)
        members = (row for code in sorted(stale - set(self.rows)) for row in self._members(code))
        for wijk in wijken_from(members, names):
            self._apply(wijk)
        for code in touched - needed - set(self.rows):
            if code in present:
                self._withdraw(self.stored[code])

    def _members(self, wijk: str) -> list[AreaRow]:
        return [self._as_row(area) for area in self._present(Level.BUURT) if area.wijk_code == wijk]

    def _as_row(self, area: Area) -> AreaRow:
        given = self.rows.get(area.code)
        return AreaRow(
            level=Level(area.level),
            code=area.code,
            name=area.name,
            wijk_code=area.wijk_code,
            geometry=_outline(area),
            inhabitants=area.inhabitants,
            water=area.water,
            wijk_name=given.wijk_name if given else "",
        )


def _outline(area: Area) -> MultiPolygon:
    outline = to_shape(area.geometry)
    assert isinstance(outline, MultiPolygon)  # noqa: S101 - the column's type, for mypy
    return outline


def _code(remark: Remark) -> str:
    return remark.code


def by_municipality(read: ReadAreas) -> dict[str, ReadAreas]:
    """What a source gave, apart for each municipality, by code."""
    parts: dict[str, ReadAreas] = {}

    def part(code: str) -> ReadAreas:
        return parts.setdefault(f"GM{code[2:6]}", ReadAreas())

    for row in read.rows:
        part(row.code).rows.append(row)
    for remark in read.repaired:
        part(remark.code).repaired.append(remark)
    for remark in read.refused:
        part(remark.code).refused.append(remark)
    return dict(sorted(parts.items()))


def municipality_name(rows: Iterable[AreaRow], otherwise: str) -> str:
    return next((row.municipality_name for row in rows if row.municipality_name), otherwise)
