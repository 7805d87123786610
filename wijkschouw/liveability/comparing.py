"""Did it get better? The difference of two scores, with what chance makes of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from wijkschouw.liveability.rules import HIGHEST, LOWEST, Z95


class Scored(Protocol):
    """What is compared (models.Score fits)."""

    @property
    def score(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


@dataclass(frozen=True)
class Change:
    """Now less then, with its 95 % interval."""

    difference: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether chance alone is unlikely to make such a difference."""
        return self.low > 0 or self.high < 0


def change(now: Scored | None, then: Scored | None) -> Change | None:
    """None where one of the two was not seen.

    The two are taken as independent. They share older readings, so the true interval is narrower:
    what is called certain here is certain.
    """
    if now is None or then is None or now.score is None or then.score is None:
        return None
    difference = now.score - then.score
    margin = sqrt(_margin(now) ** 2 + _margin(then) ** 2)
    return Change(difference, difference - margin, difference + margin)


def spread(one: Scored) -> float:
    """The standard deviation of a score, from the side of its interval that was not clipped."""
    return _margin(one) / Z95


def _margin(one: Scored) -> float:
    if one.score is None or one.low is None or one.high is None:
        return 0.0
    sides = []
    if one.low > LOWEST:
        sides.append(one.score - one.low)
    if one.high < HIGHEST:
        sides.append(one.high - one.score)
    return max(sides) if sides else max(one.score - one.low, one.high - one.score)
