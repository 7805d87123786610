"""Feeling beside the score, never in it."""

import pytest

from wijkschouw.liveability.models import Score
from wijkschouw.liveability.neighbourhood import parts
from wijkschouw.perceptions.rules import Figure


def seen(low: float | None, high: float | None) -> Score:
    return Score(score=low, low=low, high=high)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("feeling", "score", "word"),
    [
        (Figure(9, 4.0, 3.0, 5.0), seen(6.0, 7.0), "onveiliger"),
        (Figure(9, 7.0, 6.0, 8.0), seen(3.0, 5.0), "veiliger"),
        (Figure(9, 5.0, 4.0, 6.0), seen(6.0, 7.0), ""),
        (Figure(9, 4.0, 3.0, 5.0), seen(5.0, 7.0), ""),
        (Figure(2), seen(6.0, 7.0), ""),
        (Figure(9, 4.0, 3.0, 5.0), seen(None, None), ""),
    ],
)
def test_feeling_and_observation_part_only_when_both_are_certain(
    feeling: Figure, score: Score, word: str
) -> None:
    assert parts(feeling, score) == word
