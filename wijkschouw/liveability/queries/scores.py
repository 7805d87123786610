"""Scores of areas, by quarter and theme."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func
from sqlmodel import Session, col, select

from wijkschouw.areas.models import Municipality
from wijkschouw.liveability.models import Score
from wijkschouw.liveability.queries.parts import insert_rows


def replace(session: Session, municipality: str, period: str, rows: list[dict[str, Any]]) -> None:
    """All scores of one quarter."""
    session.execute(
        delete(Score).where(col(Score.municipality) == municipality, col(Score.period) == period)
    )
    insert_rows(session, Score, rows)


def of_level(
    session: Session, municipality: str, period: str, level: str, theme: str
) -> dict[str, Score]:
    """By area code."""
    rows = session.exec(
        select(Score).where(
            Score.municipality == municipality,
            Score.period == period,
            Score.level == level,
            Score.theme == theme,
        )
    )
    return {row.area_code: row for row in rows}


def of_area(session: Session, municipality: str, level: str, area: str) -> list[Score]:
    """All quarters and themes of one area, oldest first."""
    rows = session.exec(
        select(Score)
        .where(Score.municipality == municipality, Score.level == level, Score.area_code == area)
        .order_by(Score.period, Score.theme)
    )
    return list(rows)


def computed_at(
    session: Session, municipality: str, period: str, level: str, theme: str
) -> datetime | None:
    """When the scores of a map were made; None where there are none."""
    return session.execute(
        select(func.max(Score.computed_at)).where(
            col(Score.municipality) == municipality,
            col(Score.period) == period,
            col(Score.level) == level,
            col(Score.theme) == theme,
        )
    ).scalar_one()


def periods(session: Session, municipality: str) -> list[str]:
    rows = session.exec(
        select(Score.period)
        .where(Score.municipality == municipality, Score.level == "gemeente")
        .distinct()
        .order_by(Score.period)
    )
    return list(rows)


def municipalities_without(session: Session, period: str) -> list[str]:
    """Municipalities that have scores, but none for this quarter: it has just begun."""
    scored = select(Score.area_code).where(
        col(Score.municipality) == col(Municipality.code), col(Score.level) == "gemeente"
    )
    rows = session.exec(
        select(Municipality.code).where(
            exists(scored), ~exists(scored.where(col(Score.period) == period))
        )
    )
    return list(rows)
