"""What counts as a change."""

from dataclasses import dataclass

import pytest

from wijkschouw.liveability.comparing import change, spread


@dataclass
class One:
    score: float | None
    low: float | None
    high: float | None


def test_a_difference_larger_than_chance_is_certain() -> None:
    found = change(One(7.0, 6.5, 7.5), One(5.0, 4.5, 5.5))
    assert found is not None
    assert found.difference == 2.0
    assert found.low == pytest.approx(2 - 0.5 * 2**0.5)
    assert found.certain


def test_a_small_difference_is_not() -> None:
    found = change(One(6.0, 5.5, 6.5), One(5.5, 5.0, 6.0))
    assert found is not None
    assert not found.certain


def test_what_was_not_seen_is_not_compared() -> None:
    assert change(One(6.0, 5.5, 6.5), One(None, None, None)) is None
    assert change(None, One(6.0, 5.5, 6.5)) is None


def test_a_clipped_interval_does_not_make_a_score_more_certain() -> None:
    assert spread(One(9.5, 8.5, 10.0)) == pytest.approx(1 / 1.96)
    assert spread(One(1.2, 1.0, 2.2)) == pytest.approx(1 / 1.96)
