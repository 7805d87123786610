"""Deliveries, clocks and their correction, what comes of an item, who may change what. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from wijkschouw.errors import BAD_INPUT, CONFLICT, GONE, LATER, UNAVAILABLE, Problem

SKEW_ALLOWED = timedelta(minutes=1)
FUTURE_ALLOWED = timedelta(days=1)
# Before this nobody used the app: the phone's clock has lost its battery.
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
OWN_CORRECTION = timedelta(hours=24)


class Outcome(StrEnum):
    """What became of one submitted item, in the words of the API."""

    NEW = "nieuw"
    KNOWN = "bekend"
    CONFLICT = "conflict"
    REFUSED = "geweigerd"
    LATER = "later"


@dataclass(frozen=True)
class Verdict:
    """An outcome, with the reason where it is not NEW or KNOWN."""

    outcome: Outcome
    problem: Problem | None = None


NEW = Verdict(Outcome.NEW)
KNOWN = Verdict(Outcome.KNOWN)


def verdict_of(problem: Problem) -> Verdict:
    """The outcome of an item that met a problem."""
    if problem.kind is CONFLICT:
        return Verdict(Outcome.CONFLICT, problem)
    if problem.kind in (LATER, UNAVAILABLE):
        return Verdict(Outcome.LATER, problem)
    return Verdict(Outcome.REFUSED, problem)


OTHER_CONTENT = "Onder dit kenmerk is al iets anders ontvangen. Er is niets gewijzigd."


def other_content() -> Problem:
    """The same id with other content, or of somebody else: the answer does not tell which."""
    return Problem(CONFLICT, OTHER_CONTENT)


def withdrawn() -> Problem:
    """The item was here and was taken back."""
    return Problem(GONE, "Deze waarneming is ingetrokken.")


@dataclass(frozen=True)
class Delivery:
    """By whom and when items came in. ``shift`` is what the phone's clock lags behind ours."""

    municipality: str
    user_id: UUID
    received_at: datetime
    shift: timedelta = timedelta()
    device_id: str | None = None


class Counted(NamedTuple):
    """The time that something counts at, and whether the phone's clock can't be believed."""

    at: datetime
    uncertain: bool


def clock_shift(sent_at: datetime, received_at: datetime) -> timedelta:
    """What to add to the times of a phone; nothing when its clock is less than a minute off."""
    shift = received_at - sent_at
    return shift if abs(shift) > SKEW_ALLOWED else timedelta()


def counted_time(raw: datetime, delivery: Delivery) -> Counted:
    """The corrected time; one that cannot be true counts at its arrival."""
    try:
        at = raw + delivery.shift
    except OverflowError:
        return Counted(delivery.received_at, uncertain=True)
    if EARLIEST <= at <= delivery.received_at + FUTURE_ALLOWED:
        return Counted(at, uncertain=False)
    return Counted(delivery.received_at, uncertain=True)


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over canonical JSON: equal content, equal digest, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Editor:
    """Somebody who wants to change an observation."""

    user_id: UUID
    is_inspector: bool
    manages_place: bool


@dataclass(frozen=True)
class MayChange:
    """Whether, and if so whether a reason must be given."""

    allowed: bool
    needs_reason: bool = False
    why_not: str = field(default="")


def may_change(
    editor: Editor, inspector_id: UUID, received_at: datetime, now: datetime
) -> MayChange:
    """Inspectors their own for 24 hours; wijkmanagers those of their areas, with a reason."""
    own = editor.is_inspector and editor.user_id == inspector_id
    if own and now - received_at <= OWN_CORRECTION:
        return MayChange(allowed=True)
    if editor.manages_place:
        return MayChange(allowed=True, needs_reason=True)
    if own:
        return MayChange(False, why_not="Een eigen waarneming kunt u 24 uur lang verbeteren.")
    return MayChange(False, why_not="U kunt deze waarneming niet wijzigen.")


def merged(problems: list[Problem]) -> Problem:
    """Bad input of several places as one."""
    return Problem(BAD_INPUT, errors=[error for problem in problems for error in problem.errors])
