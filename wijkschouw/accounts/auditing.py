"""The audit log: who did what with which object. Append-only."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from wijkschouw.accounts import queries
from wijkschouw.accounts.models import AuditEntry
from wijkschouw.db import utc_now


def audit(
    session: Session,
    municipality: str,
    user_id: UUID | None,
    action: str,
    about: str = "",
    *,
    result: str = "ok",
    **details: Any,
) -> None:
    """Append who did what with which object. ``about`` names it as ``kind:id``; ``details`` hold
    no texts that people wrote."""
    session.add(
        AuditEntry(
            municipality=municipality,
            at=utc_now(),
            user_id=user_id,
            action=action,
            object=about,
            result=result,
            details=details,
        )
    )


def history_of(
    session: Session, municipality: str, about: str, limit: int = 20
) -> list[AuditEntry]:
    """The newest entries of the audit log about one object."""
    return queries.audit_entries(session, municipality, about, limit)
