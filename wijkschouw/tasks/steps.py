"""Receiving a step in a task's life: exactly once, in order, and never lost.

A step that the state forbids is kept with the task as not applied, so it is answered (409), not
raised: raising would roll back what somebody wrote in the street.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now
from wijkschouw.errors import CONFLICT, FieldError, Problem
from wijkschouw.observations.rules import Delivery, counted_time
from wijkschouw.photos import service as photos
from wijkschouw.photos.schemas import Announcement
from wijkschouw.tasks import queries
from wijkschouw.tasks.models import Task, TaskEvent
from wijkschouw.tasks.rules import EventKind, Proof, Sight, State, after, may_take, what_misses
from wijkschouw.tasks.schemas import StepIn, read_step
from wijkschouw.tasks.service import sight_of
from wijkschouw.tasks.telling import tell_one

NEW, KNOWN, CONFLICTING, REFUSED = "nieuw", "bekend", "conflict", "geweigerd"


@dataclass(frozen=True)
class Target:
    """Whom a task is assigned to."""

    team: str | None
    person: UUID | None


def receive_event(
    session: Session,
    user: User,
    task_id: UUID,
    event_id: UUID,
    data: Any,
    skew: timedelta = timedelta(0),
    now: datetime | None = None,
) -> tuple[str, dict[str, Any] | Problem]:
    """Take a step once. ``data``: the JSON of the step; ``skew`` is added to the phone's clock.

    → ("nieuw" | "bekend", the task) or ("conflict" | "geweigerd", why). After a "conflict" with
    ``bewaard`` in its extra the caller must commit: the step was kept as not applied.
    """
    nested = session.begin_nested()  # a refused step leaves nothing behind, whatever came before
    try:
        step = read_step(data)
        answer = _receive(session, user, task_id, event_id, step, skew, now or utc_now())
    except Problem as problem:
        nested.rollback()
        return (CONFLICTING if problem.kind is CONFLICT else REFUSED), problem
    except BaseException:
        nested.rollback()
        raise
    nested.commit()
    return answer


def taken_before(session: Session, user: User, event_id: UUID) -> datetime | None:
    """When this person took this very step, as sent; None when they did not.

    A form that is sent twice carries no clock of its own: this makes the second one the same.
    """
    known = queries.event(session, event_id)
    return known.at_raw if known is not None and known.user_id == user.id else None


def _receive(
    session: Session,
    user: User,
    task_id: UUID,
    event_id: UUID,
    step: StepIn,
    skew: timedelta,
    now: datetime,
) -> tuple[str, dict[str, Any] | Problem]:
    sight = sight_of(session, user)
    task = queries.locked_task(session, user.municipality, task_id)
    known = queries.event(session, event_id)
    if known is not None and task is not None:
        return _again(session, sight, user, task, known, step)
    if task is None or not (sight.can_see(task) or _lost_hands(session, sight, task)):
        raise errors.not_found()
    _check(session, sight, task, step)
    target = _target(session, sight, step)
    hands = sight.hands(task)
    result = after(State(task.state), step.soort, hands) if sight.can_see(task) else None
    values = _values(task, event_id, user, step, _counted(user, step, skew, now), result, now)
    values["sequence"] = queries.next_sequence(session, task.municipality, task.id)
    if not queries.insert_event(session, values):
        raise errors.conflict("Dit nummer is al gebruikt.")
    _announce_photos(session, user, event_id, step, now)
    if result is None:
        return CONFLICTING, _not_applied(session, sight, task)
    _apply(task, step, result, target, user, now)
    session.add(task)
    session.flush()
    accounts.audit(
        session, task.municipality, user.id, f"taak-{step.soort.value}", f"taak:{task.id}"
    )
    return NEW, tell_one(session, sight, task)


def _again(
    session: Session, sight: Sight, user: User, task: Task, known: TaskEvent, step: StepIn
) -> tuple[str, dict[str, Any] | Problem]:
    """The same step once more: the present state. Another one under its id: 409."""
    same = (
        known.task_id == task.id
        and known.municipality == task.municipality
        and known.user_id == user.id
        and known.digest == step.digest(task.id)
    )
    if not same:
        raise errors.conflict("Onder dit nummer bestaat al een andere stap.")
    if not known.applied or not sight.can_see(task):
        return CONFLICTING, _not_applied(session, sight, task)
    return KNOWN, tell_one(session, sight, task)


def _lost_hands(session: Session, sight: Sight, task: Task) -> bool:
    """Whether the task was in these hands before it went to others.

    Who worked on it without a network must be able to hand in what they wrote.
    """
    if task.sensitive and not sight.sensitive:
        return False
    given = {str(sight.user_id), *sight.teams}
    return any(
        event.user_id == sight.user_id or event.to in given
        for event in queries.events(session, task.municipality, task.id)
    )


def _check(session: Session, sight: Sight, task: Task, step: StepIn) -> None:
    """Raises 403 for a step of other hands, 400 for one that is not whole."""
    hands = sight.hands(task)
    if sight.can_see(task) and not may_take(step.soort, State(task.state), hands):
        raise errors.forbidden("Deze stap is niet aan u.")
    found = catalogue.current(session, task.municipality).find_category(task.category)
    proof = Proof(found.handling.note, found.handling.photo) if found else Proof()
    missing = what_misses(step.step(), proof)
    if step.fotos and (task.sensitive or (found is not None and not found.photo)):
        missing.append(("fotos", "Bij deze categorie hoort geen foto."))
    if missing:
        raise errors.bad_input([FieldError(f"#/{name}", "ontbreekt", why) for name, why in missing])


def _target(session: Session, sight: Sight, step: StepIn) -> Target:
    """The team or person that ``aan`` names when assigning; raises 400 when it is neither."""
    if step.soort is not EventKind.ASSIGN or step.aan is None:
        return Target(None, None)
    if step.aan in queries.team_names(session, sight.municipality):
        return Target(step.aan, None)
    for team, person in queries.members(session, sight.municipality):
        if str(person.id) == step.aan.lower() and Role.BOA in person.roles:
            return Target(team, person.id)
    raise errors.bad_field("#/aan", "onbekend", "Dit team of deze persoon is er niet.")


def _counted(user: User, step: StepIn, skew: timedelta, now: datetime) -> datetime:
    """When it happened: by the phone's corrected clock, or now where that cannot be true."""
    return counted_time(step.op, Delivery(user.municipality, user.id, now, skew)).at


def _values(
    task: Task,
    event_id: UUID,
    user: User,
    step: StepIn,
    at: datetime,
    result: State | None,
    now: datetime,
) -> dict[str, Any]:
    return {
        "id": event_id,
        "municipality": task.municipality,
        "task_id": task.id,
        "digest": step.digest(task.id),
        "kind": step.soort.value,
        "state_before": task.state,
        "state_after": result.value if result else task.state,
        "applied": result is not None,
        "outcome": step.uitkomst.value if step.uitkomst else None,
        "note": step.toelichting,
        "to": step.aan or None,
        "reference": step.referentie,
        "at": at,
        "at_raw": step.op,
        "received_at": now,
        "user_id": user.id,
    }


def _apply(
    task: Task, step: StepIn, result: State, target: Target, user: User, now: datetime
) -> None:
    task.state = result.value
    task.version += 1
    task.updated_at = now
    if step.soort is EventKind.ASSIGN:
        task.team_code, task.assignee_id = target.team, target.person
    elif step.soort is EventKind.ACCEPT:
        task.assignee_id = user.id
    elif step.soort in (EventKind.REOPEN, EventKind.FORWARD):
        task.assignee_id = None  # anybody in the team may take it up again
    if step.referentie:
        task.external_reference = step.referentie


def _not_applied(session: Session, sight: Sight, task: Task) -> Problem:
    """409 with the present state; the task itself only for who still sees it."""
    extra: dict[str, Any] = {"bewaard": True, "huidigeStatus": task.state}
    if sight.can_see(task):
        extra["taak"] = tell_one(session, sight, task)
    return errors.conflict(
        f"De taak is {task.state}; daarin past deze stap niet. "
        "Wat u schreef is bij de taak bewaard.",
        **extra,
    )


def _announce_photos(
    session: Session, user: User, event_id: UUID, step: StepIn, now: datetime
) -> None:
    """Photos follow by themselves; the task says so until they are here."""
    announced = [
        Announcement(queries.SUBJECT_EVENT, event_id, position, photo)
        for position, photo in enumerate(step.fotos)
    ]
    photos.announce(session, user.municipality, user.id, announced, now)
