"""Shapes: a perception that comes in, the query of the figures, and what goes out."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from wijkschouw import geo
from wijkschouw.observations.presenting import utc_text
from wijkschouw.observations.rules import digest_of
from wijkschouw.perceptions.models import Perception
from wijkschouw.shapes import Id, Moment, Note, PointIn, Shape, Whole


class FeltIn(Shape):
    """What somebody felt."""

    round_id: Annotated[Id | None, Field(alias="rondeId")] = None
    figure: Annotated[Whole, Field(alias="cijfer", ge=1, le=10)]
    note: Annotated[Note, Field(alias="toelichting")] = ""
    felt_at: Annotated[Moment, Field(alias="waargenomenOp")]


class PerceptionIn(Shape):
    """The body of ``PUT /api/v1/belevingen/{uuid}``: a GeoJSON Feature."""

    type: Annotated[str, Field(pattern="^Feature$")]
    id: Id | None = None
    geometry: PointIn
    properties: FeltIn

    def digest(self) -> str:
        """Judges whether a repetition is one."""
        p = self.properties
        return digest_of(
            {
                "plaats": list(self.geometry.coordinates),
                "rondeId": str(p.round_id) if p.round_id else None,
                "cijfer": p.figure,
                "toelichting": p.note,
                "waargenomenOp": p.felt_at.isoformat(),
            }
        )


class FiguresQuery(Shape):
    """The query of ``GET /api/v1/belevingen``; a period is a quarter such as 2026-Q4."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False, validate_by_alias=True)

    level: Annotated[Literal["buurt", "wijk"], Field(alias="niveau")] = "buurt"
    period: Annotated[str | None, Field(alias="periode", pattern=r"^\d{4}-Q[1-4]$")] = None


def present(row: Perception) -> dict[str, Any]:
    """A perception as the API tells it to whoever recorded it."""
    point = {"type": "Point", "coordinates": [row.lon, row.lat]}
    properties = {
        "rondeId": str(row.round_id) if row.round_id else None,
        "cijfer": row.figure,
        "toelichting": row.note,
        "waargenomenOp": utc_text(row.felt_at_raw),
        "geteldOp": utc_text(row.felt_at),
        "ontvangenOp": utc_text(row.received_at),
        "gebied": row.area_code,
    }
    return geo.feature_of(point, properties, str(row.id))
