"""How long a municipality keeps what."""

from sqlmodel import Session, select

from wijkschouw.areas.models import Municipality
from wijkschouw.privacy.models import RetentionSetting


def municipalities(session: Session) -> list[str]:
    """Codes of all tenants."""
    return list(session.exec(select(Municipality.code).order_by(Municipality.code)))


def chosen_days(session: Session, municipality: str) -> dict[str, int]:
    """The terms that a municipality chose, by kind."""
    rows = session.exec(
        select(RetentionSetting.kind, RetentionSetting.days).where(
            RetentionSetting.municipality == municipality
        )
    )
    return {kind: days for kind, days in rows}  # noqa: C416 - rows are no tuples for mypy


def save_setting(session: Session, setting: RetentionSetting) -> None:
    """Keep a chosen term."""
    session.merge(setting)
