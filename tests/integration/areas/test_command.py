import sys

import pytest

from tests.factories import areas as made
from wijkschouw.areas import service
from wijkschouw.cli import main


@pytest.fixture
def run(store, tmp_path, monkeypatch, capsys):
    """``run("areas", …)`` → exit status, stdout, stderr of the real command."""
    monkeypatch.setenv("WIJKSCHOUW_ENVIRONMENT", "test")
    monkeypatch.setenv("WIJKSCHOUW_DATABASE_URL", store.url)
    monkeypatch.setenv("WIJKSCHOUW_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("WIJKSCHOUW_MUNICIPALITY", raising=False)

    def command(*words):
        monkeypatch.setattr(sys, "argv", ["wijkschouw", *map(str, words)])
        try:
            main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        return status, *capsys.readouterr()

    return command


def test_an_import_reports_what_it_did_and_the_second_that_it_did_nothing(run, database, tmp_path):
    path = made.write_geojson(tmp_path / "b_2025.geojson", [made.buurt(0), made.buurt(1)])
    status, out, err = run("areas", "import", path)
    assert (status, err) == (0, "")
    assert "GM7777 2025: 3 added, 0 changed, 0 withdrawn, 0 unchanged" in out
    assert "added: BU77770101 Buurt 0" in out
    status, out, _ = run("areas", "import", path, "--municipality", "GM7777", "--level", "buurt")
    assert (status, out) == (0, "GM7777 2025: 0 added, 0 changed, 0 withdrawn, 2 unchanged\n")
    with database.session(write=False) as session:
        assert len(service.list_areas(session, "GM7777")) == 2


def test_an_area_that_could_not_be_used_is_named_and_fails_the_command(run, database, tmp_path):
    features = [made.buurt(0), made.buurt(1, made.bow_tie(1, 0))]
    status, out, err = run("areas", "import", made.write_geojson(tmp_path / "b.json", features))
    assert status == 1
    assert "refused: BU77770102 Buurt 1 (Self-intersection" in out
    assert len(err.splitlines()) == 1
    assert "BU77770102 Buurt 1" in err
    with database.session(write=False) as session:
        assert len(service.list_areas(session, "GM7777")) == 1


def test_a_failure_is_one_line_on_stderr(run, tmp_path):
    empty = made.write_geojson(tmp_path / "b.geojson", [])
    for source in (empty, tmp_path / "weg.gpkg"):
        status, out, err = run("areas", "import", source)
        assert (status, out) == (1, "")
        assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "wrong",
    [("--municipality", "0243"), ("--level", "straat"), ("--year", "25"), ("--jaar", "2025")],
)
def test_wrong_usage_ends_with_status_2(run, tmp_path, wrong):
    path = made.write_geojson(tmp_path / "b.geojson", [made.buurt(0)])
    assert run("areas", "import", path, *wrong)[0] == 2
    assert run("areas", "import")[0] == 2
    assert run("areas", "import", "pdok")[0] == 2


def test_an_api_is_imported_with_a_line_per_page(run, pygeoapi):
    status, out, err = run("areas", "import", pygeoapi, "--year", "2025")
    assert (status, err) == (0, "")
    assert "reading /collections/buurten/items: 3 / 8" in out
    assert "GM7777 2025: 12 added" in out


def test_pdok_is_the_configured_base(run, pygeoapi, monkeypatch):
    monkeypatch.setenv("WIJKSCHOUW_PDOK_URL", pygeoapi)
    status, _, err = run("areas", "import", "pdok", "--municipality", "GM7777", "--year", "2025")
    assert status == 1
    assert "/cbs/wijken-en-buurten-2025/ogc/v1/collections/wijken/items" in err
