"""A season of rounds through the sample town, as phones would have sent it. Pure, by a seed.

What comes out are the items of ``POST /api/v1/synchronisaties``, so that the demonstration takes
the way that a real observation takes.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from wijkschouw import geo
from wijkschouw.demo import words
from wijkschouw.demo.truth import Truth
from wijkschouw.rounds.rules import walking_order

HERE = ZoneInfo("Europe/Amsterdam")
SEASON_DAYS = 182
MAX_ROUNDS = 260
CELLS_PER_ROUND = 8
# Every so many-th buurt is hardly visited, and one in twice as many never: maps must show it.
SELDOM = 9
STEP_M = 24.0
DAY_THEMES, EVENING_THEMES = ("afval", "overlast"), ("verlichting", "overlast", "afval")


@dataclass(frozen=True)
class Ground:
    """A buurt to walk in: its code and its cells."""

    code: str
    cells: tuple[str, ...]


@dataclass
class Walk:
    """One round with what was recorded on it; `inspector` counts from 0."""

    inspector: int
    ended_at: datetime
    round_id: UUID
    items: list[dict[str, Any]] = field(default_factory=list)


def season(
    municipality: str,
    grounds: Sequence[Ground],
    truth: Truth,
    now: datetime,
    inspectors: int,
    catalogue_version: int = 1,
    at_most: int = MAX_ROUNDS,
) -> Iterator[Walk]:
    """All walks of half a year up to `now`, oldest first; about `at_most` of them."""
    random = Random(municipality)  # noqa: S311 - the same season every time
    visits = sorted(_visits(grounds, now, random, at_most), key=lambda visit: visit[0])
    for number, (started, ground, evening) in enumerate(visits):
        one = _Making(municipality, number, truth, now, catalogue_version)
        walk = one.walk(started, ground, evening, number % inspectors)
        if walk.ended_at < now:
            yield walk


Visit = tuple[datetime, Ground, bool]


def _visits(
    grounds: Sequence[Ground], now: datetime, random: Random, at_most: int
) -> Iterator[Visit]:
    walked = [g for number, g in enumerate(grounds) if number % (2 * SELDOM) != SELDOM]
    today = now.astimezone(HERE).date()
    per_buurt = max(2.0, min(6.0, at_most / max(1, len(walked))))
    chosen = random.sample(walked, min(len(walked), at_most // 2))
    for number, ground in enumerate(chosen):
        times = 2 if number % SELDOM == SELDOM - 1 else round(random.gauss(per_buurt, 0.8))
        for turn in range(max(2, times)):
            days = SEASON_DAYS * (turn + random.random()) / max(2, times)
            day = _working_day(today - timedelta(days=int(days)))
            # Turn about, so that every buurt is seen by day and after dark in each half.
            evening = (number + turn) % 2 == 0
            yield _start(day, evening, random), ground, evening


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _start(day: date, evening: bool, random: Random) -> datetime:
    hour, minute = random.choice((20, 21) if evening else (9, 10, 13, 14)), random.randrange(60)
    return datetime.combine(day, time(hour, minute), HERE)


class _Making:
    """Makes one walk."""

    def __init__(
        self, municipality: str, number: int, truth: Truth, now: datetime, version: int
    ) -> None:
        self.name = f"{municipality}/ronde/{number}"
        self.random = Random(self.name)  # noqa: S311 - the same walk every time
        self.truth = truth
        self.now = now
        self.version = version
        self.round_id = uuid5(NAMESPACE_URL, self.name)

    def walk(self, started: datetime, ground: Ground, evening: bool, inspector: int) -> Walk:
        drawn = self._draw(ground)
        track = list(self._track(drawn, started))
        ended = datetime.fromisoformat(track[-1]["op"]) + timedelta(minutes=2)
        walk = Walk(inspector, ended, self.round_id)
        walk.items.append(
            {
                "soort": "ronde",
                "id": str(self.round_id),
                "inhoud": {
                    "id": str(self.round_id),
                    "reeks": len(track),
                    "gebied": ground.code,
                    "schouwlijst": "avondronde" if evening else "dagronde",
                    "gestartOp": started.isoformat(),
                    "beeindigdOp": ended.isoformat(),
                    "getrokkenCellen": drawn,
                    "looproute": track,
                },
            }
        )
        themes = EVENING_THEMES if evening else DAY_THEMES
        walk.items += self._observations(ground, track, themes)
        walk.items += self._feelings(ground, track, evening)
        return walk

    def _draw(self, ground: Ground) -> list[str]:
        """Cells to visit: from all over a small buurt, from one corner of a large one."""
        some = list(ground.cells)
        if len(some) > 60:
            corner = geo.cell_corner(self.random.choice(some))
            some.sort(key=lambda cell: math.dist(geo.cell_corner(cell), corner))
            some = some[:45]
        return walking_order(self.random.sample(some, min(len(some), CELLS_PER_ROUND)))

    # --- the track ---

    def _track(self, cells: Sequence[str], started: datetime) -> Iterator[dict[str, Any]]:
        at = started
        for x, y in self._steps(cells):
            lon, lat = geo.to_wgs84(x + self.random.gauss(0, 3), y + self.random.gauss(0, 3))
            poor = self.random.random() < 0.03
            accuracy = self.random.uniform(35, 80) if poor else self.random.uniform(4, 14)
            yield {
                "lon": lon, "lat": lat, "nauwkeurigheid": round(accuracy, 1), "op": at.isoformat(),
            }  # fmt: skip
            at += timedelta(seconds=round(STEP_M / self.random.uniform(1.0, 1.5)))

    def _steps(self, cells: Sequence[str]) -> Iterator[tuple[float, float]]:
        corners = [geo.cell_corner(cell) for cell in cells]
        places = [(x + self.random.uniform(25, 75), y + self.random.uniform(25, 75))
                  for x, y in corners]  # fmt: skip
        yield places[0]
        for (ax, ay), (bx, by) in pairwise(places):
            steps = max(1, math.ceil(math.dist((ax, ay), (bx, by)) / STEP_M))
            for step in range(1, steps + 1):
                yield ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps

    # --- what was seen and felt ---

    def _observations(
        self, ground: Ground, track: Sequence[Mapping[str, Any]], themes: Sequence[str]
    ) -> Iterator[dict[str, Any]]:
        own = set(ground.cells)
        fixes: dict[str, Mapping[str, Any]] = {}
        for fix in track:
            if fix["nauwkeurigheid"] <= geo.GOOD_FIX_M:
                fixes.setdefault(geo.cell_of(fix["lon"], fix["lat"]), fix)
        for cell, fix in fixes.items():
            for theme in themes if cell in own else ():
                age = min(1.0, (self.now - _moment(fix)).days / SEASON_DAYS)
                level = self.truth.level(ground.code, cell, theme, age, self.random)
                if level != "A+":
                    yield self._observation(cell, fix, theme, level)

    def _observation(
        self, cell: str, fix: Mapping[str, Any], theme: str, level: str
    ) -> dict[str, Any]:
        category = self._category(theme, level)
        note = self.random.choice(words.NOTES[category]) if self.random.random() < 0.5 else ""
        properties = {
            "rondeId": str(self.round_id),
            "thema": theme,
            "categorie": category,
            "niveau": level,
            "toelichting": note,
            "nauwkeurigheid": fix["nauwkeurigheid"],
            "plaatsbepaling": "gps",
            "waargenomenOp": fix["op"],
            "catalogusVersie": self.version,
            "fotos": [],
        }
        place = [fix["lon"], fix["lat"]]
        return self._item("waarneming", f"{cell}/{theme}", place, properties)

    def _category(self, theme: str, level: str) -> str:
        """Slight things are everyday ones; the grave kinds are never slight."""
        if theme == "overlast" and level == "D" and self.random.random() < 0.3:
            return "intimidatie"
        weights = words.CATEGORIES[theme]
        common = [code for code, weight in weights.items() if weight > 1 or level in "CD"]
        return self.random.choices(common, [weights[code] for code in common])[0]

    def _feelings(
        self, ground: Ground, track: Sequence[Mapping[str, Any]], evening: bool
    ) -> Iterator[dict[str, Any]]:
        for number in range(self.random.choice((0, 1, 1, 2))):
            fix = self.random.choice(track)
            properties = {
                "rondeId": str(self.round_id),
                "cijfer": self.truth.feeling(ground.code, evening, self.random),
                "toelichting": self.random.choice(words.FEELINGS),
                "waargenomenOp": fix["op"],
            }
            yield self._item("beleving", f"gevoel/{number}", [fix["lon"], fix["lat"]], properties)

    def _item(
        self, kind: str, name: str, place: list[float], properties: dict[str, Any]
    ) -> dict[str, Any]:
        item_id = str(uuid5(NAMESPACE_URL, f"{self.name}/{kind}/{name}"))
        feature = {
            "type": "Feature",
            "id": item_id,
            "geometry": {"type": "Point", "coordinates": place},
            "properties": properties,
        }
        return {"soort": kind, "id": item_id, "inhoud": feature}


def _moment(fix: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(fix["op"])
