"""Reminders: who is told what, and never twice on a day."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from config import Config
from tests.factories.follow_up import add_observation, add_task
from tests.factories.town import Town, add_user
from wijkschouw.accounts.models import TeamMember
from wijkschouw.mail import MailError
from wijkschouw.tasks.reminders import Result, as_mail, due_reminders, remind

FRIDAY = date(2026, 11, 27)


def test_a_team_hears_of_what_is_late_or_due_by_the_next_working_day(
    session: Session, town: Town
) -> None:
    late = add_task(session, town, termijn="2026-11-20")
    monday = add_task(session, town, termijn="2026-11-30")
    add_task(session, town, termijn="2026-12-01")
    add_task(session, town, team="openbare-ruimte", termijn="2026-11-20")
    found = due_reminders(session, FRIDAY, "https://schouw.example/")
    assert [reminder.email for reminder in found] == ["boa@voorbeeldstad.example"]
    assert [task.id for task in found[0].tasks] == [late, monday]
    assert found[0].late == 1
    assert found[0].lines[0] == (
        f"- Bijplaatsing in BU99990101: te laat sinds 20-11-2026 https://schouw.example/taken/{late}"
    )
    _, text = as_mail(found[0])
    assert "twee matrassen" not in text


def test_a_sensitive_task_is_mailed_only_to_who_may_see_it(session: Session, town: Town) -> None:
    trusted = add_user(session, "trusted", ["wijkmanager", "boa"], areas=["GM9999"], sensitive=True)
    session.add(TeamMember(municipality=town.municipality, team_code="boa", user_id=trusted.id))
    session.flush()
    seen = add_observation(session, town, theme="overlast", category="intimidatie", sensitive=True)
    add_task(session, town, seen, by=trusted, termijn="2026-11-20")
    found = due_reminders(session, FRIDAY, None)
    assert [reminder.email for reminder in found] == ["trusted@voorbeeldstad.example"]


def _with_server(config: Config) -> Config:
    return replace(config, smtp_url="smtp://mail.example")


def test_nobody_is_mailed_twice_on_a_day(session: Session, town: Town, app_config: Config) -> None:
    add_task(session, town, termijn="2026-11-20")
    session.commit()
    sent: list[str] = []

    def send(_config: Config, _to: str, subject: str, _text: str) -> None:
        sent.append(subject)

    def run(on: date, *, again: bool = False) -> list[Result]:
        done = remind(session, _with_server(app_config), on, again=again, send=send)
        return [result for _, result in done]

    assert run(FRIDAY) == [Result.SENT]
    assert run(FRIDAY) == [Result.EARLIER]
    assert run(FRIDAY, again=True) == [Result.SENT]
    assert run(date(2026, 11, 28)) == [Result.SENT]
    assert sent == ["wijkschouw: 1 taak om af te handelen"] * 3


def test_a_mail_that_was_not_taken_is_tried_again(
    session: Session, town: Town, app_config: Config
) -> None:
    add_task(session, town, termijn="2026-11-20")
    session.commit()

    def refuse(*_: object) -> None:
        raise MailError("busy")

    config = _with_server(app_config)
    assert [r for _, r in remind(session, config, FRIDAY, send=refuse)] == [Result.FAILED]
    done = remind(session, config, FRIDAY, send=lambda *_: None)
    assert [r for _, r in done] == [Result.SENT]


def test_without_a_mail_server_nothing_is_sent_or_recorded(
    session: Session, town: Town, app_config: Config
) -> None:
    add_task(session, town, termijn="2026-11-20")
    assert [r for _, r in remind(session, app_config, FRIDAY)] == [Result.NO_SERVER]
    done = remind(session, _with_server(app_config), FRIDAY, send=lambda *_: None)
    assert [r for _, r in done] == [Result.SENT]
