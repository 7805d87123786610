"""When attention is uneven."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkschouw.oversight import rules
from wijkschouw.oversight.rules import Effort


def effort(name: str, visits: int, cells: int = 20, **more: int) -> Effort:
    return Effort(name, name, cells, cell_visits=visits, **more)


def test_a_buurt_with_a_third_of_the_usual_attention_is_named() -> None:
    efforts = [effort("a", 40), effort("b", 40), effort("c", 13), effort("d", 0), effort("e", 121)]
    rules.warn(efforts)
    assert [e.warning for e in efforts] == ["", "", "weinig", "geen", "veel"]


def test_without_any_round_every_buurt_says_so() -> None:
    efforts = [effort("a", 0), effort("b", 0)]
    rules.warn(efforts)
    assert [e.warning for e in efforts] == ["geen", "geen"]


@given(st.integers(1, 100), st.integers(1, 50))
def test_equal_attention_never_warns(visits: int, cells: int) -> None:
    efforts = [effort(str(n), visits, cells) for n in range(5)]
    rules.warn(efforts)
    assert not any(e.warning for e in efforts)


@pytest.mark.parametrize(
    ("hour_utc", "part"), [(23, "nacht"), (5, "ochtend"), (10, "middag"), (16, "avond")]
)
def test_the_part_of_the_day_is_that_of_the_street(hour_utc: int, part: str) -> None:
    # In summer the street is two hours ahead of UTC.
    assert rules.day_part(datetime(2026, 7, 1, hour_utc, tzinfo=UTC)) == part


def test_parts_of_the_day_without_a_round_are_named() -> None:
    walked = effort("a", 3)
    walked.parts = rules.counted_parts([datetime(2026, 7, 1, 12, tzinfo=UTC)])
    assert rules.unused_parts([walked], ["ochtend", "middag"]) == ["ochtend"]


def test_shares_are_unknown_where_nothing_is_known() -> None:
    assert effort("a", 0).drawn_share is None
    assert effort("a", 5).rounds_per_1000 is None
    assert Effort("a", "a", 10, residents=500, rounds=2).rounds_per_1000 == 4


def test_the_register_entry_is_filled() -> None:
    entry = rules.register_entry(
        "Voorbeeldstad", {"weights": "w", "half_life": "h", "classes": "c"}, "mailto:a@b.example"
    )
    assert all(entry.values())
    assert entry["contact_email"] == "a@b.example"
