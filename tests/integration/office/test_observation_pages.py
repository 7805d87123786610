"""Observations at the office: who sees what, filters, corrections, many at once, exports."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests.factories.follow_up import add_observation, add_photo, add_task
from tests.factories.town import Town, add_user
from wijkschouw.accounts.models import AuditEntry
from wijkschouw.db import utc_now
from wijkschouw.photos.rules import PATIENCE

SignIn = Callable[[str], FlaskClient]


def _listed(page: str) -> list[str]:
    return re.findall(r'class="utrecht-link" href="/waarnemingen/([0-9a-f-]{36})"', page)


def test_the_list_says_that_there_is_nothing(signed_in: SignIn) -> None:
    manager = signed_in("wijkmanager")
    assert "Er zijn nog geen waarnemingen" in manager.get("/waarnemingen").text
    assert "Niets gevonden" in manager.get("/waarnemingen?niveau=D").text
    assert signed_in("controleur").get("/waarnemingen").status_code == 403


def test_a_wijkmanager_sees_the_own_areas_and_sensitive_ones_with_the_right(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    here = add_observation(session, town, buurt="BU99990101")
    there = add_observation(session, town, buurt="BU99990201")
    secret = add_observation(session, town, theme="overlast", category="intimidatie",
                             sensitive=True, by=town.users["boa"])  # fmt: skip
    add_user(session, "wijk1", ["wijkmanager"], areas=["WK999901"])
    add_user(session, "trusted", ["wijkmanager"], areas=["WK999901"], sensitive=True)
    session.commit()
    assert _listed(signed_in("wijk1").get("/waarnemingen").text) == [str(here.id)]
    assert set(_listed(signed_in("trusted").get("/waarnemingen").text)) == {
        str(here.id), str(secret.id),
    }  # fmt: skip
    for path in (f"/waarnemingen/{there.id}", f"/waarnemingen/{secret.id}"):
        assert signed_in("wijk1").get(path).status_code == 404
    assert signed_in("inspecteur").get(f"/waarnemingen/{there.id}").status_code == 200
    assert signed_in("boa").get(f"/waarnemingen/{here.id}").status_code == 404


def test_a_boa_sees_the_observations_of_the_teams_tasks(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    seen = add_observation(session, town)
    add_task(session, town, seen)
    session.commit()
    boa = signed_in("boa")
    assert _listed(boa.get("/waarnemingen").text) == [str(seen.id)]
    page = boa.get(f"/waarnemingen/{seen.id}").text
    assert "niet zichtbaar voor u" in page
    assert "Verbeteren" not in page


def test_filters_stand_in_the_address_and_narrow_list_and_map(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    old = add_observation(session, town, observed_at=utc_now() - timedelta(days=40), level="D")
    photo = add_observation(session, town, photo_count=1, category="dumping")
    add_photo(session, town, photo.id)
    far = add_observation(session, town, buurt="BU99990202", theme="overlast", category="beklad",
                          by=town.users["wijkmanager"], round_id=uuid4())  # fmt: skip
    add_task(session, town, far)
    add_observation(session, town, withdrawn_at=utc_now())
    session.commit()
    manager = signed_in("wijkmanager")
    day = (utc_now() - timedelta(days=30)).date().isoformat()
    for query, expected in {
        "": [old, photo, far],
        "gebied=WK999902": [far],
        "gebied=BU99990101&thema=": [old, photo],
        "thema=overlast": [far],
        "categorie=dumping": [photo],
        "niveau=D": [old],
        f"tot={day}": [old],
        f"van={day}": [photo, far],
        f"inspecteur={town.users['wijkmanager'].id}": [far],
        f"ronde={far.round_id}": [far],
        "foto=ja": [photo],
        "foto=nee&taak=nee": [old],
        "taak=ja": [far],
    }.items():
        wanted = {str(o.id) for o in expected}
        assert set(_listed(manager.get(f"/waarnemingen?{query}").text)) == wanted, query
        points = manager.get(f"/waarnemingen/kaart.json?{query}").json
        assert {point["adres"].rsplit("/", 1)[1] for point in points} == wanted, query
    assert manager.get("/waarnemingen?van=gisteren").status_code == 400


def test_a_correction_keeps_what_it_was_and_why(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    seen = add_observation(session, town, received_at=utc_now() - timedelta(days=3))
    session.commit()
    manager, path = signed_in("wijkmanager"), f"/waarnemingen/{seen.id}"
    data = {"versie": "1", "categorie": "dumping", "niveau": "D", "toelichting": "drie zakken"}
    wrong = manager.post(f"{path}/verbeteren", data=data)
    assert wrong.status_code == 400
    assert "drie zakken" in wrong.text
    done = manager.post(f"{path}/verbeteren", data=data | {"reden": "foto bekeken"})
    assert done.status_code == 303
    page = manager.get(path).text
    assert "<del>Bijplaatsing</del> → <ins>Dumping</ins>" in page
    assert "foto bekeken" in page
    stale = manager.post(f"{path}/verbeteren", data=data | {"reden": "nog eens", "niveau": "A"})
    assert stale.status_code == 412
    assert "intussen gewijzigd" in stale.text


def test_a_withdrawn_observation_leaves_the_list_and_can_still_be_read(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    seen = add_observation(session, town)
    session.commit()
    manager, path = signed_in("wijkmanager"), f"/waarnemingen/{seen.id}"
    assert manager.post(f"{path}/intrekken", data={"versie": "1", "reden": ""}).status_code == 400
    done = manager.post(f"{path}/intrekken", data={"versie": "1", "reden": "proef"})
    assert done.status_code == 303
    assert _listed(manager.get("/waarnemingen").text) == []
    page = manager.get(path).text
    assert "telt nergens meer mee" in page
    assert "proef" in page
    assert manager.post(f"{path}/intrekken", data={"versie": "2", "reden": "x"}).status_code == 410


def test_chosen_observations_become_one_task_or_are_withdrawn(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    ids = [str(add_observation(session, town).id) for _ in range(3)]
    session.commit()
    manager = signed_in("wijkmanager")
    to_form = manager.post("/waarnemingen/taak", data={"waarneming": ids[:2]})
    assert to_form.status_code == 303
    form = manager.get(to_form.location).text
    assert all(f'value="{id_}"' in form for id_ in ids[:2])
    nothing = manager.post("/waarnemingen/intrekken?niveau=C", data={"waarneming": ids})
    assert nothing.location.endswith("/waarnemingen?niveau=C")
    done = manager.post(
        "/waarnemingen/intrekken",
        data={"waarneming": [*ids[:2], str(uuid4())], "reden": "dubbel geteld"},
    )
    page = manager.get(done.location).text
    assert "2 waarnemingen ingetrokken" in page
    assert "1 kon niet" in page
    assert _listed(page) == ids[2:]


def test_nearby_observations_of_the_kind_are_shown_as_probably_the_same(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    lon, lat = town.place("BU99990101")
    seen = add_observation(session, town, at=(lon, lat))
    twin = add_observation(session, town, at=(lon, lat + 10 / 111_200))
    add_observation(session, town, at=(lon, lat + 200 / 111_200))
    add_observation(session, town, at=(lon, lat), category="dumping")
    session.commit()
    manager = signed_in("wijkmanager")
    page = manager.get(f"/waarnemingen/{seen.id}").text
    assert _listed(page) == [str(twin.id)]
    assert f"waarneming={seen.id}&amp;waarneming={twin.id}" in page
    assert len(manager.get(f"/waarnemingen/{seen.id}/kaart.json").json) == 2


def test_exports_hold_the_filters_rows_and_are_logged(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    add_observation(session, town, note="=HYPERLINK(1)")
    add_observation(session, town, level="D")
    session.commit()
    manager = signed_in("wijkmanager")
    answer = manager.get("/waarnemingen/export.csv?niveau=C")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    assert [row["toelichting"] for row in rows] == ["'=HYPERLINK(1)"]
    assert rows[0]["inspecteur"] == "Inspecteur"
    collection = manager.get("/waarnemingen/export.geojson").json
    assert len(collection["features"]) == 2
    assert manager.get("/waarnemingen/export.exe").status_code == 404
    logged = session.exec(
        select(AuditEntry).where(AuditEntry.action == "waarnemingen-exporteren")
    ).all()
    assert [entry.details for entry in logged] == [{"niveau": "C"}, {}]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'\" onload=x", "{{ 7*7 }}"])
def test_what_people_wrote_is_shown_as_text(
    signed_in: SignIn, session: Session, town: Town, text: str
) -> None:
    seen = add_observation(session, town, note=text)
    add_task(session, town, seen, toelichting=text)
    session.commit()
    manager = signed_in("wijkmanager")
    for path in ("/waarnemingen", f"/waarnemingen/{seen.id}", "/taken"):
        page = manager.get(path).text
        assert "<script>alert" not in page
        assert "'\" onload" not in page


def test_photos_are_on_their_way_for_a_day_and_then_did_not_come(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    seen = add_observation(session, town, photo_count=1, complete=False)
    photo = add_photo(session, town, seen.id)
    task = add_task(session, town, seen)
    session.commit()
    manager = signed_in("wijkmanager")
    assert "foto onderweg" in manager.get("/waarnemingen").text
    assert "wacht nog op 1 foto" in manager.get("/taken").text
    assert "1 foto nog onderweg" in manager.get(f"/taken/{task}").text

    seen.received_at = photo.announced_at = utc_now() - PATIENCE
    session.add_all([seen, photo])
    session.commit()
    page = manager.get("/waarnemingen").text
    assert "foto bleef uit" in page
    assert "foto onderweg" not in page
    assert "1 foto bleef uit" in manager.get("/taken").text
    page = manager.get(f"/taken/{task}").text
    assert "na een dag nog niet binnen" in page
    assert "nog onderweg" not in page


def test_a_page_holds_fifty_and_leads_on(signed_in: SignIn, session: Session, town: Town) -> None:
    for number in range(53):
        add_observation(session, town, observed_at=utc_now() - timedelta(hours=number + 1))
    session.commit()
    manager = signed_in("wijkmanager")
    first = manager.get("/waarnemingen").text
    assert len(_listed(first)) == 50
    assert "53 gevonden" in first
    second = manager.get("/waarnemingen?pagina=2").text
    assert len(_listed(second)) == 3
