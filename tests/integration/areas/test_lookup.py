from unittest.mock import ANY

import pytest
from sqlalchemy import event

from tests.factories import areas as made
from wijkschouw import geo
from wijkschouw.areas import service, snapshot, sources
from wijkschouw.areas.rules import Level
from wijkschouw.db import Database


def import_features(session, tmp_path, features, year=2025):
    path = made.write_geojson(tmp_path / "b.geojson", features)
    service.import_areas(session, sources.read_source(str(path)), year)


def test_a_place_is_in_the_buurt_that_holds_it(session, town):
    for code in town.buurten:
        assert service.locate(session, town.municipality, *town.place(code, 2, 2)) == code
    assert service.locate(session, town.municipality, 4.9, 52.37) is None


def test_many_places_are_found_in_one_go(session, town):
    places = [town.place(code, 0, 4) for code in town.buurten] + [(4.9, 52.37)]
    lons, lats = [p[0] for p in places], [p[1] for p in places]
    assert service.locate_many(session, town.municipality, lons, lats) == [*town.buurten, None]


def test_another_municipality_and_an_unknown_one_have_no_such_place(session, town):
    place = town.place(town.buurten[0])
    assert service.locate(session, "GM8888", *place) is None
    assert service.locate(session, "GM0000", *place) is None
    assert service.locate_many(session, "GM0000", [place[0]], [place[1]]) == [None]
    assert service.list_areas(session, "GM0000") == []
    assert service.cells_of(session, "GM0000", town.buurten[0]) == []


class Clock:
    """Stands still until it is moved."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    stopped = Clock()
    monkeypatch.setattr(snapshot, "monotonic", stopped)
    return stopped


def asked_by(engine):
    """What the database is asked from now on."""
    asked = []

    def note(*args):
        if not args[2].startswith("BEGIN"):
            asked.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    return asked


def test_look_ups_ask_after_the_version_once_a_second(database, town, clock):
    with database.session(write=False) as session:
        service.locate(session, town.municipality, 5.6, 52.3)
    asked = asked_by(database.engine)
    for _ in range(3):
        with database.session(write=False) as session:
            service.locate(session, town.municipality, *town.place(town.buurten[1]))
            service.wijk_of(session, town.municipality, town.buurten[1])
    assert asked == []
    clock.now += 1
    for _ in range(3):
        with database.session(write=False) as session:
            service.locate(session, town.municipality, *town.place(town.buurten[1]))
    assert asked == [ANY]


def test_an_import_of_another_process_is_seen_within_a_second(database, tmp_path, clock):
    place = made.square(0, 0).centroid
    with database.session() as session:
        import_features(session, tmp_path, [made.buurt(0)])
    with database.session(write=False) as session:
        assert service.locate(session, "GM7777", place.x, place.y) == "BU77770101"
    import_elsewhere(database, tmp_path, [made.buurt(3, made.square(0, 0))])
    clock.now += 1
    with database.session(write=False) as session:
        assert service.locate(session, "GM7777", place.x, place.y) == "BU77770202"


def test_who_must_know_the_areas_sees_an_import_of_another_process_at_once(
    database, tmp_path, clock
):
    with database.session() as session:
        import_features(session, tmp_path, [made.buurt(0)])
    with database.session(write=False) as session:
        assert service.find_area(session, "GM7777", "BU77770101")
    import_elsewhere(database, tmp_path, [made.buurt(3, made.square(0, 0))])
    with database.session(write=False) as session:
        assert service.find_area(session, "GM7777", "BU77770101") is None
        assert service.find_area(session, "GM7777", "BU77770202")


def import_elsewhere(database, tmp_path, features):
    """As another process does it: nothing that this one keeps is forgotten."""
    another = Database(database.engine.url.render_as_string(hide_password=False))
    with another.session() as session:
        import_features(session, tmp_path, features)
    another.engine.dispose()


@pytest.mark.about("postgis")  # on SpatiaLite nobody imports while somebody else writes
def test_a_writing_request_sees_the_same_areas_from_its_begin_to_its_end(database, tmp_path, clock):
    place = made.square(0, 0).centroid
    with database.session() as session:
        import_features(session, tmp_path, [made.buurt(0)])
    with database.session() as before:
        code = service.locate(before, "GM7777", place.x, place.y)
        import_elsewhere(database, tmp_path, [made.buurt(3, made.square(0, 0))])
        clock.now += 1
        assert service.wijk_of(before, "GM7777", code) == "WK777701"
    with database.session(write=False) as after:
        assert service.wijk_of(after, "GM7777", code) is None


def test_an_import_that_is_not_committed_is_seen_by_nobody_else(database, session, tmp_path, clock):
    place = made.square(0, 0).centroid
    with database.session() as first:
        import_features(first, tmp_path, [made.buurt(0)])
    import_features(session, tmp_path, [made.buurt(3, made.square(0, 0))])
    assert service.locate(session, "GM7777", place.x, place.y) == "BU77770202"
    with database.session(write=False) as other:
        assert service.locate(other, "GM7777", place.x, place.y) == "BU77770101"


def test_an_import_is_seen_at_once_by_this_session_and_by_others(database, session, tmp_path):
    place = made.square(0, 0).centroid
    assert service.locate(session, "GM7777", place.x, place.y) is None
    import_features(session, tmp_path, [made.buurt(0), made.buurt(1)])
    assert service.locate(session, "GM7777", place.x, place.y) == "BU77770101"
    session.commit()
    swapped = [made.buurt(0, made.square(1, 0)), made.buurt(1, made.square(0, 0))]
    import_features(session, tmp_path, swapped)
    session.commit()
    with database.session(write=False) as other:
        assert service.locate(other, "GM7777", place.x, place.y) == "BU77770102"


def test_an_import_that_was_rolled_back_leaves_nothing_behind(database, session, tmp_path):
    place = made.square(0, 0).centroid
    import_features(session, tmp_path, [made.buurt(0)])
    assert service.locate(session, "GM7777", place.x, place.y) == "BU77770101"
    session.rollback()
    with database.session() as other:
        import_features(other, tmp_path, [made.buurt(3, made.square(0, 0))])
        assert service.locate(other, "GM7777", place.x, place.y) == "BU77770202"


def test_wijken_hold_their_buurten_and_their_cells(session, town):
    tree = service.area_tree(session, town.municipality)
    assert [wijk.code for wijk, _ in tree] == list(town.wijken)
    assert [[b.code for b in buurten] for _, buurten in tree] == [
        list(town.buurten[:2]),
        list(town.buurten[2:]),
    ]
    cells = service.cells_of(session, town.municipality, town.wijken[0])
    assert cells == sorted(
        service.cells_of(session, town.municipality, town.buurten[0])
        + service.cells_of(session, town.municipality, town.buurten[1])
    )
    assert len(cells) == 50


def test_water_is_listed_and_found_but_not_counted_for_a_score(session, tmp_path):
    import_features(session, tmp_path, [made.buurt(0, water="JA"), made.buurt(1)])
    assert service.cell_counts(session, "GM7777") == {"BU77770102": 16}
    assert [area.water for area in service.list_areas(session, "GM7777")] == [True, False]
    place = made.square(0, 0).centroid
    assert service.locate(session, "GM7777", place.x, place.y) == "BU77770101"


def test_shapes_for_the_map_cover_each_level(session, town):
    for level, codes in ((Level.BUURT, town.buurten), (Level.WIJK, town.wijken)):
        drawn = service.shapes(session, town.municipality, level)
        assert tuple(drawn) == tuple(codes)
        stored = service.outline(session, town.municipality, codes[0])
        assert geo.from_geojson(drawn[codes[0]]).symmetric_difference(stored).area < 1e-8
