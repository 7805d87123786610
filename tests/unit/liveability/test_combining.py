"""Wijk, municipality and total, against numbers worked by hand."""

from math import sqrt

import pytest

from wijkschouw.liveability.combining import correlation, mean_of_areas, mean_of_themes
from wijkschouw.liveability.fitting import Cell, Fit, Fitted


def area(score: float, variance: float = 0.09, seen: int = 6, total: int = 10) -> Fitted:
    return Fitted(score, score, variance, seen, total, seen)


def fit(areas: dict[str, Fitted], **more: object) -> Fit:
    given = {"mean": 7.0, "mean_variance": 0.04, "between": 0.5, "within_visits": 1.0, "cells": {}}
    return Fit(areas, **{**given, **more})  # type: ignore[arg-type]


def test_a_wijk_is_the_mean_of_its_buurten_by_their_cells() -> None:
    found = mean_of_areas({"a": area(4), "b": area(8, total=30)}, {"a": 10, "b": 30}, 0.5)
    assert found is not None
    assert found.score == pytest.approx((10 * 4 + 30 * 8) / 40)
    assert found.variance == pytest.approx((10**2 + 30**2) * 0.09 / 40**2)
    assert (found.cells_seen, found.cells_total, found.visits) == (12, 40, 12)


def test_buurten_that_nobody_saw_widen_the_interval_of_their_wijk() -> None:
    found = mean_of_areas({"a": area(4)}, {"a": 10, "unseen": 30}, 0.5)
    assert found is not None
    assert found.score == 4
    assert found.variance == pytest.approx(0.09 + 0.75**2 * 0.5 * (1 + 1))
    assert found.cells_total == 40


def test_a_wijk_without_any_score_has_none() -> None:
    assert mean_of_areas({}, {"a": 10}, 0.5) is None


def test_the_total_is_the_weighted_mean_of_the_themes() -> None:
    fits = {"afval": fit({"a": area(4)}), "verlichting": fit({"a": area(8)})}
    found = mean_of_themes(fits, {"afval": 3, "verlichting": 1}).areas["a"]
    assert found.score == pytest.approx(5.0)
    assert found.variance == pytest.approx((9 + 1) / 16 * 0.09)


def test_a_theme_not_seen_in_a_buurt_counts_as_the_municipality_with_its_doubt() -> None:
    fits = {
        "afval": fit({"a": area(4), "b": area(5)}),
        "overlast": fit({"a": area(6), "b": area(5)}),
        "verlichting": fit({"b": area(9)}, mean=9.0, between=0.5, mean_variance=0.04),
    }
    found = mean_of_themes(fits, {"afval": 1, "overlast": 1, "verlichting": 1})
    assert found.areas["a"].score == pytest.approx((4 + 6 + 9) / 3)
    assert found.areas["a"].raw == pytest.approx(5)
    assert found.areas["a"].variance == pytest.approx((0.09 + 0.09 + 0.54) / 9)


def test_less_than_half_of_the_weight_gives_no_total() -> None:
    fits = {"afval": fit({"a": area(4)}), "overlast": fit({"b": area(6)})}
    found = mean_of_themes(fits, {"afval": 2, "overlast": 3})
    assert set(found.areas) == {"b"}


def test_a_theme_that_is_off_or_seen_nowhere_is_left_out() -> None:
    fits = {"afval": fit({"a": area(4)}), "groen": fit({}), "uitgaan": fit({"a": area(1)})}
    found = mean_of_themes(fits, {"afval": 1, "groen": 1, "uitgaan": 0})
    assert found.areas["a"].score == 4


def test_without_weights_there_is_no_total() -> None:
    assert mean_of_themes({"afval": fit({"a": area(4)})}, {}).areas == {}


def cells(values: list[float]) -> dict[str, dict[str, Cell]]:
    return {"a": {f"c{i}": Cell(v, 1.0, 0.0, 0.0, 1) for i, v in enumerate(values)}}


def test_themes_that_go_together_make_the_total_less_certain() -> None:
    one = fit({"a": area(6)}, cells=cells([2, 4, 6]))
    same = fit({"a": area(6)}, cells=cells([4, 6, 8]))
    other = fit({"a": area(6)}, cells=cells([4, 8, 4]))
    assert correlation(one, same) == pytest.approx(1.0)
    assert correlation(one, other) == 0.0
    together = mean_of_themes({"x": one, "y": same}, {"x": 1, "y": 1}).areas["a"]
    apart = mean_of_themes({"x": one, "y": other}, {"x": 1, "y": 1}).areas["a"]
    assert sqrt(together.variance) == pytest.approx(0.3)
    assert together.variance == pytest.approx(2 * apart.variance)
