"""What the API can do, as its description tells it: one line per call.

The shapes of what comes in are the pydantic models that the views themselves parse with; a test
compares this table with the app's routes, both ways.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from wijkschouw.accounts.schemas import Credentials
from wijkschouw.areas.schemas import AreasQuery
from wijkschouw.intake.schemas import BatchIn
from wijkschouw.liveability.schemas import ScoresQuery
from wijkschouw.observations.schemas import ChangeIn, Filters, ObservationIn, WithdrawalIn
from wijkschouw.perceptions.schemas import FiguresQuery, PerceptionIn
from wijkschouw.photos.schemas import RedactionIn
from wijkschouw.rounds.schemas import CellsQuery, RoundIn
from wijkschouw.rounds.schemas import ListQuery as RoundsQuery
from wijkschouw.tasks.schemas import ListQuery as TasksQuery
from wijkschouw.tasks.schemas import StepIn, TaskIn

OBJECT, FEATURE, COLLECTION, PICTURE = "object", "Feature", "FeatureCollection", "image/jpeg"


@dataclass(frozen=True)
class Operation:
    """``path`` below ``/api/v1``; ``answers``: status → what is in the body (None: nothing)."""

    method: str
    path: str
    summary: str
    tag: str
    answers: Mapping[int, str | None]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    problems: tuple[int, ...] = ()
    etag: bool = False  # answers with one, takes If-None-Match
    if_match: bool = False
    public: bool = False
    raw_body: bool = False  # bytes with Content-Digest
    more_query: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


SAME = {201: FEATURE, 200: FEATURE}

OPERATIONS = (
    Operation("get", "/openapi.json", "Deze beschrijving", "dienst", {200: OBJECT}, public=True),
    # --- who ---
    Operation(
        "post", "/aanmelding", "Aanmelden vanuit de veld-app", "aanmelding", {200: OBJECT},
        body=Credentials, problems=(401, 413, 429), public=True,
    ),
    Operation("delete", "/aanmelding", "Afmelden", "aanmelding", {200: OBJECT}, public=True),
    Operation("get", "/ik", "Wie is aangemeld, en wat mag die", "aanmelding", {200: OBJECT}),
    # --- where and what ---
    Operation(
        "get", "/catalogus", "Thema's, categorieën, niveaus en schouwlijsten", "catalogus",
        {200: OBJECT}, etag=True, problems=(404,),
    ),
    Operation(
        "get", "/gebieden", "Wijken of buurten met hun omtrek", "gebieden", {200: COLLECTION},
        query=AreasQuery, etag=True,
    ),
    # --- observations ---
    Operation(
        "get", "/waarnemingen", "Waarnemingen, nieuwste eerst", "waarnemingen", {200: COLLECTION},
        query=Filters,
    ),
    Operation(
        "get", "/waarnemingen/{id}", "Eén waarneming", "waarnemingen", {200: FEATURE}, etag=True,
        problems=(410,),
    ),
    Operation(
        "put", "/waarnemingen/{id}", "Een waarneming vastleggen; herhalen mag", "waarnemingen",
        SAME, body=ObservationIn, problems=(409, 410, 413, 415),
    ),
    Operation(
        "patch", "/waarnemingen/{id}", "Een waarneming verbeteren", "waarnemingen", {200: FEATURE},
        body=ChangeIn, if_match=True, problems=(410, 413, 415),
    ),
    Operation(
        "delete", "/waarnemingen/{id}", "Een waarneming intrekken", "waarnemingen", {204: None},
        body=WithdrawalIn, if_match=True, problems=(410, 413, 415),
    ),
    # --- photos ---
    Operation(
        "put", "/fotos/{id}", "De bytes van een aangekondigde foto", "fotos",
        {201: OBJECT, 200: OBJECT}, raw_body=True, problems=(409, 410, 413, 415, 422),
    ),
    Operation(
        "get", "/fotos/{id}", "Een veilige verkleining van een foto", "fotos", {200: PICTURE},
        problems=(410,), etag=True,
        more_query={"formaat": {"type": "string", "enum": ["klein", "groot"], "default": "groot"}},
    ),
    Operation(
        "post", "/fotos/{id}/afschermingen", "Vlakken van een foto voorgoed afschermen", "fotos",
        {200: OBJECT}, body=RedactionIn, if_match=True, problems=(410, 413, 415, 422, 503),
    ),
    # --- rounds ---
    Operation(
        "get", "/rondes", "Rondes, nieuwste eerst", "rondes", {200: OBJECT}, query=RoundsQuery
    ),
    Operation("get", "/rondes/{id}", "Eén ronde met haar looproute", "rondes", {200: OBJECT}),
    Operation(
        "put", "/rondes/{id}", "Een ronde vastleggen; een hogere reeks geldt", "rondes",
        {201: OBJECT, 200: OBJECT}, body=RoundIn, problems=(409, 413, 415),
    ),
    Operation(
        "get", "/cellen", "De cellen van een gebied, en wanneer ze zijn gezien", "rondes",
        {200: OBJECT}, query=CellsQuery, problems=(404,),
    ),
    Operation("get", "/planning", "De rondes die u zijn gevraagd", "rondes", {200: OBJECT}),
    # --- perceptions ---
    Operation(
        "get", "/belevingen", "Hoe veilig men zich voelt, per gebied", "beleving",
        {200: COLLECTION}, query=FiguresQuery,
    ),
    Operation(
        "put", "/belevingen/{id}", "Een beleving vastleggen; herhalen mag", "beleving", SAME,
        body=PerceptionIn, problems=(409, 413, 415),
    ),
    # --- all at once ---
    Operation(
        "post", "/synchronisaties", "Alles van een telefoon, elk onderdeel apart beoordeeld",
        "synchronisatie", {200: OBJECT}, body=BatchIn, problems=(413, 415),
    ),
    # --- tasks ---
    Operation(
        "get", "/taken", "Taken met hun tijdlijn: dringendste of dichtstbijzijnde eerst", "taken",
        {200: COLLECTION}, query=TasksQuery,
    ),
    Operation("get", "/taken/{id}", "Eén taak met zijn tijdlijn", "taken", {200: FEATURE}),
    Operation(
        "put", "/taken/{id}", "Een taak maken van waarnemingen", "taken", SAME, body=TaskIn,
        problems=(409, 413, 415),
    ),
    Operation(
        "put", "/taken/{id}/gebeurtenissen/{gebeurtenis}", "Een stap in het leven van een taak",
        "taken", SAME, body=StepIn, problems=(409, 413, 415),
    ),
    # --- scores ---
    Operation(
        "get", "/leefbaarheid", "Leefbaarheid per gebied, met marge en dekking", "leefbaarheid",
        {200: COLLECTION}, query=ScoresQuery, etag=True,
    ),
)  # fmt: skip
