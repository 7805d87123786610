"""How a report says things."""

from datetime import date

import pytest

from wijkschouw.reports import rules
from wijkschouw.reports.rules import Figure, TaskCounts

GOOD = Figure(7.35, 6.9, 7.8, "ruim voldoende", 0.34, 41, 120, 66.0, before=7.0)
BAD = Figure(4.2, 3.0, 5.4, "onvoldoende", 0.2, 12, 60, 14.0, before=4.2)


def test_a_row_reads_as_a_dutch_table() -> None:
    assert GOOD.row("Noord") == [
        "Noord", "7,3", "6,9 – 7,8", "ruim voldoende", "34\u00a0%", "+0,3",
    ]  # fmt: skip


def test_what_was_not_seen_has_dashes_and_says_so() -> None:
    assert Figure().row("Eiland") == ["Eiland", "–", "–", "te weinig gezien", "0\u00a0%", "–"]


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [(5.0, 4.5, "−0,5"), (5.0, 5.04, "gelijk"), (None, 5.0, "–"), (5.0, None, "–")],
)
def test_a_change_has_its_sign(before: float | None, now: float | None, text: str) -> None:
    assert rules.change(before, now) == text


def test_the_summary_names_the_best_and_the_one_that_needs_attention() -> None:
    text = rules.summary_of(
        "Centrum", "2026-Q4", GOOD, {"Noord": GOOD, "Zuid": BAD, "Ei": Figure()}
    )
    assert "vierde kwartaal van 2026" in text
    assert "staat Noord er het best voor" in text
    assert "vraagt Zuid de meeste aandacht" in text
    assert "Te weinig gezien voor een oordeel: Ei." in text


def test_without_a_score_the_summary_claims_nothing() -> None:
    text = rules.summary_of("Centrum", "2026-Q4", Figure(), {})
    assert "we weten het niet" in text


def test_tasks_are_told_in_a_sentence() -> None:
    assert TaskCounts(4, 1, 10, 9).words() == (
        "Er staan 4 taken open, waarvan 1 over de termijn. "
        "In deze periode zijn 10 taken afgehandeld, 90\u00a0% op tijd."
    )
    assert TaskCounts(4, 0, 0, 0).words() == "Er staan 4 taken open."
    assert TaskCounts(1, 0, 1, 1).words() == (
        "Er staat 1 taak open. In deze periode is 1 taak afgehandeld, 100\u00a0% op tijd."
    )


def test_a_monthly_report_is_about_the_quarter_of_the_month_before() -> None:
    assert rules.previous_month_period(date(2026, 1, 1)) == "2025-Q4"
    assert rules.previous_month_period(date(2026, 4, 1)) == "2026-Q1"
    assert rules.previous_month_period(date(2026, 5, 1)) == "2026-Q2"


def test_a_month_is_sent_once() -> None:
    assert rules.months_after("2026-10", date(2026, 11, 1)) == "2026-11"
    assert rules.months_after("2026-11", date(2026, 11, 30)) is None


def test_the_most_frequent_come_first() -> None:
    assert rules.top({"b": 2, "a": 2, "c": 5}, 2) == [("c", 5), ("a", 2)]
