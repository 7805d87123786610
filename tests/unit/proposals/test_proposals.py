"""How many cells more a buurt needs, and the weeks of a month."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkschouw.proposals import rules
from wijkschouw.proposals.rules import Standing


def standing(seen: int, half: float | None, total: int = 100, enough: bool = True) -> Standing:
    if half is None:
        return Standing("BU", "Buurt", total, seen)
    return Standing("BU", "Buurt", total, seen, 6.0, 6.0 - half, 6.0 + half, enough)


def test_four_times_the_cells_halve_the_interval() -> None:
    spread = rules.spread_of(standing(10, 1.0, 100_000))
    assert spread is not None
    assert 1 / ((1.0 / 2 / rules.Z95) ** 2 / spread) == pytest.approx(40, rel=0.01)
    assert rules.cells_needed(standing(10, 1.0, 100), 1.0, usual=1.0) == pytest.approx(31, abs=2)


def test_a_narrow_interval_needs_nothing() -> None:
    assert rules.propose([standing(50, 0.3)], 1.5, 12) == []


def test_a_buurt_where_nobody_walked_is_proposed_with_at_least_five_cells() -> None:
    (proposal,) = rules.propose([standing(0, None)], 4.0, 12)
    assert proposal.cells >= 5
    assert proposal.rounds == -(-proposal.cells // 12)


def test_the_least_work_comes_first() -> None:
    much, little = standing(10, 2.0, 400), standing(10, 0.8, 40)
    found = rules.propose([much, little], 1.0, 12)
    assert [p.standing for p in found] == [little, much]


def test_an_interval_cut_off_at_ten_is_judged_by_its_longer_side() -> None:
    assert Standing("BU", "B", 50, 10, 9.5, 8.0, 10.0).width == 3.0


@given(
    st.integers(1, 500),
    st.integers(0, 500),
    st.floats(0.05, 3),
    st.floats(0.5, 4),
    st.floats(0.1, 9),
)
def test_seeing_what_is_needed_brings_the_interval_below_the_width(
    total: int, seen: int, half: float, width: float, usual: float
) -> None:
    seen = min(seen, total)
    known = standing(seen, half, total) if seen else standing(0, None, total)
    needed = rules.cells_needed(known, width, usual)
    assert 1 <= needed <= total
    spread = rules.spread_of(known) or usual
    variance = spread * (1 - needed / total) / needed
    assert 2 * rules.Z95 * variance**0.5 <= width * 1.0001


def test_a_month_is_shown_in_whole_weeks() -> None:
    weeks = rules.weeks_of(date(2026, 11, 27))
    assert weeks[0][0] == date(2026, 10, 26)
    assert weeks[-1][-1] == date(2026, 12, 6)
    assert all(week[0].weekday() == 0 for week in weeks)


def test_months_go_on_over_the_turn_of_the_year() -> None:
    assert rules.next_month(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert rules.next_month(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert rules.month_of("2026-13", date(2026, 5, 9)) == date(2026, 5, 1)
