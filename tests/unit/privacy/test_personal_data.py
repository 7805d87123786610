"""What in a note points at a person, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkschouw.personal_data import find_personal_data, is_bsn, warnings_for


def _kinds(text: str) -> list[str]:
    return [found.kind for found in find_personal_data(text)]


@pytest.mark.parametrize(
    "text",
    [
        "auto met kenteken 12-ABC-3", "XX-99-XX stond dubbel", "ab-12-cd", "busje V-123-AB",
        "12ABC3", "wit busje AB 12 CD", "G-001-BB.", "99-zx-zx",
    ],
)  # fmt: skip
def test_number_plates_are_found(text: str) -> None:
    assert _kinds(text) == ["kenteken"]


@pytest.mark.parametrize(
    "text",
    ["bel 06-12345678", "06 12 34 56 78", "+31 6 12345678", "0031612345678", "0341-411911",
     "+31 (0)341 411911"],
)  # fmt: skip
def test_telephone_numbers_are_found(text: str) -> None:
    assert _kinds(text) == ["telefoonnummer"]


def test_addresses_and_bsns_are_found() -> None:
    assert _kinds("mail j.jansen@voorbeeld.example even") == ["e-mailadres"]
    assert _kinds("bsn 111222333 genoemd") == ["bsn"]
    assert _kinds("1112.22.333") == ["bsn"]


@pytest.mark.parametrize(
    "text",
    [
        "twee matrassen naast de bak", "om 12 30 bij nummer 14", "12-03-2026", "0900-8844", "112",
        "lantaarn 123456789", "cel E1707N4853", "3841 AB 12", "0800-2000 gebeld", "A-weg 12",
        "10 a 20 zakken", "niveau C, 3e keer", "mast 1234567890123", "buurt BU02430101", "",
    ],
)  # fmt: skip
def test_ordinary_notes_are_left_alone(text: str) -> None:
    assert _kinds(text) == []


def test_the_elfproef_tells_bsns_from_other_numbers() -> None:
    assert is_bsn("111222333")
    assert is_bsn("123456782")
    assert not is_bsn("123456789")
    assert not is_bsn("000000000")
    assert not is_bsn("11122233")


def test_a_place_is_told_once_and_in_order() -> None:
    found = find_personal_data("06-12345678 en 12-ABC-3, daarna a@b.nl")
    assert [f.kind for f in found] == ["telefoonnummer", "kenteken", "e-mailadres"]
    assert [f.start for f in found] == [0, 15, 32]


def test_warnings_name_each_kind_once_and_never_the_data() -> None:
    warnings = warnings_for("06-12345678 of 06-87654321", "#/toelichting")
    assert [w["code"] for w in warnings] == ["telefoonnummer"]
    assert warnings[0]["location"] == "#/toelichting"
    assert "1234" not in str(warnings)


@given(st.text(max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    for found in find_personal_data(text):
        assert 0 <= found.start < found.end <= len(text)
