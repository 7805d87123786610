"""Where more is needed, the month, and the calendar feed."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from icalendar import Calendar

from tests.factories.town import Town
from wijkschouw.accounts import service as accounts
from wijkschouw.db import Database, utc_now

SignIn = Callable[[str], FlaskClient]


def plan(client: FlaskClient, days: int = 1) -> str:
    day = (utc_now().date() + timedelta(days=days)).isoformat()
    answer = client.post(
        "/rondes/plannen",
        data={"gebied": "BU99990101", "schouwlijst": "dagronde", "dag": day, "dagdeel": "middag",
              "vakken": "8"},
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    return day


def feed_of(client: FlaskClient) -> str:
    text = client.get("/rondes/agenda").text
    start = text.index("/rondes/agenda/")
    return text[start : text.index(".ics", start) + 4]


def test_every_buurt_of_a_town_without_rounds_is_proposed(signed_in: SignIn, town: Town) -> None:
    text = signed_in("wijkmanager").get("/rondes/voorstellen").text
    assert text.count("Plan een ronde<span") == 4
    assert "/rondes/plannen?gebied=BU99990101" in text


def test_a_strange_width_is_the_usual_one(signed_in: SignIn) -> None:
    client = signed_in("wijkmanager")
    for text in ("nan", "x", "-3", "1e99"):
        assert client.get(f"/rondes/voorstellen?breedte={text}").status_code == 200


def test_a_plan_stands_in_its_month(signed_in: SignIn, town: Town) -> None:
    client = signed_in("wijkmanager")
    day = plan(client)
    page = client.get(f"/rondes/agenda?maand={day[:7]}").text
    cell = page[page.index(f'datetime="{day}"') :]
    assert "Buurt 01" in cell[: cell.index("</td>")]


def test_the_feed_gives_a_calendar_program_the_rounds_without_a_session(
    signed_in: SignIn, client: FlaskClient, town: Town
) -> None:
    plan(signed_in("wijkmanager"))
    answer = client.get(feed_of(signed_in("inspecteur")))
    assert answer.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert event["summary"] == "Dagronde: Buurt 01"
    assert event.decoded("dtend") > event.decoded("dtstart")


def test_a_feed_ends_with_a_new_password_and_cannot_be_guessed(
    signed_in: SignIn, client: FlaskClient, database: Database, town: Town
) -> None:
    address = feed_of(signed_in("inspecteur"))
    with database.session() as session:
        user = accounts.find_user(session, town.municipality, town.users["inspecteur"].id)
        accounts.give_new_password(session, town.users["beheerder"], user)
    assert client.get(address).status_code == 404
    forged = urlsplit(address).path.replace(".ics", "x.ics")
    assert client.get(forged).status_code == 404
