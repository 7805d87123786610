"""Puts together what a report says, from the other domains."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from wijkschouw.areas import service as areas
from wijkschouw.areas.schemas import AreaInfo
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now
from wijkschouw.liveability import palette, periods
from wijkschouw.liveability import service as liveability
from wijkschouw.liveability.choices import TOTAL
from wijkschouw.liveability.models import Score
from wijkschouw.photos.store import FileStore
from wijkschouw.reports import queries
from wijkschouw.reports.drawing import Part, draw
from wijkschouw.reports.models import Report
from wijkschouw.reports.rules import (
    Content,
    Figure,
    day_words,
    decimal,
    missing_photos_words,
    period_words,
    summary_of,
    top,
)

LOCAL = ZoneInfo("Europe/Amsterdam")
PHOTOS = 4
TASKS = 12
TOLERANCE_M = 8.0


def figures(session: Session, municipality: str, level: str, theme: str, period: str) -> dict[
    str, Figure
]:  # fmt: skip
    """Figures by area code, each with the score of the quarter before."""
    now = liveability.scores(session, municipality, level, theme, period)
    before = liveability.scores(session, municipality, level, theme, periods.shifted(period, -1))
    return {code: _figure(score, before.get(code)) for code, score in now.items()}


def _figure(score: Score, before: Score | None) -> Figure:
    return Figure(
        score=score.score,
        low=score.low,
        high=score.high,
        grade=score.grade,
        coverage=score.coverage,
        cells_seen=score.cells_seen,
        cells_total=score.cells_total,
        visits=score.visits,
        before=before.score if before else None,
    )


def gather(session: Session, report: Report) -> tuple[Content, str]:
    """The texts and tables of a report, and its map as SVG."""
    municipality, period = report.municipality, report.period
    wijk = areas.find_area(session, municipality, report.wijk_code)
    if wijk is None:
        raise LookupError(f"no wijk {report.wijk_code}")
    members = [b for b in areas.list_areas(session, municipality) if b.wijk_code == wijk.code]
    totals = figures(session, municipality, "buurt", TOTAL, period)
    by_name = {b.name: totals.get(b.code, Figure()) for b in members if not b.water}
    total = figures(session, municipality, "wijk", TOTAL, period).get(wijk.code, Figure())
    content = Content(
        title=f"Wijkrapport {wijk.name}",
        municipality=areas.name_of(session, municipality),
        wijk=wijk.name,
        period=period_words(period),
        made_on=day_words(utc_now().astimezone(LOCAL)),
        summary=summary_of(wijk.name, period, total, by_name),
        total=total,
        buurten=[figure.row(name) for name, figure in sorted(by_name.items())],
        themes=_themes(session, municipality, wijk, period),
        legend=[{"colour": c, "text": t} for c, t in palette.legend()],
        map_alt="Kaart van de buurten: "
        + "; ".join(f"{n} {decimal(f.score)} ({f.words})" for n, f in sorted(by_name.items())),
        weights=_weights(session, municipality),
    )
    _add_findings(session, report, wijk, members, content)
    return content, _map(session, municipality, members, totals)


def _themes(session: Session, municipality: str, wijk: AreaInfo, period: str) -> list[list[str]]:
    known = catalogue.current(session, municipality)
    rows = []
    for code in liveability.themes(session, municipality):
        if code == TOTAL:
            continue
        theme = known.theme(code)
        figure = figures(session, municipality, "wijk", code, period).get(wijk.code, Figure())
        rows.append(figure.row(theme.name.in_language("nl") if theme else code))
    return rows


def _weights(session: Session, municipality: str) -> str:
    weights = liveability.choices(session, municipality).weights
    if len(set(weights.values())) == 1:
        return "In het totaal tellen de onderwerpen even zwaar."
    parts = ", ".join(f"{theme} {decimal(weight)}" for theme, weight in weights.items())
    return f"In het totaal tellen de onderwerpen met deze gewichten: {parts}."


def _add_findings(
    session: Session, report: Report, wijk: AreaInfo, members: list[AreaInfo], content: Content
) -> None:
    municipality = report.municipality
    start, end = periods.start_of(report.period), periods.end_of(report.period)
    known = catalogue.current(session, municipality)

    def name_of(code: str) -> str:
        category = known.find_category(code)
        return category.name.in_language("nl") if category else code

    counts = queries.category_counts(session, municipality, wijk.code, start, end)
    content.categories = [[name_of(code), str(count)] for code, count in top(counts)]
    rounds, people = queries.round_counts(
        session, municipality, [b.code for b in members], start, end
    )
    content.rounds_summary = (
        f"Rondes in deze periode: {rounds}, door {people} verschillende inspecteurs."
        if rounds > 1
        else f"Rondes in deze periode: {rounds}."
    )
    missing = queries.missing_photos_announced(session, municipality, wijk.code, start, end)
    content.photos_remark = missing_photos_words(len(missing))
    today = utc_now().astimezone(LOCAL).date()
    tasks = queries.task_counts(session, municipality, wijk.code, start, end, today)
    content.tasks_summary = tasks.words()
    names = {b.code: b.name for b in members}
    content.tasks = [
        [
            name_of(task.category),
            names.get(task.area_code or "", "–"),
            task.state,
            day_words(task.due_on) if task.due_on else "–",
        ]
        for task in queries.open_tasks(session, municipality, wijk.code, TASKS)
    ]


def _map(
    session: Session, municipality: str, members: list[AreaInfo], totals: dict[str, Figure]
) -> str:
    outlines = areas.shapes(session, municipality, "buurt", TOLERANCE_M)
    parts = []
    for buurt in members:
        figure = totals.get(buurt.code, Figure())
        text, fill = buurt.name, None
        if figure.grade is not None and figure.score is not None:
            text = f"{buurt.name} {decimal(figure.score)}"
            fill = palette.colour_of(figure.score)
        parts.append(Part(outlines[buurt.code], text, fill))
    return draw(parts)


def photo_files(
    session: Session, report: Report, store: FileStore
) -> list[tuple[bytes, dict[str, str]]]:
    """The pictures that go along: bytes of the JPEG, and what the document says of it."""
    municipality = report.municipality
    known = catalogue.current(session, municipality)
    start, end = periods.start_of(report.period), periods.end_of(report.period)
    found = []
    for photo, seen in queries.photos(session, municipality, report.wijk_code, start, end, PHOTOS):
        image = store.get(photo.store_key, "groot") if photo.store_key else None
        if image is None:
            continue
        category = known.find_category(seen.category)
        name = category.name.in_language("nl") if category else seen.category
        caption = f"{name}, niveau {seen.level}, {_day(seen.observed_at)}"
        found.append((image, {"caption": caption, "alt": f"Foto bij waarneming: {caption}"}))
    return found


def _day(moment: datetime) -> str:
    return day_words(moment.astimezone(LOCAL))
