from pathlib import Path

import pytest
from geoalchemy2.shape import to_shape
from sqlmodel import Session, select

from tests.factories import areas as made
from wijkschouw import geo
from wijkschouw.areas import service, sources
from wijkschouw.areas.models import Area, AreaCell, Municipality
from wijkschouw.areas.rules import AreasError, Level, Report

TOWN = "GM7777"


def load(session: Session, path: Path, year: int | None = 2025, **options) -> Report:
    (report,) = service.import_areas(session, sources.read_source(str(path), **options), year)
    return report


def codes(remarks) -> list[str]:
    return [remark.code for remark in remarks]


@pytest.fixture
def town_file(tmp_path: Path) -> Path:
    return made.write_geojson(tmp_path / "town.geojson", [made.buurt(n) for n in range(4)])


def test_buurten_bring_their_cells_and_the_wijken_that_they_make_up(session, town_file):
    report = load(session, town_file)
    assert codes(report.added) == [
        *("BU77770101", "BU77770102", "BU77770201", "BU77770202", "WK777701", "WK777702"),
    ]
    first = session.get(Area, (TOWN, "BU77770101", 2025))
    assert (first.wijk_code, first.cell_count) == ("WK777701", 16)
    assert first.area_m2 == pytest.approx(160_000, abs=10)
    cells = session.exec(select(AreaCell.cell).where(AreaCell.area_code == "BU77770101")).all()
    assert sorted(cells) == geo.cells_in(made.square(0, 0))
    assert session.get(Municipality, TOWN).name == "Nergenshuizen"


def test_a_second_import_changes_nothing(session, town_file):
    load(session, town_file)
    version = service.areas_version(session, TOWN)
    again = load(session, town_file)
    assert not again.anything_changed
    assert again.unchanged == 4
    assert service.areas_version(session, TOWN) == version


def test_what_differs_is_added_changed_or_withdrawn_and_nothing_else(session, town_file):
    load(session, town_file)
    version = service.areas_version(session, TOWN)
    features = [made.buurt(0), made.buurt(1, buurtnaam="Nieuw"), made.buurt(2), made.buurt(4)]
    report = load(session, made.write_geojson(town_file, features))
    assert codes(report.added) == ["BU77770301", "WK777703"]
    assert codes(report.changed) == ["BU77770102", "WK777702"]
    assert codes(report.withdrawn) == ["BU77770202"]
    assert service.areas_version(session, TOWN) > version
    assert [a.code for a in service.list_areas(session, TOWN)] == [
        *("BU77770101", "BU77770102", "BU77770201", "BU77770301"),
    ]


def test_a_withdrawn_area_is_kept_and_can_come_back(session, town_file):
    load(session, town_file)
    everything = town_file.read_text()
    load(session, made.write_geojson(town_file, [made.buurt(0)]))
    assert session.get(Area, (TOWN, "BU77770201", 2025)).withdrawn_at is not None
    assert service.find_area(session, TOWN, "WK777702") is None
    town_file.write_text(everything)
    report = load(session, town_file)
    assert "BU77770201" in codes(report.added)
    assert len(service.list_areas(session, TOWN)) == 4


def test_moved_borders_move_the_wijk_and_the_cells(session, town_file):
    load(session, town_file)
    larger = made.square(1, 0).union(made.square(2, 0))
    features = [made.buurt(0), made.buurt(1, larger), made.buurt(2), made.buurt(3)]
    report = load(session, made.write_geojson(town_file, features))
    assert codes(report.changed) == ["BU77770102", "WK777701"]
    assert len(service.cells_of(session, TOWN, "BU77770102")) == 32
    assert len(service.cells_of(session, TOWN, "WK777701")) == 48
    wijk = to_shape(session.get(Area, (TOWN, "WK777701", 2025)).geometry)
    assert geo.area_m2(wijk) == pytest.approx(3 * 160_000, rel=1e-3)


def test_official_wijken_replace_derived_ones_and_are_not_replaced_by_them(session, tmp_path):
    buurten = made.write_geojson(tmp_path / "b.geojson", [made.buurt(n) for n in range(4)])
    load(session, buurten)
    wijken = made.write_geojson(tmp_path / "w.geojson", [made.wijk(1), made.wijk(2)])
    assert codes(load(session, wijken).changed) == ["WK777701", "WK777702"]
    for path in (buurten, wijken, buurten):
        assert not load(session, path).anything_changed
    assert [wijk.name for wijk, _ in service.area_tree(session, TOWN)] == ["De Wijk 1", "De Wijk 2"]


def test_a_moved_buurt_moves_no_wijk_that_has_an_outline_of_its_own(session, town_file, tmp_path):
    load(session, town_file)
    official = made.wijk(1)
    official["geometry"] = made.buurt(0, made.square(0, 0).buffer(0.01))["geometry"]
    load(session, made.write_geojson(tmp_path / "w.geojson", [official, made.wijk(2)]))
    features = [made.buurt(0), made.buurt(1, made.square(2, 0)), made.buurt(2), made.buurt(3)]
    report = load(session, made.write_geojson(town_file, features))
    assert codes(report.changed) == ["BU77770102"]


def test_a_wijk_in_use_is_not_withdrawn_by_a_file_that_misses_it(session, town_file, tmp_path):
    load(session, town_file)
    wijken = made.write_geojson(tmp_path / "w.geojson", [made.wijk(1)])
    assert load(session, wijken).withdrawn == []


def test_a_new_year_is_a_new_version_beside_the_old_one(session, town_file):
    load(session, town_file, 2024)
    features = [made.buurt(0), made.buurt(1)]
    report = load(session, made.write_geojson(town_file, features), 2025)
    assert codes(report.added) == ["BU77770101", "BU77770102", "WK777701"]
    assert report.withdrawn == []
    assert session.get(Area, (TOWN, "BU77770201", 2024)).withdrawn_at is None
    assert len(service.list_areas(session, TOWN)) == 2


def test_an_older_year_is_stored_without_becoming_the_present_one(session, town_file):
    load(session, town_file, 2025)
    load(session, made.write_geojson(town_file, [made.buurt(0)]), 2024)
    assert len(service.list_areas(session, TOWN)) == 4


def test_without_a_year_the_present_one_is_brought_up_to_date(session, town_file):
    load(session, town_file, 2023)
    assert not load(session, town_file, None).anything_changed


def test_names_of_wijken_come_along_from_the_year_before(session, tmp_path, town_file):
    load(session, made.write_geojson(tmp_path / "w.geojson", [made.wijk(1), made.wijk(2)]), 2024)
    load(session, town_file, 2025)
    assert service.find_area(session, TOWN, "WK777701").name == "De Wijk 1"


def test_a_geopackage_in_rd_with_a_layer_per_level_is_read_whole(session, tmp_path):
    path = tmp_path / "wijkenbuurten_2025.gpkg"
    gemeente = made.as_feature(made.square(0, 0), {"gemeentecode": TOWN, "naam": "Nergenshuizen"})
    for layer, features in {
        "gemeenten": [gemeente],
        "wijken": [made.wijk(1)],
        "buurten": [made.buurt(0), made.buurt(1)],
    }.items():
        made.write_layer(
            path, features, crs="EPSG:28992", driver="GPKG", layer=layer, append=path.exists()
        )
    report = load(session, path)
    assert codes(report.added) == ["BU77770101", "BU77770102", "WK777701"]
    outline = to_shape(session.get(Area, (TOWN, "BU77770101", 2025)).geometry)
    assert outline.symmetric_difference(made.square(0, 0)).area < 1e-8
    assert len(load(session, path, 2024, level=Level.WIJK).added) == 1


def test_a_shapefile_with_its_short_column_names_is_read(session, tmp_path):
    feature = made.as_feature(
        made.square(0, 0), {"BU_CODE": "BU77770101", "BU_NAAM": "Noord", "AANT_INW": 120}
    )
    path = made.write_layer(tmp_path / "b.shp", [feature], crs="EPSG:28992",
                            driver="ESRI Shapefile")  # fmt: skip
    load(session, path)
    info = service.find_area(session, TOWN, "BU77770101")
    assert (info.name, info.inhabitants) == ("Noord", 120)


def test_a_file_of_several_municipalities_gives_a_report_for_each(session, tmp_path):
    other = made.buurt(9, buurtcode="BU88880101", wijkcode=..., gemeentecode="GM8888")
    path = made.write_geojson(tmp_path / "b.geojson", [made.buurt(0), other])
    reports = service.import_areas(session, sources.read_source(str(path)), 2025)
    assert [report.municipality for report in reports] == ["GM7777", "GM8888"]
    assert len(load(session, path, 2024, municipality="GM8888").added) == 2


def test_repaired_and_refused_areas_are_named_and_the_rest_is_stored(session, tmp_path):
    features = [made.buurt(0, made.spiked(0, 0)), made.buurt(1, made.bow_tie(1, 0)), made.buurt(2)]
    report = load(session, made.write_geojson(tmp_path / "b.geojson", features))
    assert codes(report.repaired) == ["BU77770101"]
    assert codes(report.refused) == ["BU77770102"]
    assert codes(report.added) == ["BU77770101", "BU77770201", "WK777701", "WK777702"]


def test_an_area_whose_new_outline_is_broken_keeps_its_old_one(session, town_file):
    load(session, town_file)
    features = [made.buurt(0, made.bow_tie(0, 0)), *(made.buurt(n) for n in (1, 2, 3))]
    report = load(session, made.write_geojson(town_file, features))
    assert codes(report.refused) == ["BU77770101"]
    assert not report.anything_changed


RD_MEMBER = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}


@pytest.mark.parametrize(
    ("features", "members", "why"),
    [
        ([], {}, "holds no areas"),
        ([made.buurt(0, made.square(0, 0, geo.RD))], {}, "outside the Netherlands"),
        ([made.buurt(0)], {"crs": RD_MEMBER}, "outside the Netherlands"),
        ([made.buurt(0), made.buurt(1, buurtcode=..., wijkcode=...)], {}, "row 2 has no code"),
        ([made.buurt(0, made.bow_tie(0, 0))], {}, "no outline can be used: BU77770101 Buurt 0"),
        ([made.as_feature(None, {"buurtcode": "BU77770101"})], {}, "no outline can be used"),
    ],
)
def test_a_wrong_file_is_refused_and_changes_nothing(session, tmp_path, features, members, why):
    path = made.write_geojson(tmp_path / "b.geojson", features, **members)
    with pytest.raises(AreasError, match=why):
        load(session, path)
    assert session.exec(select(Area)).all() == []


def test_a_file_without_a_coordinate_system_is_refused(tmp_path):
    path = made.write_layer(tmp_path / "b.shp", [made.buurt(0)], crs=None,
                            driver="ESRI Shapefile")  # fmt: skip
    with pytest.raises(AreasError, match="does not say which coordinate system"):
        sources.read_source(str(path))


@pytest.mark.parametrize("content", ["", "geen json", "{}", '{"type": "FeatureCollection"'])
def test_what_is_no_file_of_areas_is_refused(tmp_path, content):
    path = tmp_path / "b.geojson"
    path.write_text(content)
    with pytest.raises(AreasError):
        sources.read_source(str(path))
    with pytest.raises(AreasError, match="no such file"):
        sources.read_source(str(tmp_path / "weg.gpkg"))


def test_old_style_crs_of_a_geojson_file_is_believed(session, tmp_path):
    feature = made.buurt(0, made.square(0, 0, geo.RD))
    path = made.write_geojson(tmp_path / "b.geojson", [feature], crs=RD_MEMBER)
    load(session, path)
    place = made.square(0, 0).centroid
    assert service.locate(session, TOWN, place.x, place.y) == "BU77770101"
