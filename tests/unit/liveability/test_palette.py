"""Colours stay apart for everybody."""

import numpy as np
import pytest

from wijkschouw.liveability import palette

# Machado, Oliveira and Fernandes (2009), full deficiency, in linear RGB.
SEEN_AS = {
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def lab(colour: str, seen_as: object) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(seen_as) @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    scaled = xyz @ linear / np.array([0.95047, 1.0, 1.08883])
    f = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eyes", SEEN_AS)
def test_every_two_classes_differ_for_all_eyes(eyes: str) -> None:
    seen = [lab(c, SEEN_AS[eyes]) for c in palette.COLOURS]
    for i, one in enumerate(seen):
        for other in seen[i + 1 :]:
            assert np.linalg.norm(one - other) > 14


def test_the_middle_is_the_lightest_and_the_ends_the_darkest() -> None:
    light = [lab(c, SEEN_AS["normal"])[0] for c in palette.COLOURS]
    assert light[:3] == sorted(light[:3])
    assert light[2:] == sorted(light[2:], reverse=True)
    assert palette.colour_of(5.5) == palette.colour_of(6.49) == palette.COLOURS[2]


def test_the_legend_names_figures_and_classes() -> None:
    texts = [text for _, text in palette.legend()]
    assert texts[0] == "1,0–4,0 zeer onvoldoende"
    assert texts[-1] == "8,5–10,0 zeer goed"


def test_a_change_for_the_worse_is_brown_and_for_the_better_blue() -> None:
    assert palette.colour_of_change(-0.5) == palette.WORSE
    assert palette.colour_of_change(-1.5) == palette.WORSE_MUCH
    assert palette.colour_of_change(0.5) == palette.BETTER
    assert palette.colour_of_change(1.0) == palette.BETTER_MUCH
