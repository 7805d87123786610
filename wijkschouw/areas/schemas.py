"""Shapes in which areas come in and go out."""

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from wijkschouw.areas.rules import Level


class AreaInfo(NamedTuple):
    """An area without its outline; `cell_count` is N of the score, `area_m2` in square metres."""

    code: str
    name: str
    level: Level
    wijk_code: str
    inhabitants: int | None
    water: bool
    cell_count: int
    area_m2: float
    year: int


class WijkBranch(NamedTuple):
    """A wijk with its buurten, by code."""

    wijk: AreaInfo
    buurten: list[AreaInfo]


class AreasQuery(BaseModel):
    """The query of GET /api/v1/gebieden."""

    model_config = ConfigDict(extra="forbid")

    niveau: Level = Level.BUURT
