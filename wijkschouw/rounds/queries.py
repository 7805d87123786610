"""All SQL about rounds and plans."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, false, func, or_, true, update
from sqlmodel import Session, col, select

from wijkschouw.accounts.rules import Scope
from wijkschouw.areas.models import Area
from wijkschouw.db import insert_many, insert_new
from wijkschouw.rounds.models import Round, RoundCell, RoundPlan

# --- receiving ---------------------------------------------------------------------------------


def insert_round(session: Session, values: dict[str, Any]) -> bool:
    """False when the id is taken."""
    return insert_new(session, Round, values)


def by_id(session: Session, round_id: UUID) -> Round | None:
    """Whatever is stored under an id, of any municipality."""
    return session.exec(
        select(Round).where(Round.id == round_id).execution_options(populate_existing=True)
    ).first()


def by_id_locked(session: Session, round_id: UUID) -> Round | None:
    """The same, held until the transaction ends: messages about one round go one by one."""
    return session.exec(
        select(Round)
        .where(Round.id == round_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def replace_round(session: Session, row: Round, values: Mapping[str, Any]) -> None:
    """Write what a newer message says."""
    session.execute(
        update(Round)
        .where(col(Round.id) == row.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(row)


def replace_cells(
    session: Session, municipality: str, round_id: UUID, rows: list[dict[str, Any]], *, fresh: bool
) -> None:
    """The cells that a round saw; ``fresh``: there were none before."""
    if not fresh:
        session.execute(
            delete(RoundCell).where(
                col(RoundCell.municipality) == municipality, col(RoundCell.round_id) == round_id
            )
        )
    insert_many(session, RoundCell, rows)


# --- reading -----------------------------------------------------------------------------------


def cells_of(session: Session, municipality: str, ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The cells that rounds saw, by round; one of two buurten once."""
    found: dict[UUID, list[str]] = {}
    rows = session.exec(
        select(RoundCell.round_id, RoundCell.cell)
        .where(RoundCell.municipality == municipality, col(RoundCell.round_id).in_(list(ids)))
        .distinct()
        .order_by(col(RoundCell.cell))
    )
    for round_id, cell in rows:
        found.setdefault(round_id, []).append(cell)
    return found


def visible(
    session: Session, municipality: str, user_id: UUID, scope: Scope | None, round_id: UUID
) -> Round | None:
    """One round that a person may see."""
    return session.exec(
        select(Round).where(Round.id == round_id, _readable(municipality, user_id, scope))
    ).first()


def page(
    session: Session,
    municipality: str,
    user_id: UUID,
    scope: Scope | None,
    area: str | None,
    limit: int,
    offset: int,
) -> list[Round]:
    """Newest first: own rounds, and for a wijkmanager those of the areas."""
    query = select(Round).where(_readable(municipality, user_id, scope))
    if area is not None:
        query = query.where(_in_area(municipality, area))
    query = query.order_by(col(Round.started_at).desc(), col(Round.id).desc())
    return list(session.exec(query.limit(limit).offset(offset)))


def _in_area(municipality: str, area: str) -> ColumnElement[bool]:
    if area.startswith("GM"):
        return true() if area == municipality else false()
    buurten = _buurten(municipality, [area])
    return or_(col(Round.area_code) == area, col(Round.area_code).in_(buurten))


def _buurten(municipality: str, wijken: Iterable[str]) -> Any:
    return select(Area.code).where(
        Area.municipality == municipality, col(Area.wijk_code).in_(list(wijken))
    )


def _readable(municipality: str, user_id: UUID, scope: Scope | None) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [col(Round.inspector_id) == user_id]
    if scope is not None:
        ways.append(in_scope(scope, col(Round.area_code)))
    return and_(col(Round.municipality) == municipality, or_(*ways))


def in_scope(scope: Scope, column: Any) -> ColumnElement[bool]:
    """A buurt or wijk of a wijkmanager."""
    if scope.everything:
        return true()
    codes = scope.wijken | scope.buurten
    ways = [column.in_(codes)] if codes else []
    if scope.wijken:
        ways.append(column.in_(_buurten(scope.municipality, scope.wijken)))
    return or_(*ways) if ways else false()


def last_seen(
    session: Session, municipality: str, cells: Sequence[str], areas: Sequence[str]
) -> dict[str, datetime]:
    """When cells were last seen by any round in these buurten."""
    if not cells:
        return {}
    rows = session.exec(
        select(RoundCell.cell, func.max(RoundCell.seen_at))
        .where(RoundCell.municipality == municipality, col(RoundCell.area_code).in_(areas))
        .group_by(RoundCell.cell)
    )
    wanted = set(cells)
    return {cell: at for cell, at in rows if cell in wanted}


# --- plans -------------------------------------------------------------------------------------


def insert_plan(session: Session, plan: RoundPlan) -> None:
    """Store a new plan."""
    session.add(plan)
    session.flush()


def plan(session: Session, municipality: str, plan_id: UUID) -> RoundPlan | None:
    """One plan of this municipality."""
    return session.exec(
        select(RoundPlan).where(RoundPlan.municipality == municipality, RoundPlan.id == plan_id)
    ).first()


def plans_for(
    session: Session, municipality: str, inspector_id: UUID, since: date
) -> list[RoundPlan]:
    """Plans for one inspector, or for whoever takes them, from a day on."""
    return list(
        session.exec(
            select(RoundPlan)
            .where(
                RoundPlan.municipality == municipality,
                RoundPlan.planned_on >= since,
                col(RoundPlan.withdrawn_at).is_(None),
                or_(
                    col(RoundPlan.inspector_id) == inspector_id,
                    col(RoundPlan.inspector_id).is_(None),
                ),
            )
            .order_by(col(RoundPlan.planned_on), col(RoundPlan.id))
        )
    )


def plans_in(
    session: Session, municipality: str, scope: Scope, since: date, limit: int
) -> list[RoundPlan]:
    """The plans of a wijkmanager's areas from a day on, withdrawn ones left out."""
    return list(
        session.exec(
            select(RoundPlan)
            .where(
                RoundPlan.municipality == municipality,
                RoundPlan.planned_on >= since,
                col(RoundPlan.withdrawn_at).is_(None),
                in_scope(scope, col(RoundPlan.area_code)),
            )
            .order_by(col(RoundPlan.planned_on), col(RoundPlan.id))
            .limit(limit)
        )
    )


def rounds_of_plans(
    session: Session, municipality: str, plan_ids: Sequence[UUID]
) -> dict[UUID, Round]:
    """The latest round of each plan."""
    if not plan_ids:
        return {}
    rows = session.exec(
        select(Round)
        .where(Round.municipality == municipality, col(Round.planning_id).in_(plan_ids))
        .order_by(col(Round.started_at))
    )
    return {row.planning_id: row for row in rows if row.planning_id is not None}
