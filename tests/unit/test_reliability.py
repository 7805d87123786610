"""The table of failures in docs/reliability.md speaks of tests that exist."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ISSUE = re.compile(r"[\w/-]+#\d+")


@dataclass(frozen=True)
class Row:
    """``tests``: (file, name) each; ``issues``: reports by others that the row names."""

    failure: str
    tests: tuple[tuple[str, str], ...]

    @property
    def issues(self) -> list[str]:
        return ISSUE.findall(self.failure)


def rows() -> list[Row]:
    """The lines of the table."""
    page = (ROOT / "docs" / "reliability.md").read_text()
    section = page.split("\n## What went wrong elsewhere\n")[1].split("\n## ")[0]
    cells = [
        line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")
    ]
    return [
        Row(failure, tuple(re.findall(r"`([\w./-]+)::([^`]+)`", tests)))
        for failure, _answer, tests in cells[2:]
    ]


ROWS = rows()


def test_no_row_is_missing() -> None:
    assert len(ROWS) == 25


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.failure[:40])
def test_each_row_has_tests_that_exist(row: Row) -> None:
    assert row.tests
    assert [f"{file}::{name}" for file, name in row.tests if not exists(file, name)] == []


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.issues], ids=lambda row: row.issues[0]
)  # fmt: skip
def test_a_test_of_a_row_names_the_failure(row: Row) -> None:
    texts = [(ROOT / file).read_text() for file, _ in row.tests]
    assert any(issue in text for issue in row.issues for text in texts)


def exists(file: str, name: str) -> bool:
    """A function in Python; in JavaScript the name of a test or of a group of tests."""
    path = ROOT / file
    if not path.exists():
        return False
    text = path.read_text().replace("\\'", "'")
    if path.suffix == ".py":
        return f"\ndef {name}(" in text
    return re.search(rf"\b(?:it|describe)\(['`]{re.escape(name)}['`],", text) is not None
