"""All that the page of one buurt shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.areas import service as areas
from wijkschouw.areas.rules import Level as AreaLevel
from wijkschouw.areas.schemas import AreaInfo
from wijkschouw.liveability import (
    cellscores,
    charts,
    explaining,
    overview,
    periods,
    queries,
    scoring,
    service,
)
from wijkschouw.liveability.choices import TOTAL
from wijkschouw.liveability.comparing import Change, change
from wijkschouw.liveability.explaining import Why
from wijkschouw.liveability.models import Score
from wijkschouw.liveability.queries.pages import AreaPhoto, AreaReading
from wijkschouw.perceptions import service as perceptions
from wijkschouw.perceptions.rules import Figure
from wijkschouw.tasks.rules import OPEN, State

READINGS = 100
PHOTOS = 12
QUARTERS = 12
ENOUGH = 5.5


@dataclass
class Detail:
    """What only the wijkmanagers of the area see."""

    cells: dict[str, Score | None]
    coverage: charts.CoverageMap | None
    categories: list[tuple[str, str, int]]
    photos: list[AreaPhoto]
    open_tasks: int
    handled_tasks: int
    readings: list[AreaReading]

    @property
    def cells_seen(self) -> int:
        """All cells where somebody was, drawn or not."""
        return sum(one is not None for one in self.cells.values())


@dataclass
class Neighbourhood:
    """One buurt, one theme, one quarter."""

    info: AreaInfo
    wijk_name: str
    theme: str
    period: str
    periods: list[str]
    themes: list[str]
    score: Score
    by_theme: dict[str, Score]
    municipality: Score | None
    year_before: Score | None
    change: Change | None
    trend: list[Score]
    trend_points: list[charts.TrendPoint]
    trend_lines: list[str]
    frame: charts.Frame
    why: list[Why]
    funnel: charts.FunnelChart | None
    funnel_rows: list[tuple[str, str, int, float]]
    feeling: Figure
    feeling_parts: str
    detail: Detail | None = None
    names: dict[str, str] = field(default_factory=dict)


def neighbourhood(
    session: Session,
    municipality: str,
    code: str,
    theme: str,
    period: str | None,
    *,
    detailed: bool,
) -> Neighbourhood:
    """Raises Problem: 404 for an unknown buurt, 400 for an unknown theme."""
    info = areas.find_area(session, municipality, code)
    if info is None or info.level is not AreaLevel.BUURT:
        raise errors.not_found("Deze buurt is er niet.")
    if theme not in service.known_themes(session, municipality):
        raise errors.bad_field(
            "thema", "onbekend", "Dit thema staat niet in de catalogus.", "query"
        )
    chosen = period or overview.default_period(session, municipality)
    history = service.scores_of_area(session, municipality, "buurt", code)
    now = {s.theme: s for s in history if s.period == chosen}
    empty = Score(cells_total=info.cell_count)  # type: ignore[call-arg]  # never stored
    score = now.get(theme, empty)
    trend = [s for s in history if s.theme == theme and s.period <= chosen][-QUARTERS:]
    year_ago = periods.shifted(chosen, -4)
    before = next((s for s in history if (s.theme, s.period) == (theme, year_ago)), None)
    frame = charts.Frame()
    points = charts.trend([(s.period, s.score, s.low, s.high) for s in trend], frame)
    made = explaining.fits(session, municipality, chosen)
    names = {b.code: b.name for b in areas.list_areas(session, municipality)}
    chart, rows = _funnel(made, theme, code, names, frame)
    wijk = areas.find_area(session, municipality, info.wijk_code)
    feelings = perceptions.list_figures(session, municipality, "buurt", chosen)
    feeling = feelings.get(code, Figure(0))
    return Neighbourhood(
        info=info,
        wijk_name=wijk.name if wijk else "",
        theme=theme,
        period=chosen,
        periods=overview.periods_to_choose(session, municipality, chosen),
        themes=service.themes(session, municipality),
        score=score,
        by_theme=now,
        municipality=service.scores(session, municipality, "gemeente", theme, chosen).get(
            municipality
        ),
        year_before=before,
        change=change(score, before),
        trend=trend,
        trend_points=points,
        trend_lines=charts.line(points),
        frame=frame,
        why=explaining.why(session, municipality, code, theme, made),
        funnel=chart,
        funnel_rows=rows,
        feeling=feeling,
        feeling_parts=parts(feeling, score),
        detail=_detail(session, municipality, info, theme, chosen) if detailed else None,
        names=names,
    )


def parts(feeling: Figure, score: Score) -> str:
    """Where feeling and observation part for certain: 'onveiliger', 'veiliger', or ''.

    The scales are not the same, so only their two sides of 'voldoende' are compared.
    """
    if None in (feeling.low, feeling.high, score.low, score.high):
        return ""
    if feeling.high < ENOUGH <= score.low:  # type: ignore[operator]  # none is None
        return "onveiliger"
    if score.high < ENOUGH <= feeling.low:  # type: ignore[operator]  # none is None
        return "veiliger"
    return ""


def _funnel(
    made: dict[str, Any], theme: str, code: str, names: dict[str, str], frame: charts.Frame
) -> tuple[charts.FunnelChart | None, list[tuple[str, str, int, float]]]:
    found = explaining.funnel(made.get(theme))
    if found is None:
        return None, []
    chart = charts.funnel(found.mean, found.points, found.limits, code, frame)
    rows = [(c, names.get(c, c), n, raw) for c, n, raw in found.points]
    return chart, sorted(rows, key=lambda row: row[3])


def _detail(session: Session, municipality: str, info: AreaInfo, theme: str, period: str) -> Detail:
    choices = service.choices(session, municipality)
    begin, end = periods.start_of(period), periods.end_of(period)
    kept = periods.start_of(scoring.periods_kept(period, choices)[0])
    themes = [theme] if theme != TOTAL else [t for t, w in choices.weights.items() if w > 0]
    cells = cellscores.cell_scores(session, municipality, info.code, theme, period, choices)
    outline = areas.outline(session, municipality, info.code)
    tasks = queries.pages.task_counts(session, municipality, info.code)
    handled = (State.HANDLED.value, State.CHECKED.value)
    return Detail(
        cells=cells,
        coverage=charts.coverage_map(outline, list(cells)) if outline is not None else None,
        categories=queries.pages.category_counts(session, municipality, info.code, begin, end),
        photos=queries.pages.photos(session, municipality, info.code, begin, end, PHOTOS),
        open_tasks=sum(n for state, n in tasks.items() if state in OPEN),
        handled_tasks=sum(n for state, n in tasks.items() if state in handled),
        readings=queries.pages.readings(
            session, municipality, info.code, themes, kept, end, READINGS
        ),
    )
