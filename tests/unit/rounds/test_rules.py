from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from wijkschouw import geo
from wijkschouw.rounds.rules import (
    TrackPoint,
    Walk,
    cells_of_track,
    draw,
    may_replace,
    route_length,
    seen_cells,
    walking_order,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def grid(width, height):
    return [f"E{1700 + x:04d}N{4850 + y:04d}" for x in range(width) for y in range(height)]


cells = st.lists(st.sampled_from(grid(8, 8)), unique=True, max_size=20)


@given(cells, st.integers(0, 25), st.integers())
def test_a_draw_gives_as_many_cells_as_asked_or_all(names, count, seed):
    drawn = draw(dict.fromkeys(names), count, NOW, Random(seed))
    assert len(drawn) == min(count, len(names))
    assert set(drawn) <= set(names)
    assert len(set(drawn)) == len(drawn)


def test_the_same_seed_gives_the_same_draw():
    wanted = dict.fromkeys(grid(8, 8))
    assert draw(wanted, 10, NOW, Random(5)) == draw(wanted, 10, NOW, Random(5))


def test_cells_seen_longest_ago_have_the_best_chance():
    seen = {cell: NOW - timedelta(days=1) for cell in grid(8, 8)}
    forgotten = grid(8, 8)[::8]
    seen |= dict.fromkeys(forgotten)
    hits = sum(len(set(draw(seen, 4, NOW, Random(seed))) & set(forgotten)) for seed in range(100))
    assert hits > 300  # of 400; by chance it would be 50


def test_a_draw_is_spread_over_the_area():
    names = dict.fromkeys(grid(10, 10))

    def nearest(drawn):
        corners = [geo.cell_corner(cell) for cell in drawn]
        return sum(
            min(
                ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5
                for bx, by in corners
                if (bx, by) != (ax, ay)
            )
            for ax, ay in corners
        ) / len(corners)

    ours = sum(nearest(draw(names, 9, NOW, Random(seed))) for seed in range(50))
    plain = sum(nearest(Random(seed).sample(sorted(names), 9)) for seed in range(50))
    assert ours > 1.2 * plain


@given(cells)
def test_a_walk_visits_every_cell_once(names):
    route = walking_order(names)
    assert sorted(route) == sorted(set(names))


def test_a_walk_along_a_street_goes_along_it():
    street = [f"E{1700 + x:04d}N4850" for x in range(10)]
    shuffled = Random(3).sample(street, 10)
    assert route_length(walking_order(shuffled)) == 900


def point(dx, dy, minute=0, accuracy=5.0):
    lon, lat = geo.to_wgs84(170_000 + dx, 485_000 + dy)
    return TrackPoint(lon, lat, accuracy, NOW + timedelta(minutes=minute))


def walk(track, areas, marked=None):
    return Walk(track, areas, NOW, marked or {})


def test_a_cell_that_a_border_cuts_counts_for_each_buurt_that_was_walked():
    track = [point(10, 50), point(90, 50, 1)]
    seen = seen_cells(walk(track, ["A", "B"]), {"E1700N4850": "A"})
    assert [(s.area, s.cell) for s in seen] == [("A", "E1700N4850"), ("B", "E1700N4850")]
    assert seen[1].at == NOW + timedelta(minutes=1)


def test_a_place_outside_all_buurten_is_nobodys_cell():
    assert seen_cells(walk([point(50, 50)], [None]), {"E1700N4850": None}) == []


def test_a_cell_between_two_fixes_counts_for_the_buurt_of_its_centre():
    track = [point(90, 95), point(110, 110, 1)]
    centres = dict.fromkeys(cells_of_track(track), "A")
    seen = seen_cells(walk(track, ["A", "A"]), centres)
    assert {s.cell for s in seen} == {"E1700N4850", "E1700N4851", "E1701N4851"}


def test_the_first_look_at_a_cell_is_when_it_was_seen():
    track = [point(50, 50, 3), point(55, 50, 7)]
    (seen,) = seen_cells(walk(track, ["A", "A"]), {})
    assert seen.at == NOW + timedelta(minutes=3)


def test_a_marked_cell_counts_only_where_the_phone_was_near():
    near, far = "E1700N4850", "E1709N4850"
    track = [point(60, 50, accuracy=90.0)]
    seen = seen_cells(walk(track, ["A"], {near: "A", far: "A"}), {})
    assert [s.cell for s in seen] == [near]
    assert seen_cells(walk([], [], {near: "A"}), {}) == []


def test_a_message_replaces_a_round_only_when_it_is_newer_and_of_the_same_phone_after_its_end():
    newer = {"sequence": 3, "present": 2, "device": "a", "present_device": "b"}
    assert may_replace(**newer, ended=False)
    assert not may_replace(**newer, ended=True)
    assert may_replace(**{**newer, "device": "b"}, ended=True)
    assert not may_replace(**{**newer, "sequence": 2, "device": "b"}, ended=False)
