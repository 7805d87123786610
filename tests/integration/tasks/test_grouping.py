"""One matter, one task: proposals, joining, splitting, merging."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from tests.factories.follow_up import add_observation, add_task
from tests.factories.town import Town, add_user
from wijkschouw.db import utc_now
from wijkschouw.errors import BAD_INPUT, CONFLICT, FORBIDDEN, NOT_FOUND, Problem
from wijkschouw.tasks import grouping, service
from wijkschouw.tasks.steps import receive_event
from wijkschouw.tasks.telling import today


def _beside(town: Town, metres: float) -> tuple[float, float]:
    lon, lat = town.place("BU99990101")
    return lon, lat + metres / 111_200


def test_a_near_open_task_of_the_category_is_proposed_with_team_and_deadline(
    session: Session, town: Town
) -> None:
    manager = town.users["wijkmanager"]
    near = add_task(session, town, add_observation(session, town, at=_beside(town, 8)))
    add_task(session, town, add_observation(session, town, at=_beside(town, 80)))
    add_task(session, town, add_observation(session, town, at=_beside(town, 1), category="dumping"))
    seen = add_observation(session, town)
    proposal = grouping.propose(session, manager, [seen.id])
    assert [(n.task.id, n.metres) for n in proposal.near] == [(near, 8)]
    assert proposal.team == "boa"
    assert proposal.due_on == service.proposed_deadline(session, seen, today())
    assert proposal.present == []


def test_an_old_or_closed_task_is_not_proposed(session: Session, town: Town) -> None:
    manager = town.users["wijkmanager"]
    add_task(
        session, town, add_observation(session, town, observed_at=utc_now() - timedelta(days=300))
    )
    closed = add_task(session, town)
    receive_event(
        session, manager, closed, uuid4(),
        {"soort": "laten-vervallen", "op": "2026-11-01T10:00:00Z", "toelichting": "x"},
    )  # fmt: skip
    assert grouping.propose(session, manager, [add_observation(session, town).id]).near == []


def test_a_task_that_follows_the_observation_already_is_named(session: Session, town: Town) -> None:
    seen = add_observation(session, town)
    task = add_task(session, town, seen)
    proposal = grouping.propose(session, town.users["wijkmanager"], [seen.id])
    assert [t.id for t in proposal.present] == [task]
    assert proposal.near == []


def test_joining_hangs_an_observation_to_the_task_and_the_timeline_says_so(
    session: Session, town: Town
) -> None:
    manager = town.users["wijkmanager"]
    task, seen = add_task(session, town), add_observation(session, town)
    grouping.join(session, manager, task, [seen.id])
    grouping.join(session, manager, task, [seen.id])
    told = service.show(session, manager, task)["properties"]
    assert str(seen.id) in told["waarnemingen"]
    assert len(told["waarnemingen"]) == 2
    assert [(e["soort"], e["aan"]) for e in told["gebeurtenissen"]] == [
        ("waarneming-toegevoegd", str(seen.id))
    ]


def test_splitting_makes_a_new_task_for_the_same_team(session: Session, town: Town) -> None:
    manager = town.users["wijkmanager"]
    stays = add_observation(session, town)
    goes = add_observation(session, town, buurt="BU99990201", category="dumping")
    task = add_task(session, town, stays, goes, toelichting="samen")
    made = grouping.split(session, manager, task, [goes.id])
    told = service.show(session, manager, made.id)["properties"]
    assert told["waarnemingen"] == [str(goes.id)]
    assert (told["categorie"], told["gebied"], told["team"]) == ("dumping", "BU99990201", "boa")
    assert told["status"] == "toegewezen"
    left = service.show(session, manager, task)["properties"]
    assert left["waarnemingen"] == [str(stays.id)]
    assert left["gebeurtenissen"][0]["aan"] == str(made.id)


def test_splitting_off_everything_or_something_foreign_is_bad_input(
    session: Session, town: Town
) -> None:
    manager, seen = town.users["wijkmanager"], add_observation(session, town)
    task = add_task(session, town, seen)
    for ids in ([seen.id], [uuid4()], []):
        with pytest.raises(Problem) as found:
            grouping.split(session, manager, task, ids)
        assert found.value.kind is BAD_INPUT


def test_merging_moves_the_observations_and_the_other_task_lapses(
    session: Session, town: Town
) -> None:
    manager = town.users["wijkmanager"]
    one = add_task(session, town, termijn="2027-02-01")
    other = add_task(session, town, termijn="2027-01-04")
    grouping.merge(session, manager, one, other)
    told = service.show(session, manager, one)["properties"]
    assert len(told["waarnemingen"]) == 2
    assert told["termijn"] == "2027-01-04"
    assert told["gebeurtenissen"][0]["soort"] == "samengevoegd"
    assert service.show(session, manager, other)["properties"]["status"] == "vervallen"
    with pytest.raises(Problem) as found:
        grouping.merge(session, manager, one, other)
    assert found.value.kind is CONFLICT
    with pytest.raises(Problem) as found:
        grouping.merge(session, manager, one, one)
    assert found.value.kind is BAD_INPUT


def test_only_the_manager_of_the_area_joins_splits_and_merges(session: Session, town: Town) -> None:
    task, seen = add_task(session, town), add_observation(session, town)
    elsewhere = add_user(session, "elsewhere", ["wijkmanager"], areas=["WK999902"])
    for user, kind in ((town.users["boa"], FORBIDDEN), (elsewhere, NOT_FOUND)):
        with pytest.raises(Problem) as found:
            grouping.join(session, user, task, [seen.id])
        assert found.value.kind is kind
