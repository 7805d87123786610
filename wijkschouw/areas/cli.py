"""``wijkschouw areas``: import wijken and buurten."""

import sys
from types import TracebackType

import click
from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import TaskID

from config import Config
from wijkschouw.areas import service, sources
from wijkschouw.areas.rules import MUNICIPALITY_CODE, AreasError, Level, ReadAreas, Remark, Report
from wijkschouw.console import open_session

PDOK = "pdok"


class Progress:
    """A bar on a terminal; elsewhere a line per step, on stdout: stderr is for what went wrong."""

    def __init__(self) -> None:
        self._bars = Bars(console=Console(stderr=True)) if sys.stderr.isatty() else None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "Progress":
        if self._bars:
            self._bars.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if self._bars:
            self._bars.stop()

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """Show how far one piece of the work is."""
        if self._bars is None:
            click.echo(f"{what}: {done}" + (f" / {total}" if total else ""))
            return
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what)
        self._bars.update(self._tasks[what], completed=done, total=total)


@click.group()
def areas() -> None:
    """Wijken and buurten."""


@areas.command("import")
@click.argument("source", metavar="FILE_OR_URL")
@click.option(
    "--level",
    type=click.Choice([level.value for level in Level]),
    help="Only this level; default: both.",
)
@click.option("--municipality", metavar="CODE", help="Only this one, for instance GM0243.")
@click.option("--year", type=click.IntRange(1995, 2100), help="The year of these borders.")
def import_(source: str, level: str | None, municipality: str | None, year: int | None) -> None:
    """Import areas from a GeoPackage, GeoJSON or Shapefile, or from an OGC API.

    FILE_OR_URL is a file, the address of an API or of one of its collections, or the word "pdok".
    Nothing changes unless all of it can be stored; a second time changes nothing.
    """
    config = Config.from_environment()
    if municipality is not None and not MUNICIPALITY_CODE.fullmatch(municipality):
        raise click.BadParameter("a code looks like GM0243", param_hint="--municipality")
    wanted = Level(level) if level else None
    with Progress() as progress:
        try:
            read, of_year = _read(config, source, wanted, municipality, year, progress)
            with open_session(config) as session:
                reports = service.import_areas(session, read, of_year, progress)
        except AreasError as error:
            raise click.ClickException(" ".join(str(error).split())) from error
    for report in reports:
        _print(report)
    refused = [remark for report in reports for remark in report.refused]
    if refused:
        raise click.ClickException(f"not imported: {'; '.join(map(str, refused))}")


def _read(
    config: Config,
    source: str,
    level: Level | None,
    municipality: str | None,
    year: int | None,
    progress: Progress,
) -> tuple[ReadAreas, int | None]:
    if source.rstrip("/") not in (PDOK, config.pdok_url.rstrip("/")):
        read = sources.read_source(source, level, municipality, progress)
        return read, sources.year_of(source, year)
    chosen = municipality or config.municipality
    if chosen is None:
        raise click.UsageError("from PDOK: say which --municipality")
    return sources.read_pdok(config.pdok_url, level, chosen, year, progress)


def _print(report: Report) -> None:
    counts = (
        f"{len(report.added)} added, {len(report.changed)} changed, "
        f"{len(report.withdrawn)} withdrawn, {report.unchanged} unchanged"
    )
    click.echo(f"{report.municipality} {report.year}: {counts}")
    for word in ("added", "changed", "withdrawn", "repaired", "refused"):
        remarks: list[Remark] = getattr(report, word)
        for remark in remarks:
            click.echo(f"  {word}: {remark}")
