"""Which passwords are taken, and how hashes and tokens are made."""

import pytest
from argon2 import Type, extract_parameters

from tests.passwords import REAL_HASHER
from wijkschouw.accounts import passwords
from wijkschouw.accounts.rules import COMMON_PASSWORDS, SHORTEST_PASSWORD, password_flaw


def test_a_sentence_will_do() -> None:
    assert password_flaw("vier lantaarns in de mist") is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elf-tekens!", "te-kort"),
        ("x" * 257, "te-lang"),
        ("Wachtwoord123", "te-bekend"),
        ("welkom 123456", "te-bekend"),
        ("abababababab", "te-bekend"),
        ("aaaaaaaaaaaaaaaa", "te-bekend"),
    ],
)
def test_a_weak_password_is_named(password: str, code: str) -> None:
    flaw = password_flaw(password)
    assert flaw is not None
    assert flaw.code == code


def test_a_password_is_not_the_name_or_the_address() -> None:
    flaw = password_flaw("annedevries1", "annedevries1@gemeente.example", "Anne de Vries")
    assert flaw is not None
    assert flaw.code == "lijkt-op-naam"


def test_the_list_of_common_ones_holds_only_what_is_long_enough_or_could_be_typed() -> None:
    assert len(COMMON_PASSWORDS) > 100
    assert all(word == word.casefold() and " " not in word for word in COMMON_PASSWORDS)


def test_a_first_password_is_long_and_new_each_time() -> None:
    first, second = passwords.first_password(), passwords.first_password()
    assert first != second
    assert len(first) >= SHORTEST_PASSWORD
    assert password_flaw(first) is None


def test_a_hash_is_argon2id_and_matches_only_its_password() -> None:
    made = passwords.hash_password("vier lantaarns in de mist")
    assert made.startswith("$argon2id$")
    assert passwords.matches(made, "vier lantaarns in de mist")
    assert not passwords.matches(made, "vijf lantaarns in de mist")
    assert not passwords.is_outdated(made)


def test_guessing_costs_what_owasp_asks_for() -> None:
    used = extract_parameters(REAL_HASHER.hash("vier lantaarns in de mist"))
    assert used.type is Type.ID
    assert used.memory_cost >= 19 * 1024
    assert used.time_cost >= 2


def test_no_hash_matches_nothing_and_neither_does_rubbish() -> None:
    assert not passwords.matches(None, "wat dan ook")
    assert not passwords.matches("geen hash", "wat dan ook")


def test_a_token_is_long_known_by_its_start_and_new_each_time() -> None:
    first, second = passwords.new_token(), passwords.new_token()
    assert first != second
    assert first.startswith("wks_")
    assert len(first) >= 40
