"""Retention: what has been kept long enough goes, in small transactions, and a proof stays.

A run that is killed in the middle leaves whole transactions behind; the next run goes on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Select
from sqlmodel import Session

from config import Config
from wijkschouw import errors
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role
from wijkschouw.db import Database, utc_now
from wijkschouw.observations.models import Observation
from wijkschouw.perceptions.models import Perception
from wijkschouw.photos.models import Photo
from wijkschouw.photos.rules import Format
from wijkschouw.photos.store import ORIGINAL, FileStore
from wijkschouw.privacy import queries
from wijkschouw.privacy.models import RetentionSetting
from wijkschouw.privacy.queries.kinds import EVENT, OBSERVATION
from wijkschouw.privacy.rules import LONGEST, SHORTEST, Kind, Line, Terms, pseudonym
from wijkschouw.rounds.models import Round

BATCH = 200  # rows per transaction: phones wait for one on SQLite
ROUNDS_PER_BATCH = 10
ACTION = "bewaartermijn"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Run:
    """What every step of a run needs."""

    municipality: str
    now: datetime
    terms: Terms
    secret: str
    store: FileStore

    def before(self, kind: Kind) -> datetime:
        """What is from before this moment goes."""
        return self.terms.cutoff(kind, self.now)


Find = Callable[[str, datetime], Select[Any]]
Act = Callable[[Run, Session, Sequence[Any]], int]


@dataclass(frozen=True)
class Step:
    """Finds rows of a kind and takes them away; ``counted``: what a dry run counts instead."""

    find: Find
    act: Act
    counted: Find | None = None
    size: int = BATCH


# --- what to do with what was found ---------------------------------------------------------------


def _clear_tracks(run: Run, session: Session, ids: Sequence[UUID]) -> int:
    queries.people.clear_tracks(session, ids, run.now)
    return len(ids)


def _rename(model: Any) -> Act:
    def act(run: Run, session: Session, ids: Sequence[UUID]) -> int:
        names = {
            user_id: pseudonym(run.secret, run.municipality, user_id)
            for user_id in queries.people.inspectors_of(session, model, ids)
        }
        queries.people.rename(session, model, ids, names)
        if model is Observation:
            queries.people.rename_owners(session, ids, names)
        queries.people.leave_plans(session, run.municipality, run.before(Kind.NAMES))
        return len(ids)

    return act


def _delete_tasks(run: Run, session: Session, ids: Sequence[UUID]) -> int:
    events = queries.removing.event_ids_of(session, ids)
    _delete_photos(run, session, queries.removing.photo_ids_of(session, EVENT, events))
    queries.removing.delete_tasks(session, ids)
    return len(ids)


def _delete_photos(run: Run, session: Session, ids: Sequence[UUID]) -> int:
    photos = queries.removing.photos_with_keys(session, ids)
    for photo in photos:
        _delete_files(run.store, photo)
    queries.removing.delete_photos(session, photos)
    return len(photos)


def _delete_files(store: FileStore, photo: Photo) -> None:
    """Files first: a row without files is found again, files without a row never."""
    if photo.store_key:
        for form in (ORIGINAL, *Format):
            store.remove(photo.store_key, str(form))


def _delete_observations(run: Run, session: Session, ids: Sequence[UUID]) -> int:
    _delete_photos(run, session, queries.removing.photo_ids_of(session, OBSERVATION, ids))
    queries.removing.delete_observations(session, ids)
    return len(ids)


def _delete_rounds(run: Run, session: Session, ids: Sequence[UUID]) -> int:
    noted = queries.removing.observations_of_rounds(session, ids)
    _delete_observations(run, session, noted)
    queries.removing.delete_rounds(session, ids)
    return len(noted)


def _delete_perceptions(_run: Run, session: Session, ids: Sequence[UUID]) -> int:
    queries.removing.delete_perceptions(session, ids)
    return len(ids)


def _delete_audit(_run: Run, session: Session, ids: Sequence[int]) -> int:
    queries.removing.delete_audit(session, ids)
    return len(ids)


STEPS: Mapping[Kind, tuple[Step, ...]] = {
    Kind.TRACKS: (Step(queries.finding.old_tracks, _clear_tracks),),
    Kind.NAMES: (
        # Observations first: whether their name may go is read from their round.
        Step(queries.finding.named_observations, _rename(Observation)),
        Step(queries.finding.named_perceptions, _rename(Perception)),
        Step(queries.finding.named_rounds, _rename(Round)),
    ),
    Kind.TASKS: (Step(queries.finding.old_tasks, _delete_tasks),),
    Kind.PHOTOS: (Step(queries.finding.old_photos, _delete_photos),),
    Kind.OBSERVATIONS: (
        Step(
            queries.finding.old_rounds,
            _delete_rounds,
            counted=queries.finding.observations_of_old_rounds,
            size=ROUNDS_PER_BATCH,
        ),
        Step(queries.finding.old_observations, _delete_observations),
    ),
    Kind.PERCEPTIONS: (Step(queries.finding.old_perceptions, _delete_perceptions),),
    Kind.AUDIT: (Step(queries.finding.old_audit, _delete_audit),),
}


# --- a run ----------------------------------------------------------------------------------------


def run_retention(
    database: Database, config: Config, *, dry_run: bool = False, now: datetime | None = None
) -> Iterator[Line]:
    """Do what the terms ask in every municipality, and tell it line by line as it is done.

    With ``dry_run`` the same rows are counted and nothing changes.
    """
    moment = now or utc_now()
    store = FileStore.from_setting(config.photo_store)
    with database.session(write=False) as session:
        terms = {
            code: Terms(queries.terms.chosen_days(session, code))
            for code in queries.terms.municipalities(session)
        }
    for code, chosen in terms.items():
        run = Run(code, moment, chosen, config.secret_key, store)
        done = []
        for kind in Kind:
            number = _count(database, run, kind) if dry_run else _work(database, run, kind)
            line = Line(code, kind, chosen.days(kind), run.before(kind), number)
            done.append(line)
            yield line
        if not dry_run:
            _prove(database, code, done)


def _count(database: Database, run: Run, kind: Kind) -> int:
    with database.session(write=False) as session:
        if kind is Kind.ACCOUNTS:
            return len(_closable(session, run))
        return sum(
            queries.finding.count(
                session, (step.counted or step.find)(run.municipality, run.before(kind))
            )
            for step in STEPS[kind]
        )


def _work(database: Database, run: Run, kind: Kind) -> int:
    if kind is Kind.ACCOUNTS:
        return _close_accounts(database, run)
    return sum(_in_batches(database, run, step, run.before(kind)) for step in STEPS[kind])


def _in_batches(database: Database, run: Run, step: Step, before: datetime) -> int:
    done, last = 0, None
    while True:
        with database.session() as session:
            ids = queries.finding.some(session, step.find(run.municipality, before), step.size)
            if not ids:
                return done
            if ids == last:  # a mistake of ours must not become an endless loop at night
                raise RuntimeError("retention makes no progress")
            done += step.act(run, session, ids)
            last = ids


def _closable(session: Session, run: Run) -> list[User]:
    """Unused accounts, but never the last beheerder: somebody must be able to open the others."""
    found = queries.finding.some(
        session,
        queries.finding.unused_accounts(run.municipality, run.before(Kind.ACCOUNTS)),
        10_000,
    )
    unused = queries.people.users(session, found)
    everybody = queries.people.active_users(session, run.municipality)
    stays = {u.id for u in everybody if Role.BEHEERDER in u.roles} - {u.id for u in unused}
    if stays:
        return unused
    managing = [u for u in unused if Role.BEHEERDER in u.roles]
    kept = max(managing, key=lambda u: u.last_seen_at or u.created_at, default=None)
    return [u for u in unused if kept is None or u.id != kept.id]


def _close_accounts(database: Database, run: Run) -> int:
    with database.session() as session:
        unused = _closable(session, run)
        for user in unused:
            user.active = False
            user.session_version += 1  # signed out everywhere
            session.add(user)
            accounts.audit(
                session, run.municipality, None, "gebruiker-sluiten", f"gebruiker:{user.id}",
                reden="ongebruikt",
            )  # fmt: skip
        return len(unused)


def _prove(database: Database, municipality: str, done: Sequence[Line]) -> None:
    counts: dict[str, Any] = {
        line.kind.value: {
            "aantal": line.number,
            "voor": line.before.isoformat(),
            "dagen": line.days,
        }
        for line in done
    }
    with database.session() as session:
        accounts.audit(session, municipality, None, ACTION, f"gemeente:{municipality}", **counts)
    numbers = {line.kind.name.lower(): line.number for line in done}
    log.info("retention_done", municipality=municipality, **numbers)


def retention_job(database: Database, config: Config) -> None:
    """The nightly run."""
    for _line in run_retention(database, config):
        pass


# --- settings -------------------------------------------------------------------------------------


def set_days(
    session: Session, municipality: str, kind: Kind, days: int, by: User | None = None
) -> None:
    """Another term than the default for one kind; raises 400 outside 1 day and 20 years."""
    if not SHORTEST <= days <= LONGEST:
        raise errors.bad_field("#/dagen", "bereik", f"Kies {SHORTEST} tot {LONGEST} dagen.")
    user_id = by.id if by else None
    queries.terms.save_setting(
        session,
        RetentionSetting(
            municipality=municipality,
            kind=kind.value,
            days=days,
            changed_at=utc_now(),
            changed_by=user_id,
        ),
    )
    accounts.audit(
        session, municipality, user_id, "bewaartermijn-kiezen", f"bewaartermijn:{kind.value}",
        dagen=days,
    )  # fmt: skip


def terms_of(session: Session, municipality: str) -> Terms:
    """The terms of a municipality."""
    return Terms(queries.terms.chosen_days(session, municipality))
