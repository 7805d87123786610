import statistics
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkschouw.perceptions.rules import Tally, figure_of, quarter_bounds, together


def tally(figures):
    return Tally(len(figures), float(sum(figures)), float(sum(f * f for f in figures)))


def test_fewer_than_three_have_no_mean():
    assert figure_of(tally([5, 6])).mean is None
    assert figure_of(tally([])).count == 0


def test_three_have_a_mean_with_students_interval():
    figure = figure_of(tally([6, 7, 8]))
    assert figure.mean == 7
    margin = 4.303 * 1 / 3**0.5
    assert figure.low == pytest.approx(7 - margin)
    assert figure.high == pytest.approx(7 + margin)


@given(st.lists(st.integers(1, 10), min_size=3, max_size=60))
def test_the_interval_lies_on_the_scale_around_the_mean(figures):
    figure = figure_of(tally(figures))
    assert figure.mean == pytest.approx(statistics.mean(figures))
    assert 1 <= figure.low <= figure.mean + 1e-9
    assert figure.mean - 1e-9 <= figure.high <= 10


@given(st.lists(st.lists(st.integers(1, 10)), max_size=5))
def test_areas_together_are_as_if_they_were_one(groups):
    flat = [figure for group in groups for figure in group]
    assert together(tally(group) for group in groups) == tally(flat)


def test_quarters_touch_each_other():
    assert quarter_bounds("2026-Q4") == (
        datetime(2026, 10, 1, tzinfo=UTC),
        datetime(2027, 1, 1, tzinfo=UTC),
    )
    assert quarter_bounds("2026-Q1")[1] == quarter_bounds("2026-Q2")[0]
