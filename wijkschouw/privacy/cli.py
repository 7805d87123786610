"""``wijkschouw retention run [--dry-run]``."""

import click

from config import Config
from wijkschouw.db import Database
from wijkschouw.privacy import service


@click.group()
def retention() -> None:
    """How long things are kept."""


@retention.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def run(dry_run: bool) -> None:
    """Take away what was kept long enough; a proof stays in the audit log."""
    config = Config.from_environment()
    total = 0
    for line in service.run_retention(Database(config.database_url), config, dry_run=dry_run):
        total += line.number
        if line.number or dry_run:
            click.echo(f"{'would take ' if dry_run else 'took '}{line}")
    verb = "would be" if dry_run else "was"
    click.echo(f"Nothing {verb} due." if not total else f"{total} in all {verb} taken away.")
