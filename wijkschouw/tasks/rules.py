"""A task's life: its states, which step leads where, who may take it, and when it is due. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol
from uuid import UUID

import holidays

from wijkschouw.accounts.rules import Scope
from wijkschouw.geo import distance_m


class State(StrEnum):
    """Where a task is in its life; the values are the API's ``status``."""

    NEW = "nieuw"
    ASSIGNED = "toegewezen"
    ACCEPTED = "geaccepteerd"
    HANDLED = "afgehandeld"
    CHECKED = "gecontroleerd"
    FORWARDED = "doorgezet"
    DROPPED = "vervallen"
    REOPENED = "heropend"


class EventKind(StrEnum):
    """A step that somebody takes; the values are the API's ``soort``."""

    ASSIGN = "toewijzen"
    ACCEPT = "accepteren"
    HANDLE = "afhandelen"
    CHECK = "controleren"
    REOPEN = "heropenen"
    FORWARD = "doorzetten"
    DROP = "laten-vervallen"


class Remark(StrEnum):
    """What the timeline keeps besides the steps; the office makes these, never a phone."""

    JOINED = "waarneming-toegevoegd"
    SPLIT_OFF = "afgesplitst"
    MERGED = "samengevoegd"
    REDACTED = "foto-afgeschermd"


class Outcome(StrEnum):
    """How a task was handled. Of a proces-verbaal only the reference is kept."""

    SOLVED = "opgelost"
    NOT_FOUND = "niet-aangetroffen"
    WARNED = "waarschuwing-gegeven"
    REPORTED = "proces-verbaal-opgemaakt"
    UNSOLVABLE = "niet-oplosbaar"


OPEN = frozenset({State.NEW, State.ASSIGNED, State.ACCEPTED, State.REOPENED, State.FORWARDED})
# What still waits for us rather than for another organisation.
OURS = OPEN - {State.FORWARDED}
CLOSED = frozenset(State) - OPEN

TRANSITIONS: dict[EventKind, tuple[frozenset[State], State]] = {
    # Assigning again is how a task changes hands; from FORWARDED it comes back to us.
    EventKind.ASSIGN: (OPEN, State.ASSIGNED),
    EventKind.ACCEPT: (frozenset({State.ASSIGNED, State.REOPENED}), State.ACCEPTED),
    # The manager closes a forwarded one when the other organisation says that it is done.
    EventKind.HANDLE: (frozenset({State.ACCEPTED, State.FORWARDED}), State.HANDLED),
    EventKind.CHECK: (frozenset({State.HANDLED}), State.CHECKED),
    EventKind.REOPEN: (frozenset({State.HANDLED, State.CHECKED}), State.REOPENED),
    EventKind.FORWARD: (OURS, State.FORWARDED),
    EventKind.DROP: (OPEN, State.DROPPED),
}

# What a team does in the street is its own; all else is the office's.
TEAM_STEPS = frozenset({EventKind.ACCEPT, EventKind.HANDLE})


@dataclass(frozen=True)
class Hands:
    """What somebody may do with one task: as a manager of its area, as a member of its team."""

    manages: bool = False
    in_team: bool = False


@dataclass(frozen=True)
class Sight:
    """Whose eyes look: the areas that somebody manages (None: no manager), the teams, the right."""

    municipality: str
    user_id: UUID
    scope: Scope | None = None
    teams: frozenset[str] = frozenset()
    sensitive: bool = False

    def hands(self, task: "Seen") -> Hands:
        """What these people may do with a task; nothing with a sensitive one without the right."""
        if task.municipality != self.municipality or (task.sensitive and not self.sensitive):
            return Hands()
        manages = self.scope is not None and self.scope.can_see_area(task.wijk_code, task.area_code)
        mine = task.assignee_id == self.user_id
        return Hands(manages=manages, in_team=mine or task.team_code in self.teams)

    def can_see(self, task: "Seen") -> bool:
        """Whether the task exists for them."""
        hands = self.hands(task)
        return hands.manages or hands.in_team


class Seen(Protocol):
    """What the rules need to know of a task (tasks.models.Task fits)."""

    municipality: str
    sensitive: bool
    team_code: str | None
    assignee_id: UUID | None
    area_code: str | None
    wijk_code: str | None


def initial_state(team: str | None) -> State:
    """A task that is made for a team is assigned already."""
    return State.ASSIGNED if team else State.NEW


def after(state: State, kind: EventKind, hands: Hands) -> State | None:
    """The state that a step leads to, or None when the present state forbids it."""
    allowed, result = TRANSITIONS[kind]
    if state is State.FORWARDED and kind is EventKind.HANDLE and not hands.manages:
        return None  # it left the team's hands; the office hears what became of it
    return result if state in allowed else None


def may_take(kind: EventKind, state: State, hands: Hands) -> bool:
    """Whether such a step is for these hands at all; coming too late is for ``after`` to say."""
    if kind in TEAM_STEPS:
        closes_forwarded = kind is EventKind.HANDLE and state is State.FORWARDED
        return hands.in_team or (closes_forwarded and hands.manages)
    return hands.manages


def steps_for(state: State, hands: Hands) -> list[EventKind]:
    """The steps that somebody can take now, in the order of a task's life."""
    return [
        kind
        for kind in EventKind
        if may_take(kind, state, hands) and after(state, kind, hands) is not None
    ]


@dataclass(frozen=True)
class Proof:
    """What a category asks for when a task of it is handled."""

    note: bool = False
    photo: bool = False


@dataclass(frozen=True)
class Step:
    """A step as somebody takes it; ``to`` is a team, a person or an organisation."""

    kind: EventKind
    outcome: Outcome | None = None
    note: str = ""
    to: str | None = None
    reference: str = ""
    photos: int = 0


def what_misses(step: Step, proof: Proof) -> list[tuple[str, str]]:
    """What a step lacks or has too much, as (field of the API, reason); empty when it is right."""
    found = []
    if step.kind is EventKind.HANDLE:
        found += _handling_misses(step, proof)
    elif step.outcome is not None:
        found.append(("uitkomst", "Alleen bij afhandelen hoort een uitkomst."))
    if step.kind is EventKind.ASSIGN and not step.to:
        found.append(("aan", "Kies een team of een persoon."))
    if step.kind is EventKind.FORWARD and not step.to:
        found.append(("aan", "Noem de organisatie waar de taak heen gaat."))
    if step.kind is EventKind.DROP and not step.note.strip():
        found.append(("toelichting", "Schrijf waarom de taak vervalt."))
    if step.reference and step.kind not in (EventKind.FORWARD, EventKind.HANDLE):
        found.append(("referentie", "Alleen bij doorzetten en afhandelen hoort een referentie."))
    return found


def _handling_misses(step: Step, proof: Proof) -> list[tuple[str, str]]:
    found = []
    if step.outcome is None:
        found.append(("uitkomst", "Kies hoe de taak is afgehandeld."))
    # Where nothing was met there is nothing to take a picture of.
    if proof.photo and not step.photos and step.outcome is not Outcome.NOT_FOUND:
        found.append(("fotos", "Deze categorie vraagt een foto bij het afhandelen."))
    if proof.note and not step.note.strip():
        found.append(("toelichting", "Deze categorie vraagt een toelichting bij het afhandelen."))
    return found


# --- Deadlines ------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, unless it is a Dutch public holiday."""
    return day.weekday() < 5 and day not in _holidays_of(day.year)


def add_working_days(start: date, days: int) -> date:
    """The working day ``days`` working days after ``start``; 0 is the first one from it."""
    day = start
    while not is_working_day(day):
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``; negative when end comes first."""
    if end < start:
        return -working_days_between(end, start)
    span = (end - start).days
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, span + 1))


def is_overdue(state: State, due_on: date | None, today: date) -> bool:
    """Whether a task that waits for us should have been done by now."""
    return due_on is not None and state in OURS and due_on < today


# --- Near observations join an open task ----------------------------------------------------------


@dataclass(frozen=True)
class Near:
    """How near, in metres and days, observations of a category are about the same thing."""

    radius_m: float = 25.0
    days: int = 14


@dataclass(frozen=True)
class Place:
    """Where and when something of a category was seen (an observation, or an open task's first)."""

    category: str
    lon: float
    lat: float
    at: datetime


def same_matter(one: Place, other: Place, near: Near) -> bool:
    """Whether two sightings are probably one matter: category, radius and period agree."""
    return (
        one.category == other.category
        and abs(one.at - other.at) <= timedelta(days=near.days)
        and distance_m((one.lon, one.lat), (other.lon, other.lat)) <= near.radius_m
    )
