"""Signing in and out: from the phone, with the form, and what happens to who guesses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests.factories.town import PASSWORD, Town, add_user, try_to_sign_in
from wijkschouw.accounts import passwords, rules
from wijkschouw.accounts.models import AuditEntry, SignInFailure, User
from wijkschouw.db import Database, utc_now

BOA = "boa@voorbeeldstad.example"
OURS = {"Origin": "http://localhost"}


def phone_sign_in(client: FlaskClient, password: str = PASSWORD, email: str = BOA, **headers: str):  # type: ignore[no-untyped-def]
    body = {"email": email, "wachtwoord": password}
    return client.post("/api/v1/aanmelding", json=body, headers=headers or OURS)


def form_sign_in(client: FlaskClient, target: str = "/", password: str = PASSWORD):  # type: ignore[no-untyped-def]
    page = client.get("/inloggen", query_string={"volgende": target})
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"email": BOA, "wachtwoord": password, "csrf_token": token, "volgende": target}
    return client.post("/inloggen", data=form)


# --- from the phone ---


def test_the_phone_gets_who_it_is_and_a_token_for_changes(client: FlaskClient, town: Town) -> None:
    answer = phone_sign_in(client, email=" BOA@Voorbeeldstad.example ")
    assert answer.status_code == 200
    assert answer.json["id"] == str(town.users["boa"].id)
    assert answer.json["naam"] == "Boa"
    assert answer.json["rollen"] == ["boa"]
    assert answer.json["gemeente"] == "GM9999"
    assert answer.json["teams"] == [{"code": "boa", "naam": "BOA's"}]
    assert answer.headers["Cache-Control"] == "no-store"
    again = client.get("/api/v1/ik")
    assert again.json["id"] == answer.json["id"]
    assert again.json["csrf"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = phone_sign_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ],
)
def test_another_site_cannot_sign_somebody_in(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = phone_sign_in(client, **headers)
    assert answer.status_code == 403
    assert answer.json["type"] == "/problemen/csrf"
    assert client.get("/api/v1/ik").status_code == 401


def test_signing_in_takes_json_alone_since_a_form_could_come_from_anywhere(
    client: FlaskClient,
) -> None:
    answer = client.post("/api/v1/aanmelding", data={"email": BOA, "wachtwoord": PASSWORD})
    assert answer.status_code == 415


def test_signing_out_from_the_phone_ends_the_session_and_can_be_repeated(
    client: FlaskClient,
) -> None:
    phone_sign_in(client)
    for _ in range(2):
        assert client.delete("/api/v1/aanmelding", headers=OURS).status_code == 200
    assert client.get("/api/v1/ik").status_code == 401


def test_unknown_wrong_and_closed_get_the_same_answer(
    client: FlaskClient, session: Session, town: Town
) -> None:
    closed = add_user(session, "gesloten", ["boa"])
    closed.active = False
    session.commit()
    answers = [
        phone_sign_in(client, "fout-fout-fout-fout"),
        phone_sign_in(client, email="niemand@voorbeeldstad.example"),
        phone_sign_in(client, email=closed.email),
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert len({answer.text for answer in answers}) == 1


def test_somebody_unknown_costs_the_same_work(
    session: Session, monkeypatch: pytest.MonkeyPatch, town: Town
) -> None:
    checked: list[str] = []
    real = passwords.HASHER

    class Counting:
        def verify(self, password_hash: str, password: str) -> bool:
            checked.append(password_hash)
            return bool(real.verify(password_hash, password))

    monkeypatch.setattr(passwords, "HASHER", Counting())
    try_to_sign_in(session, "niemand@voorbeeldstad.example", "fout-fout-fout", "192.0.2.1")
    assert checked == [passwords.NOBODY]


# --- while a password is being checked ---


def while_checking(monkeypatch: pytest.MonkeyPatch, what: Callable[[], None]) -> None:
    """Have something happen while the password is being checked, which takes long on purpose."""
    real = passwords.matches

    def slow(password_hash: str | None, password: str) -> bool:
        monkeypatch.setattr(passwords, "matches", real)
        what()
        return real(password_hash, password)

    monkeypatch.setattr(passwords, "matches", slow)


def test_nobody_else_waits_for_a_password_that_is_being_checked(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def write() -> None:
        with database.session() as other:
            other.add(SignInFailure(key="0" * 64, at=utc_now()))
        written.append(True)

    while_checking(monkeypatch, write)
    assert phone_sign_in(client).status_code == 200
    assert written == [True]


@pytest.mark.parametrize("how", ["closed", "another password"])
def test_an_account_that_changes_while_its_password_is_checked_lets_nobody_in(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch, town: Town, how: str
) -> None:
    def change() -> None:
        with database.session() as other:
            user = other.get(User, town.users["boa"].id)
            assert user is not None
            if how == "closed":
                user.active = False
            else:
                user.password_hash = passwords.hash_password("een-ander-wachtwoord")
            other.add(user)

    while_checking(monkeypatch, change)
    assert phone_sign_in(client).status_code == 401


def test_many_guesses_at_once_do_not_get_round_the_wait(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch, town: Town
) -> None:
    def guess_meanwhile() -> None:
        with database.session() as other:
            other.add_all(
                SignInFailure(key=passwords.digest(f"account:{BOA}"), at=utc_now())
                for _ in range(5)
            )

    while_checking(monkeypatch, guess_meanwhile)
    assert phone_sign_in(client).status_code == 429


# --- guessing ---


def guess(session: Session, times: int, email: str = BOA, address: str = "192.0.2.1") -> list[int]:
    waits = []
    for _ in range(times):
        waits.append(try_to_sign_in(session, email, "fout-fout-fout", address).wait)
        session.flush()
    return waits


def test_guessing_at_one_account_is_slowed_down_known_or_not(session: Session, town: Town) -> None:
    for email in (BOA, "niemand@voorbeeldstad.example"):
        waits = guess(session, 7, email, address=f"for {email}")
        assert waits[:5] == [0] * 5
        assert all(0 < wait <= 30 for wait in waits[5:])


def test_who_must_wait_is_not_let_in_with_the_right_password(session: Session, town: Town) -> None:
    guess(session, 5)
    assert try_to_sign_in(session, BOA, PASSWORD, "192.0.2.9").user is None
    later = utc_now() + timedelta(seconds=31)
    assert try_to_sign_in(session, BOA, PASSWORD, "192.0.2.9", later).user is not None


def test_guessing_from_one_address_is_slowed_down_over_all_accounts(
    session: Session, town: Town
) -> None:
    for number in range(rules.FREE_FAILURES_PER_ADDRESS):
        guess(session, 1, f"iemand{number}@voorbeeldstad.example", "192.0.2.7")
    assert try_to_sign_in(session, BOA, PASSWORD, "192.0.2.7").wait > 0
    assert try_to_sign_in(session, BOA, PASSWORD, "192.0.2.8").user is not None


def test_the_right_password_forgives_earlier_mistakes(session: Session, town: Town) -> None:
    guess(session, 4)
    assert try_to_sign_in(session, BOA, PASSWORD, "192.0.2.1").user is not None
    assert guess(session, 5) == [0] * 5


def test_failures_are_kept_although_the_answer_is_a_problem(
    client: FlaskClient, database: Database
) -> None:
    for _ in range(5):
        assert phone_sign_in(client, "fout-fout-fout").status_code == 401
    with database.open(write=False) as session:
        assert len(session.exec(select(SignInFailure)).all()) == 10  # account and address
        actions = session.exec(select(AuditEntry.action, AuditEntry.result)).all()
        assert {tuple(row) for row in actions} == {("aanmelden", "geweigerd")}
    answer = phone_sign_in(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 30


def test_no_address_and_no_password_is_kept_with_a_failure(
    client: FlaskClient, database: Database
) -> None:
    phone_sign_in(client, "fout-fout-fout")
    with database.open(write=False) as session:
        for failure in session.exec(select(SignInFailure)):
            assert len(failure.key) == 64
            assert "voorbeeldstad" not in failure.key


# --- with the form ---


def test_the_form_leads_to_where_somebody_wanted_to_go(client: FlaskClient) -> None:
    answer = form_sign_in(client, "/taken?status=nieuw")
    assert answer.status_code == 303
    assert answer.location == "/taken?status=nieuw"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_the_form_never_leads_elsewhere(client: FlaskClient, target: str) -> None:
    assert form_sign_in(client, target).location == "/"


def test_the_form_needs_its_csrf_token(client: FlaskClient) -> None:
    answer = client.post("/inloggen", data={"email": BOA, "wachtwoord": PASSWORD})
    assert answer.status_code == 403
    assert client.get("/api/v1/ik").status_code == 401


def test_a_wrong_password_shows_the_form_again_with_the_address(client: FlaskClient) -> None:
    answer = form_sign_in(client, password="fout-fout-fout")
    assert answer.status_code == 401
    assert "klopt niet" in answer.text
    assert BOA in answer.text
    assert "fout-fout-fout" not in answer.text


def test_signing_in_gives_a_new_csrf_token_and_keeps_the_language(client: FlaskClient) -> None:
    client.get("/taal/en")
    before = client.get("/inloggen").text.split('name="csrf_token" value="')[1].split('"')[0]
    phone_sign_in(client)
    page = client.get("/wachtwoord").text
    assert 'lang="en"' in page
    answer = client.post("/wachtwoord", data={"csrf_token": before})
    assert answer.status_code == 403


def test_signing_out_needs_the_token_and_then_ends_the_session(
    client: FlaskClient, signed_in: Callable[[str], FlaskClient]
) -> None:
    person = signed_in("boa")
    token = person.environ_base.pop("HTTP_X_CSRF_TOKEN")
    assert person.post("/uitloggen").status_code == 403
    assert person.get("/api/v1/ik").status_code == 200
    assert person.post("/uitloggen", data={"csrf_token": token}).status_code == 303
    assert person.get("/api/v1/ik").status_code == 401


def test_an_old_hash_is_renewed_at_sign_in(session: Session, app: Flask, town: Town) -> None:
    user = session.get(User, town.users["boa"].id)
    assert user is not None
    user.password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    try_to_sign_in(session, BOA, PASSWORD, "192.0.2.1")
    assert not passwords.is_outdated(user.password_hash)
    assert passwords.matches(user.password_hash, PASSWORD)
