"""What comes in (a task, a step) and what goes out (GeoJSON)."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from wijkschouw import geo, shapes
from wijkschouw.observations.rules import digest_of
from wijkschouw.photos.schemas import PhotoIn
from wijkschouw.shapes import Id, Line, Moment, Note, Shape
from wijkschouw.tasks.models import Task, TaskEvent
from wijkschouw.tasks.rules import OPEN, EventKind, Outcome, State, Step, is_overdue


class TaskIn(Shape):
    """The body of ``PUT /api/v1/taken/{uuid}``; without ``termijn`` the category's is taken."""

    waarnemingen: list[Id] = Field(min_length=1, max_length=100)
    team: Line | None = None
    termijn: date | None = None
    toelichting: Note = ""

    def digest(self) -> str:
        """Equal for equal content, whatever the order of keys and observations."""
        return digest_of(
            {
                "waarnemingen": sorted(str(id_) for id_ in set(self.waarnemingen)),
                "team": self.team or None,
                "termijn": self.termijn.isoformat() if self.termijn else None,
                "toelichting": self.toelichting,
            }
        )


class ListQuery(BaseModel):
    """The query of ``GET /api/v1/taken``; ``status`` may name several with commas, or ``open``."""

    model_config = ConfigDict(extra="forbid")

    status: str = ""
    team: str | None = None
    gebied: str | None = None
    thema: str | None = None
    mijn: bool = False
    bij: tuple[float, float] | None = None
    limiet: int = Field(default=500, ge=1, le=1000)
    cursor: int = Field(default=0, ge=0, le=1_000_000)

    @field_validator("bij", mode="before")
    @classmethod
    def _a_place(cls, text: Any) -> Any:
        parts = str(text).split(",")
        try:
            lon, lat = (float(part) for part in parts)
        except ValueError:
            raise ValueError("Geef lon,lat in graden.") from None
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError("Geef lon,lat in graden.")
        return lon, lat

    @field_validator("status")
    @classmethod
    def _known_states(cls, text: str) -> str:
        unknown = [part for part in text.split(",") if part and part not in (*State, "open")]
        if unknown:
            raise ValueError(f"Onbekende status: {', '.join(unknown)}.")
        return text

    def states(self) -> list[str]:
        """The states asked for; empty for all."""
        wanted = [part for part in self.status.split(",") if part]
        if "open" in wanted:
            wanted += [state.value for state in OPEN]
        return sorted(set(wanted) - {"open"})


class PageQuery(BaseModel):
    """The query of the page ``/taken``; empty choices are none, what is unknown is left aside."""

    model_config = ConfigDict(extra="ignore")

    status: str = "open"
    team: str = ""
    gebied: str = ""
    thema: str = ""
    mijn: bool = False
    telaat: bool = False
    bij: str = ""
    pagina: int = Field(default=1, ge=1, le=10_000)

    @field_validator("status")
    @classmethod
    def _known(cls, text: str) -> str:
        return text if text in (*State, "open", "alle") else "open"

    @field_validator("bij")
    @classmethod
    def _place_or_none(cls, text: str) -> str:
        try:
            lon, lat = (float(part) for part in text.split(","))
        except ValueError:
            return ""
        return text if geo.in_netherlands(lon, lat) else ""

    def filters(self) -> dict[str, Any]:
        """For service.list_tasks."""
        chosen = {"open": [s.value for s in OPEN], "alle": []}.get(self.status, [self.status])
        here = tuple(float(part) for part in self.bij.split(",")) if self.bij else None
        return {
            "states": chosen,
            "team": self.team or None,
            "area": self.gebied or None,
            "theme": self.thema or None,
            "mine": self.mijn,
            "overdue": self.telaat,
            "here": here,
        }

    def given(self) -> dict[str, Any]:
        """What differs from an empty query, for addresses."""
        values = self.model_dump(exclude_defaults=True, exclude={"pagina"})
        return {name: "true" if value is True else value for name, value in values.items()}


class StepIn(Shape):
    """The body of ``PUT …/gebeurtenissen/{uuid}``; ``op`` is what the phone's clock said."""

    soort: EventKind
    op: Moment
    uitkomst: Outcome | None = None
    toelichting: Note = ""
    aan: Line | None = None
    referentie: Line = ""
    fotos: list[PhotoIn] = Field(default_factory=list, max_length=20)

    def step(self) -> Step:
        """What the rules judge."""
        return Step(
            self.soort, self.uitkomst, self.toelichting, self.aan, self.referentie, len(self.fotos)
        )

    def digest(self, task_id: UUID) -> str:
        """Equal for equal content; the clock's correction does not count, ``op`` as sent does."""
        return digest_of(
            {
                "taak": str(task_id),
                "soort": self.soort.value,
                "op": self.op.astimezone(UTC).isoformat(),
                "uitkomst": self.uitkomst.value if self.uitkomst else None,
                "toelichting": self.toelichting,
                "aan": self.aan or None,
                "referentie": self.referentie,
                "fotos": [photo.canonical() for photo in self.fotos],
            }
        )


def read_step(data: Any) -> StepIn:
    """A step from JSON. Raises Problem (bad input) that names all that is wrong."""
    return shapes.read(StepIn, data)


# --- What goes out --------------------------------------------------------------------------------


@dataclass
class About:
    """What the API and the pages tell of a task besides its own row."""

    observations: list[UUID] = field(default_factory=list)
    photos: list[dict[str, Any]] = field(default_factory=list)
    missing_photos: int = 0
    overdue_photos: int = 0
    steps: list[EventKind] = field(default_factory=list)
    team_name: str | None = None
    assignee: str | None = None
    level: str | None = None
    distance_m: float | None = None


def task_feature(
    task: Task, about: About, today: date, events: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """A task as a GeoJSON Feature; without ``events`` it tells nothing of its timeline."""
    properties: dict[str, Any] = {
        "status": task.state,
        "team": task.team_code,
        "teamNaam": about.team_name,
        "behandelaar": {"id": str(task.assignee_id), "naam": about.assignee}
        if task.assignee_id
        else None,
        "thema": task.theme,
        "categorie": task.category,
        "niveau": about.level,
        "gevoelig": task.sensitive,
        "termijn": task.due_on.isoformat() if task.due_on else None,
        "teLaat": is_overdue(State(task.state), task.due_on, today),
        "toelichting": task.note,
        "gebied": task.area_code,
        "wijk": task.wijk_code,
        "waarnemingen": [str(id_) for id_ in about.observations],
        "fotos": about.photos,
        # Proof is what the server has: until the last announced photo is in, a task says so.
        "volledig": about.missing_photos == 0,
        "ontbrekendeFotos": about.missing_photos,
        # Of those: announced over a day ago. What waits for proof goes on without them.
        "uitgeblevenFotos": about.overdue_photos,
        "externeReferentie": task.external_reference or None,
        "mogelijkeStappen": [kind.value for kind in about.steps],
        "versie": task.version,
        "aangemaaktOp": as_time(task.created_at),
        "gewijzigdOp": as_time(task.updated_at),
    }
    if about.distance_m is not None:
        properties["afstand"] = round(about.distance_m)
    if events is not None:
        properties["gebeurtenissen"] = events
    point = {"type": "Point", "coordinates": [task.lon, task.lat]}
    return geo.feature_of(point, properties, str(task.id))


def event_json(event: TaskEvent, by: str | None, photos: list[dict[str, Any]]) -> dict[str, Any]:
    """A step as the API tells it; ``toegepast`` is False when the state forbade it."""
    return {
        "id": str(event.id),
        "soort": event.kind,
        "op": as_time(event.at),
        "ontvangenOp": as_time(event.received_at),
        "door": by,
        "uitkomst": event.outcome,
        "toelichting": event.note,
        "aan": event.to,
        "referentie": event.reference or None,
        "toegepast": event.applied,
        "statusVoor": event.state_before,
        "statusNa": event.state_after,
        "fotos": photos,
    }


def as_time(moment: datetime) -> str:
    """RFC 3339 in UTC, with Z."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
