"""All SQL of the oversight pages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, distinct, func
from sqlmodel import Session, col, select

from wijkschouw.liveability.models import LiveabilitySettings
from wijkschouw.observations.models import Observation, ObservationChange
from wijkschouw.rounds.models import Round, RoundCell


def cell_visits(
    session: Session, municipality: str, start: datetime, end: datetime
) -> dict[str, tuple[int, int, int]]:
    """By buurt: visits of cells, different cells, visits of drawn cells."""
    drawn = case((col(RoundCell.drawn).is_(True), 1), else_=0)
    rows = session.execute(
        select(
            RoundCell.area_code,
            func.count(),
            func.count(distinct(col(RoundCell.cell))),
            func.sum(drawn),
        )
        .where(
            col(RoundCell.municipality) == municipality,
            col(RoundCell.seen_at) >= start,
            col(RoundCell.seen_at) < end,
        )
        .group_by(col(RoundCell.area_code))
    )
    return {
        code: (int(visits), int(cells), int(chosen or 0)) for code, visits, cells, chosen in rows
    }


def round_starts(
    session: Session, municipality: str, start: datetime, end: datetime
) -> Sequence[tuple[str, datetime]]:
    """Each round with each buurt that it saw something of, and when it began."""
    rows = session.execute(
        select(RoundCell.area_code, Round.started_at)
        .join(Round, col(Round.id) == col(RoundCell.round_id))
        .where(
            col(RoundCell.municipality) == municipality,
            col(RoundCell.seen_at) >= start,
            col(RoundCell.seen_at) < end,
        )
        .group_by(col(RoundCell.area_code), col(Round.id), col(Round.started_at))
    )
    return [(code, began) for code, began in rows]


def changes(
    session: Session, municipality: str, start: datetime, end: datetime, limit: int
) -> Sequence[tuple[ObservationChange, Observation]]:
    """Corrections and withdrawals, newest first."""
    rows = session.execute(
        select(ObservationChange, Observation)
        .join(Observation, col(Observation.id) == col(ObservationChange.observation_id))
        .where(
            col(ObservationChange.municipality) == municipality,
            col(ObservationChange.at) >= start,
            col(ObservationChange.at) < end,
        )
        .order_by(col(ObservationChange.at).desc())
        .limit(limit)
    )
    return [(change, observation) for change, observation in rows]


def settings_versions(session: Session, municipality: str) -> list[LiveabilitySettings]:
    """Every choice about the scores, newest first."""
    return list(
        session.exec(
            select(LiveabilitySettings)
            .where(LiveabilitySettings.municipality == municipality)
            .order_by(col(LiveabilitySettings.version).desc())
        )
    )
