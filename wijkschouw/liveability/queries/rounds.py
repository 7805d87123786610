"""What a round says about places: what readings are made of."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from wijkschouw.catalogue.models import CatalogueVersion
from wijkschouw.observations.models import Observation
from wijkschouw.rounds.models import Round, RoundCell


class RoundBasis(NamedTuple):
    """What a round's readings depend on, apart from its cells and findings."""

    template: str
    started_at: datetime
    drawn_cells: Sequence[str]


def basis(session: Session, municipality: str, round_id: UUID) -> RoundBasis | None:
    """None while the round itself has not arrived (its observations may come first)."""
    row = session.exec(
        select(Round.template, Round.started_at, Round.drawn_cells).where(
            Round.id == round_id, Round.municipality == municipality
        )
    ).first()
    return RoundBasis(*row) if row else None


def seen_cells(session: Session, municipality: str, round_id: UUID) -> list[tuple[str, str, bool]]:
    """(area, cell, drawn) of a round."""
    rows = session.exec(
        select(RoundCell.area_code, RoundCell.cell, RoundCell.drawn).where(
            RoundCell.municipality == municipality, RoundCell.round_id == round_id
        )
    )
    return [(area, cell, drawn) for area, cell, drawn in rows]


def findings(
    session: Session, municipality: str, round_id: UUID
) -> list[tuple[str, str, str, str]]:
    """(area, cell, theme, level) of a round's observations that were not withdrawn."""
    rows = session.exec(
        select(Observation.area_code, Observation.cell, Observation.theme, Observation.level).where(
            Observation.municipality == municipality,
            Observation.round_id == round_id,
            col(Observation.area_code).is_not(None),
            col(Observation.withdrawn_at).is_(None),
        )
    )
    return [(str(area), cell, theme, level) for area, cell, theme, level in rows]


def catalogue_version_at(session: Session, municipality: str, moment: datetime) -> int | None:
    """The version in force at a moment; the oldest one for what came before it."""
    rows = session.exec(
        select(CatalogueVersion.version, CatalogueVersion.loaded_at)
        .where(CatalogueVersion.municipality == municipality)
        .order_by(col(CatalogueVersion.version))
    ).all()
    known = [version for version, loaded_at in rows if loaded_at <= moment]
    return known[-1] if known else (rows[0][0] if rows else None)


def ids(session: Session, municipality: str) -> list[UUID]:
    return list(session.exec(select(Round.id).where(Round.municipality == municipality)))
