"""The areas in the API."""

from flask import Blueprint, Response

from wijkschouw.areas import service
from wijkschouw.areas.schemas import AreasQuery
from wijkschouw.web import current_user, get_session, json_answer, parse_query

blueprint = Blueprint("areas", __name__)


@blueprint.get("/api/v1/gebieden", endpoint="list")
def list_areas() -> Response:
    """De wijken of buurten van de gemeente als FeatureCollection."""
    query = parse_query(AreasQuery)
    body, etag = service.areas_document(get_session(), current_user().municipality, query.niveau)
    return json_answer(body, etag=etag, mimetype="application/geo+json")
