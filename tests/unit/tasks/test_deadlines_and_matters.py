"""Working days, and which observations are one matter."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wijkschouw.tasks.rules import (
    Near,
    Place,
    State,
    add_working_days,
    is_overdue,
    is_working_day,
    same_matter,
    working_days_between,
)

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_weekends_and_dutch_holidays_are_no_working_days() -> None:
    assert is_working_day(date(2026, 11, 27))
    assert not is_working_day(date(2026, 11, 28))
    assert not is_working_day(date(2026, 12, 25))
    assert not is_working_day(date(2026, 4, 27))  # King's day
    assert not is_working_day(date(2026, 4, 6))  # Easter Monday


def test_a_deadline_jumps_over_christmas_and_the_weekend() -> None:
    # Thursday; Friday and Saturday are Christmas, then a Sunday.
    assert add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert add_working_days(date(2026, 12, 24), 5) == date(2027, 1, 4)


def test_no_days_from_a_saturday_is_the_monday() -> None:
    assert add_working_days(date(2026, 11, 28), 0) == date(2026, 11, 30)


@given(DAYS, st.integers(0, 40))
def test_adding_and_counting_working_days_agree(start: date, days: int) -> None:
    first = add_working_days(start, 0)
    end = add_working_days(start, days)
    assert is_working_day(end)
    assert working_days_between(first, end) == days
    assert working_days_between(end, first) == -days


def test_a_task_is_overdue_after_its_day_while_it_waits_for_us() -> None:
    due = date(2026, 11, 26)
    assert is_overdue(State.ASSIGNED, due, date(2026, 11, 27))
    assert not is_overdue(State.ASSIGNED, due, due)
    assert not is_overdue(State.HANDLED, due, date(2026, 11, 27))
    assert not is_overdue(State.FORWARDED, due, date(2026, 11, 27))
    assert not is_overdue(State.ASSIGNED, None, date(2026, 11, 27))


def _seen(category: str = "zwerfafval", metres: float = 0, days: float = 0) -> Place:
    return Place(category, 5.62, 52.345 + metres / 111_200, NOON + timedelta(days=days))


def test_one_matter_is_one_category_within_radius_and_period() -> None:
    near = Near(radius_m=25, days=14)
    assert same_matter(_seen(), _seen(metres=20, days=-13), near)
    assert not same_matter(_seen(), _seen(metres=30), near)
    assert not same_matter(_seen(), _seen(days=15), near)
    assert not same_matter(_seen(), _seen(category="dumping"), near)
