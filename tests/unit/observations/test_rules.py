from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from wijkschouw.observations.rules import (
    OWN_CORRECTION,
    Delivery,
    Editor,
    clock_shift,
    counted_time,
    digest_of,
    may_change,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ME, OTHER = uuid4(), uuid4()


def delivery(**shift):
    return Delivery("GM9999", ME, NOW, timedelta(**shift))


def test_a_clock_up_to_a_minute_off_is_left_alone():
    assert clock_shift(NOW - timedelta(seconds=60), NOW) == timedelta()
    assert clock_shift(NOW + timedelta(seconds=60), NOW) == timedelta()


def test_a_clock_further_off_is_corrected_by_the_whole_difference():
    assert clock_shift(NOW - timedelta(hours=3), NOW) == timedelta(hours=3)
    assert clock_shift(NOW + timedelta(hours=3), NOW) == timedelta(hours=-3)


def test_a_day_ahead_counts_and_more_does_not():
    assert not counted_time(NOW + timedelta(days=1), delivery()).uncertain
    late = counted_time(NOW + timedelta(days=1, seconds=1), delivery())
    assert late.uncertain
    assert late.at == NOW


def test_the_correction_comes_before_the_judgement():
    year_ahead = NOW + timedelta(days=365)
    counted = counted_time(year_ahead, delivery(days=-365))
    assert counted == (NOW, False)


@given(st.datetimes(timezones=st.just(UTC)), st.timedeltas())
def test_no_clock_however_wrong_costs_an_observation(raw, shift):
    counted = counted_time(raw, Delivery("GM9999", ME, NOW, shift))
    assert counted.at <= NOW + timedelta(days=1)
    assert counted.uncertain == (counted.at != raw + shift if not counted.uncertain else True)


def test_the_order_of_keys_does_not_change_a_digest_and_a_value_does():
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})


def test_inspectors_change_their_own_for_a_day_without_a_reason():
    editor = Editor(ME, is_inspector=True, manages_place=False)
    allowed = may_change(editor, ME, NOW - OWN_CORRECTION, NOW)
    assert allowed.allowed
    assert not allowed.needs_reason
    late = may_change(editor, ME, NOW - OWN_CORRECTION - timedelta(seconds=1), NOW)
    assert not late.allowed
    assert "24 uur" in late.why_not
    assert not may_change(editor, OTHER, NOW, NOW).allowed


def test_wijkmanagers_change_those_of_their_areas_with_a_reason():
    editor = Editor(ME, is_inspector=False, manages_place=True)
    allowed = may_change(editor, OTHER, NOW - timedelta(days=900), NOW)
    assert allowed.allowed
    assert allowed.needs_reason
