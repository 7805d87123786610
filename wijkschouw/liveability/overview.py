"""What a map, its table and its downloads show: the areas of one level with score and change."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.areas import service as areas
from wijkschouw.areas.rules import Level as AreaLevel
from wijkschouw.liveability import cellscores, periods, queries, service
from wijkschouw.liveability.comparing import Change, change
from wijkschouw.liveability.models import Score
from wijkschouw.liveability.schemas import Level, MapQuery

SORTINGS = ("naam", "score", "dekking", "cellen", "bezoeken", "ruw", "verschil")


@dataclass(frozen=True)
class Row:
    """One area (or cell). ``score`` without figures where nobody was."""

    code: str
    name: str
    wijk_name: str
    score: Score
    change: Change | None = None


@dataclass(frozen=True)
class Overview:
    """The rows with what was asked for, all filled in."""

    level: Level
    theme: str
    period: str
    compared_with: str | None
    area: str | None
    rows: list[Row]


def overview(session: Session, municipality: str, query: MapQuery) -> Overview:
    """The areas that a query asks for, sorted as it says. Raises Problem for an unknown theme."""
    if query.thema not in service.known_themes(session, municipality):
        raise errors.bad_field(
            "thema", "onbekend", "Dit thema staat niet in de catalogus.", "query"
        )
    period = query.periode or default_period(session, municipality)
    rows = _rows(session, municipality, query, period)
    return Overview(
        query.niveau,
        query.thema,
        period,
        query.vergelijk,
        query.gebied,
        _sorted(rows, query.volgorde, query.richting == "af"),
    )


def default_period(session: Session, municipality: str) -> str:
    """The latest quarter with scores; without any the present one."""
    scored = queries.scores.periods(session, municipality)
    return scored[-1] if scored else service.current_period()


def periods_to_choose(session: Session, municipality: str, chosen: str) -> list[str]:
    """Newest first: all quarters from the first with scores up to now, and the chosen one."""
    scored = queries.scores.periods(session, municipality)
    now = service.current_period()
    known = periods.between(scored[0], max(now, scored[-1])) if scored else [now]
    return sorted({*known, chosen}, reverse=True)


def _rows(session: Session, municipality: str, query: MapQuery, period: str) -> list[Row]:
    now = _scores(session, municipality, query, period)
    then = _scores(session, municipality, query, query.vergelijk) if query.vergelijk else {}
    names = _names(session, municipality, query)
    rows = []
    for code, (name, wijk_name, total) in names.items():
        score = now.get(code)
        rows.append(
            Row(
                code,
                name,
                wijk_name,
                score or Score(cells_total=total),  # type: ignore[call-arg]  # never stored
                change(score, then.get(code)),
            )
        )
    return rows


def _scores(
    session: Session, municipality: str, query: MapQuery, period: str
) -> dict[str, Score | None]:
    if query.niveau is Level.CEL:
        chosen = service.choices(session, municipality)
        return cellscores.cell_scores(
            session, municipality, query.gebied or "", query.thema, period, chosen
        )
    return dict(queries.scores.of_level(session, municipality, period, query.niveau, query.thema))


def _names(session: Session, municipality: str, query: MapQuery) -> dict[str, tuple[str, str, int]]:
    """(name, name of its wijk, number of cells) by code."""
    if query.niveau is Level.CEL:
        cells = areas.cells_of(session, municipality, query.gebied or "")
        return {cell: (cell, "", 1) for cell in cells}
    counts = areas.cell_counts(session, municipality)
    wijken = {w.code: w.name for w in areas.list_areas(session, municipality, AreaLevel.WIJK)}
    buurten = [b for b in areas.list_areas(session, municipality) if b.code in counts]
    if query.niveau is Level.BUURT:
        return {b.code: (b.name, wijken.get(b.wijk_code, ""), counts[b.code]) for b in buurten}
    totals: dict[str, int] = {}
    for buurt in buurten:
        totals[buurt.wijk_code] = totals.get(buurt.wijk_code, 0) + counts[buurt.code]
    return {code: (wijken.get(code, code), "", total) for code, total in sorted(totals.items())}


def _sorted(rows: list[Row], order: str, downwards: bool) -> list[Row]:
    """By a column; who has no figure comes last either way."""

    def figure(row: Row) -> float | None:
        return {
            "score": row.score.score,
            "dekking": row.score.coverage,
            "cellen": float(row.score.cells_seen),
            "bezoeken": float(row.score.visits),
            "ruw": row.score.raw,
            "verschil": row.change.difference if row.change else None,
        }[order]

    by_name = sorted(rows, key=lambda row: (row.name.casefold(), row.code))
    if order == "naam":
        return by_name[::-1] if downwards else by_name
    known = [row for row in by_name if figure(row) is not None]
    unknown = [row for row in by_name if figure(row) is None]
    return sorted(known, key=lambda row: figure(row) or 0.0, reverse=downwards) + unknown
