"""How things really are in the sample town: what nobody knows and the rounds try to find out. Pure.

For Voorbeeldstad some buurten have a story; any other municipality gets its state by chance from
the codes of its areas, the same every time.
"""

import math
from collections.abc import Mapping
from random import Random

THEMES = ("verlichting", "afval", "overlast")
LEVELS = {"A+": 10.0, "A": 8.0, "B": 6.0, "C": 4.0, "D": 2.0}

# Mean figure per theme, in the order of THEMES, for buurten with a story.
STORIES: Mapping[str, tuple[float, float, float]] = {
    "BU99990101": (9.6, 9.3, 9.4),  # the quay that everybody looks after
    "BU99990102": (8.8, 6.2, 5.8),  # the market square and its weekends
    "BU99990105": (7.4, 5.6, 5.4),  # the station
    "BU99990503": (6.0, 7.6, 8.2),  # a large buurt with old lamps
    "BU99990602": (6.4, 4.6, 4.8),  # high flats with too few containers
    "BU99990603": (7.2, 6.0, 6.6),
    "BU99990701": (4.9, 6.4, 7.8),  # a shipyard that is dark at night
    "BU99990703": (6.1, 4.4, 7.5),  # dumping behind the sheds
    "BU99990805": (9.2, 9.5, 9.7),  # the island
}
# Change of the figure over half a year: what was done, or left undone, there.
TRENDS: Mapping[str, tuple[float, float, float]] = {
    "BU99990602": (0.0, 2.6, 0.8),  # new containers
    "BU99990403": (0.2, -2.8, -0.6),
    "BU99990105": (1.6, 0.0, 0.0),  # new lamps at the station
}
BETWEEN_WIJKEN, BETWEEN_BUURTEN, BETWEEN_CELLS, BETWEEN_VISITS = 0.8, 0.9, 1.0, 0.8
MEAN = (8.2, 7.3, 7.9)


class Truth:
    """The state of a municipality; every answer follows from its codes alone."""

    def __init__(self, wijk_of: Mapping[str, str]) -> None:
        """`wijk_of`: the wijk of each buurt."""
        self._wijk_of = wijk_of

    def mean(self, buurt: str, theme: str, age: float) -> float:
        """The mean figure of a buurt's cells, `age` (0 to 1) of a season ago."""
        number = THEMES.index(theme)
        story = STORIES.get(buurt)
        if story is not None:
            present = story[number]
        else:
            wijk = _chance(self._wijk_of[buurt], theme).gauss(0, BETWEEN_WIJKEN)
            present = MEAN[number] + wijk + _chance(buurt, theme).gauss(0, BETWEEN_BUURTEN)
        change = TRENDS.get(buurt, (0.0, 0.0, 0.0))[number]
        return _clip(present - change * age)

    def level(self, buurt: str, cell: str, theme: str, age: float, random: Random) -> str:
        """The level that somebody finds on one visit to one cell."""
        here = _chance(buurt, cell, theme).gauss(0, BETWEEN_CELLS)
        figure = self.mean(buurt, theme, age) + here + random.gauss(0, BETWEEN_VISITS)
        return min(LEVELS, key=lambda level: abs(LEVELS[level] - figure))

    def feeling(self, buurt: str, evening: bool, random: Random) -> int:
        """A figure for felt safety: near what is there, but not the same; lower in the dark."""
        seen = math.fsum(self.mean(buurt, theme, 0) for theme in THEMES) / len(THEMES)
        apart = _chance(buurt, "beleving").gauss(0, 0.9)
        figure = seen - 0.6 + apart - (0.9 if evening else 0) + random.gauss(0, 1)
        return max(1, min(10, round(figure)))


def _chance(*parts: str) -> Random:
    return Random("/".join(parts))  # noqa: S311 - the same town every time, nothing to keep secret


def _clip(figure: float) -> float:
    return max(2.0, min(10.0, figure))
