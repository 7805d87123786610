"""The start page of each role, the public one, the language, and pages of problems."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from tests.factories.town import Town, add_user
from wijkschouw.accounts import service as accounts
from wijkschouw.db import utc_now
from wijkschouw.home import service
from wijkschouw.liveability import service as liveability
from wijkschouw.liveability.models import Score
from wijkschouw.tasks.models import Task

SignedIn = Callable[[str], FlaskClient]


def add_task(
    session: Session, town: Town, state: str, *, buurt: str = "BU99990101", days: int = 3
) -> None:
    lon, lat = town.place(buurt)
    session.add(
        Task(
            id=uuid4(), municipality="GM9999", digest="-", state=state, team_code="boa",
            theme="afval", category="bijplaatsing", due_on=utc_now().date() + timedelta(days=days),
            lon=lon, lat=lat, area_code=buurt, wijk_code=f"WK{buurt[2:8]}",
            created_by=town.users["wijkmanager"].id, created_at=utc_now(), updated_at=utc_now(),
        )
    )  # fmt: skip


def add_score(session: Session, buurt: str, seen: int, grade: str | None) -> None:
    session.add(
        Score(
            municipality="GM9999", period=liveability.current_period(), level="buurt",
            theme="totaal", area_code=buurt, cells_seen=seen, cells_total=25, grade=grade,
            computed_at=utc_now(),
        )
    )  # fmt: skip


# --- signed out ---


def test_the_public_page_tells_what_this_is_and_leads_to_the_sign_in_page(
    client: FlaskClient,
) -> None:
    page = client.get("/").text
    assert "Een wijk waar u zich thuis en veilig voelt" in page
    assert 'href="/inloggen"' in page
    assert "ws-nav" not in page


def test_a_visitor_without_a_session_gets_no_cookie_on_the_public_page(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/").headers


# --- each role ---


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        ("wijkmanager", ["Taken", "Te weinig gezien"], ["Gebruikers"]),
        ("boa", ["Taken", "Te weinig gezien"], ["Gebruikers"]),
        ("inspecteur", ["Te weinig gezien", "Ronde starten in de veld-app"], ["taken-kop"]),
        ("controleur", ["Te weinig gezien"], ["taken-kop", "Ronde starten"]),
        ("beheerder", ["Gebruikers", "Teams"], ["taken-kop", "gezien-kop"]),
    ],
)
def test_each_role_sees_its_own_work(
    signed_in: SignedIn, role: str, shown: list[str], hidden: list[str]
) -> None:
    page = signed_in(role).get("/").text
    assert all(text in page for text in shown)
    assert not any(text in page for text in hidden)
    assert "Voorbeeldstad" in page


def test_open_late_and_handled_tasks_are_counted_and_the_late_one_comes_first(
    session: Session, town: Town
) -> None:
    add_task(session, town, "toegewezen", days=5)
    add_task(session, town, "geaccepteerd", days=-2)
    add_task(session, town, "afgehandeld")
    session.flush()
    page = service.today(session, town.users["boa"])
    assert page.counts is not None
    assert (page.open_tasks, page.counts["teLaat"], page.counts["afgehandeld"]) == (2, 1, 1)
    assert [task["properties"]["teLaat"] for task in page.first_tasks] == [True, False]
    assert page.category_names["bijplaatsing"]


def test_a_wijkmanager_sees_tasks_and_quiet_buurten_of_their_own_wijk_alone(
    session: Session, town: Town
) -> None:
    manager = add_user(session, "noord", ["wijkmanager"], areas=["WK999901"])
    add_task(session, town, "nieuw", buurt="BU99990101")
    add_task(session, town, "nieuw", buurt="BU99990201")
    session.flush()
    page = service.today(session, manager)
    assert page.open_tasks == 1
    assert {area.code for area in page.quiet} == {"BU99990101", "BU99990102"}


def test_the_least_seen_buurt_comes_first_and_a_judged_one_is_left_out(
    session: Session, town: Town
) -> None:
    add_score(session, "BU99990101", 20, "goed")
    add_score(session, "BU99990102", 2, None)
    add_score(session, "BU99990201", 1, None)
    session.flush()
    page = service.today(session, town.users["wijkmanager"])
    assert [area.code for area in page.quiet] == ["BU99990202", "BU99990201", "BU99990102"]
    assert (page.quiet_total, page.scored) == (3, 1)
    assert page.quiet[1].share == pytest.approx(1 / 25)


def test_where_all_was_seen_the_page_says_so(
    signed_in: SignedIn, session: Session, town: Town
) -> None:
    for buurt in town.buurten:
        add_score(session, buurt, 20, "goed")
    session.commit()
    assert "genoeg gezien" in signed_in("wijkmanager").get("/").text


def test_closed_accounts_are_counted_apart(session: Session, town: Town) -> None:
    accounts.set_active(session, town.users["beheerder"], town.users["boa"], False)
    session.flush()
    page = service.today(session, town.users["beheerder"])
    assert (page.active_users, page.closed_users) == (4, 1)


# --- language ---


def test_the_language_is_remembered_and_leads_back(client: FlaskClient) -> None:
    answer = client.get("/taal/en?volgende=/inloggen")
    assert answer.status_code == 303
    assert answer.location == "/inloggen"
    assert '<html lang="en"' in client.get("/inloggen").text
    client.get("/taal/nl")
    assert '<html lang="nl"' in client.get("/inloggen").text


def test_the_language_switch_leads_nowhere_else_and_knows_no_other_language(
    client: FlaskClient,
) -> None:
    assert client.get("/taal/en?volgende=//evil.example").location == "/"
    assert client.get("/taal/fy").status_code == 404


# --- problems ---


def test_a_page_that_is_not_there_is_a_page_of_ours(client: FlaskClient) -> None:
    answer = client.get("/bestaat-niet", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Fout 404" in answer.text
    assert 'href="/"' in answer.text


def test_a_page_that_is_not_for_this_role_says_so(signed_in: SignedIn) -> None:
    answer = signed_in("boa").get("/beheer/gebruikers", headers={"Accept": "text/html"})
    assert answer.status_code == 403
    assert "Uw rol geeft hier geen toegang toe." in answer.text


def test_a_path_with_markup_comes_back_as_text(client: FlaskClient) -> None:
    answer = client.get("/<script>alert(1)</script>", headers={"Accept": "text/html"})
    assert "<script>alert" not in answer.text


def test_no_page_has_a_script_or_a_style_of_its_own(signed_in: SignedIn) -> None:
    person = signed_in("wijkmanager")
    for path in ("/", "/wachtwoord", "/bestaat-niet"):
        page = person.get(path, headers={"Accept": "text/html"}).text
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count('<script type="module" src="')
