"""Making more of a photo unseen that came with a step of a task: at the office, by who manages."""

from uuid import uuid4

import pytest
from sqlmodel import select

from tests.factories import capture
from tests.factories.follow_up import add_task
from tests.factories.town import add_user
from tests.integration.photos.test_photos import derive, send
from tests.integration.photos.test_redacting import is_covered, redact
from wijkschouw.accounts.models import AuditEntry

FORM = {
    "x": "10", "y": "10", "breedte": "30", "hoogte": "50", "reden": "Gezicht herkenbaar",
    "bevestigd": "ja",
}  # fmt: skip


@pytest.fixture
def proof(signed_in, town, app_config, database):
    """(id of a task, id of the ready photo with which a BOA handled it)."""
    with database.session() as session:
        task = add_task(session, town)
    boa, data = signed_in("boa"), capture.picture(640, 480)
    announced = capture.announced(data)
    photo_id = announced["id"]
    for body in (
        {"soort": "accepteren"},
        {"soort": "afhandelen", "uitkomst": "opgelost", "toelichting": "weg", "fotos": [announced]},
    ):
        answer = boa.put(
            f"/api/v1/taken/{task}/gebeurtenissen/{uuid4()}",
            json=body | {"op": capture.recently()},
        )
        assert answer.status_code == 201, answer.text
    assert send(boa, photo_id, data).status_code == 201
    derive(app_config)
    return task, photo_id


def page_of(proof):
    task, photo_id = proof
    return f"/taken/{task}/fotos/{photo_id}/afschermen"


def test_a_wijkmanager_covers_it_and_the_timeline_says_why(signed_in, proof, database):
    task, photo_id = proof
    manager, address = signed_in("wijkmanager"), f"/api/v1/fotos/{photo_id}"
    assert redact(manager, address).status_code == 200
    assert is_covered(manager.get(address))
    last = manager.get(f"/api/v1/taken/{task}").json["properties"]["gebeurtenissen"][-1]
    assert (last["soort"], last["toelichting"]) == ("foto-afgeschermd", "Kenteken leesbaar")
    with database.session() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "foto-afschermen")).one()
    assert entry.object == f"foto:{photo_id}"


def test_the_step_stays_as_it_was_and_the_task_where_it_was(signed_in, proof):
    task, photo_id = proof
    manager = signed_in("wijkmanager")
    before = manager.get(f"/api/v1/taken/{task}").json["properties"]
    redact(manager, f"/api/v1/fotos/{photo_id}")
    after = manager.get(f"/api/v1/taken/{task}").json["properties"]
    assert after["status"] == before["status"] == "afgehandeld"
    told = [event["soort"] for event in after["gebeurtenissen"]]
    assert told[:-1] == [event["soort"] for event in before["gebeurtenissen"]]


def test_who_took_the_photo_may_not_and_who_manages_elsewhere_sees_no_such_photo(
    signed_in, proof, database, town
):
    _task, photo_id = proof
    with database.session() as session:
        add_user(session, "elders", ["wijkmanager"], areas=["WK999902"])
    tag = signed_in("wijkmanager").get(f"/api/v1/fotos/{photo_id}").headers["ETag"]
    for name, status in {"boa": 403, "inspecteur": 403, "beheerder": 403, "elders": 404}.items():
        answer = redact(signed_in(name), f"/api/v1/fotos/{photo_id}", tag=tag)
        assert answer.status_code == status, (name, answer.text)


def test_from_the_page_of_the_task_to_the_covered_photo_and_back(signed_in, proof):
    task, photo_id = proof
    manager = signed_in("wijkmanager")
    assert page_of(proof) in manager.get(f"/taken/{task}").text
    page = manager.get(page_of(proof)).text
    version = page.split('name="versie" value="')[1].split('"')[0]
    answer = manager.post(page_of(proof), data=FORM | {"versie": version})
    assert (answer.status_code, answer.location) == (303, f"/taken/{task}")
    assert is_covered(manager.get(f"/api/v1/fotos/{photo_id}"))
    shown = manager.get(f"/taken/{task}").text
    assert "foto afgeschermd" in shown
    assert "Gezicht herkenbaar" in shown


def test_a_photo_under_another_task_does_not_exist(signed_in, proof, database, town):
    _task, photo_id = proof
    with database.session() as session:
        other = add_task(session, town)
    manager = signed_in("wijkmanager")
    for path in (f"/taken/{other}", f"/taken/{photo_id}", f"/waarnemingen/{other}"):
        assert manager.get(f"{path}/fotos/{photo_id}/afschermen").status_code == 404


def test_a_boa_sees_no_way_to_cover_it(signed_in, proof):
    task, _photo = proof
    assert "afschermen" not in signed_in("boa").get(f"/taken/{task}").text
    assert signed_in("boa").get(page_of(proof)).status_code == 403
