import itertools
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wijkschouw import geo

X, Y = 170_700, 485_300


def fix(dx: float, dy: float, accuracy: float | None = 5.0) -> geo.Fix:
    return geo.Fix(*geo.to_wgs84(X + dx, Y + dy), accuracy)


def test_a_good_fix_makes_its_cell_seen():
    assert geo.seen_cells([fix(50, 50)]) == ["E1707N4853"]
    assert geo.seen_cells([fix(50, 50, 30.0)]) == ["E1707N4853"]


def test_a_poor_unknown_or_absurd_fix_makes_nothing_seen():
    assert geo.seen_cells([fix(50, 50, 30.1)]) == []
    assert geo.seen_cells([fix(50, 50, None)]) == []
    assert geo.seen_cells([fix(50, 50, -1.0)]) == []
    assert geo.seen_cells([fix(50, 50, math.nan)]) == []
    assert geo.seen_cells([geo.Fix(52.3, 5.6, 5.0), geo.Fix(math.nan, 52.3, 5.0)]) == []
    assert geo.seen_cells([]) == []


def test_a_short_line_claims_the_cell_whose_corner_it_cuts():
    walked = geo.seen_cells([fix(90, 95), fix(110, 110)])
    assert walked == ["E1707N4853", "E1707N4854", "E1708N4854"]
    mirrored = geo.seen_cells([fix(95, 90), fix(110, 110)])
    assert mirrored == ["E1707N4853", "E1708N4853", "E1708N4854"]


def test_the_way_back_claims_the_same_cells():
    there = [fix(90, 95), fix(110, 110), fix(130, 130)]
    assert geo.seen_cells(there) == geo.seen_cells(there[::-1])


def test_a_gap_of_more_than_fifty_metres_claims_only_its_ends():
    assert geo.seen_cells([fix(50, 50), fix(250, 50)]) == ["E1707N4853", "E1709N4853"]
    far_corner = geo.seen_cells([fix(70, 90), fix(120, 120)])
    assert far_corner == ["E1707N4853", "E1708N4854"]


def test_a_poor_fix_between_two_good_ones_does_not_break_the_line():
    track = [fix(90, 95), fix(500, 500, 80.0), fix(110, 110)]
    assert "E1707N4854" in geo.seen_cells(track)


steps = st.lists(st.tuples(st.floats(-49, 49), st.floats(-49, 49)), max_size=30)


@given(steps)
def test_seen_cells_agree_with_sampling_the_line_finely(walk):
    corners = np.cumsum([(50.0, 50.0), *walk], axis=0)
    track = [fix(dx, dy) for dx, dy in corners]
    places = [geo.to_rd(f.lon, f.lat) for f in track]
    sampled = {geo.cell_at_rd(*place) for place in places}
    for a, b in itertools.pairwise(places):
        if math.dist(a, b) <= geo.MAX_GAP_M:
            sampled |= {
                geo.cell_at_rd(*np.add(a, np.subtract(b, a) * t)) for t in np.linspace(0, 1, 101)
            }
    seen = set(geo.seen_cells(track))
    assert sampled <= seen
    # Sampling may step over a corner that is cut by less than its step; nothing else differs.
    assert len(seen - sampled) <= len(walk)


@given(steps)
def test_seen_cells_are_sorted_unique_and_the_same_in_both_directions(walk):
    track = [fix(dx, dy) for dx, dy in np.cumsum([(50.0, 50.0), *walk], axis=0)]
    seen = geo.seen_cells(track)
    assert seen == sorted(set(seen)) == geo.seen_cells(track[::-1])
