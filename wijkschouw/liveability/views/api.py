"""Scores in the API."""

from flask import Response

from wijkschouw.liveability import documents
from wijkschouw.liveability.schemas import Level, ScoresQuery
from wijkschouw.liveability.views.base import blueprint, require_detail
from wijkschouw.web import current_user, get_session, json_answer, parse_query


@blueprint.get("/api/v1/leefbaarheid", endpoint="list")
def list_scores() -> Response:
    """De leefbaarheid per gebied als FeatureCollection, met marge en dekking."""
    query = parse_query(ScoresQuery)
    if query.niveau is Level.CEL:
        require_detail(query.gebied)
    body, etag = documents.scores_document(get_session(), current_user().municipality, query)
    return json_answer(body, etag=etag, mimetype="application/geo+json")
