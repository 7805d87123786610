"""Figures, quarters, classes and themes as people read them, in the language of the page."""

from __future__ import annotations

from flask_babel import format_decimal, format_percent, get_locale
from flask_babel import gettext as _

from wijkschouw.catalogue.rules import Catalogue
from wijkschouw.liveability.choices import TOTAL
from wijkschouw.liveability.comparing import Change
from wijkschouw.liveability.models import Score


def language() -> str:
    """nl or en."""
    return str(get_locale() or "nl")


def figure(value: float | None) -> str:
    """'6,4', or a dash."""
    return "–" if value is None else str(format_decimal(value, format="0.0"))


def signed(value: float) -> str:
    """'+0,4' or '−0,4'."""
    return ("+" if value >= 0 else "−") + figure(abs(value))


def whole(value: float) -> str:
    return str(format_decimal(round(value)))


def share(value: float | None) -> str:
    """'12%', below ten per cent '9,6%', or a dash."""
    if value is None:
        return "–"
    return str(format_percent(value, format="0.#%" if value < 0.1 else "0%"))


def margin_head() -> str:
    """Head of a column of intervals."""
    return _("Marge (95%)")


def interval(one: Score) -> str:
    """'5,1–7,7', or a dash."""
    return "–" if one.low is None else f"{figure(one.low)}–{figure(one.high)}"


def period(name: str) -> str:
    """'4e kwartaal 2026'."""
    year, quarter = name.split("-Q")
    ordinal = {
        "1": _("1e kwartaal"),
        "2": _("2e kwartaal"),
        "3": _("3e kwartaal"),
        "4": _("4e kwartaal"),
    }[quarter]
    return f"{ordinal} {year}"


def grade(name: str | None) -> str:
    """A class as people read it."""
    return {
        "zeer onvoldoende": _("zeer onvoldoende"),
        "onvoldoende": _("onvoldoende"),
        "voldoende": _("voldoende"),
        "ruim voldoende": _("ruim voldoende"),
        "goed": _("goed"),
        "zeer goed": _("zeer goed"),
    }.get(name or "", "")


def verdict(one: Score) -> str:
    """The class in words, or why there is none."""
    if one.score is None:
        return _("niet gezien")
    return grade(one.grade) or _("te weinig gezien")


def theme(known: Catalogue, code: str) -> str:
    if code == TOTAL:
        return _("Totaal")
    found = known.theme(code)
    return found.name.in_language(language()) if found else code


def category(known: Catalogue, code: str) -> str:
    found = known.find_category(code)
    return found.name.in_language(language()) if found else code


def level(name: str) -> str:
    return {
        "buurt": _("Buurten"),
        "wijk": _("Wijken"),
        "cel": _("Cellen van één buurt"),
    }[name]


def change(one: Change | None) -> str:
    """'+0,4 (marge −0,2 tot +1,0): geen zeker verschil'."""
    if one is None:
        return _("niet te vergelijken")
    margin = _("%(low)s tot %(high)s", low=signed(one.low), high=signed(one.high))
    if not one.certain:
        return _("%(number)s (%(margin)s), kan toeval zijn", number=signed(one.difference),
                 margin=margin)  # fmt: skip
    word = _("beter") if one.difference > 0 else _("slechter")
    return f"{signed(one.difference)} ({margin}), {word}"
