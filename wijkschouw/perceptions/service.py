"""Use cases around perceptions: receive them, and tell figures per area."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wijkschouw import errors, geo
from wijkschouw.areas import service as areas
from wijkschouw.observations.rules import (
    KNOWN,
    NEW,
    Delivery,
    Verdict,
    counted_time,
    other_content,
    verdict_of,
)
from wijkschouw.perceptions import queries
from wijkschouw.perceptions.models import Perception
from wijkschouw.perceptions.rules import Figure, figure_of, quarter_bounds, together
from wijkschouw.perceptions.schemas import PerceptionIn
from wijkschouw.shapes import read

Row = dict[str, Any]


def read_submission(item_id: UUID, data: Any) -> PerceptionIn:
    """Raw input as a perception. Raises 400."""
    submission = read(PerceptionIn, data)
    if submission.id is not None and submission.id != item_id:
        raise errors.bad_field("#/id", "ander-kenmerk", "Het kenmerk in het adres is een ander.")
    return submission


def receive_one(
    session: Session, delivery: Delivery, item_id: UUID, submission: PerceptionIn
) -> tuple[bool, Perception]:
    """Store a perception, or find it here; whether it is new. Raises 409 for other content."""
    (verdict,) = receive_many(session, delivery, [(item_id, submission)])
    if verdict.problem is not None:
        raise verdict.problem
    return verdict is NEW, queries.by_ids(session, [item_id])[item_id]


def receive_many(
    session: Session, delivery: Delivery, items: Sequence[tuple[UUID, PerceptionIn]]
) -> list[Verdict]:
    """Store many; a verdict each, in their order."""
    rows = [_row(session, delivery, item_id, submission) for item_id, submission in items]
    first: dict[UUID, int] = {}
    for number, row in enumerate(rows):
        first.setdefault(row["id"], number)
    new = queries.insert_all(session, [rows[number] for number in first.values()])
    stored = queries.by_ids(session, [row["id"] for row in rows if row["id"] not in new])
    verdicts = []
    for number, row in enumerate(rows):
        if row["id"] in new and first[row["id"]] == number:
            verdicts.append(NEW)
        elif row["id"] in new:
            same = rows[first[row["id"]]]["digest"] == row["digest"]
            verdicts.append(KNOWN if same else verdict_of(other_content()))
        else:
            verdicts.append(_judge(row, stored.get(row["id"])))
    return verdicts


def _judge(row: Row, present: Perception | None) -> Verdict:
    same = present is not None and all(
        getattr(present, name) == row[name] for name in ("municipality", "inspector_id", "digest")
    )
    return KNOWN if same else verdict_of(other_content())


def _row(session: Session, delivery: Delivery, item_id: UUID, submission: PerceptionIn) -> Row:
    p = submission.properties
    lon, lat = submission.geometry.coordinates[:2]
    return {
        "id": item_id,
        "municipality": delivery.municipality,
        "digest": submission.digest(),
        "round_id": p.round_id,
        "figure": p.figure,
        "note": p.note,
        "lon": lon,
        "lat": lat,
        "cell": geo.cell_of(lon, lat),
        "area_code": areas.locate(session, delivery.municipality, lon, lat),
        "felt_at": counted_time(p.felt_at, delivery).at,
        "felt_at_raw": p.felt_at,
        "received_at": delivery.received_at,
        "inspector_id": delivery.user_id,
    }


def list_figures(
    session: Session, municipality: str, level: str = "buurt", period: str | None = None
) -> dict[str, Figure]:
    """Figures per buurt or wijk (codes) over a quarter such as 2026-Q4, or over all time.

    Areas without perceptions are in it with a count of 0.
    """
    since, until = quarter_bounds(period) if period else (None, None)
    by_buurt = queries.tallies(session, municipality, since, until)
    groups: dict[str, list[str]] = {}
    for buurt in areas.list_areas(session, municipality):
        groups.setdefault(buurt.code if level == "buurt" else buurt.wijk_code, []).append(
            buurt.code
        )
    return {
        code: figure_of(together(by_buurt[b] for b in buurten if b in by_buurt))
        for code, buurten in groups.items()
    }
