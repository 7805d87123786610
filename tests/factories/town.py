"""A small Voorbeeldstad for tests: two wijken of two square buurten, one person per role.

Each buurt is 500 m square (25 cells), side by side from the RD point (170000, 485000):

    BU99990101 | BU99990102 | BU99990201 | BU99990202
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from uuid import UUID, uuid4

from geoalchemy2.shape import from_shape
from shapely import MultiPolygon, Polygon, box
from sqlmodel import Session

from tests.passwords import CHEAP_HASHER
from wijkschouw import geo
from wijkschouw.accounts import access
from wijkschouw.accounts.models import Team, TeamMember, User
from wijkschouw.areas.models import Area, AreaCell, Municipality
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now

MUNICIPALITY = "GM9999"
OTHER_MUNICIPALITY = "GM8888"
PASSWORD = "voorbeeldstad-demo"
YEAR = 2025
WEST, SOUTH, SIDE = 170_000, 485_000, 500
BUURTEN = ("BU99990101", "BU99990102", "BU99990201", "BU99990202")
WIJKEN = ("WK999901", "WK999902")
ROLES = ("inspecteur", "wijkmanager", "boa", "beheerder", "controleur")

_HASH = CHEAP_HASHER.hash(PASSWORD)
# Never the same twice, so that caches keyed on it are right across tests.
_versions = count(1)


@dataclass
class Town:
    """What a test needs to name: ``users`` by role, places inside cells."""

    municipality: str = MUNICIPALITY
    buurten: tuple[str, ...] = BUURTEN
    wijken: tuple[str, ...] = WIJKEN
    users: dict[str, User] = field(default_factory=dict)

    def place(self, code: str, column: int = 0, row: int = 0) -> tuple[float, float]:
        """(lon, lat) of the centre of a cell of a buurt; columns and rows count from 0 to 4."""
        west = WEST + BUURTEN.index(code) * SIDE
        return geo.to_wgs84(west + column * 100 + 50, SOUTH + row * 100 + 50)

    def cell(self, code: str, column: int = 0, row: int = 0) -> str:
        """The name of that cell."""
        return geo.cell_of(*self.place(code, column, row))


def make_town(session: Session) -> Town:
    """Fill an empty database and commit."""
    town = Town()
    session.add(
        Municipality(code=MUNICIPALITY, name="Voorbeeldstad", areas_version=next(_versions),
                     area_year=YEAR)
    )  # fmt: skip
    session.add(Municipality(code=OTHER_MUNICIPALITY, name="Elders", areas_version=next(_versions)))
    for number, code in enumerate(BUURTEN):
        _add_area(session, code, "buurt", _wijk_of(code), number, number + 1)
    for number, code in enumerate(WIJKEN):
        _add_area(session, code, "wijk", code, number * 2, number * 2 + 2)
    for role in ROLES:
        town.users[role] = add_user(session, role, [role], areas=[MUNICIPALITY])
    session.add(Team(municipality=MUNICIPALITY, code="boa", name="BOA's"))
    session.add(Team(municipality=MUNICIPALITY, code="openbare-ruimte", name="Openbare ruimte"))
    session.flush()
    session.add(
        TeamMember(municipality=MUNICIPALITY, team_code="boa", user_id=town.users["boa"].id)
    )
    catalogue.load_shipped(session, MUNICIPALITY)
    session.commit()
    return town


def add_user(
    session: Session,
    name: str,
    roles: list[str],
    *,
    areas: list[str] | None = None,
    municipality: str = MUNICIPALITY,
    sensitive: bool = False,
    user_id: UUID | None = None,
) -> User:
    """A person with the password PASSWORD and ``{name}@voorbeeldstad.example``."""
    user = User(
        id=user_id or uuid4(),
        municipality=municipality,
        email=f"{name}@voorbeeldstad.example",
        name=name.capitalize(),
        password_hash=_HASH,
        roles=roles,
        areas=areas or [],
        may_see_sensitive=sensitive,
        created_at=utc_now(),
    )
    session.add(user)
    session.flush()
    return user


def square(first: int, last: int) -> Polygon:
    """Buurten ``first`` up to (not with) ``last`` as one rectangle, lon/lat."""
    rd = box(WEST + first * SIDE, SOUTH, WEST + last * SIDE, SOUTH + SIDE)
    found = geo.reproject(rd, geo.RD, f"EPSG:{geo.SRID}")
    assert isinstance(found, Polygon)
    return found


def _wijk_of(buurt: str) -> str:
    return f"WK{buurt[2:8]}"


def _add_area(session: Session, code: str, level: str, wijk: str, first: int, last: int) -> None:
    cells = [
        geo.cell_at_rd(WEST + x * 100 + 50, SOUTH + y * 100 + 50)
        for x in range(first * 5, last * 5)
        for y in range(5)
    ]
    session.add(
        Area(
            municipality=MUNICIPALITY,
            code=code,
            year=YEAR,
            level=level,
            name=f"{level.capitalize()} {code[-2:]}",
            wijk_code=wijk,
            inhabitants=1000,
            area_m2=float((last - first) * SIDE * SIDE),
            cell_count=len(cells),
            geometry=from_shape(MultiPolygon([square(first, last)]), srid=4326),
        )
    )
    if level == "buurt":
        for cell in cells:
            session.add(AreaCell(municipality=MUNICIPALITY, year=YEAR, area_code=code, cell=cell))


def try_to_sign_in(
    session: Session, email: str, password: str, address: str, now: datetime | None = None
) -> access.SignIn:
    """As from a form, in a session that is committed by who calls."""
    return access.sign_in(session, lambda: session, email, password, address, now)
