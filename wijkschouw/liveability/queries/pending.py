"""What waits to be computed: rounds, and quarters of a municipality."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from wijkschouw.db import insert_new
from wijkschouw.liveability.models import PendingPeriod, PendingRound


def add_round(session: Session, municipality: str, round_id: UUID, now: datetime) -> None:
    session.add(PendingRound(municipality=municipality, round_id=round_id, marked_at=now))


def take_rounds(session: Session, limit: int) -> list[PendingRound]:
    """The oldest ones; two workers at once take different ones."""
    rows = session.exec(
        select(PendingRound)
        .order_by(col(PendingRound.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(rows)


def delete_rounds(session: Session, ids: Sequence[int | None]) -> None:
    session.execute(delete(PendingRound).where(col(PendingRound.id).in_(ids)))


def mark_period(session: Session, municipality: str, period: str, now: datetime) -> None:
    """Scores are to be made again from this quarter on. Locks the row until the commit."""
    again = (
        update(PendingPeriod)
        .where(col(PendingPeriod.municipality) == municipality, col(PendingPeriod.period) == period)
        .values(marked_at=now)
    )
    values = {"municipality": municipality, "period": period, "marked_at": now}
    marked = session.execute(again.returning(col(PendingPeriod.period))).all()
    if not marked and not insert_new(session, PendingPeriod, values):
        session.execute(again)


def periods(session: Session) -> list[PendingPeriod]:
    rows = session.exec(
        select(PendingPeriod).order_by(PendingPeriod.municipality, PendingPeriod.period)
    )
    return list(rows)


def delete_period(session: Session, done: PendingPeriod) -> None:
    """Unless it was marked again meanwhile: then it stays for the next turn."""
    session.execute(
        delete(PendingPeriod).where(
            col(PendingPeriod.municipality) == done.municipality,
            col(PendingPeriod.period) == done.period,
            col(PendingPeriod.marked_at) == done.marked_at,
        )
    )
