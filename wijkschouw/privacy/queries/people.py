"""Where rows name or follow people: accounts, pseudonyms in their place, tracks without points."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from wijkschouw.accounts.models import User
from wijkschouw.observations.models import ObservationChange
from wijkschouw.photos.models import Photo
from wijkschouw.privacy.queries.kinds import OBSERVATION
from wijkschouw.rounds.models import Round, RoundPlan


def users(session: Session, ids: Sequence[UUID]) -> list[User]:
    """Accounts by id."""
    return list(session.exec(select(User).where(col(User.id).in_(ids))))


def active_users(session: Session, municipality: str) -> list[User]:
    """Open accounts."""
    return list(
        session.exec(
            select(User).where(User.municipality == municipality, col(User.active).is_(True))
        )
    )


def inspectors_of(session: Session, model: Any, ids: Sequence[UUID]) -> set[UUID]:
    """Who is named by some rows."""
    return set(session.execute(select(model.inspector_id).where(model.id.in_(ids))).scalars())


def rename(session: Session, model: Any, ids: Sequence[UUID], names: dict[UUID, UUID]) -> None:
    """Put pseudonyms for inspectors; devices, which point at a person as well, are dropped."""
    for user_id, stand_in in names.items():
        values: dict[str, Any] = {"inspector_id": stand_in}
        if hasattr(model, "device_id"):
            values["device_id"] = None
        session.execute(
            update(model).where(model.id.in_(ids), model.inspector_id == user_id).values(**values)
        )


def rename_owners(session: Session, ids: Sequence[UUID], names: dict[UUID, UUID]) -> None:
    """The same for the photos and the corrections of observations."""
    for user_id, stand_in in names.items():
        session.execute(
            update(Photo)
            .where(
                col(Photo.subject_kind) == OBSERVATION,
                col(Photo.subject_id).in_(ids),
                col(Photo.owner_id) == user_id,
            )
            .values(owner_id=stand_in)
        )
        session.execute(
            update(ObservationChange)
            .where(
                col(ObservationChange.observation_id).in_(ids),
                col(ObservationChange.user_id) == user_id,
            )
            .values(user_id=stand_in)
        )


def leave_plans(session: Session, municipality: str, before: datetime) -> None:
    """Planned rounds from before then no longer name who should have walked."""
    session.execute(
        update(RoundPlan)
        .where(
            col(RoundPlan.municipality) == municipality,
            col(RoundPlan.planned_on) < before.date(),
            col(RoundPlan.inspector_id).is_not(None),
        )
        .values(inspector_id=None)
    )


def clear_tracks(session: Session, ids: Sequence[UUID], now: datetime) -> None:
    """The points of tracks; their cells stay."""
    session.execute(
        update(Round).where(col(Round.id).in_(ids)).values(track=[], track_removed_at=now)
    )
