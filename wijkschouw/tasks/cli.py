"""``wijkschouw tasks remind``."""

import click

from config import Config
from wijkschouw.db import Database
from wijkschouw.tasks import reminders
from wijkschouw.tasks.reminders import Result
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
    for reminder, result in done:
        click.echo(f"{reminder.email}: {len(reminder.tasks)} due, {reminder.late} late ({result})")
        for line in reminder.lines:
            click.echo(f"  {line}")
    if not done:
        click.echo("No tasks are due.")
    if failed := sum(result is Result.FAILED for _, result in done):
        raise click.ClickException(f"{failed} of {len(done)} reminders could not be sent")
