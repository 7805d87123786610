"""The estimate against numbers worked by hand, and what must hold whatever the readings."""

from __future__ import annotations

from dataclasses import astuple
from math import inf, nan, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkschouw.liveability.fitting import paule_mandel
from wijkschouw.liveability.rules import Reading, estimate, grade_of


def cells_around(area: str, mean: float, **more: object) -> list[Reading]:
    """Five cells, mean as given, sum of squares 8."""
    values = [mean - 2, mean, mean, mean, mean + 2]
    return [Reading(area, f"c{i}", v, **more) for i, v in enumerate(values)]  # type: ignore[arg-type]


FOUR = [r for a, m in {"a": 4.0, "b": 6.0, "c": 6.0, "d": 8.0}.items() for r in cells_around(a, m)]
N = {"a": 20, "b": 20, "c": 20, "d": 20}


def test_four_equal_buurten_come_out_as_worked_by_hand() -> None:
    # s²_pool = 32/16 = 2, own = (8 + 5·2)/(4 + 5) = 2, σ²_w = 0.35·2 = 0.7 (no second visits)
    # v = 0.75·2/5 + 0.25·0.7/5 = 0.335; spread of the means 8/3, so τ² = 8/3 − 0.335
    # B = 0.335 / (8/3) = 0.125625
    # score = 0.125625·6 + 0.874375·4 = 4.25125
    # variance = 0.874375·0.335 + B²·(8/3)/4 + 2·B²·4/1 = 0.4296903
    found = estimate(N, FOUR)["a"]
    assert found.raw == pytest.approx(4.0)
    assert found.score == pytest.approx(4.25125, abs=1e-9)
    variance = 0.874375 * 0.335 + 0.125625**2 * (8 / 12) + 2 * 0.125625**2 * 4
    assert found.low == pytest.approx(4.25125 - 1.96 * sqrt(variance), abs=1e-9)
    assert found.high == pytest.approx(4.25125 + 1.96 * sqrt(variance), abs=1e-9)
    assert (found.cells_seen, found.cells_total, found.visits, found.coverage) == (5, 20, 5, 0.25)
    assert found.grade == "onvoldoende"


def test_with_three_buurten_the_doubt_about_the_spread_is_left_out() -> None:
    # means 4, 6, 8: spread 4, v = 0.335, τ² = 3.665, B = 0.08375
    found = estimate(N, [r for r in FOUR if r.area != "c"])["a"]
    assert found.score == pytest.approx(0.08375 * 6 + 0.91625 * 4, abs=1e-9)
    variance = 0.91625 * 0.335 + 0.08375**2 * 4 / 3
    assert found.high is not None
    assert found.score is not None
    assert found.high - found.score == pytest.approx(1.96 * sqrt(variance), abs=1e-9)


def test_a_lucky_clean_draw_is_drawn_to_the_mean_like_any_other() -> None:
    # a: five times 10; b: 2, 4, 6, 8, 10; c: five times 4; all N = 20, so s²_pool = 40/12
    # For the pull the municipality's variance counts for 30: a and c (0 + 30·pool)/34 = 100/34,
    # b (40 + 100)/34; σ²_w = 0.35·pool; by its own variance a would be drawn half as far as b.
    values = {"a": [10] * 5, "b": [2, 4, 6, 8, 10], "c": [4] * 5}
    readings = [
        Reading(area, f"c{i}", float(v)) for area, vs in values.items() for i, v in enumerate(vs)
    ]
    found = estimate({"a": 20, "b": 20, "c": 20}, readings)
    pool = 40 / 12
    steady = {a: 0.15 * own + 0.05 * 0.35 * pool for a, own in
              {"a": 100 / 34, "b": 140 / 34, "c": 100 / 34}.items()}  # fmt: skip
    between = paule_mandel([(10.0, steady["a"]), (6.0, steady["b"]), (4.0, steady["c"])])
    weights = {a: 1 / (v + between) for a, v in steady.items()}
    mean = (10 * weights["a"] + 6 * weights["b"] + 4 * weights["c"]) / sum(weights.values())
    pull = steady["a"] * weights["a"]
    assert found["a"].score == pytest.approx(pull * mean + (1 - pull) * 10, abs=1e-9)


@pytest.mark.parametrize("kept", ["a", "ad"])
def test_one_or_two_buurten_are_not_shrunk(kept: str) -> None:
    found = estimate(N, [r for r in FOUR if r.area in kept])["a"]
    assert found.score == found.raw == 4.0
    assert found.high == pytest.approx(4.0 + 1.96 * sqrt(0.335))


def test_second_visits_enter_the_variance_between_visits() -> None:
    # one buurt seen whole, N = 5: v = σ²_w / K. Cell 0 seen as 10 and 6: mean 8, scatter 8, 1 df.
    # means 8, 8, 8, 6, 10 → s²_pool = 8/4 = 2; σ²_w = (8 + 10·0.7)/(1 + 10) = 15/11; K = 6
    values = [(0, 10), (0, 6), (1, 8), (2, 8), (3, 6), (4, 10)]
    found = estimate({"a": 5}, [Reading("a", f"c{c}", v) for c, v in values])["a"]
    assert found.score == 8.0
    assert found.low == pytest.approx(8 - 1.96 * sqrt(15 / 11 / 6))
    assert found.visits == 6


def test_an_old_reading_weighs_less_in_its_cell() -> None:
    readings = [Reading("a", "c", 10, 0.5), Reading("a", "c", 4, 1.0)]
    assert estimate({"a": 1}, readings)["a"].raw == pytest.approx(6.0)


def test_a_cell_visited_often_counts_as_one_cell() -> None:
    often = [Reading("a", "bad", 2)] * 50 + [Reading("a", f"good{i}", 10) for i in range(4)]
    assert estimate({"a": 5}, often)["a"].raw == pytest.approx(8.4)


def test_ten_thousand_readings_in_one_cell_remain_one_cell() -> None:
    found = estimate({"a": 100}, [Reading("a", "c", 2)] * 10_000)["a"]
    assert (found.cells_seen, found.visits, found.grade) == (1, 10_000, None)


def test_where_nobody_walked_there_is_no_score() -> None:
    found = estimate({"z": 40, **N}, FOUR)["z"]
    assert astuple(found) == (None, None, None, None, 0, 40, 0, 0.0, None)


def test_a_municipality_without_any_round_has_areas_without_score() -> None:
    assert {a: e.score for a, e in estimate(N, []).items()} == dict.fromkeys(N)


def test_no_areas_and_no_readings_give_nothing() -> None:
    assert estimate({}, []) == {}


def test_five_drawn_cells_push_the_free_ones_aside() -> None:
    drawn = [Reading("a", f"d{i}", 8, drawn=True) for i in range(5)]
    free = [Reading("a", f"f{i}", 2, drawn=False) for i in range(20)]
    found = estimate({"a": 100}, drawn + free)["a"]
    assert (found.raw, found.cells_seen, found.visits) == (8.0, 5, 5)


def test_four_drawn_cells_do_not_suffice() -> None:
    drawn = [Reading("a", f"d{i}", 8, drawn=True) for i in range(4)]
    free = [Reading("a", f"f{i}", 2, drawn=False) for i in range(4)]
    assert estimate({"a": 100}, drawn + free)["a"].raw == 5.0


def test_a_free_look_at_a_drawn_cell_is_left_out_too() -> None:
    drawn = [Reading("a", f"d{i}", 8, drawn=True) for i in range(5)]
    assert estimate({"a": 9}, [*drawn, Reading("a", "d0", 2, drawn=False)])["a"].raw == 8.0


def test_all_spotless_is_not_certainty_about_what_was_not_seen() -> None:
    some = estimate({"a": 100}, [Reading("a", f"c{i}", 10) for i in range(5)])["a"]
    assert some.low is not None
    assert some.low < 9.5


@pytest.mark.parametrize(
    ("seen", "total", "named"),
    [(4, 4, True), (4, 5, False), (5, 50, True), (5, 51, False), (1, 1, True)],
)
def test_a_class_is_named_only_where_enough_was_seen(seen: int, total: int, named: bool) -> None:
    readings = [Reading("a", f"c{i}", 8) for i in range(seen)]
    assert (estimate({"a": total}, readings)["a"].grade is not None) is named


def test_a_wide_interval_names_no_class() -> None:
    values = [2, 10, 2, 10, 6]
    found = estimate({"a": 50}, [Reading("a", f"c{i}", v) for i, v in enumerate(values)])["a"]
    assert found.high - found.low > 4  # type: ignore[operator]
    assert found.grade is None


def test_more_cells_seen_than_counted_is_all_of_them() -> None:
    found = estimate({"a": 3}, [Reading("a", f"c{i}", 8) for i in range(5)])["a"]
    assert (found.cells_total, found.coverage) == (5, 1.0)


def test_an_area_that_is_not_counted_is_scored_by_its_cells() -> None:
    assert estimate({}, [Reading("new", "c", 8)])["new"].cells_total == 1


@pytest.mark.parametrize(
    ("score", "name"),
    [
        (3.99, "zeer onvoldoende"),
        (4, "onvoldoende"),
        (5.5, "voldoende"),
        (6.5, "ruim voldoende"),
        (7.5, "goed"),
        (8.5, "zeer goed"),
        (10, "zeer goed"),
    ],
)
def test_classes_have_fixed_bounds(score: float, name: str) -> None:
    assert grade_of(score) == name


@pytest.mark.parametrize(
    "bad",
    [
        Reading("a", "c", 0),
        Reading("a", "c", 11),
        Reading("a", "c", nan),
        Reading("a", "c", 5, -1),
        Reading("a", "c", 5, nan),
        Reading("a", "c", 5, inf),
    ],
)
def test_impossible_readings_are_refused(bad: Reading) -> None:
    with pytest.raises(ValueError, match="is not"):
        estimate({"a": 1}, [bad])


def test_a_reading_without_weight_says_nothing() -> None:
    assert estimate({"a": 2}, [Reading("a", "c", 5, 0.0)])["a"].score is None


def test_the_spread_between_areas_solves_its_equation() -> None:
    levels = [(4.0, 0.2), (6.0, 1.0), (7.0, 0.1), (9.0, 2.0)]
    spread = paule_mandel(levels)
    weights = [1 / (v + spread) for _, v in levels]
    mean = sum(w * y for w, (y, _) in zip(weights, levels, strict=True)) / sum(weights)
    sum_of_squares = sum(w * (y - mean) ** 2 for w, (y, _) in zip(weights, levels, strict=True))
    assert sum_of_squares == pytest.approx(3.0)


def test_areas_that_differ_less_than_chance_have_no_spread() -> None:
    assert paule_mandel([(6.0, 1.0), (6.1, 1.0), (5.9, 1.0)]) == 0.0


readings = st.lists(
    st.builds(
        Reading,
        area=st.sampled_from("abcdefg"),
        cell=st.sampled_from([f"c{i}" for i in range(8)]),
        value=st.sampled_from([2.0, 4.0, 6.0, 8.0, 10.0]),
        weight=st.floats(0.001, 1.0),
        drawn=st.booleans(),
    ),
    max_size=80,
)


@settings(max_examples=150, deadline=None)
@given(readings=readings, order=st.randoms(use_true_random=False))
def test_the_order_of_the_readings_does_not_matter(readings: list[Reading], order) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(readings)
    order.shuffle(shuffled)
    assert estimate(N, shuffled) == estimate(N, readings)


@settings(max_examples=150, deadline=None)
@given(readings=readings, cells=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30)))
def test_a_score_lies_in_its_interval_and_the_interval_on_the_scale(
    readings: list[Reading], cells: dict[str, int]
) -> None:
    found = estimate(cells, readings)
    assert set(found) == set(cells) | {r.area for r in readings}
    for one in found.values():
        assert 0 <= one.coverage <= 1
        if one.cells_seen:
            assert one.low is not None
            assert 1 <= one.low <= one.score <= one.high <= 10  # type: ignore[operator]
