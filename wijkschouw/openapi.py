"""``/api/v1/openapi.json``: the description of the API (OpenAPI 3.1), for everybody.

Made from the pydantic shapes that the views parse with and the table in api_operations.py, so that
what is described is what is checked.
"""

import re
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from wijkschouw.api_operations import COLLECTION, FEATURE, OPERATIONS, PICTURE, Operation
from wijkschouw.errors import KINDS
from wijkschouw.headers import API_VERSION
from wijkschouw.web import config, json_answer

PREFIX = "/api/v1"
REF = "#/components/schemas/{model}"
Json = dict[str, Any]
blueprint = Blueprint("openapi", __name__)

TAGS = {
    "dienst": "De API zelf.",
    "aanmelding": "Aan- en afmelden, en wie is aangemeld.",
    "catalogus": "Wat er te zien valt: thema's, categorieën, niveaus.",
    "gebieden": "Wijken en buurten.",
    "waarnemingen": "Wat er waar is gezien.",
    "fotos": "Foto's bij waarnemingen en taken.",
    "rondes": "Rondes met hun looproute.",
    "beleving": "Hoe veilig iemand zich ergens voelt.",
    "synchronisatie": "Alles wat een telefoon heeft verzameld, in één keer.",
    "taken": "Opvolging.",
    "leefbaarheid": "Scores per gebied.",
}
PROBLEMS = {
    400: "De invoer is niet geldig; `errors` noemt alles wat er mis is.",
    401: "U bent niet aangemeld.",
    403: "Dit is voor u niet toegestaan.",
    404: "Dit is er niet, of het is niet van u.",
    409: "Dit botst met wat er al is; er is niets veranderd.",
    410: "Dit is ingetrokken.",
    412: "Iemand heeft dit intussen gewijzigd.",
    413: "Dit is te groot; `limiet` zegt wat er kan.",
    415: "Dit soort inhoud kan niet.",
    422: "Dit kan niet worden gebruikt.",
    428: "If-Match ontbreekt.",
    429: "Te veel verzoeken; zie Retry-After.",
    503: "Even niet beschikbaar; er is niets opgeslagen. Zie Retry-After.",
}
# Written as text in a query, whatever they become inside.
AS_TEXT = {
    "bbox": "west,zuid,oost,noord in graden",
    "bij": "lengte,breedte in graden",
    "cursor": "uit de link `next` van de vorige bladzijde",
}


@blueprint.get(f"{PREFIX}/openapi.json")
def document() -> Response:
    """The description; open to pages of others, since it holds nothing of anybody."""
    settings = config()
    answer = json_answer(
        describe(settings.contact, settings.public_url), cache="public, max-age=60"
    )
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@lru_cache(maxsize=4)
def describe(contact: str, public_url: str | None) -> Json:
    """The whole document."""
    paths: dict[str, Json] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "wijkschouw",
            "version": API_VERSION,
            "summary": "Wat er in de wijk te zien is, de opvolging ervan en de leefbaarheid.",
            "description": "Tijden in UTC (RFC 3339); plaatsen als GeoJSON (RFC 7946, CRS84); "
            "fouten als application/problem+json (RFC 9457).",
            "contact": _contact(contact),
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": (public_url or "").rstrip("/") + PREFIX}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "security": [{"token": []}, {"sessie": [], "csrf": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "responses": {str(status): _problem(text) for status, text in PROBLEMS.items()},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "sessie": {"type": "apiKey", "in": "cookie", "name": "wijkschouw"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
            },
        },
    }


def _contact(contact: str) -> Json:
    if contact.startswith("mailto:"):
        return {"name": "Beheer van wijkschouw", "email": contact.removeprefix("mailto:")}
    return {"name": "Beheer van wijkschouw", "url": contact}


def _operation(operation: Operation) -> Json:
    described: Json = {
        "operationId": _id(operation),
        "summary": operation.summary,
        "tags": [operation.tag],
        "responses": _responses(operation),
    }
    parameters = [*_path_parameters(operation), *_headers(operation), *_query(operation)]
    if parameters:
        described["parameters"] = parameters
    if operation.body:
        described["requestBody"] = {
            "required": operation.method != "delete",
            "content": {"application/json": {"schema": _ref(operation.body.__name__)}},
        }
    if operation.raw_body:
        octets = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
        described["requestBody"] = {
            "required": True,
            "content": {"application/octet-stream": octets},
        }
    if operation.public:
        described["security"] = []
    return described


def _id(operation: Operation) -> str:
    words = re.findall(r"[a-z]+", operation.path.replace(".json", ""))
    return "_".join([operation.method, *words])


def _ref(name: str) -> Json:
    return {"$ref": REF.format(model=name)}


# --- what comes in -----------------------------------------------------------------------------


def _path_parameters(operation: Operation) -> list[Json]:
    return [
        _parameter(name, "path", {"type": "string", "format": "uuid"}, required=True)
        for name in re.findall(r"{(\w+)}", operation.path)
    ]


def _headers(operation: Operation) -> list[Json]:
    text = {"type": "string"}
    found = []
    if operation.if_match:
        found.append(_parameter("If-Match", "header", text, required=True))
    if operation.etag:
        found.append(_parameter("If-None-Match", "header", text))
    if operation.raw_body:
        digest = {"type": "string", "pattern": "sha-256=:[A-Za-z0-9+/]+={0,2}:"}
        found.append(_parameter("Content-Digest", "header", digest, required=True))
    return found


def _query(operation: Operation) -> list[Json]:
    found = dict(operation.more_query)
    if operation.query:
        schema = operation.query.model_json_schema(by_alias=True)
        known = schema.get("$defs", {})
        found |= {name: _flat(name, part, known) for name, part in schema["properties"].items()}
    return [_parameter(name, "query", schema) for name, schema in found.items()]


def _flat(name: str, schema: Json, known: Json) -> Json:
    """A key of a query is text or left out: no null, no lists, and no names of shapes."""
    if name in AS_TEXT:
        return {"type": "string", "description": AS_TEXT[name]}
    kinds = [kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null"]
    kept = {key: schema[key] for key in ("default",) if schema.get(key) is not None}
    kind = known[kinds[0]["$ref"].rpartition("/")[2]] if "$ref" in kinds[0] else kinds[0]
    return {k: v for k, v in kind.items() if k not in ("title", "default")} | kept


def _parameter(name: str, place: str, schema: Any, *, required: bool = False) -> Json:
    return {"name": name, "in": place, "required": required, "schema": schema}


# --- what goes out -----------------------------------------------------------------------------


def _responses(operation: Operation) -> Json:
    found: Json = {}
    for status, content in operation.answers.items():
        found[str(status)] = _answer(content, operation.etag or operation.if_match)
    if operation.etag:
        found["304"] = {"description": "Ongewijzigd sinds If-None-Match"}
    statuses = {*operation.problems, 503}
    if operation.body or operation.query or operation.raw_body or operation.more_query:
        statuses.add(400)
    if not operation.public:
        statuses |= {401, 403}
    if "{" in operation.path:
        statuses.add(404)
    if operation.if_match:
        statuses |= {412, 428}
    for status in sorted(statuses):
        found[str(status)] = {"$ref": f"#/components/responses/{status}"}
    return found


def _answer(content: str | None, etag: bool) -> Json:
    headers: Json = {"API-Version": {"schema": {"type": "string"}}}
    if etag:
        headers["ETag"] = {"schema": {"type": "string"}}
    described: Json = {"description": "Gelukt", "headers": headers}
    if content == PICTURE:
        described["content"] = {PICTURE: {}}
    elif content in (FEATURE, COLLECTION):
        described["content"] = {"application/geo+json": {"schema": _ref(content)}}
    elif content:
        described["content"] = {"application/json": {"schema": {"type": "object"}}}
    return described


def _problem(text: str) -> Json:
    content = {"application/problem+json": {"schema": _ref("Problem")}}
    return {"description": text, "content": content}


def _schemas() -> Json:
    bodies: list[type[BaseModel]] = list(dict.fromkeys(o.body for o in OPERATIONS if o.body))
    _, found = models_json_schema([(body, "validation") for body in bodies], ref_template=REF)
    schemas: Json = found.get("$defs", {})
    return schemas | _written()


def _written() -> Json:
    """The shapes that no model of ours makes."""
    text, anything = {"type": "string"}, {"type": "object"}
    field_error = dict.fromkeys(("in", "location", "code", "detail"), text)
    return {
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": {"type": "string", "enum": [f"/problemen/{kind.code}" for kind in KINDS]},
                "title": text,
                "status": {"type": "integer"},
                "detail": text,
                "instance": text,
                "errors": {"type": "array", "items": {"type": "object", "properties": field_error}},
            },
        },
        "Feature": {
            "type": "object",
            "required": ["type", "geometry", "properties"],
            "properties": {
                "type": {"const": "Feature"},
                "id": text,
                "geometry": {"type": ["object", "null"]},
                "properties": anything,
            },
        },
        "FeatureCollection": {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": {"const": "FeatureCollection"},
                "features": {"type": "array", "items": _ref(FEATURE)},
                "links": {"type": "array", "items": anything},
            },
        },
    }
