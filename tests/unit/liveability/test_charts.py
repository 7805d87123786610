"""Coordinates of the charts."""

import pytest
from shapely import box

from wijkschouw import geo
from wijkschouw.liveability import charts

FRAME = charts.Frame()


def test_a_better_score_is_higher_up() -> None:
    assert FRAME.y(10) == FRAME.top
    assert FRAME.y(1) == FRAME.base
    assert FRAME.y(8) < FRAME.y(4)


def test_a_quarter_without_a_score_breaks_the_line() -> None:
    figures = [
        ("2025-Q4", 5.0, 4.0, 6.0),
        ("2026-Q1", 6.0, 5.0, 7.0),
        ("2026-Q2", None, None, None),
        ("2026-Q3", 7.0, 6.0, 8.0),
        ("2026-Q4", 7.0, 6.0, 8.0),
    ]
    points = charts.trend(figures, FRAME)
    assert [p.y is None for p in points] == [False, False, True, False, False]
    assert len(charts.line(points)) == 2


def test_a_single_quarter_is_a_dot_without_a_line() -> None:
    assert charts.line(charts.trend([("2026-Q4", 5.0, 4.0, 6.0)], FRAME)) == []


def test_no_quarters_give_an_empty_chart() -> None:
    assert charts.trend([], FRAME) == []


def test_the_funnel_marks_what_chance_does_not_explain() -> None:
    limits = [(1, 3.0, 9.0), (10, 5.0, 7.0)]
    found = charts.funnel(6.0, [("a", 1, 4.0), ("b", 10, 4.0)], limits, "a", FRAME)
    assert [(code, outside, chosen) for code, _x, _y, outside, chosen in found.points] == [
        ("a", False, True),
        ("b", True, False),
    ]


@pytest.mark.parametrize("most", [1, 7, 33, 250, 4000])
def test_the_axis_has_few_round_marks(most: int) -> None:
    found = charts.funnel(6.0, [("a", most, 6.0)], [(1, 5.0, 7.0)], "a", FRAME)
    assert 2 <= len(found.ticks) <= 9


def test_the_coverage_map_has_north_above() -> None:
    outline = geo.reproject(box(170_000, 485_000, 170_200, 485_200), geo.RD, geo.WGS84)
    found = charts.coverage_map(outline, ["E1700N4850", "E1701N4851"])
    low, high = found.squares
    assert (low.x, high.x) == pytest.approx((0, 100), abs=2)
    assert high.y < low.y
    assert (found.width, found.height) == pytest.approx((200, 200), abs=3)
    assert len(found.outline) == 1
