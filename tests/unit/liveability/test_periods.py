"""Quarters by the calendar in the street."""

from datetime import UTC, datetime

import pytest

from wijkschouw.liveability import periods


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), "2026-Q1"),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), "2026-Q2"),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), "2026-Q1"),
        (datetime(2026, 11, 15, tzinfo=UTC), "2026-Q4"),
    ],
)
def test_a_moment_belongs_to_the_quarter_on_the_wall_calendar(
    moment: datetime, period: str
) -> None:
    assert periods.period_of(moment) == period
    assert periods.start_of(period) <= moment < periods.end_of(period)


@pytest.mark.parametrize("name", ["2026", "2026-Q0", "2026-Q5", "26-Q1", "2026-q1", "2026-Q1 ", ""])
def test_other_names_are_no_period(name: str) -> None:
    assert not periods.is_period(name)
    with pytest.raises(ValueError, match="quarter"):
        periods.end_of(name)


def test_periods_follow_each_other_over_the_year() -> None:
    assert periods.between("2025-Q3", "2026-Q2") == ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]
    assert periods.between("2026-Q2", "2026-Q1") == []
    assert periods.shifted("2026-Q1", -4) == "2025-Q1"


def test_a_reading_halves_in_a_half_life() -> None:
    end = periods.end_of("2026-Q1")
    assert periods.weight_at(end, "2026-Q1", 180) == 1.0
    assert periods.weight_at(datetime(2025, 10, 2, 22, tzinfo=UTC), "2026-Q1", 180) == 0.5
