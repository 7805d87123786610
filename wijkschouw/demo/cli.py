"""``wijkschouw demo``: the sample town."""

import click

from config import Config
from wijkschouw.areas.rules import MUNICIPALITY_CODE, AreasError
from wijkschouw.console import progress
from wijkschouw.db import Database
from wijkschouw.demo import service, town


@click.group()
def demo() -> None:
    """The sample town Voorbeeldstad."""


@demo.command()
@click.option(
    "--municipality",
    metavar="CODE",
    default=town.CODE,
    show_default=True,
    help="A real one, for instance GM0243: its areas come from PDOK, what was seen is made up.",
)
def load(municipality: str) -> None:
    """Load the sample town, its accounts and a season of rounds; a second time changes nothing."""
    config = Config.from_environment()
    if not MUNICIPALITY_CODE.fullmatch(municipality):
        raise click.BadParameter("a code looks like GM0243", param_hint="--municipality")
    if config.environment == "production":
        raise click.ClickException(
            "its passwords are known to everybody: set WIJKSCHOUW_ENVIRONMENT=demo"
        )
    database = Database(config.database_url)
    try:
        loaded = service.load(database, config, municipality, progress)
    except AreasError as error:
        raise click.ClickException(" ".join(str(error).split())) from error
    finally:
        database.engine.dispose()
    if not loaded.new:
        click.echo(f"{municipality} is here already.")
        return
    click.echo(
        f"{municipality}: {loaded.rounds} rounds, {loaded.observations} observations, "
        f"{loaded.tasks} tasks, {loaded.pictures} drawings."
    )
