"""Where more should be seen, and how much walking that takes. Pure.

The variance of a buurt's mean falls with the number of cells seen as A·(1 − n/N)/n (design 04, the
part between cells). From the present interval A is known, and with it the number of cells that
brings the interval below a width that somebody chooses.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

Z95 = 1.96
FEWEST_CELLS = 5
LEAST_SHARE = 0.10
NARROWEST, USUAL, WIDEST = 0.5, 1.5, 4.0
# Where nothing at all is known: cells that differ by two levels (4 points of variance).
UNKNOWN_SPREAD = 4.0


@dataclass(frozen=True)
class Standing:
    """What is known of a buurt: cells, and its score with its interval (None: nothing seen)."""

    code: str
    name: str
    total: int
    seen: int
    score: float | None = None
    low: float | None = None
    high: float | None = None
    enough: bool = False

    @property
    def width(self) -> float | None:
        """Of the interval; None where nothing was seen."""
        if self.score is None or self.low is None or self.high is None:
            return None
        # The longer side, twice: the other may be cut off at the end of the scale.
        return 2 * max(self.score - self.low, self.high - self.score)


@dataclass(frozen=True)
class Proposal:
    """Cells to add in a buurt, in how many rounds, and the metres of a walk past them."""

    standing: Standing
    cells: int
    rounds: int
    metres: int = 0


def spread_of(standing: Standing) -> float | None:
    """A of the formula; None where the present interval does not tell it."""
    width = standing.width
    if width is None or standing.seen < 2 or standing.seen >= standing.total:
        return None
    variance = (width / 2 / Z95) ** 2
    return variance * standing.seen / (1 - standing.seen / standing.total)


def usual_spread(standings: Iterable[Standing]) -> float:
    """For buurten that tell nothing themselves."""
    known = [spread for s in standings if (spread := spread_of(s)) is not None]
    return median(known) if known else UNKNOWN_SPREAD


def cells_needed(standing: Standing, width: float, usual: float) -> int:
    """How many cells of the buurt must be seen in all for an interval of at most ``width``."""
    total = max(1, standing.total)
    spread = spread_of(standing)
    spread = usual if spread is None else spread
    least = min(total, max(FEWEST_CELLS, math.ceil(LEAST_SHARE * total)))
    if spread <= 0:
        return least
    # width/2 ≥ Z·√(A·(1/n − 1/N))  ⇔  n ≥ 1 / ((width/2Z)²/A + 1/N)
    enough = 1 / ((width / 2 / Z95) ** 2 / spread + 1 / total)
    return min(total, max(least, math.ceil(enough - 1e-9)))


def propose(standings: Sequence[Standing], width: float, per_round: int) -> list[Proposal]:
    """One proposal per buurt that needs more, the least work first."""
    usual = usual_spread(standings)
    found = []
    for standing in standings:
        more = cells_needed(standing, width, usual) - standing.seen
        narrow = standing.width is not None and standing.width <= width and standing.enough
        if more > 0 and not narrow:
            found.append(Proposal(standing, more, math.ceil(more / per_round)))
    return sorted(found, key=lambda p: (p.cells, p.standing.name))


# --- the calendar --------------------------------------------------------------------------------


def weeks_of(month: date) -> list[list[date]]:
    """The weeks that a month's page shows, Monday first."""
    first = month.replace(day=1)
    start = first - timedelta(days=first.weekday())
    weeks = [[start + timedelta(days=7 * week + day) for day in range(7)] for week in range(6)]
    return [week for week in weeks if any(day.month == month.month for day in week)]


def month_of(text: str | None, today: date) -> date:
    """``2026-11`` as its first day; anything else is the present month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def next_month(month: date, step: int) -> date:
    """The first day of the month before (−1) or after (1)."""
    number = month.year * 12 + month.month - 1 + step
    return date(number // 12, number % 12 + 1, 1)
