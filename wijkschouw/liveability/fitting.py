"""From cells to the level of each area, with its uncertainty: the statistics behind rules.py.

Two-stage sampling (cells in a buurt, visits to a cell), variances borrowed from the whole
municipality, and shrinkage towards its mean (Paule–Mandel). Everything is summed exactly
(`fsum`) and in sorted order, so that the order of the readings cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

PRIOR_CELLS = 5  # degrees of freedom that the municipality lends to a buurt's own variance
PRIOR_PULL = 30  # … where that decides how far it is drawn to the mean: a lucky clean draw of five
#                  cells looks certain by itself, and would be drawn less than a mixed one
PRIOR_VISITS = 10  # … and that the guess below lends to the variance between visits
VISIT_SHARE = 0.35  # between visits, as a share of the variance between cells
STEP = 2.0  # one level
ENOUGH_CELLS = 5


class CellSum(NamedTuple):
    """Readings of one cell added up: all that the estimate needs, whatever their number."""

    area: str
    cell: str
    drawn: bool
    weight: float  # Σw
    total: float  # Σw·value
    squares: float  # Σw·value²
    weight2: float  # Σw²
    visits: int

    def aged(self, factor: float) -> CellSum:
        """The same readings, seen from a later moment: every weight times factor."""
        return self._replace(
            weight=self.weight * factor,
            total=self.total * factor,
            squares=self.squares * factor,
            weight2=self.weight2 * factor * factor,
        )


class Cell(NamedTuple):
    """One cell of an area: mean level, Σw, and what it tells of differences between visits."""

    mean: float
    weight: float
    scatter: float  # Σw·(value − mean)²
    freedom: float  # Σw − Σw²/Σw: 'visits − 1' when all weigh 1
    visits: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """One area's level before rounding off into an Estimate.

    variance is that of the score, sampling that of the raw mean: what chance makes of it by the
    choice of cells and days. pull is the share (0–1) by which it was drawn to the mean of all.
    """

    raw: float
    score: float
    variance: float
    cells_seen: int
    cells_total: int
    visits: int
    sampling: float = 0.0
    pull: float = 0.0


@dataclass(frozen=True, slots=True)
class Fit:
    """All areas of a municipality for one theme, with what they have in common."""

    areas: dict[str, Fitted]
    mean: float | None  # μ
    mean_variance: float
    between: float  # τ²
    within_visits: float  # σ²_w
    cells: dict[str, dict[str, Cell]]


class Common(NamedTuple):
    """What the areas of a municipality have in common: μ, its variance, τ², and their number."""

    mean: float
    mean_variance: float
    between: float
    areas: int


def seen_cells(sums: Iterable[CellSum]) -> dict[str, dict[str, Cell]]:
    """Per area the cells that its level rests on.

    Drawn cells alone where they suffice: nobody chose them, so they do not lean to the places
    where it is always dirty. Else all that was seen.
    """
    by_area: dict[str, dict[str, list[CellSum]]] = {}
    for one in sums:
        by_area.setdefault(one.area, {}).setdefault(one.cell, []).append(one)
    chosen: dict[str, dict[str, Cell]] = {}
    for area, cells in sorted(by_area.items()):
        drawn = {c: [s for s in parts if s.drawn] for c, parts in cells.items()}
        drawn = {c: parts for c, parts in drawn.items() if parts}
        basis = drawn if len(drawn) >= ENOUGH_CELLS else cells
        chosen[area] = {c: cell_of(parts) for c, parts in sorted(basis.items())}
    return chosen


def cell_of(parts: list[CellSum]) -> Cell:
    """The sums of one cell (drawn, free, of several quarters) taken together."""
    weight = fsum(p.weight for p in parts)
    mean = fsum(p.total for p in parts) / weight
    scatter = fsum(p.squares for p in parts) - weight * mean * mean
    freedom = weight - fsum(p.weight2 for p in parts) / weight
    visits = sum(p.visits for p in parts)
    if visits == 1:  # exactly nothing, not a rounding error
        return Cell(mean, weight, 0.0, 0.0, 1)
    return Cell(mean, weight, max(scatter, 0.0), max(freedom, 0.0), visits)


def fit(cells: Mapping[str, int], sums: Iterable[CellSum]) -> Fit:
    """Level and variance of every area that has readings, shrunk towards their common mean."""
    seen = seen_cells(sums)
    if not seen:
        return Fit({}, None, 0.0, 0.0, 0.0, {})
    means = {a: fsum(c.mean for c in cs.values()) / len(cs) for a, cs in seen.items()}
    scatter = {a: fsum((c.mean - means[a]) ** 2 for c in cs.values()) for a, cs in seen.items()}
    pool = _pooled(seen, scatter)
    visits = _between_visits(seen, pool)
    totals = {a: max(cells.get(a, 0), len(cs), 1) for a, cs in seen.items()}
    variance, steady = (
        {a: _sampling(cs, totals[a], scatter[a], pool, visits, prior) for a, cs in seen.items()}
        for prior in (PRIOR_CELLS, PRIOR_PULL)
    )
    between = paule_mandel([(means[a], steady[a]) for a in seen]) if len(seen) > 2 else 0.0
    common = Common(*_common(means, steady, between), between, len(seen))
    pulls = {a: steady[a] / (steady[a] + between) if common.areas > 2 else 0.0 for a in seen}
    areas = {
        a: Fitted(
            raw=means[a],
            score=pulls[a] * common.mean + (1 - pulls[a]) * means[a],
            variance=_doubt(means[a], variance[a], pulls[a], common),
            cells_seen=len(cs),
            cells_total=totals[a],
            visits=sum(c.visits for c in cs.values()),
            sampling=variance[a],
            pull=pulls[a],
        )
        for a, cs in seen.items()
    }
    return Fit(areas, common.mean, common.mean_variance, between, visits, seen)


def _sampling(
    cells: dict[str, Cell], total: int, scatter: float, pool: float, visits: float, prior: int
) -> float:
    """Variance of a buurt's mean: which cells were seen, and on which days."""
    n, part = len(cells), len(cells) / total
    own = (scatter + prior * pool) / (n - 1 + prior)
    return (1 - part) * own / n + part * visits / fsum(c.weight for c in cells.values())


def _pooled(seen: dict[str, dict[str, Cell]], scatter: dict[str, float]) -> float:
    """Variance between the cells of a buurt, over all buurten.

    Never less than if one of all cells seen were one level off: a town where everything seen was
    spotless has not been shown to be spotless everywhere.
    """
    count = sum(len(cs) for cs in seen.values())
    freedom = count - len(seen)
    if freedom:
        return max(fsum(scatter.values()) / freedom, STEP**2 / count)
    values = [c.mean for cs in seen.values() for c in cs.values()]
    middle = fsum(values) / count
    spread = fsum((v - middle) ** 2 for v in values) / (count - 1) if count > 1 else 0.0
    return max(spread, STEP**2)


def _between_visits(seen: dict[str, dict[str, Cell]], pool: float) -> float:
    all_cells = [c for cs in seen.values() for c in cs.values()]
    scatter = fsum(c.scatter for c in all_cells) + PRIOR_VISITS * VISIT_SHARE * pool
    return scatter / (fsum(c.freedom for c in all_cells) + PRIOR_VISITS)


def paule_mandel(levels: Sequence[tuple[float, float]]) -> float:
    """Variance between areas, from (level, variance of the level) of each; 0 or more."""

    def excess(between: float) -> float:
        weights = [1 / (v + between) for _, v in levels]
        pairs = [(w, y) for w, (y, _) in zip(weights, levels, strict=True)]
        mean = fsum(w * y for w, y in pairs) / fsum(weights)
        squares = fsum(w * (y - mean) ** 2 for w, y in pairs)
        return squares - (len(levels) - 1)

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, 1.0
    while excess(high) > 0:
        low, high = high, high * 2
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2


def _common(
    means: dict[str, float], variance: dict[str, float], between: float
) -> tuple[float, float]:
    precision = {a: 1 / (v + between) for a, v in variance.items()}
    total = fsum(precision.values())
    return fsum(precision[a] * means[a] for a in means) / total, 1 / total


def _doubt(level: float, variance: float, pull: float, common: Common) -> float:
    """Variance of a score. Two areas cannot tell what is common to them: left as they are.

    Where the pull B follows from the area's own variance v this is the design's formula, since then
    (1 − B)²·v + B²·τ² = (1 − B)·v.
    """
    if common.areas <= 2:
        return variance
    doubt = (1 - pull) ** 2 * variance + pull**2 * (common.between + common.mean_variance)
    if common.areas > 3:  # τ² is itself an estimate
        doubt += 2 * pull**2 * (level - common.mean) ** 2 / (common.areas - 3)
    return doubt
