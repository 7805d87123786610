"""Receiving a round: whole each time, the highest ``reeks`` wins; and what it saw."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from wijkschouw import errors, geo
from wijkschouw.areas import service as areas
from wijkschouw.catalogue import service as catalogue
from wijkschouw.observations.rules import Delivery, counted_time, other_content
from wijkschouw.rounds import queries
from wijkschouw.rounds.models import Round
from wijkschouw.rounds.rules import (
    SeenCell,
    TrackPoint,
    Walk,
    cells_of_track,
    may_replace,
    seen_cells,
)
from wijkschouw.rounds.schemas import RoundIn
from wijkschouw.shapes import read


def read_submission(session: Session, municipality: str, round_id: UUID, data: Any) -> RoundIn:
    """Raw input as a round. Raises 400."""

    def known(code: str) -> bool:
        return catalogue.knows_template(session, municipality, code)

    submission = read(RoundIn, data, {"knows_template": known})
    if submission.id is not None and submission.id != round_id:
        raise errors.bad_field("#/id", "ander-kenmerk", "Het kenmerk in het adres is een ander.")
    return submission


def receive(
    session: Session, delivery: Delivery, round_id: UUID, submission: RoundIn
) -> tuple[bool, bool, Round]:
    """Store a round; (whether it is new, whether anything changed, its row).

    Raises 409 when the id belongs to somebody else.
    """
    started = counted_time(submission.started_at, delivery).at
    values = _values(delivery, submission) | {
        "started_at": started,
        "started_at_raw": submission.started_at,
    }
    fixed: dict[str, Any] = {
        "id": round_id,
        "municipality": delivery.municipality,
        "inspector_id": delivery.user_id,
        "device_id": submission.device or delivery.device_id,
        "received_at": delivery.received_at,
    }
    if queries.insert_round(session, values | fixed):
        _store_cells(session, delivery, round_id, submission, fresh=True)
        return True, True, Round(**values, **fixed)
    row = queries.by_id_locked(session, round_id)
    if row is None or (row.municipality, row.inspector_id) != (
        delivery.municipality,
        delivery.user_id,
    ):
        raise other_content()
    if not may_replace(
        sequence=submission.sequence,
        present=row.sequence,
        ended=row.ended_at is not None,
        device=submission.device or delivery.device_id,
        present_device=row.device_id,
    ):
        return False, False, row
    queries.replace_round(session, row, values)
    _store_cells(session, delivery, round_id, submission, fresh=False)
    return False, True, row


def _values(delivery: Delivery, submission: RoundIn) -> dict[str, Any]:
    ended = submission.ended_at
    return {
        "sequence": submission.sequence,
        "area_code": submission.area,
        "template": submission.template,
        "planning_id": submission.planning_id,
        "ended_at": counted_time(ended, delivery).at if ended else None,
        "drawn_cells": list(dict.fromkeys(submission.drawn)),
        "marked_cells": list(dict.fromkeys(submission.marked)),
        "track": [fix.stored() for fix in submission.track],
        "track_removed_at": None,
        "updated_at": delivery.received_at,
    }


def _store_cells(
    session: Session, delivery: Delivery, round_id: UUID, submission: RoundIn, *, fresh: bool
) -> None:
    drawn = set(submission.drawn)
    rows = [
        {
            "municipality": delivery.municipality,
            "round_id": round_id,
            "area_code": seen.area,
            "cell": seen.cell,
            "drawn": seen.cell in drawn,
            "seen_at": seen.at,
        }
        for seen in _seen(session, delivery, submission)
    ]
    queries.replace_cells(session, delivery.municipality, round_id, rows, fresh=fresh)


def _seen(session: Session, delivery: Delivery, submission: RoundIn) -> list[SeenCell]:
    track = [
        TrackPoint(fix.lon, fix.lat, fix.accuracy, counted_time(fix.at, delivery).at)
        for fix in submission.track
    ]
    if not track:
        return []
    municipality = delivery.municipality
    located = areas.locate_many(
        session, municipality, [p.lon for p in track], [p.lat for p in track]
    )
    walked = cells_of_track(track)
    # Cells that count for a buurt do so by their centre; those need no look-up of the border.
    names = sorted({*walked, *submission.marked})
    middles = [geo.cell_centre(name) for name in names]
    codes = areas.locate_many(
        session, municipality, [lon for lon, _ in middles], [lat for _, lat in middles]
    )
    centres = dict(zip(names, codes, strict=True))
    walk = Walk(
        track=track,
        areas=located,
        started_at=counted_time(submission.started_at, delivery).at,
        marked={cell: centres[cell] for cell in submission.marked},
    )
    return seen_cells(walk, {cell: centres[cell] for cell in walked})
