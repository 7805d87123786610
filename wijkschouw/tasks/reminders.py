"""Reminding teams of what is due: once a day, by mail where there is a mail server."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import structlog
from sqlmodel import Session

from config import Config
from wijkschouw import mail
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import Database
from wijkschouw.tasks import queries
from wijkschouw.tasks.models import Task
from wijkschouw.tasks.rules import OURS, State, add_working_days, is_overdue
from wijkschouw.tasks.telling import today

ACTION = "taken-herinneren"
log = structlog.get_logger(__name__)

Send = Callable[[Config, str, str, str], None]


@dataclass(frozen=True)
class Reminder:
    """One mail to one person about their due tasks."""

    municipality: str
    email: str
    tasks: tuple[Task, ...]
    lines: tuple[str, ...]
    late: int


def due_reminders(session: Session, on: date, public_url: str | None) -> list[Reminder]:
    """A reminder for everybody with tasks that are due by the next working day, or are late.

    A task of a person goes to that person, one of a team to its members; in every municipality.
    """
    tasks = queries.due_until(session, add_working_days(on + timedelta(days=1), 0), OURS)
    by_person: dict[tuple[str, str], list[Task]] = defaultdict(list)
    for municipality, own in _by_municipality(tasks).items():
        people = queries.members(session, municipality)
        for task in own:
            for email in _recipients(task, people):
                by_person[municipality, email].append(task)
    return [
        _reminder(session, municipality, email, own, on, public_url)
        for (municipality, email), own in sorted(by_person.items())
    ]


def _by_municipality(tasks: Iterable[Task]) -> dict[str, list[Task]]:
    found: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        found[task.municipality].append(task)
    return found


def _recipients(task: Task, people: Sequence[tuple[str, User]]) -> list[str]:
    return list(
        dict.fromkeys(
            person.email
            for team, person in people
            if (person.id == task.assignee_id if task.assignee_id else team == task.team_code)
            and (person.may_see_sensitive or not task.sensitive)
        )
    )


def _reminder(
    session: Session,
    municipality: str,
    email: str,
    tasks: Sequence[Task],
    on: date,
    public_url: str | None,
) -> Reminder:
    known = catalogue.current(session, municipality)
    lines = []
    for task in tasks:
        category = known.find_category(task.category)
        name = category.name.nl if category else task.category
        lines.append(_line(task, name, on, public_url))
    late = sum(is_overdue(State(task.state), task.due_on, on) for task in tasks)
    return Reminder(municipality, email, tuple(tasks), tuple(lines), late)


def _line(task: Task, name: str, on: date, public_url: str | None) -> str:
    due = task.due_on.strftime("%d-%m-%Y") if task.due_on else "?"
    when = f"te laat sinds {due}" if is_overdue(State(task.state), task.due_on, on) else f"op {due}"
    place = f" in {task.area_code}" if task.area_code else ""
    address = f" {public_url.rstrip('/')}/taken/{task.id}" if public_url else ""
    return f"- {name}{place}: {when}{address}"


def as_mail(reminder: Reminder) -> tuple[str, str]:
    """Subject and text; they name places and phenomena only, what was written stays in the app."""
    number = len(reminder.tasks)
    subject = f"wijkschouw: {number} {'taak' if number == 1 else 'taken'} om af te handelen"
    body = ["Deze taken moeten worden afgehandeld:", "", *reminder.lines, ""]
    body.append("U krijgt dit bericht omdat u bij het team van deze taken hoort.")
    return subject, "\n".join(body)


class Result(StrEnum):
    """What became of a reminder."""

    SENT = "sent"
    EARLIER = "sent earlier today"
    FAILED = "not taken by the mail server"
    NO_SERVER = "not sent: WIJKSCHOUW_SMTP_URL is not set"


def remind(
    session: Session, config: Config, on: date, *, again: bool = False, send: Send = mail.send
) -> list[tuple[Reminder, Result]]:
    """Mail everybody once a day; what became of each reminder.

    Without a mail server nothing is sent and nothing recorded. What was sent is recorded at once,
    so that a second run on the same day mails only those whom the first one did not reach.
    """
    done = []
    for reminder in due_reminders(session, on, config.public_url):
        if not mail.can_send(config):
            result = Result.NO_SERVER
        elif not again and _sent_on(session, reminder, on):
            result = Result.EARLIER
        else:
            result = _send(session, config, reminder, on, send)
        done.append((reminder, result))
    return done


def _about(session: Session, reminder: Reminder, on: date) -> str:
    person = accounts.find_user_by_email(session, reminder.email)
    return f"herinnering:{on}:{person.id}"


def _sent_on(session: Session, reminder: Reminder, on: date) -> bool:
    about = _about(session, reminder, on)
    return bool(accounts.history_of(session, reminder.municipality, about, 1))


def _send(session: Session, config: Config, reminder: Reminder, on: date, send: Send) -> Result:
    try:
        send(config, reminder.email, *as_mail(reminder))
    except mail.MailError as error:
        log.warning("reminder_failed", reason=str(error))
        return Result.FAILED
    about = _about(session, reminder, on)
    accounts.audit(session, reminder.municipality, None, ACTION, about, taken=len(reminder.tasks))
    session.commit()  # the mail is out: whatever fails later, it is not sent twice
    return Result.SENT


def remind_job(database: Database, config: Config) -> None:
    """The daily job; without a mail server it has nothing to do."""
    if mail.can_send(config):
        with database.session() as session:
            remind(session, config, today())
