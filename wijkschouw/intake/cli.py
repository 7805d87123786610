"""``wijkschouw intake …``."""

from pathlib import Path

import click

from config import Config
from wijkschouw import jobs
from wijkschouw.console import progress
from wijkschouw.db import Database
from wijkschouw.intake import importing
from wijkschouw.photos.store import FileStore


@click.group()
def intake() -> None:
    """What came from phones."""


@intake.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Bring in FILE, saved by a phone of what it could not send (docs/intake-file.md)."""
    queue = importing.read_file(file)
    config = Config.from_environment()
    jobs.configure(config)
    database = Database(config.database_url)
    steps = -(-len(queue.items) // importing.MAX_ITEMS) + sum(len(i.photos) for i in queue.items)
    report = importing.Report()
    try:
        store = FileStore.from_setting(config.photo_store)
        for so_far in progress(importing.bring_in(database, store, queue), "receiving", steps + 1):
            report = so_far
    finally:
        database.engine.dispose()
    for line in report.wrong:
        click.echo(line, err=True)
    click.echo(f"Items: {_words(report.items)}. Photos: {_words(report.photos)}.")
    if report.wrong:
        raise click.ClickException(f"{len(report.wrong)} of them were not taken")


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {word}" for word, number in sorted(counts.items())) or "none"
