"""Shapes: a round that comes in, a plan, and what goes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AliasChoices,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from wijkschouw import geo
from wijkschouw.observations.presenting import utc_text
from wijkschouw.rounds.models import Round, RoundPlan
from wijkschouw.shapes import Id, Line, Moment, Note, Number, Shape, Whole

MAX_FIXES = 20_000
MAX_DRAWN = 1_000
MAX_MARKED = 2_000


def _cell(name: str) -> str:
    if not geo.is_cell(name):
        raise PydanticCustomError("cel", "Dit is geen vak, zoals E1707N4853.")
    return name


Cell = Annotated[str, AfterValidator(_cell)]
AreaCode = Annotated[str, Field(pattern=r"^(BU|WK|GM)[0-9A-Z]{4,10}$")]


class FixIn(Shape):
    """One position of the phone. One outside the country is kept, but shows nothing as seen."""

    lon: Annotated[Number, Field(ge=-180, le=180)]
    lat: Annotated[Number, Field(ge=-90, le=90)]
    accuracy: Annotated[Number | None, Field(alias="nauwkeurigheid", ge=0)] = None
    at: Annotated[Moment, Field(alias="op")]

    def stored(self) -> list[Any]:
        """As it stands in ``rounds.track``: lon, lat, accuracy, time as the phone said it."""
        return [self.lon, self.lat, self.accuracy, self.at.isoformat()]


class RoundIn(Shape):
    """The body of ``PUT /api/v1/rondes/{uuid}``."""

    id: Id | None = None
    sequence: Annotated[Whole, Field(alias="reeks", ge=0, le=2**31 - 1)]
    area: Annotated[AreaCode | None, Field(alias="gebied")] = None
    template: Annotated[Line, Field(alias="schouwlijst", min_length=1)]
    planning_id: Annotated[Id | None, Field(alias="planningId")] = None
    started_at: Annotated[Moment, Field(alias="gestartOp")]
    ended_at: Annotated[Moment | None, Field(alias="beeindigdOp")] = None
    drawn: Annotated[tuple[Cell, ...], Field(alias="getrokkenCellen", max_length=MAX_DRAWN)] = ()
    marked: Annotated[
        tuple[Cell, ...],
        Field(
            validation_alias=AliasChoices("gecontroleerdeCellen", "gemarkeerdeCellen", "marked"),
            max_length=MAX_MARKED,
        ),
    ] = ()
    track: Annotated[tuple[FixIn, ...], Field(alias="looproute", max_length=MAX_FIXES)] = ()
    device: Annotated[Line | None, Field(alias="apparaat")] = None

    @field_validator("template")
    @classmethod
    def _known_template(cls, value: str, info: ValidationInfo) -> str:
        knows = (info.context or {}).get("knows_template")
        if knows is not None and not knows(value):
            raise PydanticCustomError(
                "onbekende-schouwlijst", "Deze schouwlijst staat niet in de catalogus."
            )
        return value

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Self:
        if self.ended_at is not None and self.ended_at < self.started_at:
            raise PydanticCustomError("einde-voor-begin", "De ronde eindigt voor zij begint.")
        return self


class ListQuery(Shape):
    """The query of ``GET /api/v1/rondes``."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False, validate_by_alias=True)

    area: Annotated[AreaCode | None, Field(alias="gebied")] = None
    limit: Annotated[int, Field(alias="limiet", ge=1, le=500)] = 50
    offset: Annotated[int, Field(alias="cursor", ge=0)] = 0


class CellsQuery(Shape):
    """The query of ``GET /api/v1/cellen``."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False, validate_by_alias=True)

    area: Annotated[AreaCode, Field(alias="gebied")]


class PlanIn(Shape):
    """What a wijkmanager asks for."""

    area: AreaCode
    template: str
    day_part: str
    planned_on: date
    inspector_id: UUID | None = None
    count: Annotated[int, Field(ge=1, le=60)] = 12
    note: Annotated[Note, Field(max_length=500)] = ""


@dataclass(frozen=True)
class Told:
    """A round as it is told: its row, the cells it saw, and their share of the area's cells."""

    row: Round
    seen: Sequence[str]
    coverage: float | None
    inspector: str | None = None


def round_json(told: Told, *, with_track: bool = True) -> dict[str, Any]:
    """A round as the API tells it."""
    row = told.row
    content: dict[str, Any] = {
        "id": str(row.id),
        "reeks": row.sequence,
        "gebied": row.area_code,
        "schouwlijst": row.template,
        "planningId": str(row.planning_id) if row.planning_id else None,
        "gestartOp": utc_text(row.started_at),
        "beeindigdOp": utc_text(row.ended_at),
        "getrokkenCellen": row.drawn_cells,
        "gecontroleerdeCellen": row.marked_cells,
        "gezieneCellen": list(told.seen),
        "dekking": told.coverage,
        "inspecteur": told.inspector,
        "ontvangenOp": utc_text(row.received_at),
    }
    if with_track:
        content["looproute"] = [
            {"lon": lon, "lat": lat, "nauwkeurigheid": accuracy, "op": at}
            for lon, lat, accuracy, at in row.track
        ]
    return content


def plan_json(plan: RoundPlan, area_name: str | None, started: bool) -> dict[str, Any]:
    """A plan as the phone gets it."""
    return {
        "id": str(plan.id),
        "gebied": plan.area_code,
        "gebiedNaam": area_name,
        "schouwlijst": plan.template,
        "datum": plan.planned_on.isoformat(),
        "dagdeel": plan.day_part,
        "getrokkenCellen": plan.drawn_cells,
        "toelichting": plan.note,
        "gestart": started,
    }


def stored_moment(text: str) -> datetime:
    """A time in ``rounds.track``."""
    return datetime.fromisoformat(text)
