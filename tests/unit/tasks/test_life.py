"""A task's life: which step leads where, and who may take it."""

import pytest

from wijkschouw.tasks.rules import (
    CLOSED,
    OPEN,
    EventKind,
    Hands,
    Outcome,
    Proof,
    State,
    Step,
    after,
    initial_state,
    may_take,
    steps_for,
    what_misses,
)

MANAGER = Hands(manages=True)
MEMBER = Hands(in_team=True)
BOTH = Hands(manages=True, in_team=True)


def test_the_straight_way_leads_from_new_to_checked() -> None:
    state = initial_state(None)
    assert state is State.NEW
    for kind, expected in [
        (EventKind.ASSIGN, State.ASSIGNED),
        (EventKind.ACCEPT, State.ACCEPTED),
        (EventKind.HANDLE, State.HANDLED),
        (EventKind.CHECK, State.CHECKED),
    ]:
        found = after(state, kind, BOTH)
        assert found is expected
        state = found


def test_a_task_made_for_a_team_is_assigned_already() -> None:
    assert initial_state("boa") is State.ASSIGNED


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (State.NEW, EventKind.ACCEPT),
        (State.NEW, EventKind.HANDLE),
        (State.ASSIGNED, EventKind.HANDLE),
        (State.ACCEPTED, EventKind.CHECK),
        (State.ACCEPTED, EventKind.REOPEN),
        (State.HANDLED, EventKind.HANDLE),
        (State.CHECKED, EventKind.CHECK),
        (State.DROPPED, EventKind.REOPEN),
        (State.CHECKED, EventKind.DROP),
        (State.FORWARDED, EventKind.ACCEPT),
    ],
)
def test_a_step_that_the_state_forbids_leads_nowhere(state: State, kind: EventKind) -> None:
    assert after(state, kind, BOTH) is None


@pytest.mark.parametrize("state", [State.HANDLED, State.CHECKED])
def test_only_handled_and_checked_tasks_are_reopened(state: State) -> None:
    assert after(state, EventKind.REOPEN, BOTH) is State.REOPENED
    assert after(State.REOPENED, EventKind.ACCEPT, BOTH) is State.ACCEPTED


def test_every_state_is_open_or_closed() -> None:
    assert set(State) == OPEN | CLOSED
    assert not OPEN & CLOSED


def test_a_closed_task_cannot_be_dropped_forwarded_or_assigned() -> None:
    for state in CLOSED:
        for kind in (EventKind.DROP, EventKind.FORWARD, EventKind.ASSIGN):
            assert after(state, kind, BOTH) is None


def test_the_team_accepts_and_handles_and_the_manager_does_the_rest() -> None:
    for kind in EventKind:
        by_team = kind in (EventKind.ACCEPT, EventKind.HANDLE)
        assert may_take(kind, State.ACCEPTED, MEMBER) is by_team
        assert may_take(kind, State.ACCEPTED, MANAGER) is not by_team
        assert not may_take(kind, State.ACCEPTED, Hands())


def test_a_manager_closes_what_another_organisation_handled() -> None:
    assert may_take(EventKind.HANDLE, State.FORWARDED, MANAGER)
    assert EventKind.HANDLE in steps_for(State.FORWARDED, MANAGER)
    assert EventKind.HANDLE not in steps_for(State.FORWARDED, MEMBER)


def test_the_steps_on_offer_are_those_that_state_and_hands_allow() -> None:
    assert steps_for(State.ASSIGNED, MEMBER) == [EventKind.ACCEPT]
    assert steps_for(State.ACCEPTED, MEMBER) == [EventKind.HANDLE]
    assert steps_for(State.HANDLED, MANAGER) == [EventKind.CHECK, EventKind.REOPEN]
    assert steps_for(State.DROPPED, MANAGER) == []


def _misses(kind: EventKind, proof: Proof | None = None, **given: object) -> list[str]:
    step = Step(kind, **given)  # type: ignore[arg-type]
    return [field for field, _ in what_misses(step, proof or Proof())]


def test_handling_needs_an_outcome_and_the_proof_that_the_category_asks_for() -> None:
    solved = Outcome.SOLVED
    assert _misses(EventKind.HANDLE) == ["uitkomst"]
    assert _misses(EventKind.HANDLE, outcome=solved) == []
    assert _misses(EventKind.HANDLE, Proof(note=True), outcome=solved) == ["toelichting"]
    assert _misses(EventKind.HANDLE, Proof(note=True), outcome=solved, note="weg") == []
    assert _misses(EventKind.HANDLE, Proof(photo=True), outcome=solved) == ["fotos"]
    assert _misses(EventKind.HANDLE, Proof(photo=True), outcome=solved, photos=1) == []


def test_nobody_needs_a_photo_of_what_was_not_there() -> None:
    assert _misses(EventKind.HANDLE, Proof(photo=True), outcome=Outcome.NOT_FOUND) == []


def test_assigning_forwarding_and_dropping_say_to_whom_or_why() -> None:
    assert _misses(EventKind.ASSIGN) == ["aan"]
    assert _misses(EventKind.FORWARD) == ["aan"]
    assert _misses(EventKind.DROP, note="  ") == ["toelichting"]
    assert _misses(EventKind.DROP, note="dubbel") == []


def test_an_outcome_belongs_to_handling_alone() -> None:
    assert _misses(EventKind.ACCEPT, outcome=Outcome.SOLVED) == ["uitkomst"]
    assert _misses(EventKind.ACCEPT, reference="PV-1") == ["referentie"]
