"""The simulation, small: what the benchmark shows at length must not break unnoticed."""

import numpy as np
import pytest

from benchmarks.liveability_simulation import SCENARIOS, run

DRAWN = [s for s in SCENARIOS if s.drawn][2:6]


@pytest.mark.parametrize("scenario", DRAWN, ids=lambda s: s.name)
def test_intervals_hold_the_truth_and_ranks_beat_counting(scenario) -> None:  # type: ignore[no-untyped-def]
    outcome = run(scenario, worlds=5, seed=7)
    assert 0.91 <= np.mean(outcome.held) <= 0.985
    ranks = {way: np.mean(values) for way, values in outcome.correlation.items()}
    assert ranks["score"] > max(ranks["findings"], ranks["mean"])
    assert np.mean(outcome.squares["score"]) < np.mean(outcome.squares["raw"])
