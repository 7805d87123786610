"""Areas, throttling, the end of a session, and where to go on to."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkschouw.accounts import rules
from wijkschouw.accounts.rules import Role

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def person(*areas: str, roles: tuple[str, ...] = ("wijkmanager",)) -> SimpleNamespace:
    return SimpleNamespace(municipality="GM9999", roles=list(roles), areas=list(areas))


# --- areas ---


def test_a_wijk_covers_all_its_buurten() -> None:
    somebody = person("WK999901")
    assert rules.can_see_area(somebody, "WK999901", "BU99990102")
    assert not rules.can_see_area(somebody, "WK999902", "BU99990201")


def test_a_buurt_covers_itself_alone() -> None:
    somebody = person("BU99990101")
    assert rules.can_see_area(somebody, "WK999901", "BU99990101")
    assert not rules.can_see_area(somebody, "WK999901", "BU99990102")


def test_outside_all_areas_is_for_who_has_the_whole_municipality() -> None:
    assert rules.can_see_area(person("GM9999"), None, None)
    assert not rules.can_see_area(person("WK999901", "BU99990201"), None, None)


def test_another_municipality_covers_nothing_here() -> None:
    assert not rules.can_see_area(person("GM8888"), "WK999901", "BU99990101")


def test_nobody_covers_anything_without_areas() -> None:
    assert not rules.can_see_area(person(), "WK999901", "BU99990101")


def test_roles_of_a_newer_version_are_left_out() -> None:
    assert rules.roles_of(person(roles=("boa", "wethouder"))) == {Role.BOA}


# --- throttling ---


def failures(number: int, last: datetime = NOW) -> list[datetime]:
    return [last - timedelta(seconds=10 * i) for i in range(number)]


def test_the_first_failures_cost_no_wait() -> None:
    assert rules.wait_until(failures(4), free=5) is None
    assert rules.wait_until([], free=5) is None


def test_after_that_the_wait_doubles() -> None:
    waits = [rules.wait_until(failures(n), free=5) for n in (5, 6, 7)]
    assert waits == [NOW + timedelta(seconds=s) for s in (30, 60, 120)]


@given(st.integers(5, 10_000))
def test_the_wait_is_never_longer_than_a_quarter_of_an_hour(number: int) -> None:
    end = rules.wait_until([NOW] * number, free=5)
    assert end is not None
    assert timedelta(seconds=30) <= end - NOW <= timedelta(minutes=15)


# --- sessions ---


@pytest.mark.parametrize(
    ("began", "seen", "field", "ended"),
    [
        (timedelta(hours=3), timedelta(minutes=14), False, False),
        (timedelta(hours=3), timedelta(minutes=15), False, True),
        (timedelta(hours=11), timedelta(hours=5), True, False),
        (timedelta(hours=12), timedelta(0), True, True),
        (timedelta(hours=12), timedelta(0), False, True),
    ],
)
def test_a_session_ends_unused_in_the_office_and_after_a_working_day_in_the_field(
    began: timedelta, seen: timedelta, field: bool, ended: bool
) -> None:
    assert rules.session_ended(NOW, NOW - began, NOW - seen, field=field) is ended


# --- going on ---


@pytest.mark.parametrize("target", ["/", "/veld", "/taken?status=nieuw&team=boa", "/a/b#c"])
def test_a_place_on_this_site_is_kept(target: str) -> None:
    assert rules.safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "veld",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "/veld\r\nSet-Cookie: a=b",
        "/\0",
    ],
)
def test_a_place_that_could_lead_elsewhere_becomes_the_start(target: str | None) -> None:
    assert rules.safe_next(target) == "/"


@given(st.text(alphabet="/\\:.@?#ahtps \t\n\r", max_size=30))
def test_whatever_comes_the_answer_is_a_path_here(target: str) -> None:
    safe = rules.safe_next(target)
    assert safe.startswith("/")
    assert not safe.startswith(("//", "/\\"))
    assert not set(safe) & set("\\\r\n\t\0")


# --- known accounts ---


def test_the_accounts_of_the_demo_are_recognised() -> None:
    emails = ["BOA@Voorbeeldstad.example", "boa@harderwijk.example", "x@novoorbeeldstad.example"]
    assert rules.demo_accounts(emails) == ["BOA@Voorbeeldstad.example"]
