"""All SQL about municipalities, areas and their cells."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from wijkschouw.areas.models import Area, AreaCell, Municipality
from wijkschouw.db import insert_many

# PostgreSQL takes 65,535 parameters in a statement and SQLite 32,766; a cell has four.
CELLS_PER_STATEMENT = 5_000


class Version(NamedTuple):
    """What caches of a municipality's areas are keyed on."""

    number: int
    year: int | None


# Asked with every observation: putting the statement together would cost more than asking it.
_VERSION = select(Municipality.areas_version, Municipality.area_year).where(
    Municipality.code == bindparam("code")
)


def version(session: Session, municipality: str) -> Version | None:
    """The present version of a municipality's areas, None for an unknown municipality."""
    row = session.execute(_VERSION, {"code": municipality}).first()
    return Version(*row) if row else None


def municipality_name(session: Session, code: str) -> str | None:
    found = session.get(Municipality, code)
    return found.name if found else None


def municipality_for_update(session: Session, code: str) -> Municipality | None:
    """The row, locked until the transaction ends: two imports at once go one after the other."""
    return session.get(Municipality, code, with_for_update=True)


def municipalities(session: Session) -> list[Municipality]:
    return list(session.exec(select(Municipality).order_by(Municipality.code)))


def areas_of_year(session: Session, municipality: str, year: int) -> list[Area]:
    """All areas of a year, the withdrawn ones too."""
    wanted = select(Area).where(Area.municipality == municipality, Area.year == year)
    return list(session.exec(wanted.order_by(Area.code)))


def present_areas(session: Session, municipality: str, year: int) -> list[Area]:
    """The areas of a year that were not withdrawn, by code."""
    wanted = select(Area).where(
        Area.municipality == municipality, Area.year == year, col(Area.withdrawn_at).is_(None)
    )
    return list(session.exec(wanted.order_by(Area.code)))


def wijk_names(session: Session, municipality: str) -> dict[str, str]:
    """The latest name of every wijk that ever was, by code."""
    rows = session.exec(
        select(Area.code, Area.name)
        .where(Area.municipality == municipality, Area.level == "wijk")
        .order_by(col(Area.year))
    )
    return dict(rows.all())


def cells(session: Session, municipality: str, year: int) -> list[tuple[str, str]]:
    """(buurt, cell) of all buurten, sorted."""
    rows = session.exec(
        select(AreaCell.area_code, AreaCell.cell)
        .where(AreaCell.municipality == municipality, AreaCell.year == year)
        .order_by(AreaCell.area_code, AreaCell.cell)
    )
    return [(code, cell) for code, cell in rows]


def replace_cells(
    session: Session, municipality: str, year: int, code: str, names: Collection[str]
) -> None:
    """Store the cells of one buurt in place of those it had."""
    session.execute(
        delete(AreaCell).where(
            col(AreaCell.municipality) == municipality,
            col(AreaCell.year) == year,
            col(AreaCell.area_code) == code,
        )
    )
    rows = [
        {"municipality": municipality, "year": year, "area_code": code, "cell": name}
        for name in names
    ]
    for start in range(0, len(rows), CELLS_PER_STATEMENT):
        insert_many(session, AreaCell, rows[start : start + CELLS_PER_STATEMENT])
