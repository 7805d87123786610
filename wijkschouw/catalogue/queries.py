"""SQL of the catalogue."""

from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from wijkschouw.catalogue.models import CatalogueVersion
from wijkschouw.db import insert_new


def newest_version(session: Session, municipality: str) -> int | None:
    """The highest version number of a municipality; None without a catalogue."""
    return session.exec(
        select(func.max(CatalogueVersion.version)).where(
            CatalogueVersion.municipality == municipality
        )
    ).one()


def versions(session: Session, municipality: str) -> list[int]:
    """All version numbers, newest first."""
    return list(
        session.exec(
            select(CatalogueVersion.version)
            .where(CatalogueVersion.municipality == municipality)
            .order_by(col(CatalogueVersion.version).desc())
        )
    )


def version_row(session: Session, municipality: str, version: int) -> CatalogueVersion | None:
    """One version as it was loaded."""
    return session.get(CatalogueVersion, (municipality, version))


def insert_version(
    session: Session,
    municipality: str,
    version: int,
    content: dict[str, Any],
    digest: str,
    now: datetime,
) -> bool:
    """False when that version is there already."""
    values = {
        "municipality": municipality,
        "version": version,
        "content": content,
        "digest": digest,
        "loaded_at": now,
    }
    return insert_new(session, CatalogueVersion, values)
