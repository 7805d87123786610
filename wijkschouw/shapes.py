"""Shapes that many kinds of input share: identifiers, moments, notes, places; and reading them.

Strict where a phone could be misread: a number is a number and no text, a moment has a zone.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from wijkschouw import errors, geo
from wijkschouw.errors import FieldError

MAX_NOTE = 2000
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")

S = TypeVar("S", bound=BaseModel)


class Shape(BaseModel):
    """Comes in with Dutch names; keys that this version does not know are left aside, since a phone
    may be newer than its server."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", validate_by_name=True, validate_by_alias=True
    )


def _written_uuid(value: Any) -> Any:
    if isinstance(value, str) and not _UUID.fullmatch(value):
        raise PydanticCustomError("uuid", "Dit is geen UUID.")
    return value


def _written_moment(value: Any) -> Any:
    # Numbers too are moments for pydantic; nobody here means seconds since 1970.
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _MOMENT.match(value):
        raise PydanticCustomError("tijdstip", "Dit is geen tijdstip volgens RFC 3339.")
    return value


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise PydanticCustomError("tijdstip", "Dit tijdstip bestaat niet in UTC.") from error


def plain_text(text: str) -> str:
    """``text`` when it can be stored and shown; control characters but line breaks cannot."""
    if not text.isprintable():
        for sign in text:
            if sign not in "\n\r" and unicodedata.category(sign) in ("Cc", "Cs"):
                raise PydanticCustomError("stuurteken", "Gebruik geen stuurtekens.")
    return text


Id = Annotated[UUID, BeforeValidator(_written_uuid)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written_moment), AfterValidator(_in_utc)]
Note = Annotated[str, Field(max_length=MAX_NOTE), AfterValidator(plain_text)]
Line = Annotated[str, Field(max_length=200), AfterValidator(plain_text)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]


def read_uuid(value: Any) -> UUID | None:
    """A UUID from its usual writing; None for anything else."""
    return UUID(value) if isinstance(value, str) and _UUID.fullmatch(value) else None


def _in_netherlands(coordinates: list[float]) -> tuple[float, ...]:
    lon, lat = coordinates[0], coordinates[1]
    if not geo.in_netherlands(lon, lat):
        raise PydanticCustomError(
            "buiten-nederland",
            "Deze plek ligt buiten Nederland. Staan lengte en breedte in de goede volgorde?",
        )
    return round(lon, geo.DEGREE_DIGITS), round(lat, geo.DEGREE_DIGITS)


# lon, lat and perhaps a height, which nobody uses.
LonLat = Annotated[list[Number], Field(min_length=2, max_length=3), AfterValidator(_in_netherlands)]


class PointIn(Shape):
    """A GeoJSON point in the European Netherlands."""

    type: Annotated[str, Field(pattern="^Point$")]
    coordinates: LonLat


def read(shape: type[S], data: Any, context: Mapping[str, Any] | None = None) -> S:
    """``data`` in its shape. Raises 400 that names everything that is wrong at once."""
    try:
        return shape.model_validate(data, context=context)
    except ValidationError as error:
        raise errors.bad_input(field_errors(error)) from error


def field_errors(error: ValidationError, start: str = "#", in_: str = "body") -> list[FieldError]:
    """What pydantic found, with JSON pointers as places."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return [
        FieldError(
            start + "".join(f"/{_token(part)}" for part in e["loc"]),
            e["type"],
            e["msg"].removeprefix("Value error, "),
            in_,
        )
        for e in found
    ]


def _token(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
