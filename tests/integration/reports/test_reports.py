"""Reports, from asking to the PDF on the screen and in the mail."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from config import Config
from tests.factories.follow_up import add_observation, add_photo
from tests.factories.town import Town, add_user
from tests.smtp import MailBox
from wijkschouw.db import Database, utc_now
from wijkschouw.liveability import periods
from wijkschouw.reports import printing, service
from wijkschouw.reports.models import Report, ReportSubscription

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def period() -> str:
    return periods.period_of(utc_now())


def ask(client: FlaskClient, wijk: str, period: str) -> int:
    return client.post("/rapporten", data={"wijk": wijk, "periode": period}).status_code


def only(database: Database) -> Report:
    with database.session(write=False) as session:
        return session.exec(select(Report)).one()


def words_of(pdf: bytes, folder: Path) -> str:
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_a_report_is_made_in_the_background_and_can_be_fetched(
    signed_in: SignIn, database: Database, app_config: Config, town: Town, period: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    client = signed_in("wijkmanager")
    assert ask(client, town.wijken[0], period) == 303
    report = only(database)
    assert client.get(f"/rapporten/{report.id}.pdf").status_code == 404
    assert "wacht op de beurt" in client.get("/rapporten").text

    assert service.make_pending(database, app_config) == 1

    page = client.get("/rapporten/lijst").text
    assert "Rapport openen" in page
    assert "hx-get" not in page
    answer = client.get(f"/rapporten/{report.id}.pdf")
    assert answer.mimetype == "application/pdf"
    text = words_of(answer.data, tmp_path)
    assert "Wijkrapport Wijk 01" in text
    assert "Voorbeeldstad" in text
    assert "Buurt 01" in text
    assert "we weten het niet" in text  # nobody walked there


def test_a_report_of_another_wijk_is_not_there(
    signed_in: SignIn, database: Database, town: Town, period: str
) -> None:
    with database.session() as session:
        add_user(session, "zuid", ["wijkmanager"], areas=[town.wijken[1]])
    assert ask(signed_in("wijkmanager"), town.wijken[0], period) == 303
    other = signed_in("zuid")
    assert other.get(f"/rapporten/{only(database).id}.pdf").status_code == 404
    assert "Wijk 01" not in other.get("/rapporten").text
    assert ask(other, town.wijken[0], period) == 400


@pytest.mark.parametrize("wrong", ["", "2026", "2026-Q5", "2099-Q1", "x'--"])
def test_a_period_that_is_none_is_refused_with_a_message(
    signed_in: SignIn, town: Town, wrong: str
) -> None:
    answer = signed_in("wijkmanager").post(
        "/rapporten", data={"wijk": town.wijken[0], "periode": wrong}
    )
    assert answer.status_code == 400
    assert "Kies een kwartaal dat begonnen is." in answer.text


def test_a_report_that_fails_says_so_and_leaves_the_others_alone(
    signed_in: SignIn, database: Database, app_config: Config, town: Town, period: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    client = signed_in("wijkmanager")
    ask(client, town.wijken[0], period)
    ask(client, town.wijken[1], period)
    whole = printing.print_pdf

    def fails_once(*arguments: object) -> bytes:
        monkeypatch.setattr(service, "print_pdf", whole)
        raise RuntimeError("out of ink")

    monkeypatch.setattr(service, "print_pdf", fails_once)
    assert service.make_pending(database, app_config) == 2
    with database.session(write=False) as session:
        states = sorted(session.exec(select(Report.state)))
    assert states == ["klaar", "mislukt"]
    assert "Het rapport kon niet worden gemaakt." in client.get("/rapporten").text


def test_a_report_that_a_killed_worker_left_behind_is_made_after_all(
    signed_in: SignIn, database: Database, app_config: Config, town: Town, period: str
) -> None:
    ask(signed_in("wijkmanager"), town.wijken[0], period)
    for age, made in ((timedelta(seconds=5), 0), (service.STUCK_AFTER * 2, 1)):
        with database.session() as session:
            report = session.exec(select(Report)).one()
            report.state, report.started_at = "bezig", utc_now() - age
        assert service.make_pending(database, app_config) == made


def subscribe(session: Session, user_id: UUID, wijk: str, month: str) -> None:
    session.add(
        ReportSubscription(municipality="GM9999", user_id=user_id, wijk_code=wijk, last_month=month)
    )


def test_a_subscriber_gets_the_report_by_mail_once_a_month(
    signed_in: SignIn, database: Database, app_config: Config, town: Town, mail_box: MailBox
) -> None:
    with database.session() as session:
        subscribe(session, town.users["wijkmanager"].id, town.wijken[0], "2020-01")
    config = replace(app_config, smtp_url=mail_box.url)
    service.make_pending(database, config)
    service.make_pending(database, config)
    assert len(mail_box.received) == 1
    mail = mail_box.received[0]
    assert mail["To"] == "wijkmanager@voorbeeldstad.example"
    (attachment,) = mail.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_content().startswith(b"%PDF")


def test_the_monthly_report_waits_a_day_for_photos_that_are_on_the_phone(
    session: Session, town: Town
) -> None:
    month = datetime(2026, 2, 1, tzinfo=UTC)
    evening = month - timedelta(hours=2)
    seen = add_observation(session, town, observed_at=evening, photo_count=1, complete=False)
    photo = add_photo(session, town, seen.id, announced_at=evening)
    today = add_observation(session, town, observed_at=month + timedelta(hours=9), complete=False)
    add_photo(session, town, today.id, announced_at=month + timedelta(hours=9))
    wijk = seen.wijk_code or ""
    subscribe(session, town.users["wijkmanager"].id, wijk, "2026-01")
    subscribe(session, town.users["beheerder"].id, town.wijken[1], "2026-01")
    session.flush()

    assert service.ask_for_subscribers(session, month) == 1  # the other wijk misses nothing
    assert service.ask_for_subscribers(session, month + timedelta(hours=21)) == 0
    photo.state = "received"
    session.add(photo)
    session.flush()
    assert service.ask_for_subscribers(session, month + timedelta(hours=21)) == 1


def test_the_monthly_report_goes_after_a_day_and_says_what_it_misses(
    session: Session, town: Town, app_config: Config, database: Database, tmp_path: Path
) -> None:
    month = utc_now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = month - timedelta(hours=2)
    seen = add_observation(session, town, observed_at=before, photo_count=2, complete=False)
    for position in (0, 1):
        add_photo(session, town, seen.id, position=position, announced_at=before)
    subscribe(session, town.users["wijkmanager"].id, seen.wijk_code or "", "2020-01")
    assert service.ask_for_subscribers(session, month + timedelta(hours=21)) == 0
    assert service.ask_for_subscribers(session, month + timedelta(hours=22)) == 1
    session.commit()
    service.make_pending(database, app_config)
    report = only(database)
    assert report.state == "klaar"
    with database.session(write=False) as reading:
        _name, pdf = service.read_file(
            reading, town.users["wijkmanager"], report.id, app_config.data_dir
        )
    assert "2 foto’s zijn nog niet verzonden" in words_of(pdf, tmp_path).replace("'", "’")


def test_mail_that_the_server_refuses_is_tried_again(
    database: Database, app_config: Config, town: Town, mail_box: MailBox
) -> None:
    with database.session() as session:
        subscribe(session, town.users["wijkmanager"].id, town.wijken[0], "2020-01")
    config = replace(app_config, smtp_url=mail_box.url)
    mail_box.refuses = True
    service.make_pending(database, config)
    assert mail_box.received == []
    mail_box.refuses = False
    service.make_pending(database, config)
    assert len(mail_box.received) == 1


def test_subscribing_starts_with_next_month_and_can_end(
    signed_in: SignIn, database: Database, app_config: Config, town: Town, mail_box: MailBox
) -> None:
    client = signed_in("wijkmanager")
    wijk = town.wijken[0]
    assert (
        client.post("/rapporten/maandelijks", data={"wijk": wijk, "aan": "ja"}).status_code == 303
    )
    service.make_pending(database, replace(app_config, smtp_url=mail_box.url))
    assert mail_box.received == []
    client.post("/rapporten/maandelijks", data={"wijk": wijk})
    with database.session(write=False) as session:
        assert session.exec(select(ReportSubscription)).all() == []
