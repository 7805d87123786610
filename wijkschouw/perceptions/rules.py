"""Figures about how safe people feel: a mean with its interval, or nothing where few were asked.

Apart from the observations and never in their score. Pure.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

FEWEST = 3
LOWEST, HIGHEST = 1.0, 10.0

# Two-sided 95 % points of Student's t by degrees of freedom; beyond them the normal's.
_T95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
        2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
        2.052, 2.048, 2.045, 2.042)  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """Sums over the perceptions of one area and period."""

    count: int
    total: float
    squares: float


@dataclass(frozen=True)
class Figure:
    """``count`` perceptions; mean and 95 % interval, None below three."""

    count: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None


def figure_of(tally: Tally) -> Figure:
    """The mean of an area with Student's interval, clipped to the scale."""
    n = tally.count
    if n < FEWEST:
        return Figure(n)
    mean = tally.total / n
    variance = max(0.0, tally.squares - n * mean * mean) / (n - 1)
    margin = _t95(n - 1) * math.sqrt(variance / n)
    return Figure(n, mean, max(LOWEST, mean - margin), min(HIGHEST, mean + margin))


def together(tallies: Iterable[Tally]) -> Tally:
    """The sums of several areas as one."""
    parts = list(tallies)
    return Tally(
        sum(t.count for t in parts), sum(t.total for t in parts), sum(t.squares for t in parts)
    )


def _t95(freedom: int) -> float:
    return _T95[freedom - 1] if freedom <= len(_T95) else 1.96


def quarter_bounds(period: str) -> tuple[datetime, datetime]:
    """First moment of a quarter such as 2026-Q4, and of the next. ValueError for another text."""
    year, _, quarter = period.partition("-Q")
    month = 3 * int(quarter) - 2
    start = datetime(int(year), month, 1, tzinfo=UTC)
    end_year, end_month = (int(year) + 1, 1) if month == 10 else (int(year), month + 3)
    return start, datetime(end_year, end_month, 1, tzinfo=UTC)
