"""The cells of one area by themselves: where it was seen, and what was found there."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

from sqlmodel import Session

from wijkschouw.areas import service as areas
from wijkschouw.liveability import queries, scoring
from wijkschouw.liveability.choices import TOTAL, Choices
from wijkschouw.liveability.fitting import Cell, CellSum, Fitted, cell_of, fit
from wijkschouw.liveability.models import Score
from wijkschouw.liveability.rules import finish


def cell_scores(
    session: Session, municipality: str, area: str, theme: str, period: str, choices: Choices
) -> dict[str, Score | None]:
    """Every cell of a buurt, and those seen for it: its score, None where nobody was.

    Worked out when asked for: one area has few cells, and a map of all cells of a municipality
    would be too much to look at.
    """
    kept = scoring.periods_kept(period, choices)
    by_period: dict[str, list[queries.sums.SumRow]] = {}
    for row in queries.sums.of_periods(session, municipality, kept, area):
        by_period.setdefault(row.period, []).append(row)
    themes = scoring.age(by_period, period, choices)
    wanted = choices.weights if theme == TOTAL else {theme: 1.0}
    seen = _together(area, themes, {t: w for t, w in wanted.items() if w > 0 and t in themes})
    names = sorted({*areas.cells_of(session, municipality, area), *seen})
    found: dict[str, Score | None] = dict.fromkeys(names)
    for name, (fitted, share) in seen.items():
        found[name] = _score(municipality, area, name, theme, period, fitted, share, choices)
    return found


def _together(
    area: str, themes: Mapping[str, list[CellSum]], weights: Mapping[str, float]
) -> dict[str, tuple[Fitted, float]]:
    """Per cell its level over the themes seen there, and the share of drawn readings."""
    parts: dict[str, list[tuple[float, Cell, float]]] = {}
    drawn: dict[str, list[int]] = {}
    for theme, weight in weights.items():
        noise = fit({area: len(themes[theme])}, themes[theme]).within_visits
        sums: dict[str, list[CellSum]] = {}
        for one in themes[theme]:
            sums.setdefault(one.cell, []).append(one)
            both = drawn.setdefault(one.cell, [0, 0])
            both[0] += one.visits if one.drawn else 0
            both[1] += one.visits
        for cell, of_cell in sums.items():
            parts.setdefault(cell, []).append((weight, cell_of(of_cell), noise))
    return {cell: (_level(found), drawn[cell][0] / drawn[cell][1]) for cell, found in parts.items()}


def _level(parts: list[tuple[float, Cell, float]]) -> Fitted:
    whole = fsum(weight for weight, _, _ in parts)
    level = fsum(weight * cell.mean for weight, cell, _ in parts) / whole
    variance = fsum((weight / whole) ** 2 * noise / cell.weight for weight, cell, noise in parts)
    return Fitted(level, level, variance, 1, 1, max(cell.visits for _, cell, _ in parts))


def _score(
    municipality: str,
    area: str,
    cell: str,
    theme: str,
    period: str,
    fitted: Fitted,
    share: float,
    choices: Choices,
) -> Score:
    one = finish(fitted, choices.bounds)
    return Score(  # type: ignore[call-arg]  # never stored
        municipality=municipality,
        period=period,
        level="cel",
        theme=theme,
        area_code=area,
        cell=cell,
        raw=one.raw,
        score=one.score,
        low=one.low,
        high=one.high,
        cells_seen=1,
        cells_total=1,
        visits=one.visits,
        coverage=1.0,
        drawn_share=share,
        grade=one.grade,
    )
