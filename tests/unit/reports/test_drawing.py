"""The map in print."""

from xml.etree import ElementTree

from shapely.geometry import mapping

from tests.factories.town import square
from wijkschouw.reports.drawing import Part, draw


def _parse(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing


def test_every_buurt_is_drawn_in_its_colour_and_the_unseen_hatched() -> None:
    parts = [
        Part(mapping(square(0, 1)), "Noord <7,4>", "#225588"),
        Part(mapping(square(1, 2)), "Zuid", None),
    ]
    tree = _parse(draw(parts))
    space = "{http://www.w3.org/2000/svg}"
    fills = [path.get("fill") for path in tree.findall(f"{space}path")]
    assert fills == ["#225588", "url(#h)"]
    assert {text.text for text in tree.findall(f"{space}text")} == {"Noord <7,4>", "Zuid"}


def test_the_drawing_is_as_wide_as_the_area_in_metres() -> None:
    tree = _parse(draw([Part(mapping(square(0, 2)), "", "#fff")]))
    _x, _y, width, height = (float(v) for v in tree.get("viewBox", "").split())
    assert abs(width - 1040) < 4
    assert abs(height - 540) < 4


def test_nothing_to_draw_is_an_empty_drawing() -> None:
    assert _parse(draw([])).get("viewBox") == "0 0 10 10"
