"""From buurten to wijk and municipality, and from themes to the total."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum, sqrt

from wijkschouw.liveability.fitting import Fit, Fitted


def mean_of_areas(
    fitted: Mapping[str, Fitted], members: Mapping[str, int], between: float
) -> Fitted | None:
    """Level of a wijk or municipality: its buurten weighted by their number of cells.

    members: N of every buurt in it, seen or not. The mean is that of the buurten with a score;
    that the others may differ (by τ²) widens the interval. None when no buurt has a score.
    """
    seen = {a: fitted[a] for a in sorted(members) if a in fitted}
    if not seen:
        return None
    share = {a: max(members[a], 1) for a in seen}
    unseen = [max(n, 1) for a, n in members.items() if a not in fitted]
    total = fsum(share.values())
    variance = fsum(share[a] ** 2 * f.variance for a, f in seen.items()) / total**2
    if unseen:
        missing = fsum(unseen) / (total + fsum(unseen))
        spread = fsum(n * n for n in unseen) / fsum(unseen) ** 2
        spread += fsum(n * n for n in share.values()) / total**2
        variance += missing**2 * between * spread
    return Fitted(
        raw=fsum(share[a] * f.raw for a, f in seen.items()) / total,
        score=fsum(share[a] * f.score for a, f in seen.items()) / total,
        variance=variance,
        cells_seen=sum(f.cells_seen for f in seen.values()),
        cells_total=sum(f.cells_total for f in seen.values()) + sum(unseen),
        visits=sum(f.visits for f in seen.values()),
    )


def mean_of_themes(fits: Mapping[str, Fit], weights: Mapping[str, float]) -> Fit:
    """The total: weighted mean of the themes.

    A theme that nobody looked at in an area counts there as the municipality's mean with all its
    doubt; else a buurt without an evening round would get its total from the dirtier themes alone.
    An area of which less than half the weight was seen has no total. A theme that was seen nowhere
    is left out. Errors of themes go together (the same cells were visited), so their correlation
    counts in the variance.
    """
    used = {t: weights[t] for t in sorted(fits) if weights.get(t, 0) > 0 and fits[t].areas}
    if not used:
        return Fit({}, None, 0.0, 0.0, 0.0, {})
    whole = fsum(used.values())
    share = {t: w / whole for t, w in used.items()}
    ties = {(t, u): correlation(fits[t], fits[u]) for t in share for u in share if t < u}
    areas = {}
    for area in sorted({a for t in share for a in fits[t].areas}):
        if fsum(w for t, w in share.items() if area in fits[t].areas) >= 0.5:
            areas[area] = _total(area, fits, share, ties)
    parts = [(fits[t], w) for t, w in share.items()]
    return Fit(
        areas=areas,
        mean=fsum(w * (f.mean or 0.0) for f, w in parts),
        mean_variance=fsum(w * w * f.mean_variance for f, w in parts),
        between=fsum(w * sqrt(f.between) for f, w in parts) ** 2,
        within_visits=fsum(w * w * f.within_visits for f, w in parts),
        cells={},
    )


def _total(
    area: str,
    fits: Mapping[str, Fit],
    share: Mapping[str, float],
    ties: Mapping[tuple[str, str], float],
) -> Fitted:
    seen = {t: fits[t].areas[area] for t in share if area in fits[t].areas}
    whole = fsum(share[t] for t in seen)
    score, doubt = {}, {}
    for theme in share:
        if theme in seen:
            score[theme], doubt[theme] = seen[theme].score, sqrt(seen[theme].variance)
        else:
            common = fits[theme]
            score[theme] = common.mean or 0.0
            doubt[theme] = sqrt(common.between + common.mean_variance)
    variance = fsum((share[t] * doubt[t]) ** 2 for t in share)
    for (one, other), tie in sorted(ties.items()):
        variance += 2 * tie * share[one] * doubt[one] * share[other] * doubt[other]
    return Fitted(
        raw=fsum(share[t] * f.raw for t, f in seen.items()) / whole,
        score=fsum(share[t] * score[t] for t in share),
        variance=variance,
        cells_seen=min(f.cells_seen for f in seen.values()),
        cells_total=max(f.cells_total for f in seen.values()),
        visits=max(f.visits for f in seen.values()),
        sampling=fsum((share[t] / whole) ** 2 * f.sampling for t, f in seen.items()),
    )


def correlation(one: Fit, other: Fit) -> float:
    """How far two themes go together from cell to cell within buurten, 0–1; 0 if unknown."""
    products, squares, other_squares = [], [], []
    for area, cells in one.cells.items():
        common = sorted(cells.keys() & other.cells.get(area, {}).keys())
        if len(common) < 2:
            continue
        xs = [cells[c].mean for c in common]
        ys = [other.cells[area][c].mean for c in common]
        x_mean, y_mean = fsum(xs) / len(xs), fsum(ys) / len(ys)
        products.append(fsum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)))
        squares.append(fsum((x - x_mean) ** 2 for x in xs))
        other_squares.append(fsum((y - y_mean) ** 2 for y in ys))
    scale = sqrt(fsum(squares) * fsum(other_squares))
    return min(max(fsum(products) / scale, 0.0), 1.0) if scale else 0.0
