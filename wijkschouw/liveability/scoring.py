"""From the sums per cell to the scores of every area, theme and quarter of a municipality."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from wijkschouw.areas import service as areas
from wijkschouw.areas.schemas import AreaInfo
from wijkschouw.liveability import periods, queries
from wijkschouw.liveability.choices import TOTAL, Choices
from wijkschouw.liveability.combining import mean_of_areas, mean_of_themes
from wijkschouw.liveability.fitting import CellSum, Fit, fit
from wijkschouw.liveability.queries.sums import SumRow
from wijkschouw.liveability.rules import Estimate, estimates, finish, nothing


@dataclass(frozen=True)
class Place:
    """What scores of a municipality stand on: its buurten that are scored, and their cells."""

    municipality: str
    buurten: Sequence[AreaInfo]
    counts: Mapping[str, int]


def place_of(session: Session, municipality: str) -> Place:
    counts = areas.cell_counts(session, municipality)
    buurten = [b for b in areas.list_areas(session, municipality) if b.code in counts]
    return Place(municipality, buurten, counts)


def periods_kept(period: str, choices: Choices) -> list[str]:
    """The quarters whose readings count in a period: those that ended within four half-lives."""
    end = periods.end_of(period)
    reach = timedelta(days=choices.days_kept)
    kept = [period]
    while end - periods.end_of(earlier := periods.shifted(kept[0], -1)) < reach:
        kept.insert(0, earlier)
    return kept


def score_rows(
    session: Session, municipality: str, wanted: Sequence[str], choices: Choices, now: datetime
) -> dict[str, list[dict[str, Any]]]:
    """Rows of the table of scores per quarter, for quarters in a row. Reads only."""
    place = place_of(session, municipality)
    if not wanted or not place.counts:
        return {period: [] for period in wanted}
    reach = periods.between(periods_kept(wanted[0], choices)[0], wanted[-1])
    stored = _at_home(session, place, queries.sums.of_periods(session, municipality, reach))
    by_period: dict[str, list[SumRow]] = {}
    for row in stored:
        by_period.setdefault(row.period, []).append(row)
    answer = {}
    for period in wanted:
        aged = age(by_period, period, choices)
        stamp = {"period": period, "settings_version": choices.version, "computed_at": now}
        answer[period] = [row | stamp for row in _rows_of(place, aged, choices)] if aged else []
    return answer


def themes_at(
    session: Session, municipality: str, period: str, choices: Choices
) -> tuple[Place, dict[str, list[CellSum]]]:
    """What the scores of one quarter are made of."""
    place = place_of(session, municipality)
    stored = queries.sums.of_periods(session, municipality, periods_kept(period, choices))
    by_period: dict[str, list[SumRow]] = {}
    for row in _at_home(session, place, stored):
        by_period.setdefault(row.period, []).append(row)
    return place, age(by_period, period, choices)


def age(
    by_period: Mapping[str, Iterable[SumRow]], period: str, choices: Choices
) -> dict[str, list[CellSum]]:
    """Per theme what still counts at the end of a quarter, with its weight then."""
    themes: dict[str, list[CellSum]] = {}
    end = periods.end_of(period)
    for earlier in periods_kept(period, choices):
        days = (end - periods.end_of(earlier)) / timedelta(days=1)
        factor = 0.5 ** (days / choices.half_life)
        for row in by_period.get(earlier, ()):
            themes.setdefault(row.theme, []).append(row.cell.aged(factor))
    return themes


def _at_home(session: Session, place: Place, rows: list[SumRow]) -> list[SumRow]:
    """Readings of buurten that are no more (split, merged) go to who has their cells now."""
    strangers = {row.cell.area for row in rows} - set(place.counts)
    if not strangers:
        return rows
    home: dict[str, str] = {}
    for code in place.counts:
        home.update(dict.fromkeys(areas.cells_of(session, place.municipality, code), code))
    moved = []
    for row in rows:
        if row.cell.area not in strangers:
            moved.append(row)
        elif row.cell.cell in home:
            here = row.cell._replace(area=home[row.cell.cell])
            moved.append(row._replace(cell=here))
    return moved


def fits_of(
    counts: Mapping[str, int], themes: Mapping[str, list[CellSum]], choices: Choices
) -> dict[str, Fit]:
    """A fit per theme, and of the total."""
    fits = {theme: fit(counts, sums) for theme, sums in sorted(themes.items())}
    return {**fits, TOTAL: mean_of_themes(fits, choices.weights)}


def _rows_of(
    place: Place, themes: Mapping[str, list[CellSum]], choices: Choices
) -> Iterable[dict[str, Any]]:
    fits = fits_of(place.counts, themes, choices)
    for theme in sorted({*fits, *choices.weights}):
        fitted = fits.get(theme) or Fit({}, None, 0.0, 0.0, 0.0, {})
        in_total = themes if theme == TOTAL else {theme: themes.get(theme, [])}
        shares = Shares(in_total, choices if theme == TOTAL else None)
        found = estimates(place.counts, fitted, choices.bounds)
        for code in sorted(place.counts):
            yield _row(place, "buurt", code, theme, found[code], shares.of([code]))
        for level, code, members in _groups(place):
            whole = mean_of_areas(fitted.areas, members, fitted.between)
            one = finish(whole, choices.bounds) if whole else nothing(sum(members.values()))
            yield _row(place, level, code, theme, one, shares.of(members))


def _groups(place: Place) -> Iterable[tuple[str, str, dict[str, int]]]:
    """Wijken and the municipality, each with N of their buurten."""
    wijken: dict[str, dict[str, int]] = {}
    for buurt in place.buurten:
        wijken.setdefault(buurt.wijk_code, {})[buurt.code] = max(place.counts[buurt.code], 1)
    for code, members in sorted(wijken.items()):
        yield "wijk", code, members
    yield "gemeente", place.municipality, {c: max(n, 1) for c, n in place.counts.items()}


class Shares:
    """Which part of an area's readings was in drawn cells."""

    def __init__(
        self, themes: Mapping[str, Iterable[CellSum]], choices: Choices | None = None
    ) -> None:
        self._visits: dict[str, list[int]] = {}
        for theme, sums in themes.items():
            if choices is None or choices.weights.get(theme, 0) > 0:
                for one in sums:
                    both = self._visits.setdefault(one.area, [0, 0])
                    both[0] += one.visits if one.drawn else 0
                    both[1] += one.visits

    def of(self, codes: Iterable[str]) -> float | None:
        """0–1, None without readings."""
        both = [self._visits[code] for code in codes if code in self._visits]
        total = sum(all_ for _, all_ in both)
        return sum(drawn for drawn, _ in both) / total if total else None


def _row(
    place: Place, level: str, code: str, theme: str, one: Estimate, share: float | None
) -> dict[str, Any]:
    return {
        "municipality": place.municipality,
        "level": level,
        "area_code": code,
        "cell": "",
        "theme": theme,
        "raw": one.raw,
        "score": one.score,
        "low": one.low,
        "high": one.high,
        "cells_seen": one.cells_seen,
        "cells_total": one.cells_total,
        "visits": float(one.visits),
        "coverage": one.coverage,
        "drawn_share": share,
        "grade": one.grade,
    }
