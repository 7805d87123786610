"""Use cases of the catalogue: load a version, find the current one or the one of an observation.

A version never changes once it is loaded, so a process keeps it for as long as it lives.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import ValidationError
from sqlalchemy import Pool
from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.catalogue import queries
from wijkschouw.catalogue.rules import Catalogue, digest_of
from wijkschouw.db import pool_of, utc_now
from wijkschouw.errors import FieldError

SHIPPED = Path(__file__).with_name("catalogue.json")
KEPT = 500  # versions of a database in memory; each some 100 kB

_kept: WeakKeyDictionary[Pool, dict[tuple[str, int], Catalogue]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Loaded:
    """What ``load`` did: the version, and whether it was new."""

    version: int
    new: bool


@lru_cache(maxsize=1)
def shipped() -> Catalogue:
    """The catalogue that comes with the program."""
    return read_file(SHIPPED)


def read_file(path: Path) -> Catalogue:
    """A catalogue from a JSON file. Raises Problem (bad input) that names all that is wrong."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise errors.bad_field("#", "json", f"{path.name}: geen geldige JSON ({error})") from error
    return read(data)


def read(data: Any) -> Catalogue:
    """A catalogue from its JSON. Raises Problem (bad input) that names all that is wrong."""
    try:
        return Catalogue.model_validate(data)
    except ValidationError as error:
        found = [
            FieldError("#" + "".join(f"/{part}" for part in e["loc"]), e["type"], e["msg"])
            for e in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        raise errors.bad_input(found, "De catalogus is niet geldig.") from error


def load(session: Session, municipality: str, catalogue: Catalogue) -> Loaded:
    """Store a version; the same content again changes nothing.

    Raises Problem (conflict) when that version number is there with other content: a version that
    observations refer to must keep its meaning.
    """
    digest = digest_of(catalogue)
    version = catalogue.version
    if queries.insert_version(
        session, municipality, version, catalogue.as_json(), digest, utc_now()
    ):
        return Loaded(version, new=True)
    present = queries.version_row(session, municipality, version)
    if present is None or present.digest != digest:
        raise errors.conflict(
            f"Versie {version} van de catalogus bestaat al met een andere inhoud; verhoog `versie`."
        )
    return Loaded(version, new=False)


def load_shipped(session: Session, municipality: str) -> Loaded:
    """Load the catalogue that ships, for a new municipality."""
    return load(session, municipality, shipped())


def current(session: Session, municipality: str) -> Catalogue:
    """The newest version. Raises Problem (not found) when none was loaded yet."""
    version = queries.newest_version(session, municipality)
    if version is None:
        raise errors.not_found("Deze gemeente heeft nog geen catalogus.")
    found = find_version(session, municipality, version)
    assert found is not None  # noqa: S101 - read in the same transaction
    return found


def find_version(session: Session, municipality: str, version: int) -> Catalogue | None:
    """One version; None when it was never loaded. No SQL once this process has seen it."""
    kept, key = _kept.setdefault(pool_of(session), {}), (municipality, version)
    if key in kept:
        return kept[key]
    row = queries.version_row(session, municipality, version)
    if row is None:
        return None
    if len(kept) >= KEPT:
        kept.clear()
    return kept.setdefault(key, Catalogue.model_validate(row.content))


def knows_template(session: Session, municipality: str, code: str) -> bool:
    """Whether there is, or ever was, such a template: a round may use yesterday's catalogue."""
    if current(session, municipality).template(code) is not None:
        return True
    older = (
        find_version(session, municipality, number)
        for number in queries.versions(session, municipality)
    )
    return any(version and version.template(code) for version in older)


def forget_kept() -> None:
    """Drop what this process keeps; for tests that empty their database."""
    _kept.clear()
