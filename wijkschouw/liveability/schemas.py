"""Shapes in which scores are asked for and given."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from wijkschouw.liveability import periods
from wijkschouw.liveability.choices import TOTAL
from wijkschouw.liveability.models import Score

DIGITS = 3  # of a score; the scale is 1–10


class Level(StrEnum):
    """What a map can be of."""

    BUURT = "buurt"
    WIJK = "wijk"
    GEMEENTE = "gemeente"
    CEL = "cel"


def _is_period(text: str) -> str:
    if not periods.is_period(text):
        raise ValueError("een periode is een kwartaal, zoals 2026-Q4")
    return text


Period = Annotated[str, AfterValidator(_is_period)]


class ScoresQuery(BaseModel):
    """The query of GET /api/v1/leefbaarheid; without a period it is the present quarter."""

    model_config = ConfigDict(extra="forbid")

    niveau: Level = Level.BUURT
    thema: str = Field(default=TOTAL, max_length=60)
    periode: Period | None = None
    gebied: str | None = Field(default=None, max_length=20)


class MapQuery(BaseModel):
    """The query of the map, its table and its downloads: the whole state is in the address."""

    model_config = ConfigDict(extra="ignore")

    niveau: Literal[Level.BUURT, Level.WIJK, Level.CEL] = Level.BUURT
    thema: str = Field(default=TOTAL, max_length=60)
    periode: Period | None = None
    vergelijk: Period | None = None
    gebied: str | None = Field(default=None, max_length=20)
    volgorde: Literal["naam", "score", "dekking", "cellen", "bezoeken", "ruw", "verschil"] = "naam"
    richting: Literal["op", "af"] = "op"

    def address(self, **changed: Any) -> dict[str, Any]:
        """The parts of an address that give this query with some of it changed."""
        values = self.model_dump(mode="json") | changed
        usual = {"niveau": "buurt", "thema": TOTAL, "volgorde": "naam", "richting": "op"}
        return {k: v for k, v in values.items() if v not in (None, "", usual.get(k))}


def properties(score: Score | None, cells_total: int = 0) -> dict[str, Any]:
    """A score with the names of the API; None: nothing was seen there."""
    if score is None:
        score = Score(cells_total=cells_total)  # type: ignore[call-arg]  # never stored
    return {
        "score": _rounded(score.score),
        "ondergrens": _rounded(score.low),
        "bovengrens": _rounded(score.high),
        "klasse": score.grade,
        "dekking": round(score.coverage, 4),
        "cellen": score.cells_seen,
        "cellenTotaal": score.cells_total,
        "bezoeken": round(score.visits),
        "ruweScore": _rounded(score.raw),
        "aandeelGetrokken": None if score.drawn_share is None else round(score.drawn_share, 4),
    }


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, DIGITS)
