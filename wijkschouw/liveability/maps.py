"""The map itself, made by folium as a script of its own.

folium writes one page with inline scripts and styles from public hosts. Here only the script that
it makes is used, served as a file from our own address, so that the Content-Security-Policy stays
strict; the styles and Leaflet come from static/dist.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium

HATCHED = "url(#ws-hatch)"
MAP_NAME, AREAS_NAME = "kaart", "gebieden"  # → map_kaart and geo_json_gebieden in the script


@dataclass(frozen=True)
class Shape:
    """One area as it is drawn. ``facts``: what its tooltip says, in the order of the terms."""

    code: str
    geometry: Any
    name: str
    fill: str
    seen: bool
    facts: Mapping[str, str]
    href: str | None = None


def script(
    shapes: Sequence[Shape],
    bounds: tuple[float, float, float, float],
    tiles: str | None,
    attribution: str,
) -> str:
    """JavaScript that draws the map into ``<div id="map_kaart">``.

    bounds: west, south, east, north. tiles: address with {z}/{x}/{y}, None without a base map.
    """
    west, south, east, north = bounds
    drawn = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_start=13,
        min_zoom=7,
        max_zoom=18,
        zoom_snap=0.5,
        scroll_wheel_zoom=True,
    )
    drawn._id = MAP_NAME
    if tiles:
        folium.TileLayer(tiles, attr=html.escape(attribution), opacity=0.55, max_zoom=18).add_to(
            drawn
        )
    if shapes:
        _areas(shapes).add_to(drawn)
    drawn.fit_bounds([[south, west], [north, east]], padding=(12, 12))
    root: Any = drawn.get_root()  # a Figure, says branca's code but not its types
    root.render()
    return str(root.script.render())


def _areas(shapes: Sequence[Shape]) -> folium.GeoJson:
    terms = list(shapes[0].facts)
    # folium puts the figures into the page as HTML: escaped here, they stay text.
    features = [
        {
            "type": "Feature",
            "id": one.code,
            "geometry": one.geometry,
            "properties": {
                "naam": html.escape(one.name),
                "vul": one.fill,
                "gezien": one.seen,
                "adres": one.href,
                **{f"f{i}": html.escape(one.facts[term]) for i, term in enumerate(terms)},
            },
        }
        for one in shapes
    ]
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=_style,
        highlight_function=lambda _feature: {"weight": 4, "color": "#0b0c0c"},
        tooltip=folium.GeoJsonTooltip(
            fields=["naam", *(f"f{i}" for i in range(len(terms)))],
            aliases=["", *(html.escape(term) for term in terms)],
            sticky=True,
        ),
        smooth_factor=0.5,
    )
    layer._id = AREAS_NAME
    return layer


def _style(feature: Mapping[str, Any]) -> dict[str, Any]:
    one = feature["properties"]
    if not one["gezien"]:
        return {
            "fillColor": one["vul"],
            "fillOpacity": 0.35,
            "color": "#59636e",
            "weight": 1,
            "dashArray": "3 4",
        }
    return {"fillColor": one["vul"], "fillOpacity": 0.9, "color": "#3b434c", "weight": 1.2}
