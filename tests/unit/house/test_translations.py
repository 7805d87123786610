"""Every text of the pages is there in English, and says the same."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

ROOT = Path(__file__).parents[3]
ENGLISH = ROOT / "wijkschouw/translations/en/LC_MESSAGES/messages.po"
WORDS = {"_": None, "_l": None, "_n": (1, 2), "gettext": None, "lazy_gettext": None,
         "ngettext": (1, 2)}  # fmt: skip
PLACE = re.compile(r"%\((\w+)\)")


def in_the_code() -> Iterator[str | tuple[str, ...]]:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    for folder in ("wijkschouw", "templates"):
        here = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods
                if pattern.startswith(folder)]  # fmt: skip
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, here, options, WORDS
        ):
            yield message


@pytest.fixture(scope="module")
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def forms(message: Message | None) -> tuple[str, ...]:
    """The translation's singular and plural."""
    if message is None:
        return ()
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_no_text_is_missing_in_english(english: Catalog) -> None:
    wanted = set(in_the_code())
    assert len(wanted) > 300
    missing = {text for text in wanted if not forms(english.get(text)) or not all(
        forms(english.get(text)))}  # fmt: skip
    assert missing == set(), "run `make translations` and translate what is empty"


def test_translations_keep_the_places_of_values(english: Catalog) -> None:
    for message in english:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        allowed = {place for text in ids for place in PLACE.findall(text)}
        for text in forms(message) if message.id else ():
            assert set(PLACE.findall(text)) <= allowed, message.id
            if not message.pluralizable:
                assert set(PLACE.findall(text)) == allowed, message.id


def test_pages_are_dutch_until_somebody_chooses_english(app: Flask, client: FlaskClient) -> None:
    dutch = client.get("/inloggen", headers={"Accept-Language": "en"}).text
    assert '<html lang="nl"' in dutch
    client.get("/taal/en")
    english = client.get("/inloggen").text
    assert '<html lang="en"' in english
    assert "Sign in" in english
    assert "Inloggen" not in english
