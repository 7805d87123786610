"""Coordinates of the charts and the coverage map, for SVG drawn on the server. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from wijkschouw import geo

TOP, BOTTOM = 10.0, 1.0  # the scale of the scores


@dataclass(frozen=True)
class Frame:
    """The inside of a chart, in units of its viewBox."""

    width: float = 440.0
    height: float = 250.0
    left: float = 34.0
    right: float = 14.0
    top: float = 14.0
    bottom: float = 44.0

    def y(self, score: float) -> float:
        inner = self.height - self.top - self.bottom
        return round(self.top + (TOP - score) / (TOP - BOTTOM) * inner, 1)

    def x(self, part: float) -> float:
        """part 0–1 from left to right."""
        return round(self.left + part * (self.width - self.left - self.right), 1)

    @property
    def base(self) -> float:
        return self.height - self.bottom


@dataclass(frozen=True)
class TrendPoint:
    """One quarter; the figures are None where there is no score."""

    period: str
    x: float
    y: float | None
    low: float | None
    high: float | None


def trend(
    figures: Sequence[tuple[str, float | None, float | None, float | None]], frame: Frame
) -> list[TrendPoint]:
    """(period, score, low, high), oldest first, spread over the width."""
    step = 1 / len(figures) if figures else 1.0

    def place(value: float | None) -> float | None:
        return None if value is None else frame.y(value)

    return [
        TrendPoint(period, frame.x((i + 0.5) * step), place(score), place(low), place(high))
        for i, (period, score, low, high) in enumerate(figures)
    ]


def line(points: Sequence[TrendPoint]) -> list[str]:
    """Polylines through neighbouring points; a quarter without a score breaks the line."""
    lines: list[list[str]] = [[]]
    for one in points:
        if one.y is None:
            lines.append([])
        else:
            lines[-1].append(f"{one.x},{one.y}")
    return [" ".join(part) for part in lines if len(part) > 1]


@dataclass(frozen=True)
class FunnelChart:
    """points: (code, x, y, outside, chosen); lower and upper are polylines; ticks: (x, text)."""

    points: list[tuple[str, float, float, bool, bool]]
    lower: str
    upper: str
    middle: float
    ticks: list[tuple[float, str]]


def funnel(
    mean: float,
    points: Sequence[tuple[str, int, float]],
    limits: Sequence[tuple[int, float, float]],
    chosen: str,
    frame: Frame,
) -> FunnelChart:
    """Cells seen to the right, the mean of the cells upwards, limits of chance around the mean."""
    most = max([n for _, n, _ in points] + [1])

    def x(n: float) -> float:
        return frame.x(n / (most * 1.05))

    def outside(n: int, raw: float) -> bool:
        near = min(limits, key=lambda limit: abs(limit[0] - n), default=(n, BOTTOM, TOP))
        return not near[1] <= raw <= near[2]

    return FunnelChart(
        points=[
            (code, x(n), frame.y(raw), outside(n, raw), code == chosen) for code, n, raw in points
        ],
        lower=" ".join(f"{x(n)},{frame.y(low)}" for n, low, _ in limits),
        upper=" ".join(f"{x(n)},{frame.y(high)}" for n, _, high in limits),
        middle=frame.y(mean),
        ticks=[(x(n), str(n)) for n in _ticks(most)],
    )


def _ticks(most: int) -> list[int]:
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000):
        if most / step <= 7:
            return list(range(0, most + 1, step))
    return [0, most]


@dataclass(frozen=True)
class CellSquare:
    """One cell as a square of the coverage map; its words are the caller's."""

    cell: str
    x: float
    y: float


@dataclass(frozen=True)
class CoverageMap:
    """Squares and outline of a buurt in one coordinate system, metres from the upper left."""

    width: float
    height: float
    squares: list[CellSquare]
    outline: list[str]


def coverage_map(outline: BaseGeometry, cells: Sequence[str]) -> CoverageMap:
    """The cells of a buurt and its border, north up."""
    border = geo.geometry_to_rd(outline)
    corners = {cell: geo.cell_corner(cell) for cell in cells}
    west = min([border.bounds[0], *(x for x, _ in corners.values())])
    south = min([border.bounds[1], *(y for _, y in corners.values())])
    east = max([border.bounds[2], *(x + geo.CELL_SIZE for x, _ in corners.values())])
    north = max([border.bounds[3], *(y + geo.CELL_SIZE for _, y in corners.values())])

    def path(ring: BaseGeometry) -> str:
        points = [f"{x - west:.0f},{north - y:.0f}" for x, y in ring.coords]
        return "M" + "L".join(points) + "Z"

    return CoverageMap(
        width=round(east - west),
        height=round(north - south),
        squares=[
            CellSquare(cell, x - west, north - y - geo.CELL_SIZE)
            for cell, (x, y) in sorted(corners.items())
        ],
        outline=_rings(border, path),
    )


def _rings(border: BaseGeometry, path: Callable[[BaseGeometry], str]) -> list[str]:
    parts = getattr(border, "geoms", [border])
    return [path(ring) for part in parts for ring in (part.exterior, *part.interiors)]
