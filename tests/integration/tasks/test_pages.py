"""The pages of tasks: what people see and what their forms do."""

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import Session, select

from tests.factories.follow_up import add_observation, add_task
from tests.factories.town import Town
from wijkschouw.photos.models import Photo
from wijkschouw.tasks.models import Task, TaskEvent

SignIn = Callable[[str], FlaskClient]


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


def _step(client: FlaskClient, task: UUID, kind: str, **fields: Any) -> Any:
    page = client.get(f"/taken/{task}").text
    event = fields.pop("gebeurtenis", None) or _field(page, "gebeurtenis")
    data = {"soort": kind, "gebeurtenis": event} | fields
    return client.post(f"/taken/{task}/stappen", data=data)


def _picture() -> tuple[io.BytesIO, str]:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "JPEG")
    data.seek(0)
    return data, "foto.jpg"


@pytest.fixture
def task(session: Session, town: Town) -> UUID:
    made = add_task(session, town, toelichting="Graag vandaag")
    session.commit()
    return made


def test_the_list_says_that_there_is_nothing(signed_in: SignIn) -> None:
    assert "Er zijn geen open taken" in signed_in("wijkmanager").get("/taken").text
    filtered = signed_in("boa").get("/taken?status=vervallen").text
    assert "Geen taken bij deze keuze" in filtered


def test_the_list_shows_tasks_with_their_deadline_first_late_ones(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    add_task(session, town, termijn="2099-01-01")
    add_task(session, town, add_observation(session, town, category="dumping"),
             termijn="2020-01-01")  # fmt: skip
    session.commit()
    client = signed_in("boa")
    page = client.get("/taken").text
    assert page.index("Dumping") < page.index(">Bijplaatsing<")
    assert "te laat" in page
    points = client.get("/taken/kaart.json").json
    assert [point["soort"] for point in points] == ["laat", "taak"]
    assert client.get("/taken/kaart.json?telaat=true").json == points[:1]


def test_a_boa_accepts_and_handles_with_a_photo(
    signed_in: SignIn, session: Session, task: UUID
) -> None:
    boa = signed_in("boa")
    assert _step(boa, task, "accepteren").status_code == 303
    done = _step(boa, task, "afhandelen", uitkomst="opgelost", toelichting="weg",
                 fotos=[_picture(), _picture()])  # fmt: skip
    assert done.status_code == 303
    page = boa.get(f"/taken/{task}").text
    assert "Opgelost" in page
    assert "weg" in page
    photos = session.exec(select(Photo)).all()
    assert [photo.state for photo in photos] == ["received", "received"]
    assert {photo.subject_kind for photo in photos} == {"gebeurtenis"}


def test_what_is_wrong_in_a_form_is_said_and_what_was_typed_stays(
    signed_in: SignIn, session: Session, task: UUID
) -> None:
    boa = signed_in("boa")
    _step(boa, task, "accepteren")
    wrong = _step(boa, task, "afhandelen", toelichting="half werk")
    assert wrong.status_code == 400
    assert "Kies hoe de taak is afgehandeld." in wrong.text
    assert "half werk" in wrong.text
    bad_file = _step(boa, task, "afhandelen", uitkomst="opgelost",
                     fotos=[(io.BytesIO(b"%PDF-1.4"), "foto.jpg")])  # fmt: skip
    assert bad_file.status_code == 415
    assert "Dit is geen JPEG" in bad_file.text
    assert session.exec(select(Photo)).all() == []
    assert len(session.exec(select(TaskEvent)).all()) == 1


def test_a_form_that_is_sent_twice_takes_one_step(
    signed_in: SignIn, session: Session, task: UUID
) -> None:
    boa, event = signed_in("boa"), str(uuid4())
    for _ in range(2):
        assert _step(boa, task, "accepteren", gebeurtenis=event).status_code == 303
    assert len(session.exec(select(TaskEvent)).all()) == 1


def test_a_step_that_comes_too_late_is_kept_and_said(
    signed_in: SignIn, session: Session, task: UUID
) -> None:
    boa, manager = signed_in("boa"), signed_in("wijkmanager")
    _step(boa, task, "accepteren")
    _step(manager, task, "laten-vervallen", toelichting="dubbel")
    answer = boa.post(
        f"/taken/{task}/stappen",
        data={"soort": "afhandelen", "gebeurtenis": str(uuid4()), "uitkomst": "opgelost",
              "toelichting": "toch gedaan"},
    )  # fmt: skip
    assert answer.status_code == 303
    page = boa.get(f"/taken/{task}").text
    assert "bij de taak bewaard" in page
    assert "toch gedaan" in page
    assert "niet toegepast" in page


def test_a_wijkmanager_assigns_forwards_and_checks(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    made = add_task(session, town, team=None)
    session.commit()
    manager, boa = signed_in("wijkmanager"), signed_in("boa")
    assert _step(manager, made, "toewijzen", aan="boa").status_code == 303
    _step(boa, made, "accepteren")
    _step(boa, made, "afhandelen", uitkomst="niet-aangetroffen", toelichting="niets")
    assert _step(manager, made, "controleren").status_code == 303
    forbidden = {"soort": "controleren", "gebeurtenis": str(uuid4())}
    assert boa.post(f"/taken/{made}/stappen", data=forbidden).status_code == 403
    session.expire_all()
    stored = session.get(Task, made)
    assert stored is not None
    assert stored.state == "gecontroleerd"


def test_a_new_task_proposes_team_deadline_and_a_near_task(
    signed_in: SignIn, session: Session, town: Town, task: UUID
) -> None:
    seen = add_observation(session, town)
    session.commit()
    manager = signed_in("wijkmanager")
    page = manager.get(f"/taken/nieuw?waarneming={seen.id}").text
    assert "Hoort dit bij een open taak?" in page
    assert '<option value="boa" selected>' in page
    assert re.search(r'name="termijn" value="20\d\d-\d\d-\d\d"', page)
    joined = manager.post(f"/taken/{task}/aanvullen", data={"waarneming": str(seen.id)})
    assert joined.status_code == 303
    assert manager.get(f"/taken/{task}").text.count("Haal waarnemingen uit") == 1


def test_the_form_of_a_new_task_makes_one_and_names_mistakes(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    seen = add_observation(session, town)
    session.commit()
    manager = signed_in("wijkmanager")
    number = _field(manager.get(f"/taken/nieuw?waarneming={seen.id}").text, "taak")
    data = {"taak": number, "waarneming": str(seen.id), "team": "boa", "toelichting": "ga"}
    wrong = manager.post("/taken/nieuw", data=data | {"termijn": "morgen"})
    assert wrong.status_code == 400
    assert "Dit is geen datum." in wrong.text
    for _ in range(2):
        made = manager.post("/taken/nieuw", data=data | {"termijn": "2027-01-05"})
        assert made.status_code == 303
        assert made.location.endswith(f"/taken/{number}")
    assert len(session.exec(select(Task)).all()) == 1
    assert manager.get("/taken/nieuw").status_code == 404
    assert manager.get(f"/taken/nieuw?waarneming={uuid4()}").status_code == 400


def test_split_and_merge_by_form(signed_in: SignIn, session: Session, town: Town) -> None:
    one, two = add_observation(session, town), add_observation(session, town)
    made = add_task(session, town, one, two)
    session.commit()
    manager = signed_in("wijkmanager")
    all_of_it = {"waarneming": [str(one.id), str(two.id)]}
    refused = manager.post(f"/taken/{made}/splitsen", data=all_of_it)
    assert refused.location.endswith(f"/taken/{made}")
    assert "Kies een deel" in manager.get(refused.location).text
    split = manager.post(f"/taken/{made}/splitsen", data={"waarneming": str(two.id)})
    other = split.location.rsplit("/", 1)[1]
    assert other != str(made)
    merged = manager.post(f"/taken/{made}/samenvoegen", data={"taak": other})
    assert merged.location.endswith(f"/taken/{made}")
    assert "samengevoegd" in manager.get(f"/taken/{made}").text
    assert signed_in("boa").post(f"/taken/{made}/samenvoegen", data={}).status_code == 403
