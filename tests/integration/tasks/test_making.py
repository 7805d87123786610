"""Making a task: exactly once, from what the maker may follow up."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from tests.factories.follow_up import add_observation, add_photo, add_task
from tests.factories.town import OTHER_MUNICIPALITY, Town, add_user
from wijkschouw.db import utc_now
from wijkschouw.errors import BAD_INPUT, CONFLICT, NOT_FOUND, Problem
from wijkschouw.photos.rules import PATIENCE
from wijkschouw.tasks import service
from wijkschouw.tasks.rules import add_working_days
from wijkschouw.tasks.schemas import TaskIn
from wijkschouw.tasks.telling import today


def test_a_task_takes_place_theme_and_area_from_its_first_observation(
    session: Session, town: Town
) -> None:
    seen = add_observation(session, town, buurt="BU99990201")
    task_id = uuid4()
    data = TaskIn(waarnemingen=[seen.id], team="boa", termijn=date(2027, 3, 9), toelichting="snel")
    new, task = service.make(session, town.users["wijkmanager"], task_id, data)
    told = task["properties"]
    assert new
    assert task["id"] == str(task_id)
    assert task["geometry"]["coordinates"] == [seen.lon, seen.lat]
    assert (told["thema"], told["categorie"], told["gebied"]) == (
        "afval", "bijplaatsing", "BU99990201",
    )  # fmt: skip
    assert told["status"] == "toegewezen"
    assert told["team"] == "boa"
    assert told["teamNaam"] == "BOA's"
    assert told["termijn"] == "2027-03-09"
    assert told["waarnemingen"] == [str(seen.id)]
    assert told["niveau"] == "C"
    assert told["gebeurtenissen"] == []


def test_without_a_team_it_is_new_and_gets_the_deadline_of_its_category(
    session: Session, town: Town
) -> None:
    seen = add_observation(session, town)
    _, task = service.make(
        session, town.users["wijkmanager"], uuid4(), TaskIn(waarnemingen=[seen.id])
    )
    assert task["properties"]["status"] == "nieuw"
    days = (date.fromisoformat(task["properties"]["termijn"]) - today()).days
    assert days > 0
    wanted = service.proposed_deadline(session, seen, today())
    assert task["properties"]["termijn"] == str(wanted)
    assert wanted in [add_working_days(today(), n) for n in range(1, 30)]


def test_the_same_again_is_known_and_other_content_is_a_conflict(
    session: Session, town: Town
) -> None:
    seen, manager, task_id = add_observation(session, town), town.users["wijkmanager"], uuid4()
    data = TaskIn(waarnemingen=[seen.id], team="boa")
    assert service.make(session, manager, task_id, data)[0]
    assert not service.make(session, manager, task_id, data)[0]
    with pytest.raises(Problem) as found:
        service.make(session, manager, task_id, TaskIn(waarnemingen=[seen.id], team=None))
    assert found.value.kind is CONFLICT


def test_the_same_again_is_known_after_its_observation_was_withdrawn(
    session: Session, town: Town
) -> None:
    seen, manager, task_id = add_observation(session, town), town.users["wijkmanager"], uuid4()
    data = TaskIn(waarnemingen=[seen.id])
    service.make(session, manager, task_id, data)
    seen.withdrawn_at = utc_now()
    session.add(seen)
    session.flush()
    assert not service.make(session, manager, task_id, data)[0]


def test_observations_that_are_unknown_withdrawn_or_not_yours_are_named_together(
    session: Session, town: Town
) -> None:
    mine = add_observation(session, town)
    gone = add_observation(session, town, withdrawn_at=utc_now())
    elsewhere = add_observation(session, town, buurt="BU99990201")
    foreign = add_observation(session, town, municipality=OTHER_MUNICIPALITY)
    manager = add_user(session, "wijk1", ["wijkmanager"], areas=["WK999901"])
    ids = [mine.id, gone.id, uuid4(), elsewhere.id, foreign.id]
    with pytest.raises(Problem) as found:
        service.make(session, manager, uuid4(), TaskIn(waarnemingen=ids))
    assert found.value.kind is BAD_INPUT
    assert [(e.location, e.code) for e in found.value.errors] == [
        ("#/waarnemingen/1", "ingetrokken"),
        ("#/waarnemingen/2", "onbekend"),
        ("#/waarnemingen/3", "onbekend"),
        ("#/waarnemingen/4", "onbekend"),
    ]


def test_an_unknown_team_is_bad_input(session: Session, town: Town) -> None:
    seen = add_observation(session, town)
    with pytest.raises(Problem) as found:
        service.make(
            session, town.users["wijkmanager"], uuid4(), TaskIn(waarnemingen=[seen.id], team="x")
        )
    assert [e.location for e in found.value.errors] == ["#/team"]


def test_a_sensitive_observation_needs_the_extra_right(session: Session, town: Town) -> None:
    seen = add_observation(session, town, theme="overlast", category="intimidatie", sensitive=True)
    data = TaskIn(waarnemingen=[seen.id], team="boa")
    with pytest.raises(Problem):
        service.make(session, town.users["wijkmanager"], uuid4(), data)
    trusted = add_user(session, "trusted", ["wijkmanager"], areas=["GM9999"], sensitive=True)
    _, task = service.make(session, trusted, uuid4(), data)
    assert task["properties"]["gevoelig"]
    assert service.list_tasks(session, town.users["boa"]) == []
    assert service.list_tasks(session, town.users["wijkmanager"]) == []
    assert len(service.list_tasks(session, trusted)) == 1


def test_a_task_says_that_photos_of_its_observation_are_still_missing(
    session: Session, town: Town
) -> None:
    seen = add_observation(session, town, photo_count=2, complete=False)
    add_photo(session, town, seen.id, state="ready")
    missing = add_photo(session, town, seen.id, position=1)
    task_id = add_task(session, town, seen)
    told = service.show(session, town.users["boa"], task_id)["properties"]
    assert (told["volledig"], told["ontbrekendeFotos"]) == (False, 1)
    assert [photo["ontvangen"] for photo in told["fotos"]] == [True, False]
    missing.state = "received"
    session.add(missing)
    session.flush()
    assert service.show(session, town.users["boa"], task_id)["properties"]["volledig"]


def test_a_task_waits_a_day_for_its_photos_and_goes_on_with_a_remark(
    session: Session, town: Town
) -> None:
    seen = add_observation(session, town, photo_count=2, complete=False)
    add_photo(session, town, seen.id, announced_at=utc_now() - PATIENCE + timedelta(minutes=5))
    late = add_photo(session, town, seen.id, position=1, announced_at=utc_now() - PATIENCE)
    task_id = add_task(session, town, seen)

    def told() -> tuple[int, int]:
        found = service.show(session, town.users["boa"], task_id)["properties"]
        return found["ontbrekendeFotos"], found["uitgeblevenFotos"]

    assert told() == (2, 1)
    late.state = "received"  # it came after all
    session.add(late)
    session.flush()
    assert told() == (1, 0)


def test_a_task_exists_for_its_team_and_the_managers_of_its_area_only(
    session: Session, town: Town
) -> None:
    task_id = add_task(session, town, add_observation(session, town, buurt="BU99990101"))
    here = add_user(session, "here", ["wijkmanager"], areas=["BU99990101"])
    there = add_user(session, "there", ["wijkmanager"], areas=["WK999902"])
    idle = add_user(session, "idle", ["boa"])
    foreign = add_user(
        session, "foreign", ["wijkmanager"], areas=[OTHER_MUNICIPALITY],
        municipality=OTHER_MUNICIPALITY,
    )  # fmt: skip
    for user in (here, town.users["boa"], town.users["wijkmanager"]):
        assert service.show(session, user, task_id)["id"] == str(task_id)
        assert len(service.list_tasks(session, user)) == 1
    for user in (there, idle, foreign, town.users["inspecteur"], town.users["controleur"]):
        assert service.list_tasks(session, user) == []
        with pytest.raises(Problem) as found:
            service.show(session, user, task_id)
        assert found.value.kind is NOT_FOUND
