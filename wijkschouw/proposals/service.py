"""Use cases of planning: where to look next, the month's plans, a feed for a calendar."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from sqlmodel import Session

from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import can_see_area
from wijkschouw.areas import service as areas
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now
from wijkschouw.liveability import service as liveability
from wijkschouw.liveability.choices import TOTAL
from wijkschouw.proposals.rules import Proposal, Standing, propose
from wijkschouw.rounds import service as rounds
from wijkschouw.rounds.models import RoundPlan
from wijkschouw.rounds.rules import DEFAULT_CELLS, draw, route_length

LOCAL = ZoneInfo("Europe/Amsterdam")
# Straight lines between cells; streets are longer.
DETOUR = 1.3
LOOK_BACK, LOOK_AHEAD = timedelta(days=31), timedelta(days=366)


def proposals(session: Session, user: User, width: float) -> list[Proposal]:
    """Rounds that bring the intervals of the user's buurten below ``width`` points.

    The shortest walk first.
    """
    scores = liveability.scores(
        session, user.municipality, "buurt", TOTAL, liveability.current_period()
    )
    standings = []
    for buurt in areas.list_areas(session, user.municipality):
        if buurt.water or not can_see_area(user, buurt.wijk_code, buurt.code):
            continue
        standing = Standing(buurt.code, buurt.name, buurt.cell_count, 0)
        score = scores.get(buurt.code)
        if score is not None:
            standing = replace(
                standing,
                seen=min(score.cells_seen, buurt.cell_count),
                score=score.score,
                low=score.low,
                high=score.high,
                enough=score.grade is not None,
            )
        standings.append(standing)
    found = propose(standings, width, DEFAULT_CELLS)
    walks = [replace(one, metres=_walk(session, user, one)) for one in found]
    return sorted(walks, key=lambda one: (one.metres, one.standing.name))


def _walk(session: Session, user: User, one: Proposal) -> int:
    """Metres of such a walk: that of one possible draw, the same each time it is asked."""
    cells = rounds.cells_with_last_seen(session, user.municipality, one.standing.code)
    drawn = draw(cells, min(one.cells, DEFAULT_CELLS), utc_now(), Random(one.standing.code))  # noqa: S311 - an example, not the draw of a round
    return round(route_length(drawn) * DETOUR * one.rounds)


def plans_by_day(session: Session, user: User, days: list[date]) -> dict[date, list[RoundPlan]]:
    """The plans of the user's areas on these days."""
    found: dict[date, list[RoundPlan]] = defaultdict(list)
    for plan in rounds.plans_from(session, user, days[0], days[-1]):
        found[plan.planned_on].append(plan)
    return found


def calendar_of(session: Session, user: User) -> bytes:
    """What this person walks, as iCalendar: own plans and those that anybody may take."""
    calendar = Calendar()
    calendar.add("prodid", "-//wijkschouw//rondes//NL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Wijkschouw: rondes")
    known = catalogue.current(session, user.municipality)
    parts = {part.code: (part.begin, part.end) for part in known.day_parts}
    today = utc_now().astimezone(LOCAL).date()
    for plan in rounds.plans_from(session, user, today - LOOK_BACK, today + LOOK_AHEAD):
        template = known.template(plan.template)
        area = areas.find_area(session, user.municipality, plan.area_code)
        event = Event()
        event.add("uid", f"{plan.id}@wijkschouw")
        event.add("dtstamp", plan.created_at)
        event.add("summary", f"{template.name.nl if template else plan.template}: "
                             f"{area.name if area else plan.area_code}")  # fmt: skip
        begin, end = parts.get(plan.day_part, ("09:00", "12:00"))
        event.add("dtstart", _moment(plan.planned_on, begin))
        event.add("dtend", _moment(plan.planned_on, end, after=begin))
        event.add("transp", "TRANSPARENT")  # some hours of this part of the day, not all
        if plan.note:
            event.add("description", plan.note)
        calendar.add_component(event)
    ready: bytes = calendar.to_ical()
    return ready


def _moment(day: date, clock: str, after: str = "") -> datetime:
    """In UTC; an end that is not after its begin is the next day's."""
    hour, minute = (int(part) for part in clock.split(":"))
    if after and clock <= after:
        day += timedelta(days=1)
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    return datetime.combine(day, time(hour, minute), LOCAL).astimezone(UTC)
