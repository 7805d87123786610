"""Map, table, downloads, page of a buurt, method: what they say, and to whom."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from tests.factories.town import Town, add_user
from tests.integration.liveability.walks import BLOCK, DAY, note, walk
from wijkschouw.areas.models import Area, Municipality
from wijkschouw.db import Database
from wijkschouw.liveability import service

A, B, C = "BU99990101", "BU99990102", "BU99990201"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def scored(database: Database, town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Three buurten walked in two quarters; A got much worse, C is hardly seen."""
    monkeypatch.setattr(service, "utc_now", lambda: NOW)
    before = datetime(2026, 5, 1, 12, tzinfo=UTC)
    bad = {place: [("afval", "D")] for place in BLOCK}
    with database.session() as session:
        walk(session, town, A, BLOCK, at=before)
        walk(session, town, B, BLOCK, at=before)
        for day in range(6):
            walk(session, town, A, BLOCK, bad, at=DAY.replace(day=day + 1))
        walk(session, town, B, BLOCK)
        walk(session, town, C, [(0, 0)])
        note(session, town, A, (0, 0), "overlast", "C", category="beklad", at=DAY)
    service.refresh_pending(database)
    return town


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:500]
    return re.sub(r"\s+", " ", answer.text)


def data_of(script: str) -> dict[str, dict]:
    """What folium's script draws, by code."""
    found = re.search(r"geo_json_gebieden_add\((\{.*\})\);", script)
    assert found
    return {f["id"]: f["properties"] for f in json.loads(found[1])["features"]}


def rename(database: Database, code: str, name: str) -> None:
    """As an import would."""
    with database.session() as session:
        area = session.get(Area, ("GM9999", code, 2025))
        municipality = session.get(Municipality, "GM9999")
        assert area is not None
        assert municipality is not None
        area.name = name
        municipality.areas_version += 100_000


def layer_of(file: bytes) -> list[str]:
    """Codes in a GeoPackage, as GDAL reads them; in a process of its own, away from SpatiaLite."""
    code = (
        "import sys, tempfile, pyogrio.raw as r\n"
        "f = tempfile.NamedTemporaryFile(suffix='.gpkg')\n"
        "f.write(sys.stdin.buffer.read()); f.flush()\n"
        "meta, _, shapes, data = r.read(f.name)\n"
        "assert meta['crs'] == 'EPSG:4326' and len(shapes) == len(data[0])\n"
        "print(' '.join(data[list(meta['fields']).index('gebied')]))"
    )
    run = subprocess.run([sys.executable, "-c", code], input=file, capture_output=True, check=True)
    return run.stdout.decode().split()


def test_the_map_loads_scripts_from_here_alone_and_none_inline(
    scored: Town, signed_in: SignIn
) -> None:
    text = page(signed_in("wijkmanager"), "/kaart")
    assert re.findall(r"<script[^>]*>([^<]+)</script>", text) == []
    assert not re.search(r"(src|href)=\"(https?:)?//", text)
    assert " style=" not in text
    assert re.search(r"<script defer src=\"/kaart/kaart\.js", text)


def test_the_policy_of_the_map_is_as_strict_as_everywhere(scored: Town, signed_in: SignIn) -> None:
    policy = signed_in("wijkmanager").get("/kaart").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_script_colours_what_was_seen_and_hatches_what_was_not_enough(
    scored: Town, signed_in: SignIn
) -> None:
    answer = signed_in("wijkmanager").get("/kaart/kaart.js?thema=afval")
    assert answer.mimetype == "text/javascript"
    drawn = data_of(answer.text)
    assert drawn[A]["vul"].startswith("#")
    assert drawn[B]["vul"] != drawn[A]["vul"]
    assert drawn[C]["vul"] == "url(#ws-hatch)"
    assert drawn["BU99990202"]["gezien"] is False
    assert "https://" not in answer.text


def test_who_has_the_script_gets_304(scored: Town, signed_in: SignIn) -> None:
    client = signed_in("wijkmanager")
    tag = client.get("/kaart/kaart.js").headers["ETag"]
    assert client.get("/kaart/kaart.js", headers={"If-None-Match": tag}).status_code == 304


def test_a_name_with_signs_of_html_stays_text(
    database: Database, scored: Town, signed_in: SignIn
) -> None:
    rename(database, A, "<img src=x onerror=alert(1)>")
    drawn = data_of(signed_in("wijkmanager").get("/kaart/kaart.js").text)
    assert drawn[A]["naam"] == "&lt;img src=x onerror=alert(1)&gt;"
    assert "<img src=x" not in page(signed_in("wijkmanager"), "/kaart/tabel")


def test_the_difference_of_two_quarters_is_coloured_only_where_it_is_certain(
    scored: Town, signed_in: SignIn
) -> None:
    address = "/kaart/kaart.js?thema=afval&vergelijk=2026-Q2"
    drawn = data_of(signed_in("wijkmanager").get(address).text)
    assert drawn[A]["vul"] == "#7f3b08"
    assert drawn[B]["vul"] == "#eeeeee"
    assert drawn[C]["vul"] == "url(#ws-hatch)"
    assert "slechter" in drawn[A]["f5"]
    assert "toeval" in drawn[B]["f5"]


def test_the_table_says_what_the_map_says(scored: Town, signed_in: SignIn) -> None:
    text = page(signed_in("wijkmanager"), "/kaart/tabel?thema=afval")
    assert "25 van 25" in text
    assert "te weinig gezien" in text
    assert "niet gezien" in text
    assert f'href="/buurten/{A}?thema=afval' in text


@pytest.mark.parametrize("direction", ["op", "af"])
def test_the_table_is_sorted_by_a_column_with_the_unseen_last(
    scored: Town, signed_in: SignIn, direction: str
) -> None:
    address = f"/kaart/tabel?thema=afval&volgorde=score&richting={direction}"
    text = page(signed_in("wijkmanager"), address)
    order = re.findall(r"/buurten/(BU\d+)", text)
    assert order[-1] == "BU99990202"
    assert (order.index(A) < order.index(B)) == (direction == "op")
    assert f'aria-sort="{"ascending" if direction == "op" else "descending"}"' in text


def test_the_rows_come_as_csv(scored: Town, signed_in: SignIn) -> None:
    answer = signed_in("wijkmanager").get("/kaart/download/csv?thema=afval&vergelijk=2026-Q2")
    rows = {r["gebied"]: r for r in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))}
    assert float(rows[A]["verschil"]) < -1
    assert rows["BU99990202"]["score"] == ""
    assert "leefbaarheid-buurt-afval-2026-Q4.csv" in answer.headers["Content-Disposition"]


def test_a_name_that_a_spreadsheet_would_run_is_defused(
    database: Database, scored: Town, signed_in: SignIn
) -> None:
    rename(database, A, '=HYPERLINK("http://x")')
    answer = signed_in("wijkmanager").get("/kaart/download/csv")
    assert "'=HYPERLINK" in answer.text


def test_the_rows_come_as_files_for_maps_and_spreadsheets(scored: Town, signed_in: SignIn) -> None:
    client = signed_in("wijkmanager")
    collection = client.get("/kaart/download/geojson?thema=afval").get_json(force=True)
    assert {f["id"] for f in collection["features"]} == set(scored.buurten)
    assert set(layer_of(client.get("/kaart/download/gpkg").data)) == set(scored.buurten)
    assert client.get("/kaart/download/gpkg?niveau=cel&gebied=" + A).status_code == 200
    sheet = ZipFile(io.BytesIO(client.get("/kaart/download/xlsx").data))
    assert "xl/worksheets/sheet1.xml" in sheet.namelist()
    assert client.get("/kaart/download/exe").status_code == 404


def test_the_page_of_a_buurt_says_why(scored: Town, signed_in: SignIn) -> None:
    text = page(signed_in("wijkmanager"), f"/buurten/{A}?thema=afval")
    for part in ("Waarom deze score", "Verloop", "Waar is gekeken", "Tussen alle buurten",
                 "De metingen achter deze score", "Zwerfafval", "De cellen als tabel"):  # fmt: skip
        assert part in text, part
    assert "rust op 25 van 25 cellen" in text


def test_others_see_the_score_of_a_buurt_but_not_what_was_found_where(
    scored: Town, signed_in: SignIn
) -> None:
    for role in ("boa", "inspecteur", "controleur"):
        text = page(signed_in(role), f"/buurten/{A}?thema=afval")
        assert "Tussen alle buurten" in text
        assert "Waar is gekeken" not in text
        assert "De metingen achter deze score" not in text


def test_a_wijkmanager_of_another_wijk_sees_totals_alone(
    database: Database, scored: Town, signed_in: SignIn
) -> None:
    with database.session() as session:
        add_user(session, "oost", ["wijkmanager"], areas=["WK999902"])
    client = signed_in("oost")
    assert "De metingen achter deze score" not in page(client, f"/buurten/{A}")
    assert client.get(f"/kaart?niveau=cel&gebied={A}").status_code == 404
    assert client.get(f"/kaart?niveau=cel&gebied={C}").status_code == 200
    assert client.get("/kaart/lagen/los").json["features"] == []


def test_a_buurt_without_any_round_has_a_page_too(scored: Town, signed_in: SignIn) -> None:
    assert "niet gelopen" in page(signed_in("wijkmanager"), "/buurten/BU99990202")


def test_an_unknown_buurt_is_not_found(scored: Town, signed_in: SignIn) -> None:
    assert signed_in("wijkmanager").get("/buurten/BU12345678").status_code == 404
    assert signed_in("wijkmanager").get("/buurten/WK999901").status_code == 404


@pytest.mark.parametrize(
    "query", ["thema=gevoel", "periode=2026", "niveau=straat", "vergelijk=ooit", "volgorde=x"]
)
def test_a_wrong_address_of_the_map_is_refused(scored: Town, signed_in: SignIn, query: str) -> None:
    client = signed_in("wijkmanager")
    for path in ("/kaart", "/kaart/kaart.js", "/kaart/tabel", "/kaart/download/csv"):
        assert client.get(f"{path}?{query}").status_code == 400


def test_a_period_in_the_future_is_an_empty_map(scored: Town, signed_in: SignIn) -> None:
    drawn = data_of(signed_in("wijkmanager").get("/kaart/kaart.js?periode=2031-Q1").text)
    assert {one["gezien"] for one in drawn.values()} == {False}
    assert "1e kwartaal 2031" in page(signed_in("wijkmanager"), "/kaart?periode=2031-Q1")


def test_a_municipality_without_rounds_has_a_map_of_what_is_to_be_seen(
    town: Town, signed_in: SignIn
) -> None:
    drawn = data_of(signed_in("wijkmanager").get("/kaart/kaart.js").text)
    assert len(drawn) == 4
    page(signed_in("wijkmanager"), "/kaart")


def test_loose_observations_and_their_density_are_layers_beside_the_score(
    scored: Town, signed_in: SignIn
) -> None:
    client = signed_in("wijkmanager")
    loose = client.get("/kaart/lagen/los").json["features"]
    assert [f["properties"]["soort"] for f in loose] == ["melding"]
    density = client.get("/kaart/lagen/dichtheid").json["features"]
    assert max(f["properties"]["deel"] for f in density) == 1
    assert client.get("/kaart/lagen/taken").status_code == 200
    assert client.get("/kaart/lagen/beleving").status_code == 200
    assert client.get("/kaart/lagen/wind").status_code == 404


def test_sensitive_observations_are_on_no_layer_and_in_no_count(
    database: Database, scored: Town, signed_in: SignIn
) -> None:
    with database.session() as session:
        one = note(session, scored, B, (2, 2), "overlast", "C", category="intimidatie", at=DAY)
        one.sensitive = True
    client = signed_in("wijkmanager")
    assert len(client.get("/kaart/lagen/los").json["features"]) == 1
    cells = {f["id"] for f in client.get("/kaart/lagen/dichtheid").json["features"]}
    assert scored.cell(B, 2, 2) not in cells
    assert "ntimidatie" not in page(client, f"/buurten/{B}")


def test_the_method_names_the_present_settings(
    database: Database, scored: Town, signed_in: SignIn
) -> None:
    with database.session() as session:
        service.choose(
            session,
            scored.municipality,
            {"weights": {"afval": 3, "overlast": 1}, "half_life_days": 90},
            None,
        )
    text = page(signed_in("controleur"), "/leefbaarheid/methode")
    assert "na 90 dagen" in text
    assert "3,0" in text
    assert "Versie van de instellingen: 1" in text


def test_who_keeps_the_accounts_sees_no_map(scored: Town, signed_in: SignIn) -> None:
    assert signed_in("beheerder").get("/kaart").status_code == 403


def test_english_is_spoken_too(scored: Town, signed_in: SignIn) -> None:
    client = signed_in("wijkmanager")
    client.get("/taal/en")
    for address in ("/kaart", "/kaart/tabel", f"/buurten/{A}", "/leefbaarheid/methode"):
        page(client, address)


@pytest.mark.usefixtures("scored")
def test_rows_of_one_level_fit_the_addresses_of_a_shared_map(signed_in: SignIn) -> None:
    text = page(signed_in("wijkmanager"), "/kaart?thema=afval&niveau=wijk&vergelijk=2026-Q2")
    assert "thema=afval&amp;" in text
    assert 'value="wijk" selected' in text


def test_a_quarter_of_a_walk_counts_cells_once(scored: Town, signed_in: SignIn) -> None:
    text = page(signed_in("wijkmanager"), f"/kaart/tabel?thema=afval&niveau=cel&gebied={A}")
    assert text.count("1 van 1") == len(BLOCK)
