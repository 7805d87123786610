"""The choices that a municipality makes about its scores, each a version."""

from sqlmodel import Session, col, select

from wijkschouw.db import insert_new
from wijkschouw.liveability.models import LiveabilitySettings


def newest(session: Session, municipality: str) -> LiveabilitySettings | None:
    return session.exec(
        select(LiveabilitySettings)
        .where(LiveabilitySettings.municipality == municipality)
        .order_by(col(LiveabilitySettings.version).desc())
        .limit(1)
    ).first()


def insert(session: Session, choices: LiveabilitySettings) -> bool:
    """False when that version is there already."""
    return insert_new(session, LiveabilitySettings, choices.model_dump())
