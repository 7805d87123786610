"""Colours of the map: diverging, safe for the colour-blind, light in the middle at 5.5–6.5. Pure.

Bad is brown, good is blue; each step is also lighter or darker than the next, so that a printed
or grey map still reads. A class that may not be named has no colour but hatching.
"""

from __future__ import annotations

from math import inf

from wijkschouw.liveability.rules import CLASSES, Bounds

COLOURS = ("#7f3b08", "#d9822b", "#f5ecd7", "#a6cfe3", "#4393c3", "#174a84")
NOT_SEEN = "#ffffff"
NO_CHANGE = "#eeeeee"
WORSE, WORSE_MUCH = "#d9822b", "#7f3b08"
BETTER, BETTER_MUCH = "#4393c3", "#174a84"
MUCH = 1.0  # points of difference


def colour_of(score: float, bounds: Bounds = CLASSES) -> str:
    """The colour of a score's class."""
    return next(c for (bound, _), c in zip(bounds, COLOURS, strict=True) if score < bound)


def legend(bounds: Bounds = CLASSES) -> list[tuple[str, str]]:
    """(colour, text) per class, worst first: '4,0–5,5 onvoldoende'."""
    lows = [1.0, *(bound for bound, _ in bounds[:-1])]
    return [
        (colour, f"{_figure(low)}–{_figure(10.0 if bound == inf else bound)} {name}")
        for colour, low, (bound, name) in zip(COLOURS, lows, bounds, strict=True)
    ]


def colour_of_change(difference: float) -> str:
    """The colour of a change that is certain."""
    if difference < 0:
        return WORSE_MUCH if difference <= -MUCH else WORSE
    return BETTER_MUCH if difference >= MUCH else BETTER


def _figure(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
