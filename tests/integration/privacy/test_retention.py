"""Retention: what was kept long enough goes, what is in use stays, a proof remains."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from config import Config
from tests.factories.follow_up import add_observation, add_photo, add_task
from tests.factories.town import Town, add_user
from wijkschouw.accounts.models import AuditEntry, User
from wijkschouw.accounts.rules import is_pseudonym
from wijkschouw.db import Database, utc_now
from wijkschouw.errors import Problem
from wijkschouw.observations.models import Observation, ObservationChange
from wijkschouw.perceptions.models import Perception
from wijkschouw.photos.models import Photo
from wijkschouw.photos.store import FileStore
from wijkschouw.privacy import service
from wijkschouw.privacy.rules import Kind
from wijkschouw.rounds.models import Round, RoundCell
from wijkschouw.tasks.models import Task, TaskEvent
from wijkschouw.tasks.steps import receive_event

NOW = utc_now()


def _ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def _run(database: Database, config: Config, **options: Any) -> dict[str, int]:
    lines = service.run_retention(database, config, now=NOW, **options)
    return {
        line.kind.value: line.number
        for line in lines
        if line.municipality == "GM9999" and line.number
    }


def _add_round(session: Session, town: Town, days: float, **values: Any) -> Round:
    made: dict[str, Any] = {
        "id": uuid4(), "municipality": town.municipality, "sequence": 1, "area_code": "BU99990101",
        "template": "dagronde", "inspector_id": town.users["inspecteur"].id, "device_id": "phone",
        "started_at": _ago(days), "started_at_raw": _ago(days), "ended_at": _ago(days),
        "track": [[5.6, 52.3, 6.0, "2026-01-01T00:00:00Z"]], "received_at": _ago(days),
        "updated_at": _ago(days),
    }  # fmt: skip
    walk = Round(**(made | values))
    session.add(walk)
    session.flush()
    session.add(
        RoundCell(
            municipality=town.municipality, round_id=walk.id, area_code="BU99990101",
            cell=town.cell("BU99990101"), seen_at=_ago(days),
        )
    )  # fmt: skip
    session.flush()
    return walk


def _seen(session: Session, town: Town, days: float, **values: Any) -> Observation:
    return add_observation(
        session, town, observed_at=_ago(days), **({"received_at": _ago(days)} | values)
    )


def _ids(session: Session, model: Any) -> set[UUID]:
    session.rollback()
    found = set(session.exec(select(model.id)).all())
    session.rollback()  # a reading session of a test holds SQLite's one write lock
    return found


def test_old_observations_go_with_their_photos_and_history(
    database: Database, session: Session, town: Town, app_config: Config
) -> None:
    store = FileStore.from_setting(app_config.photo_store)
    store.put("ab" * 16, "klein", b"x")
    old, young = _seen(session, town, 1100, photo_count=1), _seen(session, town, 1000)
    add_photo(session, town, old.id, state="ready", store_key="ab" * 16,
              announced_at=_ago(10), received_at=_ago(10))  # fmt: skip
    session.add(
        ObservationChange(
            id=uuid4(), municipality=town.municipality, observation_id=old.id, kind="correctie",
            user_id=town.users["inspecteur"].id, at=_ago(1090),
        )
    )  # fmt: skip
    session.commit()
    assert _run(database, app_config, dry_run=True)["waarnemingen"] == 1
    assert len(_ids(session, Observation)) == 2
    session.rollback()
    assert _run(database, app_config)["waarnemingen"] == 1
    assert _ids(session, Observation) == {young.id}
    assert _ids(session, Photo) == set()
    assert store.get("ab" * 16, "klein") is None
    assert _run(database, app_config).get("waarnemingen") is None


def test_an_observation_in_an_open_task_stays_until_that_is_closed(
    database: Database, session: Session, town: Town, app_config: Config
) -> None:
    seen = _seen(session, town, 1200)
    task = add_task(session, town, seen)
    session.commit()
    assert "waarnemingen" not in _run(database, app_config)
    receive_event(
        session, town.users["wijkmanager"], task, uuid4(),
        {"soort": "laten-vervallen", "op": "2026-01-01T00:00:00Z", "toelichting": "oud"},
    )  # fmt: skip
    session.commit()
    assert _run(database, app_config)["waarnemingen"] == 1
    assert _ids(session, Task) == {task}


def test_an_old_round_goes_whole_and_a_young_one_keeps_its_observations(
    database: Database, session: Session, town: Town, app_config: Config
) -> None:
    old, young = _add_round(session, town, 1100), _add_round(session, town, 1000)
    _seen(session, town, 1100, round_id=old.id)
    # The phone's clock said long ago, yet the round is young: both stay.
    kept = _seen(session, town, 1100, round_id=young.id)
    session.commit()
    assert _run(database, app_config, dry_run=True)["waarnemingen"] == 1
    assert _run(database, app_config)["waarnemingen"] == 1
    assert _ids(session, Round) == {young.id}
    assert _ids(session, Observation) == {kept.id}
    cells = session.exec(select(RoundCell.round_id)).all()
    assert set(cells) == {young.id}


def test_tracks_lose_their_points_and_keep_their_cells(
    database: Database, session: Session, town: Town, app_config: Config
) -> None:
    old, young = _add_round(session, town, 31), _add_round(session, town, 29)
    session.commit()
    assert _run(database, app_config)["looproutes"] == 1
    session.expire_all()
    assert session.get_one(Round, old.id).track == []
    assert session.get_one(Round, old.id).track_removed_at is not None
    assert session.get_one(Round, young.id).track != []
    assert len(session.exec(select(RoundCell)).all()) == 2


def test_names_become_pseudonyms_ninety_days_after_the_round_closed(
    database: Database, session: Session, town: Town, app_config: Config
) -> None:
    old, young = _add_round(session, town, 91), _add_round(session, town, 89)
    one = _seen(session, town, 91, round_id=old.id, device_id="phone")
    two = _seen(session, town, 91, round_id=young.id)  # came before its round was closed
    loose = _seen(session, town, 91)
    session.commit()
    assert _run(database, app_config)["namen"] == 3
    session.expire_all()
    named = {o.id: o for o in session.exec(select(Observation)).all()}
    assert is_pseudonym(named[one.id].inspector_id)
    assert named[one.id].inspector_id == named[loose.id].inspector_id
    assert named[one.id].device_id is None
    assert named[two.id].inspector_id == town.users["inspecteur"].id
    assert session.get_one(Round, old.id).inspector_id == named[one.id].inspector_id
    assert not is_pseudonym(session.get_one(Round, young.id).inspector_id)
    session.rollback()
    assert "namen" not in _run(database, app_config)


def test_handled_tasks_go_after_two_years_and_open_ones_never(
    database: Database, session: Session, town: Town, app_config: Config
) -> None:
    seen = _seen(session, town, 800)
    closed, waiting = add_task(session, town, seen), add_task(session, town, seen)
    receive_event(
        session, town.users["wijkmanager"], closed, uuid4(),
        {"soort": "laten-vervallen", "op": "2024-01-01T00:00:00Z", "toelichting": "oud"},
    )  # fmt: skip
    for task in session.exec(select(Task)).all():
        task.updated_at = _ago(750)
        session.add(task)
    session.commit()
    assert _run(database, app_config)["taken"] == 1
    assert _ids(session, Task) == {waiting}
    assert _ids(session, TaskEvent) == set()
    assert _ids(session, Observation) == {seen.id}


def test_photos_go_after_a_year_and_their_observation_stays(
    database: Database, session: Session, town: Town, app_config: Config
) -> None:
    seen = _seen(session, town, 400, photo_count=2)
    add_photo(session, town, seen.id, state="ready", announced_at=_ago(400), received_at=_ago(366))
    young = add_photo(session, town, seen.id, announced_at=_ago(400), received_at=_ago(300))
    session.commit()
    assert _run(database, app_config)["fotos"] == 1
    assert _ids(session, Photo) == {young.id}
    session.expire_all()
    assert session.get_one(Observation, seen.id).photo_count == 1


def test_unused_accounts_are_closed_but_never_the_last_beheerder(
    database: Database, session: Session, town: Town, app_config: Config
) -> None:
    for user in session.exec(select(User)).all():
        user.created_at = _ago(500)
        user.last_seen_at = _ago(100) if user.name == "Boa" else _ago(400)
        session.add(user)
    second = add_user(session, "tweede", ["beheerder"])
    second.created_at, second.last_seen_at = _ago(500), _ago(390)
    session.add(second)
    session.commit()
    assert _run(database, app_config)["accounts"] == 4
    session.expire_all()
    still = session.exec(select(User.name).where(col(User.active).is_(True))).all()
    assert sorted(still) == ["Boa", "Tweede"]
    session.rollback()
    assert "accounts" not in _run(database, app_config)


def test_perceptions_and_the_log_go_after_three_years(
    database: Database, session: Session, town: Town, app_config: Config
) -> None:
    lon, lat = town.place("BU99990101")
    session.add(
        Perception(
            id=uuid4(), municipality=town.municipality, digest="x", figure=7, lon=lon, lat=lat,
            cell=town.cell("BU99990101"), felt_at=_ago(1100), felt_at_raw=_ago(1100),
            received_at=_ago(1100), inspector_id=town.users["inspecteur"].id,
        )
    )  # fmt: skip
    session.add(AuditEntry(municipality=town.municipality, at=_ago(1100), action="oud"))
    session.add(AuditEntry(municipality=town.municipality, at=_ago(1000), action="jong"))
    session.commit()
    found = _run(database, app_config)
    assert (found["belevingen"], found["logboek"]) == (1, 1)
    actions = session.exec(select(AuditEntry.action)).all()
    assert "oud" not in actions
    assert "jong" in actions


def test_a_run_leaves_a_proof_and_a_dry_run_none(
    database: Database, session: Session, town: Town, app_config: Config
) -> None:
    _seen(session, town, 1200)
    session.commit()
    _run(database, app_config, dry_run=True)
    proof = select(AuditEntry).where(AuditEntry.action == service.ACTION)
    assert session.exec(proof).all() == []
    session.rollback()
    _run(database, app_config)
    entries = {entry.municipality: entry for entry in session.exec(proof).all()}
    assert set(entries) == {"GM9999", "GM8888"}
    assert entries["GM9999"].details["waarnemingen"]["aantal"] == 1
    assert entries["GM8888"].details["waarnemingen"]["aantal"] == 0


def test_a_municipality_chooses_its_own_term(
    database: Database, session: Session, town: Town, app_config: Config
) -> None:
    _seen(session, town, 100)
    service.set_days(session, town.municipality, Kind.OBSERVATIONS, 90)
    with pytest.raises(Problem):
        service.set_days(session, town.municipality, Kind.OBSERVATIONS, 0)
    session.commit()
    assert _run(database, app_config)["waarnemingen"] == 1


def test_many_rows_go_in_several_transactions(
    database: Database, session: Session, town: Town, app_config: Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for _ in range(7):
        _seen(session, town, 1200)
    session.commit()
    steps = tuple(
        service.Step(step.find, step.act, step.counted, size=3)
        for step in service.STEPS[Kind.OBSERVATIONS]
    )
    monkeypatch.setitem(service.STEPS, Kind.OBSERVATIONS, steps)  # type: ignore[arg-type]
    assert _run(database, app_config)["waarnemingen"] == 7
    assert _ids(session, Observation) == set()
