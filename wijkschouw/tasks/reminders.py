"""Reminding teams of what is due: once a day, by mail where there is a mail server."""

import smtplib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlmodel import Session

from config import Config
from wijkschouw.accounts import service as accounts
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import Database
from wijkschouw.tasks import queries
from wijkschouw.tasks.models import Task
from wijkschouw.tasks.rules import OURS, State, add_working_days, is_overdue
from wijkschouw.tasks.telling import today

ACTION = "taken-herinneren"
SMTP_TIMEOUT_S = 20

Send = Callable[[EmailMessage], None]


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


def _recipients(task: Task, people: Sequence[tuple[str, accounts.User]]) -> list[str]:
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


def as_mail(reminder: Reminder, sender: str) -> EmailMessage:
    """The mail; it names places and phenomena only, what was written stays in the app."""
    mail = EmailMessage()
    number = len(reminder.tasks)
    mail["From"], mail["To"] = sender, reminder.email
    mail["Subject"] = f"wijkschouw: {number} {'taak' if number == 1 else 'taken'} om af te handelen"
    body = ["Deze taken moeten worden afgehandeld:", "", *reminder.lines, ""]
    body.append("U krijgt dit bericht omdat u bij het team van deze taken hoort.")
    mail.set_content("\n".join(body))
    return mail


def remind(
    session: Session, config: Config, on: date, *, again: bool = False, send: Send | None = None
) -> list[tuple[Reminder, bool]]:
    """Mail everybody once a day; (reminder, whether it was sent now) for each.

    Without a mail server nothing is sent and nothing is recorded. What was sent is recorded, so
    that a second run on the same day sends only what failed before. Raises OSError when the mail
    server cannot be reached; what was sent until then is recorded.
    """
    reminders = due_reminders(session, on, config.public_url)
    if not config.smtp_url and send is None:
        return [(reminder, False) for reminder in reminders]
    done = []
    with _sender(config.smtp_url, send) as deliver:
        for reminder in reminders:
            about = f"herinnering:{on}:{_person(session, reminder)}"
            sent = again or not accounts.history_of(session, reminder.municipality, about, 1)
            if sent:
                deliver(as_mail(reminder, config.mail_from))
                accounts.audit(
                    session, reminder.municipality, None, ACTION, about, taken=len(reminder.tasks)
                )
                session.commit()  # the mail is out: whatever fails later, it is not sent twice
            done.append((reminder, sent))
    return done


def remind_job(database: Database, config: Config) -> None:
    """The daily job; without a mail server it has nothing to do."""
    if config.smtp_url:
        with database.session() as session:
            remind(session, config, today())


def _person(session: Session, reminder: Reminder) -> UUID:
    return accounts.find_user_by_email(session, reminder.email).id


def _sender(url: str | None, send: Send | None) -> AbstractContextManager[Send]:
    return nullcontext(send) if send is not None else _Smtp(url or "")


class _Smtp(AbstractContextManager[Send]):
    """A connection to ``smtp://[user:password@]host[:port]``, with STARTTLS where that is offered,
    or to ``smtps://…``."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    def __enter__(self) -> Send:
        parts = self._parts
        host = parts.hostname or "localhost"
        if parts.scheme == "smtps":
            self._client: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=SMTP_TIMEOUT_S
            )
        else:
            self._client = smtplib.SMTP(host, parts.port or 25, timeout=SMTP_TIMEOUT_S)
            self._client.ehlo()
            if self._client.has_extn("starttls"):
                self._client.starttls()
        if parts.username:
            self._client.login(unquote(parts.username), unquote(parts.password or ""))
        return self._client.send_message  # type: ignore[return-value]

    def __exit__(self, *_: object) -> None:
        self._client.close()
