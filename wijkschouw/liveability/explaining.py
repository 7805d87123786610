"""Why an area has the score it has: its own mean, how far it was drawn to that of the municipality,
and where it lies among all (the funnel plot)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from math import sqrt

from sqlmodel import Session

from wijkschouw.liveability import scoring, service
from wijkschouw.liveability.choices import TOTAL
from wijkschouw.liveability.fitting import Fit
from wijkschouw.liveability.rules import HIGHEST, LOWEST, Z95

KEPT = 20

_kept: OrderedDict[Hashable, dict[str, Fit]] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Why:
    """raw → score: ``pull`` is the share (0–1) that came from the municipality's mean."""

    theme: str
    raw: float
    score: float
    mean: float
    pull: float
    weight: float | None = None


@dataclass(frozen=True)
class Funnel:
    """All buurten by what was seen and found, with what chance alone would make of it."""

    mean: float
    points: list[tuple[str, int, float]]  # code, cells seen, raw mean
    limits: list[tuple[int, float, float]]  # cells seen, lower, upper


def fits(session: Session, municipality: str, period: str) -> dict[str, Fit]:
    """A fit per theme and of the total, as the stored scores of that quarter were made."""
    version = service.map_version(session, municipality, "gemeente", TOTAL, period)
    address = session.get_bind().engine.url
    key = (address.host, address.port, address.database, municipality, period, version)
    with _lock:
        if key in _kept:
            return _kept[key]
    chosen = service.choices(session, municipality)
    place, themes = scoring.themes_at(session, municipality, period, chosen)
    made = scoring.fits_of(place.counts, themes, chosen) if themes else {}
    with _lock:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def why(
    session: Session, municipality: str, area: str, theme: str, made: dict[str, Fit]
) -> list[Why]:
    """How the score of a buurt came about; for the total one line per theme."""
    weights = service.choices(session, municipality).weights
    wanted = [theme] if theme != TOTAL else [t for t, w in weights.items() if w > 0]
    found = []
    for one in wanted:
        fit = made.get(one)
        if fit is None or area not in fit.areas or fit.mean is None:
            continue
        own = fit.areas[area]
        weight = weights[one] if theme == TOTAL else None
        found.append(Why(one, own.raw, own.score, fit.mean, own.pull, weight))
    return found


def funnel(made: Fit | None) -> Funnel | None:
    """None below three areas: there is nothing to compare with."""
    if made is None or made.mean is None or len(made.areas) < 3:
        return None
    points = [(code, one.cells_seen, one.raw) for code, one in sorted(made.areas.items())]
    most = max(n for _, n, _ in points)
    # The variance of one cell, from what each area's own variance says of it.
    single = sum(one.sampling * one.cells_seen for one in made.areas.values()) / len(points)
    limits = []
    for n in sorted({*range(1, min(most, 20) + 1), *(round(most * i / 30) for i in range(1, 31))}):
        if n:
            margin = Z95 * sqrt(single / n)
            limits.append((n, max(made.mean - margin, LOWEST), min(made.mean + margin, HIGHEST)))
    return Funnel(made.mean, points, limits)
