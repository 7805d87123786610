"""Quarters: what a score is about. '2026-Q4' runs to midnight in Amsterdam after 31 December."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

CIVIL = ZoneInfo("Europe/Amsterdam")
_NAME = re.compile(r"(20\d\d)-Q([1-4])", re.ASCII)


def is_period(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def period_of(moment: datetime) -> str:
    """The quarter of an aware moment, by the calendar in the street."""
    local = moment.astimezone(CIVIL)
    return f"{local.year}-Q{(local.month + 2) // 3}"


def start_of(period: str) -> datetime:
    """First moment, UTC. ValueError if it is no period."""
    year, quarter = _parts(period)
    return datetime(year, 3 * quarter - 2, 1, tzinfo=CIVIL).astimezone(UTC)


def end_of(period: str) -> datetime:
    """First moment after it, UTC."""
    return start_of(shifted(period, 1))


def shifted(period: str, quarters: int) -> str:
    year, quarter = _parts(period)
    count = 4 * year + quarter - 1 + quarters
    return f"{count // 4}-Q{count % 4 + 1}"


def between(first: str, last: str) -> list[str]:
    """All periods from first up to and with last; empty when last is earlier."""
    periods = []
    while first <= last:
        periods.append(first)
        first = shifted(first, 1)
    return periods


def weight_at(moment: datetime, period: str, half_life_days: float) -> float:
    """Weight of a reading at the period's end: 1 when fresh, 0.5 after a half-life."""
    age = (end_of(period) - moment.astimezone(UTC)) / timedelta(days=1)
    return float(0.5 ** (max(age, 0.0) / half_life_days))


def _parts(period: str) -> tuple[int, int]:
    found = _NAME.fullmatch(period)
    if found is None:
        raise ValueError(f"{period!r} is not a quarter such as 2026-Q4")
    return int(found[1]), int(found[2])
