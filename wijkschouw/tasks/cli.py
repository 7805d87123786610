"""``wijkschouw tasks remind``."""

import click

from config import Config
from wijkschouw.db import Database
from wijkschouw.tasks import reminders
from wijkschouw.tasks.telling import today


@click.group()
def tasks() -> None:
    """Follow-up."""


@tasks.command()
@click.option("--again", is_flag=True, help="Also mail who was mailed today already.")
def remind(again: bool) -> None:
    """Mail the teams what is due; without a mail server, say what would be mailed."""
    config = Config.from_environment()
    with Database(config.database_url).session() as session:
        done = reminders.remind(session, config, today(), again=again)
    for reminder, sent in done:
        verb = _verb(sent, config.smtp_url)
        click.echo(f"{reminder.email}: {len(reminder.tasks)} due, {reminder.late} late ({verb})")
        for line in reminder.lines:
            click.echo(f"  {line}")
    if not done:
        click.echo("No tasks are due.")


def _verb(sent: bool, smtp_url: str | None) -> str:
    if sent:
        return "sent"
    return "sent earlier today" if smtp_url else "not sent: WIJKSCHOUW_SMTP_URL is not set"
