"""``wijkschouw catalogue …``."""

from pathlib import Path

import click

from config import Config
from wijkschouw.catalogue import service
from wijkschouw.console import open_session


@click.group()
def catalogue() -> None:
    """Themes, categories, levels and templates."""


@catalogue.command()
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
@click.option("--municipality", help="Code, for example GM0243; default WIJKSCHOUW_MUNICIPALITY.")
def load(file: Path | None, municipality: str | None) -> None:
    """Load a version of the catalogue from FILE (default: the one that ships)."""
    code = municipality or Config.from_environment().municipality
    if not code:
        raise click.UsageError("give --municipality or set WIJKSCHOUW_MUNICIPALITY")
    content = service.read_file(file) if file else service.shipped()
    with open_session() as session:
        done = service.load(session, code, content)
    words = "loaded" if done.new else "was loaded already"
    click.echo(f"Version {done.version} of the catalogue of {code} {words}.")
