"""Reading observations. Everything that changes them is in intake/views.py."""

from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, request

from wijkschouw import geo
from wijkschouw.observations import service
from wijkschouw.observations.presenting import etag_of
from wijkschouw.observations.schemas import Filters
from wijkschouw.web import current_user, get_session, json_answer, parse_query

blueprint = Blueprint("observations", __name__)
GEOJSON = "application/geo+json"


@blueprint.get("/api/v1/waarnemingen", endpoint="list")
def list_() -> Response:
    """The observations that the caller may read, newest first, a page at a time."""
    session, user = get_session(), current_user()
    rows, after = service.list_page(session, user, parse_query(Filters))
    here = _address({})
    links = [{"rel": "self", "href": here, "type": GEOJSON}]
    headers = {}
    if after is not None:
        target = _address({"cursor": str(after)})
        links.append({"rel": "next", "href": target, "type": GEOJSON})
        headers["Link"] = f'<{target}>; rel="next"'
    features = service.as_features(session, user, rows)
    content = geo.feature_collection(features, numberReturned=len(features), links=links)
    return json_answer(content, mimetype=GEOJSON, headers=headers)


def _address(changes: dict[str, str]) -> str:
    query = urlencode({**request.args.to_dict(), **changes})
    return f"{request.path}?{query}" if query else request.path


@blueprint.get("/api/v1/waarnemingen/<uuid:observation_id>")
def show(observation_id: UUID) -> Response:
    """One observation; its ETag is what a correction sends as ``If-Match``."""
    session, user = get_session(), current_user()
    row = service.find(session, user, observation_id)
    (content,) = service.as_features(session, user, [row])
    return json_answer(content, etag=etag_of(row), mimetype=GEOJSON)
