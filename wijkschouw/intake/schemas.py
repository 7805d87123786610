"""The envelope of a batch, and what comes back per item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from wijkschouw import errors
from wijkschouw.errors import FieldError
from wijkschouw.observations.presenting import utc_text
from wijkschouw.observations.rules import Verdict
from wijkschouw.shapes import Id, Line, Moment, Shape, read

MAX_ITEMS = 500
MAX_BATCH_BYTES = 5 * 1024 * 1024


class Kind(StrEnum):
    """The kinds of items (``soort``)."""

    OBSERVATION = "waarneming"
    ROUND = "ronde"
    PERCEPTION = "beleving"
    EVENT = "gebeurtenis"


class BatchIn(Shape):
    """The body of ``POST /api/v1/synchronisaties``; items are judged one by one."""

    device: Annotated[Line | None, Field(alias="apparaat")] = None
    sent_at: Annotated[Moment, Field(alias="verzondenOp")]
    items: list[Any]


class ItemIn(Shape):
    """One item, its content not read yet."""

    kind: Annotated[Kind, Field(alias="soort")]
    id: Id
    content: Annotated[dict[str, Any], Field(alias="inhoud")]


@dataclass(frozen=True)
class Item:
    """An item with its place in the batch, and the id as the phone wrote it."""

    number: int
    id: UUID
    kind: Kind
    content: dict[str, Any]


def read_batch(data: Any) -> BatchIn:
    """The envelope. Raises 400, or 413 with the limit for too many items."""
    batch = read(BatchIn, data)
    if len(batch.items) > MAX_ITEMS:
        raise errors.too_large(f"Stuur ten hoogste {MAX_ITEMS} items tegelijk.", MAX_ITEMS)
    return batch


def read_item(number: int, data: Any) -> Item:
    """One item. Raises 400."""
    if not isinstance(data, dict):
        raise errors.bad_input([FieldError("#", "dict_type", "Een item is een object.")])
    item = read(ItemIn, data)
    return Item(number, item.id, item.kind, item.content)


def result_json(raw_id: Any, verdict: Verdict) -> dict[str, Any]:
    """What the phone is told of one item."""
    told: dict[str, Any] = {"id": raw_id, "uitkomst": verdict.outcome.value}
    if verdict.problem is not None:
        told["probleem"] = verdict.problem.as_dict()
    return told


def _echoed_id(item: Any) -> str | None:
    """The id as the phone wrote it, so that it finds its item; not what is no text at all."""
    raw = item.get("id") if isinstance(item, dict) else None
    return raw if isinstance(raw, str) and raw.isprintable() else None


def answer_json(
    received_at: datetime, items: Sequence[Any], verdicts: Sequence[Verdict]
) -> dict[str, Any]:
    """The whole answer, one result per item in their order."""
    results = [
        result_json(_echoed_id(item), verdict)
        for item, verdict in zip(items, verdicts, strict=True)
    ]
    return {"ontvangenOp": utc_text(received_at), "resultaten": results}
