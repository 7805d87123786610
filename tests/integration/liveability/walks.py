"""Rounds and what was noted on them, put straight into the tables."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from geoalchemy2.shape import from_shape
from shapely import Point
from sqlmodel import Session

from tests.factories.town import Town
from wijkschouw.liveability import service
from wijkschouw.observations.models import Observation
from wijkschouw.rounds.models import Round, RoundCell

DAY = datetime(2026, 11, 10, 12, tzinfo=UTC)
Place = tuple[int, int]  # column, row of a cell in its buurt


def walk(
    session: Session,
    town: Town,
    buurt: str,
    seen: Sequence[Place],
    noted: Mapping[Place, Sequence[tuple[str, str]]] | None = None,
    *,
    at: datetime = DAY,
    template: str = "dagronde",
    drawn: bool = True,
) -> UUID:
    """A round through cells of a buurt; ``noted``: (theme, level) per cell. Marks it."""
    round_id = uuid4()
    cells = [town.cell(buurt, *place) for place in seen]
    session.add(
        Round(
            id=round_id,
            municipality=town.municipality,
            sequence=1,
            area_code=buurt,
            template=template,
            inspector_id=town.users["inspecteur"].id,
            started_at=at,
            started_at_raw=at,
            ended_at=at,
            drawn_cells=cells if drawn else [],
            received_at=at,
            updated_at=at,
        )
    )
    session.flush()
    for cell in cells:
        session.add(
            RoundCell(
                municipality=town.municipality,
                round_id=round_id,
                area_code=buurt,
                cell=cell,
                drawn=drawn,
                seen_at=at,
            )
        )
    for place, found in (noted or {}).items():
        for theme, level in found:
            note(session, town, buurt, place, theme, level, round_id=round_id, at=at)
    service.mark_round(session, town.municipality, round_id)
    return round_id


def note(
    session: Session,
    town: Town,
    buurt: str,
    place: Place,
    theme: str,
    level: str,
    *,
    round_id: UUID | None = None,
    at: datetime = DAY,
    category: str = "zwerfafval",
) -> Observation:
    """One observation, not marked."""
    lon, lat = town.place(buurt, *place)
    one = Observation(
        id=uuid4(),
        municipality=town.municipality,
        digest="",
        round_id=round_id,
        theme=theme,
        category=category,
        level=level,
        place=from_shape(Point(lon, lat), srid=4326),
        lon=lon,
        lat=lat,
        cell=town.cell(buurt, *place),
        area_code=buurt,
        wijk_code=f"WK{buurt[2:8]}",
        observed_at=at,
        observed_at_raw=at,
        received_at=at,
        inspector_id=town.users["inspecteur"].id,
        catalogue_version=1,
    )
    session.add(one)
    session.flush()
    return one


ROW = [(column, 0) for column in range(5)]
BLOCK = [(column, row) for column in range(5) for row in range(5)]
