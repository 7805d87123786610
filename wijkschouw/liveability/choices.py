"""What a municipality may choose about its scores: weights, half-life, class bounds. Pure.

Each choice is stored as a version; a score keeps the version that it was made with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf, isfinite
from typing import Any

from wijkschouw.liveability.rules import CLASSES, HIGHEST, LOWEST, Bounds

TOTAL = "totaal"
DEFAULT_WEIGHTS = {"verlichting": 1.0, "afval": 1.0, "overlast": 1.0}
HALF_LIFE_DAYS = 180.0
#: Readings older than this many half-lives no longer count: what they weigh (1/16) is not worth
#: calling a cell 'seen'.
HALF_LIVES_KEPT = 4


class ChoiceError(ValueError):
    """A choice that cannot be used; ``key`` says which, the text (Dutch) why."""

    def __init__(self, key: str, detail: str) -> None:
        super().__init__(detail)
        self.key = key


@dataclass(frozen=True)
class Choices:
    """Weight of each theme in the total (0: own map only), half-life in days, class bounds."""

    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    half_life: float = HALF_LIFE_DAYS
    bounds: Bounds = CLASSES
    version: int = 0

    @property
    def days_kept(self) -> float:
        return self.half_life * HALF_LIVES_KEPT

    def content(self) -> dict[str, Any]:
        """The shape that is stored."""
        return {
            "weights": dict(self.weights),
            "half_life_days": self.half_life,
            "bounds": [bound for bound, _ in self.bounds[:-1]],
        }


def choices_from(content: Mapping[str, Any], version: int = 0) -> Choices:
    """Checked choices from their stored shape; what is missing has its default. ChoiceError."""
    return Choices(
        weights=_weights(content.get("weights", DEFAULT_WEIGHTS)),
        half_life=_half_life(content.get("half_life_days", HALF_LIFE_DAYS)),
        bounds=_bounds(content.get("bounds", [bound for bound, _ in CLASSES[:-1]])),
        version=version,
    )


def _weights(given: Any) -> dict[str, float]:
    if not isinstance(given, Mapping) or not given:
        raise ChoiceError("weights", "Geef een gewicht per thema.")
    weights = {str(theme): _number(value) for theme, value in given.items()}
    if any(w is None or w < 0 for w in weights.values()):
        raise ChoiceError("weights", "Een gewicht is een getal van 0 of meer.")
    if TOTAL in weights:
        raise ChoiceError("weights", "Het totaal is geen thema.")
    if sum(w or 0.0 for w in weights.values()) <= 0:
        raise ChoiceError("weights", "De gewichten samen mogen niet 0 zijn.")
    return {theme: w or 0.0 for theme, w in weights.items()}


def _half_life(given: Any) -> float:
    days = _number(given)
    if days is None or not 7 <= days <= 3650:
        raise ChoiceError("half_life_days", "De halfwaardetijd is 7 tot 3650 dagen.")
    return days


def _bounds(given: Any) -> Bounds:
    numbers = [_number(value) for value in given] if isinstance(given, list | tuple) else []
    bounds = [n for n in numbers if n is not None and LOWEST < n < HIGHEST]
    if len(bounds) != len(CLASSES) - 1 or len(bounds) != len(numbers):
        raise ChoiceError("bounds", f"Geef {len(CLASSES) - 1} grenzen tussen 1 en 10.")
    if any(one >= other for one, other in pairwise(bounds)):
        raise ChoiceError("bounds", "De grenzen lopen op.")
    return tuple(zip([*bounds, inf], [name for _, name in CLASSES], strict=True))


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return float(value)
