"""``wijkschouw liveability``: scores by hand; the worker keeps them up to date by itself."""

import click

from config import Config
from wijkschouw.areas import service as areas
from wijkschouw.console import open_session, progress
from wijkschouw.db import Database
from wijkschouw.liveability import service


@click.group()
def liveability() -> None:
    """Scores of the areas."""


@liveability.command()
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="From the rounds and observations themselves, not from what was added up.",
)
@click.option("--municipality", metavar="CODE", help="Only this one; default: all.")
def recompute(everything: bool, municipality: str | None) -> None:
    """Make the scores anew."""
    config = Config.from_environment()
    service.refresh_pending(Database(config.database_url))
    with open_session(config) as session:
        codes = [m.code for m in areas.list_municipalities(session)]
    if municipality is not None:
        if municipality not in codes:
            raise click.ClickException(f"there is no municipality {municipality}")
        codes = [municipality]
    for code in progress(codes, "municipalities"):
        with open_session(config) as session:
            done = service.recompute(session, code, all=everything)
        click.echo(f"{code}: {done} quarters scored")
