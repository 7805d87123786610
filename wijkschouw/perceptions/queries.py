"""All SQL about perceptions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from wijkschouw.db import insert_new_many
from wijkschouw.perceptions.models import Perception
from wijkschouw.perceptions.rules import Tally


def insert_all(session: Session, rows: list[dict[str, Any]]) -> set[UUID]:
    """The ids that were new."""
    return insert_new_many(session, Perception, sorted(rows, key=lambda row: row["id"].int))


def by_ids(session: Session, ids: Sequence[UUID]) -> dict[UUID, Perception]:
    """Whatever is stored under these ids, of any municipality."""
    if not ids:
        return {}
    rows = session.exec(select(Perception).where(col(Perception.id).in_(ids)))
    return {row.id: row for row in rows}


def tallies(
    session: Session, municipality: str, since: datetime | None, until: datetime | None
) -> dict[str, Tally]:
    """Sums per buurt over a period."""
    figure = col(Perception.figure)
    query = (
        select(Perception.area_code, func.count(), func.sum(figure), func.sum(figure * figure))
        .where(Perception.municipality == municipality, col(Perception.area_code).is_not(None))
        .group_by(col(Perception.area_code))
    )
    if since is not None:
        query = query.where(Perception.felt_at >= since)
    if until is not None:
        query = query.where(Perception.felt_at < until)
    return {
        str(area): Tally(int(count), float(total), float(squares))
        for area, count, total, squares in session.exec(query)
    }
