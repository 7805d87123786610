"""What people read for the codes of tasks, as filters of the templates; Dutch, translated."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from wijkschouw.tasks.naming import Names
from wijkschouw.tasks.rules import EventKind, Outcome, Remark, State
from wijkschouw.tasks.telling import today

STATES: Mapping[str, str] = {
    State.NEW: _l("nieuw"),
    State.ASSIGNED: _l("toegewezen"),
    State.ACCEPTED: _l("geaccepteerd"),
    State.HANDLED: _l("afgehandeld"),
    State.CHECKED: _l("gecontroleerd"),
    State.FORWARDED: _l("doorgezet"),
    State.DROPPED: _l("vervallen"),
    State.REOPENED: _l("heropend"),
}
TONES: Mapping[str, str] = {
    State.NEW: "warning",
    State.ASSIGNED: "info",
    State.ACCEPTED: "info",
    State.HANDLED: "ok",
    State.CHECKED: "neutral",
    State.FORWARDED: "neutral",
    State.DROPPED: "neutral",
    State.REOPENED: "warning",
}
# What the timeline says that somebody did.
DONE: Mapping[str, str] = {
    EventKind.ASSIGN: _l("toegewezen"),
    EventKind.ACCEPT: _l("geaccepteerd"),
    EventKind.HANDLE: _l("afgehandeld"),
    EventKind.CHECK: _l("gecontroleerd"),
    EventKind.REOPEN: _l("heropend"),
    EventKind.FORWARD: _l("doorgezet"),
    EventKind.DROP: _l("laten vervallen"),
    Remark.JOINED: _l("waarneming toegevoegd"),
    Remark.SPLIT_OFF: _l("gesplitst"),
    Remark.MERGED: _l("samengevoegd"),
    Remark.REDACTED: _l("foto afgeschermd"),
}
# What a button says.
TO_DO: Mapping[str, str] = {
    EventKind.ASSIGN: _l("Toewijzen"),
    EventKind.ACCEPT: _l("Accepteren"),
    EventKind.HANDLE: _l("Afhandelen"),
    EventKind.CHECK: _l("Controle akkoord"),
    EventKind.REOPEN: _l("Heropenen"),
    EventKind.FORWARD: _l("Doorzetten"),
    EventKind.DROP: _l("Laten vervallen"),
}
OUTCOMES: Mapping[str, str] = {
    Outcome.SOLVED: _l("Opgelost"),
    Outcome.NOT_FOUND: _l("Niet aangetroffen"),
    Outcome.WARNED: _l("Waarschuwing gegeven"),
    Outcome.REPORTED: _l("Proces-verbaal opgemaakt"),
    Outcome.UNSOLVABLE: _l("Niet oplosbaar"),
}
SOON_DAYS = 2

# What the rules say of a step that is not whole. Pure code knows no languages, so the texts stand
# here once more to get into the catalogues; a test compares the two.
SAID = (
    _l("Kies hoe de taak is afgehandeld."),
    _l("Deze categorie vraagt een foto bij het afhandelen."),
    _l("Deze categorie vraagt een toelichting bij het afhandelen."),
    _l("Alleen bij afhandelen hoort een uitkomst."),
    _l("Kies een team of een persoon."),
    _l("Noem de organisatie waar de taak heen gaat."),
    _l("Schrijf waarom de taak vervalt."),
    _l("Alleen bij doorzetten en afhandelen hoort een referentie."),
    _l("Bij deze categorie hoort geen foto."),
    _l("Dit team of deze persoon is er niet."),
    _l("Dit team is er niet."),
    _l("Kies een deel van de waarnemingen van deze taak."),
    _l("Kies een andere taak om samen te voegen."),
    _l("Gebruik geen stuurtekens."),
    _l("Dit is geen JPEG, PNG, WebP of HEIC."),
    _l("Een foto mag ten hoogste 15 MB zijn."),
)


def due_text(due: str | None, late: bool = False) -> str:
    """A deadline in words: ``vandaag``, ``nog 3 dagen``, ``2 dagen te laat``."""
    if not due:
        return _("geen termijn")
    days = (date.fromisoformat(due) - today()).days
    if days < 0 and late:
        return str(ngettext("%(num)s dag te laat", "%(num)s dagen te laat", -days))
    if days < 0:
        return _("termijn voorbij")
    if days == 0:
        return _("vandaag")
    return str(ngettext("nog %(num)s dag", "nog %(num)s dagen", days))


def due_tone(due: str | None, late: bool = False) -> str:
    """The tone of a deadline's badge."""
    if late:
        return "danger"
    if not due:
        return "neutral"
    days = (date.fromisoformat(due) - today()).days
    return "warning" if 0 <= days <= SOON_DAYS else "neutral"


def _from(words: Mapping[str, str]) -> Callable[[str | None], str]:
    return lambda code: str(words.get(code or "", code or ""))


def person_choice(person: tuple[str, str, str], names: Names) -> tuple[str, str]:
    """(id, name and team) for a select."""
    id_, name, team = person
    return id_, f"{name} ({names.team(team)})"


def person_name(people: Iterable[tuple[str, str, str]], to: str, names: Names) -> str:
    """Whom a step names: a team, a person, or an organisation as it was written."""
    return names.teams.get(to) or next((name for id_, name, _team in people if id_ == to), to)


FILTERS: dict[str, Callable[..., Any]] = {
    "task_state": _from(STATES),
    "task_tone": _from(TONES),
    "task_done": _from(DONE),
    "task_to_do": _from(TO_DO),
    "task_outcome": _from(OUTCOMES),
    "due_text": due_text,
    "due_tone": due_tone,
    "person_choice": person_choice,
    "person_name": person_name,
}
