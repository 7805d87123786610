"""Shapes: an observation that comes in, a correction, the filters of a list, and what goes out."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any, NamedTuple, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from wijkschouw import geo
from wijkschouw.catalogue.rules import Catalogue, Category, Level
from wijkschouw.observations.rules import digest_of
from wijkschouw.photos.schemas import PhotoIn
from wijkschouw.shapes import Id, Moment, Note, Number, PointIn, Shape, Whole, plain_text

MAX_PHOTOS = 20
Code = Annotated[str, Field(max_length=60), AfterValidator(plain_text)]
PlaceSource = Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,19}$")]


def _catalogue(info: ValidationInfo) -> Catalogue | None:
    return (info.context or {}).get("catalogue")


class PropertiesIn(Shape):
    """What was seen. The catalogue comes along as context; without one all codes pass."""

    catalogue_version: Annotated[Whole, Field(alias="catalogusVersie", ge=1, le=2**31 - 1)]
    round_id: Annotated[Id | None, Field(alias="rondeId")] = None
    theme: Annotated[Code, Field(alias="thema")]
    category: Annotated[Code, Field(alias="categorie")]
    level: Annotated[Level, Field(alias="niveau")]
    note: Annotated[Note, Field(alias="toelichting")] = ""
    accuracy: Annotated[Number | None, Field(alias="nauwkeurigheid", ge=0, le=1e6)] = None
    place_source: Annotated[PlaceSource, Field(alias="plaatsbepaling")] = "gps"
    heading: Annotated[Number | None, Field(alias="richting", ge=0, le=360)] = None
    observed_at: Annotated[Moment, Field(alias="waargenomenOp")]
    photos: Annotated[tuple[PhotoIn, ...], Field(alias="fotos", max_length=MAX_PHOTOS)] = ()

    @field_validator("catalogue_version")
    @classmethod
    def _known_version(cls, value: int, info: ValidationInfo) -> int:
        if info.context is not None and _catalogue(info) is None:
            raise PydanticCustomError(
                "onbekende-versie", "Deze versie van de catalogus bestaat hier niet."
            )
        return value

    @field_validator("theme")
    @classmethod
    def _known_theme(cls, value: str, info: ValidationInfo) -> str:
        catalogue = _catalogue(info)
        if catalogue is not None and catalogue.theme(value) is None:
            raise PydanticCustomError("onbekend-thema", "Dit thema staat niet in de catalogus.")
        return value

    @field_validator("category")
    @classmethod
    def _known_category(cls, value: str, info: ValidationInfo) -> str:
        catalogue, theme = _catalogue(info), info.data.get("theme")
        if catalogue is None:
            return value
        known = catalogue.category(theme, value) if theme else catalogue.find_category(value)
        if known is None:
            raise PydanticCustomError(
                "onbekende-categorie", "Deze categorie staat niet bij dit thema in de catalogus."
            )
        return value

    @field_validator("photos")
    @classmethod
    def _photos_allowed(cls, value: tuple[PhotoIn, ...], info: ValidationInfo) -> Any:
        category = _category(info)
        if value and category is not None and not category.photo:
            raise PydanticCustomError("foto-niet-toegestaan", "Bij deze categorie hoort geen foto.")
        if len({photo.id for photo in value}) < len(value):
            raise PydanticCustomError("dubbele-foto", "Elke foto heeft een eigen kenmerk.")
        return value


def _category(info: ValidationInfo) -> Category | None:
    catalogue, theme, code = _catalogue(info), info.data.get("theme"), info.data.get("category")
    return catalogue.category(theme, code) if catalogue and theme and code else None


class ObservationIn(Shape):
    """The body of ``PUT /api/v1/waarnemingen/{uuid}``: a GeoJSON Feature."""

    type: Annotated[str, Field(pattern="^Feature$")]
    id: Id | None = None
    geometry: PointIn
    properties: PropertiesIn

    def canonical(self, sensitive: bool) -> dict[str, Any]:
        """What the digest is made of. A sensitive place is known by its cell alone, here too."""
        p = self.properties
        lon, lat = self.geometry.coordinates
        return {
            "plaats": geo.cell_of(lon, lat) if sensitive else [lon, lat],
            "rondeId": str(p.round_id) if p.round_id else None,
            "thema": p.theme,
            "categorie": p.category,
            "niveau": p.level,
            "toelichting": p.note,
            "nauwkeurigheid": None if p.accuracy is None else float(p.accuracy),
            "plaatsbepaling": p.place_source,
            "richting": None if p.heading is None or sensitive else float(p.heading),
            "waargenomenOp": p.observed_at.isoformat(),
            "catalogusVersie": p.catalogue_version,
            "fotos": [photo.canonical() for photo in p.photos],
        }

    def digest(self, sensitive: bool) -> str:
        """Judges whether a repetition is one."""
        return digest_of(self.canonical(sensitive))


def version_in(data: Any) -> int | None:
    """The catalogue's version that raw input names, before it is known to be well-formed."""
    properties = data.get("properties") if isinstance(data, dict) else None
    version = properties.get("catalogusVersie") if isinstance(properties, dict) else None
    return version if isinstance(version, int) and 0 < version < 2**31 else None


class ChangedProperties(Shape):
    """The properties that can be corrected; those left out stay."""

    theme: Annotated[Code | None, Field(alias="thema")] = None
    category: Annotated[Code | None, Field(alias="categorie")] = None
    level: Annotated[Level | None, Field(alias="niveau")] = None
    note: Annotated[Note | None, Field(alias="toelichting")] = None


class ChangeIn(Shape):
    """The body of ``PATCH``: what changes, and why."""

    geometry: PointIn | None = None
    properties: ChangedProperties = ChangedProperties()
    reason: Annotated[Note, Field(alias="reden")] = ""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.geometry is None and not self.properties.model_fields_set:
            raise PydanticCustomError("leeg", "Er staat niets in dat verandert.")
        return self


class WithdrawalIn(Shape):
    """The body of ``DELETE``."""

    reason: Annotated[Note, Field(alias="reden")] = ""


class Cursor(NamedTuple):
    """Where a page of a list ended."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        text = f"{self.at.isoformat()}|{self.id}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        text = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
        at, _, id_ = text.partition("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError(value)
        return Cursor(moment, UUID(id_))
    except (ValueError, binascii.Error) as error:
        raise PydanticCustomError("cursor", "Deze cursor is niet van ons.") from error


def _read_bbox(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError as error:
        raise PydanticCustomError("bbox", "Geef west,zuid,oost,noord in graden.") from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise PydanticCustomError("bbox", "Geef west,zuid,oost,noord in graden.")
    return west, south, east, north


def _read_bound(value: Any) -> Any:
    """A date means its start; ``tot`` is up to and not with."""
    if isinstance(value, str) and len(value) == 10:
        return f"{value}T00:00:00Z"
    return value.replace(" ", "+") if isinstance(value, str) else value


Bound = Annotated[Moment, BeforeValidator(_read_bound)]


class Filters(Shape):
    """The query of a list. ``area`` is a buurt or wijk; ``until`` is not part of the period."""

    # Only the names of the API: a misspelt filter must not show everything.
    model_config = ConfigDict(extra="forbid", validate_by_name=False, validate_by_alias=True)

    theme: Annotated[Code | None, Field(alias="thema")] = None
    category: Annotated[Code | None, Field(alias="categorie")] = None
    area: Annotated[str | None, Field(alias="gebied", pattern=r"^(WK|BU|GM)\w{4,10}$")] = None
    since: Annotated[Bound | None, Field(alias="van")] = None
    until: Annotated[Bound | None, Field(alias="tot")] = None
    bbox: Annotated[tuple[float, float, float, float] | None, BeforeValidator(_read_bbox)] = None
    round_id: Annotated[Id | None, Field(alias="ronde")] = None
    limit: Annotated[int, Field(alias="limiet", ge=1, le=1000)] = 100
    cursor: Annotated[Cursor | None, BeforeValidator(_read_cursor)] = None
