"""The map of a wijk as a drawing for print: SVG, metres of the Dutch grid. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from wijkschouw import geo

HATCH = (
    '<defs><pattern id="h" width="40" height="40" patternUnits="userSpaceOnUse">'
    '<rect width="40" height="40" fill="#ffffff"/>'
    '<path d="M-5 45L45 -5M-5 5L5 -5M35 45L45 35" stroke="#7a828c" stroke-width="4"/>'
    "</pattern></defs>"
)


@dataclass(frozen=True)
class Part:
    """One buurt to draw: its GeoJSON geometry in lon/lat, what is written in it, its fill.

    ``fill`` None means hatched: too little was seen.
    """

    geometry: dict[str, Any]
    text: str
    fill: str | None


def draw(parts: Iterable[Part]) -> str:
    """An SVG document; north is up, one unit is a metre."""
    placed = [(geo.geometry_to_rd(shape(part.geometry)), part) for part in parts]
    if not placed:
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"/>'
    bounds = [outline.bounds for outline, _ in placed]
    west, south = min(b[0] for b in bounds), min(b[1] for b in bounds)
    east, north = max(b[2] for b in bounds), max(b[3] for b in bounds)
    size = max(east - west, north - south, 1.0)
    margin = size * 0.02
    body = "".join(
        f'<path d="{_path(outline, west, north)}" fill="{part.fill or "url(#h)"}" '
        f'stroke="#1d2939" stroke-width="{size / 400:.1f}" stroke-linejoin="round"/>'
        for outline, part in placed
    )
    texts = "".join(_label(outline, part.text, west, north, size) for outline, part in placed)
    box = (-margin, -margin, east - west + 2 * margin, north - south + 2 * margin)
    view = " ".join(f"{v:.0f}" for v in box)
    hatch = HATCH.replace("40", f"{size / 60:.0f}").replace("45", f"{size / 60 + 5:.0f}")
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{hatch}{body}{texts}</svg>'


def _path(outline: BaseGeometry, west: float, north: float) -> str:
    polygons = getattr(outline, "geoms", [outline])
    rings = [ring for p in polygons for ring in (p.exterior, *p.interiors)]
    return "".join(
        "M" + "L".join(f"{x - west:.0f} {north - y:.0f}" for x, y in ring.coords[:-1]) + "Z"
        for ring in rings
    )


def _label(outline: BaseGeometry, text: str, west: float, north: float, size: float) -> str:
    """The name inside the outline, with a light edge so that it reads on every colour."""
    point = outline.representative_point()
    height = size / 27
    start = (
        f'<text x="{point.x - west:.0f}" y="{north - point.y:.0f}" font-size="{height:.0f}" '
        f'font-family="Libertinus Serif" text-anchor="middle"'
    )
    # Twice: not every renderer knows paint-order.
    edge = f'{start} fill="#ffffff" stroke="#ffffff" stroke-width="{height / 4:.0f}">'
    return f'{edge}{escape(text)}</text>{start} fill="#111111">{escape(text)}</text>'
