"""Where areas come from: a file, an address, or PDOK. Needs no database.

Apart from the service, so that web processes do not carry what only an import needs.
"""

from datetime import date
from pathlib import Path

from wijkschouw.areas import files, ogc_api
from wijkschouw.areas.rules import Level, NotThereError, Progress, ReadAreas, quiet, year_in

# Statistics Netherlands publishes a year's areas in that year's summer.
YEARS_BACK = 3


def read_source(
    source: str,
    level: Level | None = None,
    municipality: str | None = None,
    progress: Progress = quiet,
) -> ReadAreas:
    """The areas in a file or at an address. Raises AreasError."""
    if source.startswith(("http://", "https://")):
        return ogc_api.read_url(source, level, municipality, progress)
    return files.read_file(Path(source), level, municipality)


def read_pdok(
    base: str,
    level: Level | None,
    municipality: str,
    year: int | None = None,
    progress: Progress = quiet,
) -> tuple[ReadAreas, int]:
    """A municipality's areas from PDOK, of the latest year there is unless one is given."""
    latest = date.today().year  # noqa: DTZ011 - which year it is needs no time zone
    years = [year] if year else [latest - back for back in range(YEARS_BACK)]
    for candidate in years[:-1]:
        try:
            url = ogc_api.pdok_url(base, candidate)
            return ogc_api.read_url(url, level, municipality, progress), candidate
        except NotThereError:
            continue
    url = ogc_api.pdok_url(base, years[-1])
    return ogc_api.read_url(url, level, municipality, progress), years[-1]


def year_of(source: str, given: int | None) -> int | None:
    """The year to import under: the given one, else what the file's name or the address says."""
    return given or year_in(source if "://" in source else Path(source).name)
