"""Use cases of oversight: where the attention went, what people changed, how scores are made."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role, can_see_area, roles_of
from wijkschouw.areas import service as areas
from wijkschouw.db import utc_now
from wijkschouw.liveability import service as liveability
from wijkschouw.oversight import queries
from wijkschouw.oversight.rules import DAY_PARTS, Effort, counted_parts, unused_parts, warn

WINDOW = timedelta(days=365)
CHANGES_SHOWN = 100


@dataclass(frozen=True)
class EffortPage:
    """The effort of a year; ``unused``: parts of the day in which nobody walked."""

    efforts: list[Effort]
    since: datetime
    rounds: int
    unused: list[str]

    @property
    def warned(self) -> list[Effort]:
        """Buurten with a warning."""
        return [effort for effort in self.efforts if effort.warning]


@dataclass(frozen=True)
class Change:
    """One correction or withdrawal, as it is shown; ``area`` is a buurt's name."""

    at: datetime
    kind: str
    theme: str
    area: str
    reason: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    by: str


def effort(session: Session, user: User, now: datetime | None = None) -> EffortPage:
    """What was walked in the last year per buurt; a wijkmanager sees the own buurten.

    The warnings compare with the whole municipality, whoever looks.
    """
    end = now or utc_now()
    start = end - WINDOW
    visits = queries.cell_visits(session, user.municipality, start, end)
    starts: dict[str, list[datetime]] = defaultdict(list)
    for code, began in queries.round_starts(session, user.municipality, start, end):
        starts[code].append(began)
    efforts = []
    for buurt in areas.list_areas(session, user.municipality):
        if buurt.water:
            continue
        seen = visits.get(buurt.code, (0, 0, 0))
        efforts.append(
            Effort(
                code=buurt.code,
                name=buurt.name,
                cells_total=buurt.cell_count,
                residents=buurt.inhabitants,
                rounds=len(starts[buurt.code]),
                cell_visits=seen[0],
                cells_seen=seen[1],
                drawn_visits=seen[2],
                parts=counted_parts(starts[buurt.code]),
            )
        )
    warn(efforts)
    unused = unused_parts(efforts, [code for code, _ in DAY_PARTS])
    return EffortPage(_mine(session, user, efforts), start, sum(map(len, starts.values())), unused)


def _mine(session: Session, user: User, efforts: list[Effort]) -> list[Effort]:
    if Role.CONTROLEUR in roles_of(user):
        return efforts
    wijk_of = {b.code: b.wijk_code for b in areas.list_areas(session, user.municipality)}
    return [e for e in efforts if can_see_area(user, wijk_of.get(e.code), e.code)]


def changes(session: Session, user: User, now: datetime | None = None) -> list[Change]:
    """What people corrected or withdrew in the last year, in the user's areas; newest first.

    Sensitive ones tell that something changed, not what.
    """
    end = now or utc_now()
    found = queries.changes(session, user.municipality, end - WINDOW, end, CHANGES_SHOWN)
    everything = Role.CONTROLEUR in roles_of(user)
    rows = [
        (change, seen)
        for change, seen in found
        if everything or can_see_area(user, seen.wijk_code, seen.area_code)
    ]
    names = accounts.names_of(session, user.municipality, {c.user_id for c, _ in rows})
    shown = []
    for change, seen in rows:
        area = areas.find_area(session, user.municipality, seen.area_code or "")
        hidden = seen.sensitive and not user.may_see_sensitive
        shown.append(
            Change(
                at=change.at,
                kind=change.kind,
                theme=seen.theme,
                area=area.name if area else "",
                reason="" if hidden else change.reason,
                before={} if hidden else _differing(change.before, change.after),
                after={} if hidden else _differing(change.after, change.before),
                by=_name(names, change.user_id),
            )
        )
    return shown


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> dict[str, object]:
    """The values that changed; places and notes are left to the observation's own page."""
    shown = ("theme", "category", "level")
    return {k: v for k, v in one.items() if k in shown and other.get(k) != v}


def _name(names: Mapping[UUID, str], user_id: UUID) -> str:
    return names.get(user_id, "")


def method_texts(session: Session, municipality: str) -> dict[str, str]:
    """The present choices about the scores, in Dutch sentences."""
    chosen = liveability.choices(session, municipality)
    weights = ", ".join(f"{theme} {weight:g}" for theme, weight in chosen.weights.items())
    bounds = ", ".join(
        f"onder {bound:g} {name}".replace(".", ",")
        for bound, name in chosen.bounds
        if bound != float("inf")
    )
    return {
        "weights": f"Gewichten in het totaal: {weights}.",
        "half_life": f"Een ronde telt na {chosen.half_life:g} dagen nog voor de helft.",
        "classes": f"Klassen: {bounds}, anders {chosen.bounds[-1][1]}.",
    }
