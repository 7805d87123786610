"""Steps: exactly once, by the right hands, and kept when they come too late."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from tests.factories.follow_up import add_observation, add_photo, add_task
from tests.factories.town import Town, add_user
from wijkschouw.accounts.models import TeamMember, User
from wijkschouw.errors import BAD_INPUT, FORBIDDEN, NOT_FOUND, Problem
from wijkschouw.tasks import queries, service
from wijkschouw.tasks.steps import receive_event

OP = "2026-11-20T09:12:44+01:00"


def _take(
    session: Session, user: User, task: UUID, kind: str, event: UUID | None = None, **more: Any
) -> tuple[str, Any]:
    body = {"soort": kind, "op": OP} | more
    return receive_event(session, user, task, event or uuid4(), body)


def _status(session: Session, user: User, task: UUID) -> str:
    return str(service.show(session, user, task)["properties"]["status"])


def test_a_task_goes_from_hand_to_hand_until_it_is_checked(session: Session, town: Town) -> None:
    manager, boa = town.users["wijkmanager"], town.users["boa"]
    task = add_task(session, town, team=None)
    for user, kind, more, status in [
        (manager, "toewijzen", {"aan": "boa"}, "toegewezen"),
        (boa, "accepteren", {}, "geaccepteerd"),
        (boa, "afhandelen", {"uitkomst": "opgelost", "toelichting": "weg"}, "afgehandeld"),
        (manager, "heropenen", {"toelichting": "ligt er weer"}, "heropend"),
        (boa, "accepteren", {}, "geaccepteerd"),
        (boa, "afhandelen", {"uitkomst": "niet-aangetroffen", "toelichting": "?"}, "afgehandeld"),
        (manager, "controleren", {}, "gecontroleerd"),
    ]:
        outcome, answer = _take(session, user, task, kind, **more)
        assert outcome == "nieuw", answer
        assert isinstance(answer, Mapping)
        assert answer["properties"]["status"] == status
    told = service.show(session, manager, task)["properties"]
    assert [e["soort"] for e in told["gebeurtenissen"]][:3] == [
        "toewijzen", "accepteren", "afhandelen",
    ]  # fmt: skip
    assert all(e["toegepast"] for e in told["gebeurtenissen"])
    assert told["gebeurtenissen"][1]["door"] == "Boa"
    assert told["versie"] == 8


def test_the_same_step_again_is_known_and_changes_nothing(session: Session, town: Town) -> None:
    task, event, boa = add_task(session, town), uuid4(), town.users["boa"]
    assert _take(session, boa, task, "accepteren", event)[0] == "nieuw"
    outcome, answer = _take(session, boa, task, "accepteren", event)
    assert outcome == "bekend"
    assert len(answer["properties"]["gebeurtenissen"]) == 1


def test_the_same_step_again_is_known_after_the_task_went_on(session: Session, town: Town) -> None:
    task, event, boa = add_task(session, town), uuid4(), town.users["boa"]
    _take(session, boa, task, "accepteren", event)
    _take(session, boa, task, "afhandelen", uitkomst="opgelost", toelichting="weg")
    outcome, answer = _take(session, boa, task, "accepteren", event)
    assert outcome == "bekend"
    assert answer["properties"]["status"] == "afgehandeld"


def test_another_step_under_the_same_id_is_a_conflict(session: Session, town: Town) -> None:
    task, event, boa = add_task(session, town), uuid4(), town.users["boa"]
    _take(session, boa, task, "accepteren", event)
    outcome, answer = _take(session, boa, task, "accepteren", event, toelichting="anders")
    assert outcome == "conflict"
    assert "bewaard" not in answer.extra
    other = add_task(session, town)
    assert _take(session, boa, other, "accepteren", event)[0] == "conflict"
    assert _status(session, boa, other) == "toegewezen"


def test_a_step_that_the_state_forbids_is_kept_as_not_applied(session: Session, town: Town) -> None:
    manager, boa = town.users["wijkmanager"], town.users["boa"]
    task, event = add_task(session, town), uuid4()
    _take(session, boa, task, "accepteren")
    _take(session, manager, task, "laten-vervallen", toelichting="dubbel")
    for _ in range(2):  # asked again, the answer is the same
        outcome, answer = _take(
            session, boa, task, "afhandelen", event, uitkomst="opgelost", toelichting="gedaan"
        )
        assert outcome == "conflict"
        assert isinstance(answer, Problem)
        assert answer.extra["bewaard"]
        assert answer.extra["huidigeStatus"] == "vervallen"
        assert answer.extra["taak"]["properties"]["status"] == "vervallen"
    kept = [e for e in service.show(session, manager, task)["properties"]["gebeurtenissen"]
            if not e["toegepast"]]  # fmt: skip
    assert [(e["soort"], e["toelichting"]) for e in kept] == [("afhandelen", "gedaan")]


def test_what_a_boa_wrote_is_kept_when_the_task_went_to_another_team(
    session: Session, town: Town
) -> None:
    manager, boa = town.users["wijkmanager"], town.users["boa"]
    task = add_task(session, town)
    _take(session, boa, task, "accepteren")
    _take(session, manager, task, "toewijzen", aan="openbare-ruimte")
    outcome, answer = _take(
        session, boa, task, "afhandelen", uitkomst="opgelost", toelichting="toch gedaan"
    )
    assert outcome == "conflict"
    assert answer.extra["bewaard"]
    assert "taak" not in answer.extra
    assert _status(session, manager, task) == "toegewezen"


def test_steps_of_other_hands_are_refused(session: Session, town: Town) -> None:
    manager, boa = town.users["wijkmanager"], town.users["boa"]
    task = add_task(session, town)
    for user, kind in ((manager, "accepteren"), (boa, "controleren"), (boa, "laten-vervallen")):
        outcome, answer = _take(session, user, task, kind, toelichting="x")
        assert outcome == "geweigerd"
        assert answer.kind is FORBIDDEN
    stranger = add_user(session, "stranger", ["boa"])
    outcome, answer = _take(session, stranger, task, "accepteren")
    assert answer.kind is NOT_FOUND
    assert queries.events(session, town.municipality, task) == []


def test_bad_steps_name_everything_that_is_wrong_at_once(session: Session, town: Town) -> None:
    task, boa = add_task(session, town), town.users["boa"]
    outcome, answer = receive_event(
        session, boa, task, uuid4(),
        {"soort": "slopen", "op": "gisteren", "toelichting": "a\x00b", "fotos": [{"id": "1"}]},
    )  # fmt: skip
    assert outcome == "geweigerd"
    assert answer.kind is BAD_INPUT  # type: ignore[union-attr]
    places = {e.location for e in answer.errors}  # type: ignore[union-attr]
    assert {"#/soort", "#/op", "#/toelichting", "#/fotos/0/id", "#/fotos/0/sha256"} <= places


def test_handling_needs_an_outcome(session: Session, town: Town) -> None:
    task, boa = add_task(session, town), town.users["boa"]
    _take(session, boa, task, "accepteren")
    _, answer = _take(session, boa, task, "afhandelen")
    assert [e.location for e in answer.errors] == ["#/uitkomst"]


def test_a_task_can_be_given_to_a_person_of_a_team(session: Session, town: Town) -> None:
    manager, boa = town.users["wijkmanager"], town.users["boa"]
    colleague = add_user(session, "colleague", ["boa"])
    session.add(TeamMember(municipality=town.municipality, team_code="boa", user_id=colleague.id))
    session.flush()
    task = add_task(session, town, team=None)
    _, answer = _take(session, manager, task, "toewijzen", aan=str(boa.id))
    assert answer["properties"]["behandelaar"]["naam"] == "Boa"
    assert answer["properties"]["team"] == "boa"
    assert len(service.list_tasks(session, boa, mine=True)) == 1
    assert service.list_tasks(session, colleague, mine=True) == []
    assert len(service.list_tasks(session, colleague)) == 1
    _, answer = _take(session, manager, task, "toewijzen", aan="niemand")
    assert [e.location for e in answer.errors] == ["#/aan"]


def test_a_forwarded_task_keeps_its_reference_and_comes_back(session: Session, town: Town) -> None:
    manager, boa = town.users["wijkmanager"], town.users["boa"]
    task = add_task(session, town)
    _, answer = _take(session, manager, task, "doorzetten", aan="Waterschap", referentie="W-12")
    assert answer["properties"]["status"] == "doorgezet"
    assert answer["properties"]["externeReferentie"] == "W-12"
    assert answer["properties"]["mogelijkeStappen"] == [
        "toewijzen", "afhandelen", "laten-vervallen",
    ]  # fmt: skip
    assert _take(session, boa, task, "afhandelen", uitkomst="opgelost")[0] == "conflict"
    _, answer = _take(session, manager, task, "afhandelen", uitkomst="opgelost")
    assert answer["properties"]["status"] == "afgehandeld"


def test_a_phones_clock_is_corrected_and_both_times_are_kept(session: Session, town: Town) -> None:
    task, event, boa = add_task(session, town), uuid4(), town.users["boa"]
    body = {"soort": "accepteren", "op": "2026-11-20T10:00:00Z"}
    receive_event(session, boa, task, event, body, timedelta(minutes=-30))
    kept = queries.event(session, event)
    assert kept is not None
    assert kept.at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert kept.at_raw == datetime(2026, 11, 20, 10, tzinfo=UTC)
    # Sent again with another correction it is still the same step.
    assert receive_event(session, boa, task, event, body, timedelta(0))[0] == "bekend"


def test_a_clock_that_runs_days_ahead_costs_no_step(session: Session, town: Town) -> None:
    task, event, boa = add_task(session, town), uuid4(), town.users["boa"]
    outcome, _ = receive_event(
        session, boa, task, event, {"soort": "accepteren", "op": "9999-12-31T23:59:59Z"},
        timedelta(days=2),
    )  # fmt: skip
    assert outcome == "nieuw"
    kept = queries.event(session, event)
    assert kept is not None
    assert kept.at == kept.received_at


def test_photos_of_a_step_are_announced_and_missing_until_they_are_here(
    session: Session, town: Town
) -> None:
    task, event, boa, photo = add_task(session, town), uuid4(), town.users["boa"], uuid4()
    _take(session, boa, task, "accepteren")
    announced = {"id": str(photo), "sha256": "b" * 64, "omvang": 10, "mediatype": "image/jpeg"}
    _, answer = _take(
        session, boa, task, "afhandelen", event, uitkomst="opgelost", toelichting="weg",
        fotos=[announced],
    )  # fmt: skip
    assert answer["properties"]["ontbrekendeFotos"] == 1
    assert answer["properties"]["gebeurtenissen"][-1]["fotos"][0]["id"] == str(photo)


def test_a_step_whose_photo_belongs_to_something_else_leaves_nothing_behind(
    session: Session, town: Town
) -> None:
    task, boa = add_task(session, town), town.users["boa"]
    _take(session, boa, task, "accepteren")
    taken = add_photo(session, town, uuid4())
    announced = {"id": str(taken.id), "sha256": "b" * 64, "omvang": 10, "mediatype": "image/jpeg"}
    outcome, answer = _take(
        session, boa, task, "afhandelen", uitkomst="opgelost", toelichting="weg", fotos=[announced]
    )
    assert outcome == "conflict"
    assert "bewaard" not in answer.extra
    assert len(queries.events(session, town.municipality, task)) == 1
    assert _status(session, boa, task) == "geaccepteerd"


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def test_the_list_filters_and_orders(session: Session, town: Town) -> None:
    manager = town.users["wijkmanager"]
    far = add_task(session, town, add_observation(session, town, buurt="BU99990202"),
                   termijn="2026-01-05")  # fmt: skip
    near = add_task(session, town, termijn=in_days(200))
    unassigned = add_task(session, town, team=None, termijn=in_days(30))
    done = add_task(session, town, termijn="2026-01-01")
    _take(session, manager, done, "laten-vervallen", toelichting="x")

    def ids(**filters: Any) -> list[str]:
        return [task["id"] for task in service.list_tasks(session, manager, **filters)]

    assert ids() == [str(id_) for id_ in (far, unassigned, near, done)]
    assert ids(states=["nieuw"]) == [str(unassigned)]
    assert set(ids(team="boa")) == {str(far), str(near), str(done)}
    assert ids(overdue=True, states=["toegewezen"]) == [str(far)]
    assert ids(area="WK999902") == [str(far)]
    here = town.place("BU99990101")
    assert ids(here=here)[-1] == str(far)
    assert ids(here=here, limit=1, offset=3) == [str(far)]
    counts = service.count_tasks(session, manager)
    assert counts == {"teLaat": 1, "toegewezen": 2, "nieuw": 1, "vervallen": 1}
