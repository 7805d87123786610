"""Finds what points at a person in a note: number plates, telephone numbers, e-mail, BSN. Pure.

The writer is asked to take it out; nothing is refused or changed for it, since a wrong guess must
not cost an observation. Numbers of services that everybody may call (0900, 0800, 112) are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BSN_DIGITS = 9
# Weights of the elfproef; the last digit counts negatively.
_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+31|0031)[\s-]?(?:\(0\)[\s-]?)?|0)(?!800|900|906|909)[1-9](?:[\s-]?\d){8}(?!\d)"
)
_BSN = re.compile(r"(?<![\w.+-])(?:\d{9}|\d{3}[. ]\d{3}[. ]\d{3}|\d{4}[. ]\d{2}[. ]\d{3})(?![\w-])")
# The groups of Dutch plates since 1951; L a letter, D a digit.
_PLATE_GROUPS = (
    "LL DD DD", "DD DD LL", "DD LL DD", "LL DD LL", "LL LL DD", "DD LL LL", "DD LLL D", "D LLL DD",
    "LL DDD L", "L DDD LL", "LLL DD L", "L DD LLL", "D LL DDD", "DDD LL D",
)  # fmt: skip


def _plate_pattern(letter: str, between: str) -> str:
    forms = (
        group.replace(" ", between).replace("L", f"[{letter}]").replace("D", r"\d")
        for group in _PLATE_GROUPS
    )
    return f"(?<![\\w-])(?:{'|'.join(forms)})(?![\\w-])"


# With dashes in any case; without them, or with spaces, in capitals only: "om 12 30" is a time.
_PLATE = re.compile(
    f"{_plate_pattern('a-zA-Z', '-')}|{_plate_pattern('A-Z', '')}|{_plate_pattern('A-Z', ' ')}"
)

WORDS = {
    "kenteken": "een kenteken",
    "telefoonnummer": "een telefoonnummer",
    "e-mailadres": "een e-mailadres",
    "bsn": "een burgerservicenummer",
}


@dataclass(frozen=True)
class Found:
    """Where in the text something stands (from, up to), and what it looks like; not the data."""

    kind: str
    start: int
    end: int


def find_personal_data(text: str) -> list[Found]:
    """What looks like personal data, in the order of the text; a place counts once."""
    found: list[Found] = []
    for one in _candidates(text):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def warnings_for(text: str, location: str = "#/properties/toelichting") -> list[dict[str, str]]:
    """What an answer tells the writer (``waarschuwingen``), one per kind; empty when well."""
    kinds = dict.fromkeys(one.kind for one in find_personal_data(text))
    return [
        {
            "in": "body",
            "location": location,
            "code": kind,
            "detail": f"Hier lijkt {WORDS[kind]} te staan. Haal het weg als dat zo is.",
        }
        for kind in kinds
    ]


def is_bsn(digits: str) -> bool:
    """Whether nine digits pass the elfproef."""
    if len(digits) != BSN_DIGITS or not digits.isdecimal() or not digits.strip("0"):
        return False
    return sum(w * int(d) for w, d in zip(_BSN_WEIGHTS, digits, strict=True)) % 11 == 0


def _candidates(text: str) -> Iterator[Found]:
    for kind, pattern in (("e-mailadres", _EMAIL), ("telefoonnummer", _PHONE)):
        for match in pattern.finditer(text):
            yield Found(kind, *match.span())
    for match in _BSN.finditer(text):
        if is_bsn(re.sub(r"\D", "", match.group())):
            yield Found("bsn", *match.span())
    for match in _PLATE.finditer(text):
        yield Found("kenteken", *match.span())
