"""How observations become a score that a wijkmanager can trust.

Counting findings says where somebody walked, not how a neighbourhood is. Here the unit is a
*reading*: one round, one cell of 100 m, one theme. A buurt's score is the mean of its cells,
drawn towards the municipality's mean in so far as it was seen too little to say more, with an
interval that holds the truth 95 times in 100. The method and its reasons are in
docs/decisions.md, section 'liveability'. Pure code: usable from a notebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, inf, isfinite, sqrt
from typing import NamedTuple

from wijkschouw.liveability.fitting import ENOUGH_CELLS, CellSum, Fit, Fitted, fit

VALUES = {"A+": 10.0, "A": 8.0, "B": 6.0, "C": 4.0, "D": 2.0}
LOWEST, HIGHEST = 1.0, 10.0
Z95 = 1.96

#: Upper bound (exclusive) and name of each class; fixed, never quantiles.
Bounds = Sequence[tuple[float, str]]
CLASSES: Bounds = (
    (4.0, "zeer onvoldoende"),
    (5.5, "onvoldoende"),
    (6.5, "voldoende"),
    (7.5, "ruim voldoende"),
    (8.5, "goed"),
    (inf, "zeer goed"),
)

ENOUGH_COVERAGE = 0.10
WIDEST = 4.0


class Reading(NamedTuple):
    """The worst level noted for a theme in one cell by one round, in figures."""

    area: str
    cell: str
    value: float
    weight: float = 1.0
    drawn: bool = True


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is known of an area. Without readings all but the counts is None.

    raw is the plain mean of the cells, visits the number of readings, coverage cells_seen /
    cells_total, grade None where too little was seen to name a class.
    """

    raw: float | None
    score: float | None
    low: float | None
    high: float | None
    cells_seen: int
    cells_total: int
    visits: int
    coverage: float
    grade: str | None


def estimate(cells: Mapping[str, int], readings: Iterable[Reading]) -> dict[str, Estimate]:
    """Score the areas of one municipality for one theme.

    cells: number of cells with public space per area. Every area in it, and every area with
    readings, is in the answer. The order of the readings does not matter.
    ValueError: a value outside 1–10 or a weight that is negative or not a number.
    """
    return estimates(cells, fit(cells, add_up(readings)))


def add_up(readings: Iterable[Reading]) -> list[CellSum]:
    """Readings to one CellSum per area, cell and kind (drawn, free)."""
    groups: dict[tuple[str, str, bool], list[tuple[float, float]]] = {}
    for area, cell, value, weight, drawn in readings:
        if not LOWEST <= value <= HIGHEST:
            raise ValueError(f"value {value!r} is not between {LOWEST:g} and {HIGHEST:g}")
        if not isfinite(weight) or weight < 0:
            raise ValueError(f"weight {weight!r} is not a number of 0 or more")
        if weight > 0:
            groups.setdefault((area, cell, bool(drawn)), []).append((value, weight))
    return [
        CellSum(
            *key,
            weight=fsum(w for _, w in pairs),
            total=fsum(w * v for v, w in pairs),
            squares=fsum(w * v * v for v, w in pairs),
            weight2=fsum(w * w for _, w in pairs),
            visits=len(pairs),
        )
        for key, pairs in sorted(groups.items())
    ]


def estimates(
    cells: Mapping[str, int], fitted: Fit, bounds: Bounds = CLASSES
) -> dict[str, Estimate]:
    """The fitted areas, and those without readings, in the shape that is shown."""
    answer = {a: nothing(max(n, 1)) for a, n in cells.items()}
    answer.update({a: finish(f, bounds) for a, f in fitted.areas.items()})
    return answer


def nothing(cells_total: int) -> Estimate:
    """Nobody walked there: no score, and not drawn as average."""
    return Estimate(None, None, None, None, 0, cells_total, 0, 0.0, None)


def finish(area: Fitted, bounds: Bounds = CLASSES) -> Estimate:
    # Averages of equal figures can leave the scale by a rounding error.
    raw, score = min(max(area.raw, LOWEST), HIGHEST), min(max(area.score, LOWEST), HIGHEST)
    margin = Z95 * sqrt(area.variance)
    low, high = max(score - margin, LOWEST), min(score + margin, HIGHEST)
    grade = None
    if enough_seen(area.cells_seen, area.cells_total, high - low):
        grade = grade_of(score, bounds)
    coverage = area.cells_seen / area.cells_total
    counts = (area.cells_seen, area.cells_total, area.visits)
    return Estimate(raw, score, low, high, *counts, coverage, grade)


def enough_seen(seen: int, total: int, width: float) -> bool:
    """May a class be named? Always when all cells were seen."""
    if seen >= total:
        return True
    return seen >= ENOUGH_CELLS and seen / total >= ENOUGH_COVERAGE and width <= WIDEST


def grade_of(score: float, bounds: Bounds = CLASSES) -> str:
    return next(name for bound, name in bounds if score < bound)
