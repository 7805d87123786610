"""A batch of items from one phone: many together where all goes well, one by one where it doesn't.

An item stands or falls by itself: each try is behind a savepoint, so that a bad one blocks nobody.
All that was accepted is committed together, before the answer leaves.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts.models import User
from wijkschouw.db import is_busy, utc_now
from wijkschouw.errors import FieldError, Problem
from wijkschouw.intake.schemas import BatchIn, Item, Kind, read_item
from wijkschouw.liveability import service as liveability
from wijkschouw.observations import service as observations
from wijkschouw.observations.rules import (
    KNOWN,
    NEW,
    Delivery,
    Outcome,
    Verdict,
    clock_shift,
    verdict_of,
)
from wijkschouw.perceptions import service as perceptions
from wijkschouw.rounds import receiving as rounds
from wijkschouw.shapes import read_uuid
from wijkschouw.tasks import steps

S = TypeVar("S")
Pairs = Sequence[tuple[UUID, S]]
log = structlog.get_logger(__name__)


def synchronise(
    session: Session, user: User, batch: BatchIn, *, corrected: bool = True
) -> tuple[datetime, list[Verdict]]:
    """Receive a batch; the moment, and a verdict per item in their order.

    ``corrected`` False: the batch took an unknown time to get here, so it says nothing about how
    far the phone's clock is off.
    """
    received_at = utc_now()
    shift = clock_shift(batch.sent_at, received_at) if corrected else timedelta()
    delivery = Delivery(user.municipality, user.id, received_at, shift, batch.device)
    return received_at, Receiver(session, user, delivery).receive(batch.items)


class Receiver:
    """The verdicts of one batch while they come about."""

    def __init__(self, session: Session, user: User, delivery: Delivery) -> None:
        self.session = session
        self.user = user
        self.delivery = delivery
        self.verdicts: dict[int, Verdict] = {}
        self.touched: set[UUID] = set()

    def receive(self, raw: Sequence[Any]) -> list[Verdict]:
        """Judge all items."""
        by_kind: dict[Kind, list[Item]] = {kind: [] for kind in Kind}
        for number, data in enumerate(raw):
            try:
                item = read_item(number, data)
            except Problem as problem:
                self.verdicts[number] = verdict_of(problem)
                continue
            by_kind[item.kind].append(item)
        self._observations(by_kind[Kind.OBSERVATION])
        # In one order for everybody, so that two batches never wait for each other.
        for item in sorted(by_kind[Kind.ROUND], key=lambda item: item.id):
            self._alone(item, self._round)
        self._perceptions(by_kind[Kind.PERCEPTION])
        for item in by_kind[Kind.EVENT]:
            self._alone(item, self._event)
        for round_id in sorted(self.touched):
            liveability.mark_round(self.session, self.delivery.municipality, round_id)
        return [self.verdicts[number] for number in range(len(raw))]

    # --- many at once ---

    def _observations(self, items: Sequence[Item]) -> None:
        def read(item: Item) -> Any:
            return observations.read_submission(
                self.session, self.delivery.municipality, item.id, item.content
            )

        read_ones = self._read(items, read)
        self._together(read_ones, observations.receive_many)
        for item, submission in read_ones:
            round_id = submission.properties.round_id
            if self.verdicts[item.number] is NEW and round_id is not None:
                self.touched.add(round_id)

    def _perceptions(self, items: Sequence[Item]) -> None:
        read_ones = self._read(items, lambda i: perceptions.read_submission(i.id, i.content))
        self._together(read_ones, perceptions.receive_many)

    def _read(self, items: Sequence[Item], read: Callable[[Item], S]) -> list[tuple[Item, S]]:
        good = []
        for item in items:
            try:
                good.append((item, read(item)))
            except Problem as problem:
                self.verdicts[item.number] = verdict_of(problem)
        return good

    def _together(
        self,
        items: Sequence[tuple[Item, S]],
        receive: Callable[[Session, Delivery, list[tuple[UUID, S]]], list[Verdict]],
    ) -> None:
        """All in a few statements; if anything is wrong with one, one by one."""

        def take(some: Sequence[tuple[Item, S]]) -> list[Verdict]:
            pairs = [(item.id, submission) for item, submission in some]
            with self.session.begin_nested():
                return receive(self.session, self.delivery, pairs)

        if not items:
            return
        try:
            found = take(items)
        except (Problem, DBAPIError) as error:
            if _means_everybody(error):
                raise
            found = [self._guarded(partial(take, [one]))[0] for one in items]
        for (item, _), verdict in zip(items, found, strict=True):
            self.verdicts[item.number] = verdict

    # --- one by one ---

    def _alone(self, item: Item, receive: Callable[[Item], Verdict]) -> None:
        def take() -> list[Verdict]:
            nested = self.session.begin_nested()
            try:
                verdict = receive(item)
            except BaseException:
                nested.rollback()
                raise
            if verdict.outcome is Outcome.REFUSED:
                nested.rollback()
            else:
                nested.commit()
            return [verdict]

        self.verdicts[item.number] = self._guarded(take)[0]

    def _guarded(self, take: Callable[[], list[Verdict]]) -> list[Verdict]:
        """A verdict whatever happens to the item; what happens to the database happens to all."""
        try:
            return take()
        except Problem as problem:
            return [verdict_of(problem)]
        except DBAPIError as error:
            if _means_everybody(error):
                raise
            log.error("item_failed", error=type(error).__name__)
            return [Verdict(Outcome.REFUSED, Problem(errors.INTERNAL))]

    def _round(self, item: Item) -> Verdict:
        submission = rounds.read_submission(
            self.session, self.delivery.municipality, item.id, item.content
        )
        new, changed, _ = rounds.receive(self.session, self.delivery, item.id, submission)
        if changed:
            self.touched.add(item.id)
        return NEW if new else KNOWN

    def _event(self, item: Item) -> Verdict:
        task_id = read_uuid(item.content.get("taakId"))
        if task_id is None:
            raise errors.bad_input([FieldError("#/taakId", "uuid", "Dit is geen UUID.")])
        outcome, answer = steps.receive_event(
            self.session,
            self.user,
            task_id,
            item.id,
            item.content,
            self.delivery.shift,
            self.delivery.received_at,
        )
        return Verdict(Outcome(outcome), answer if isinstance(answer, Problem) else None)


def _means_everybody(error: Problem | DBAPIError) -> bool:
    """The database is busy or gone: the whole batch is to come again."""
    return isinstance(error, DBAPIError) and is_busy(error)
