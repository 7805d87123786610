"""What a municipality may choose, and what is refused."""

from typing import Any

import pytest

from wijkschouw.liveability.choices import ChoiceError, Choices, choices_from
from wijkschouw.liveability.rules import CLASSES


def test_nothing_chosen_is_what_ships() -> None:
    assert choices_from({}) == Choices()


def test_what_is_stored_comes_back() -> None:
    chosen = choices_from({"weights": {"afval": 2, "overlast": 0}, "half_life_days": 90}, 3)
    assert choices_from(chosen.content(), 3) == chosen


def test_other_bounds_keep_the_names_of_the_classes() -> None:
    chosen = choices_from({"bounds": [3, 5, 6, 7, 8]})
    assert [name for _, name in chosen.bounds] == [name for _, name in CLASSES]
    assert [bound for bound, _ in chosen.bounds][:2] == [3, 5]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"weights": {"afval": 0, "overlast": 0}}, "weights"),
        ({"weights": {}}, "weights"),
        ({"weights": {"afval": -1, "overlast": 2}}, "weights"),
        ({"weights": {"afval": float("nan")}}, "weights"),
        ({"weights": {"afval": float("inf")}}, "weights"),
        ({"weights": {"afval": "2"}}, "weights"),
        ({"weights": {"afval": True}}, "weights"),
        ({"weights": {"totaal": 1}}, "weights"),
        ({"weights": [1, 2]}, "weights"),
        ({"half_life_days": 0}, "half_life_days"),
        ({"half_life_days": None}, "half_life_days"),
        ({"bounds": [4, 5.5, 6.5, 7.5]}, "bounds"),
        ({"bounds": [4, 5.5, 5.5, 7.5, 8.5]}, "bounds"),
        ({"bounds": [0, 5.5, 6.5, 7.5, 8.5]}, "bounds"),
        ({"bounds": "4, 5, 6, 7, 8"}, "bounds"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(content: dict[str, Any], key: str) -> None:
    with pytest.raises(ChoiceError) as refused:
        choices_from(content)
    assert refused.value.key == key
