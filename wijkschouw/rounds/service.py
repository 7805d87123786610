"""Use cases around rounds: look at them, look at cells, plan. Receiving is receiving.py."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from random import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role, Scope, roles_of, scope_of
from wijkschouw.areas import service as areas
from wijkschouw.areas.rules import Level
from wijkschouw.areas.schemas import AreaInfo
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now
from wijkschouw.rounds import queries
from wijkschouw.rounds.models import Round, RoundPlan
from wijkschouw.rounds.rules import draw
from wijkschouw.rounds.schemas import PlanIn, Told, plan_json, round_json

PLANS_SHOWN = 200
LOOK_BACK = timedelta(days=14)

# --- rounds ------------------------------------------------------------------------------------


def _scope(user: User) -> Scope | None:
    return scope_of(user) if Role.WIJKMANAGER in roles_of(user) else None


def find(session: Session, user: User, round_id: UUID) -> Round:
    """A round that this person may see: their own, or of their areas. Raises 404."""
    row = queries.visible(session, user.municipality, user.id, _scope(user), round_id)
    if row is None:
        raise errors.not_found()
    return row


def list_rounds(
    session: Session, user: User, area: str | None = None, limit: int = 50, offset: int = 0
) -> list[Told]:
    """Rounds that this person may see, newest first."""
    rows = queries.page(session, user.municipality, user.id, _scope(user), area, limit, offset)
    return tell(session, user, rows)


def tell(session: Session, user: User, rows: Sequence[Round]) -> list[Told]:
    """Rounds with what they saw, and who walked them."""
    seen = queries.cells_of(session, user.municipality, [row.id for row in rows]) if rows else {}
    others = {row.inspector_id for row in rows} - {user.id}
    names = accounts.names_of(session, user.municipality, others) | {user.id: user.name}
    told = []
    for row in rows:
        cells = seen.get(row.id, [])
        in_area = _cells_in(session, row)
        share = _share(cells, in_area)
        told.append(Told(row, cells, share, names.get(row.inspector_id)))
    return told


def _cells_in(session: Session, row: Round) -> list[str]:
    return areas.cells_of(session, row.municipality, row.area_code) if row.area_code else []


def _share(seen: Sequence[str], cells: Sequence[str]) -> float | None:
    if not cells:
        return None
    return round(len(set(seen) & set(cells)) / len(cells), 4)


def as_json(session: Session, user: User, row: Round) -> dict[str, Any]:
    """One round as the API tells it, with its track."""
    return round_json(tell(session, user, [row])[0])


# --- cells -------------------------------------------------------------------------------------


def cells_with_last_seen(
    session: Session, municipality: str, area: str
) -> dict[str, datetime | None]:
    """The cells of a buurt or wijk, and when any round last saw each. Raises 404."""
    info = areas.find_area(session, municipality, area)
    if info is None:
        raise errors.not_found("Dit gebied is niet bekend.")
    cells = areas.cells_of(session, municipality, area)
    buurten = _buurten_of(session, municipality, info)
    seen = queries.last_seen(session, municipality, cells, buurten)
    return {cell: seen.get(cell) for cell in cells}


def _buurten_of(session: Session, municipality: str, info: AreaInfo) -> list[str]:
    if info.level is Level.BUURT:
        return [info.code]
    present = areas.list_areas(session, municipality)
    return [buurt.code for buurt in present if buurt.wijk_code == info.code]


# --- plans -------------------------------------------------------------------------------------


def plan_round(session: Session, user: User, wanted: PlanIn) -> RoundPlan:
    """Ask for a round: its cells are drawn now. Raises 400 for what is not there, 403 outside one's
    areas."""
    _check_plan(session, user, wanted)
    now = utc_now()
    cells = cells_with_last_seen(session, user.municipality, wanted.area)
    row = RoundPlan(
        id=uuid4(),
        municipality=user.municipality,
        area_code=wanted.area,
        template=wanted.template,
        planned_on=wanted.planned_on,
        day_part=wanted.day_part,
        inspector_id=wanted.inspector_id,
        drawn_cells=draw(cells, wanted.count, now, SystemRandom()),
        note=wanted.note,
        created_by=user.id,
        created_at=now,
    )
    queries.insert_plan(session, row)
    accounts.audit(session, user.municipality, user.id, "ronde-plannen", f"planning:{row.id}")
    return row


def _check_plan(session: Session, user: User, wanted: PlanIn) -> None:
    wrong = []
    info = areas.find_area(session, user.municipality, wanted.area)
    if info is None:
        wrong.append(errors.FieldError("area", "onbekend", "Dit gebied is niet bekend."))
    known = catalogue.current(session, user.municipality)
    template = known.template(wanted.template)
    if template is None:
        wrong.append(errors.FieldError("template", "onbekend", "Deze schouwlijst bestaat niet."))
    elif wanted.day_part not in template.day_parts:
        wrong.append(
            errors.FieldError("day_part", "past-niet", "Deze schouwlijst is niet voor dit dagdeel.")
        )
    if wanted.inspector_id and wanted.inspector_id not in {
        person.id for person in inspectors(session, user.municipality)
    }:
        wrong.append(errors.FieldError("inspector_id", "onbekend", "Deze inspecteur is er niet."))
    if wanted.planned_on < utc_now().date():
        wrong.append(errors.FieldError("planned_on", "voorbij", "Kies vandaag of later."))
    if wrong:
        raise errors.bad_input(wrong)
    if info is not None and not manages(user, info.wijk_code, info.code):
        raise errors.forbidden("Dit gebied hoort niet bij uw gebieden.")


def inspectors(session: Session, municipality: str) -> list[User]:
    """Active people who can walk a round, by name."""
    return [
        user
        for user in accounts.list_users(session, municipality)
        if user.active and Role.INSPECTEUR in roles_of(user)
    ]


def manages(user: User, wijk_code: str, area_code: str) -> bool:
    """Whether somebody is wijkmanager of a wijk or buurt."""
    scope = _scope(user)
    return scope is not None and scope.can_see_area(wijk_code, area_code)


def names_of(session: Session, user: User, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of the people in plans."""
    return accounts.names_of(session, user.municipality, ids)


def withdraw_plan(session: Session, user: User, plan_id: UUID) -> RoundPlan:
    """Take a plan back; a second time changes nothing. Raises 404."""
    row = queries.plan(session, user.municipality, plan_id)
    info = areas.find_area(session, user.municipality, row.area_code) if row else None
    if row is None or not (
        (info and manages(user, info.wijk_code, info.code)) or row.created_by == user.id
    ):
        raise errors.not_found()
    if row.withdrawn_at is None:
        row.withdrawn_at = utc_now()
        session.add(row)
        accounts.audit(
            session, user.municipality, user.id, "planning-intrekken", f"planning:{row.id}"
        )
    return row


def plans_for_phone(session: Session, user: User, today: date) -> list[dict[str, Any]]:
    """What an inspector is asked to walk from yesterday on, walks that ended left out."""
    plans = queries.plans_for(session, user.municipality, user.id, today - timedelta(days=1))
    walked = queries.rounds_of_plans(session, user.municipality, [plan.id for plan in plans])
    told = []
    for plan in plans:
        row = walked.get(plan.id)
        if row is not None and row.ended_at is not None:
            continue
        info = areas.find_area(session, user.municipality, plan.area_code)
        told.append(plan_json(plan, info.name if info else None, row is not None))
    return told


def plans_from(session: Session, user: User, since: date, until: date) -> list[RoundPlan]:
    """What stands planned on these days: in a wijkmanager's areas, else for this person."""
    scope = _scope(user)
    found = (
        queries.plans_in(session, user.municipality, scope, since, PLANS_SHOWN)
        if scope is not None
        else queries.plans_for(session, user.municipality, user.id, since)
    )
    return [plan for plan in found if plan.planned_on <= until]


def plans_with_progress(
    session: Session, user: User, today: date
) -> list[tuple[RoundPlan, Told | None]]:
    """The plans of a wijkmanager's areas with the round that came of each."""
    scope = _scope(user)
    if scope is None:
        return []
    plans = queries.plans_in(session, user.municipality, scope, today - LOOK_BACK, PLANS_SHOWN)
    walked = queries.rounds_of_plans(session, user.municipality, [plan.id for plan in plans])
    told = {one.row.id: one for one in tell(session, user, list(walked.values()))}
    return [(plan, told[walked[plan.id].id] if plan.id in walked else None) for plan in plans]
