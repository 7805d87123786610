"""Scores in the API."""

from flask import Blueprint, Response

from wijkschouw import errors
from wijkschouw.accounts.rules import Role, roles_of, scope_of
from wijkschouw.areas import service as areas
from wijkschouw.liveability import documents
from wijkschouw.liveability.schemas import Level, ScoresQuery
from wijkschouw.web import current_user, get_session, json_answer, parse_query

blueprint = Blueprint("liveability", __name__)


@blueprint.get("/api/v1/leefbaarheid", endpoint="list")
def list_scores() -> Response:
    """De leefbaarheid per gebied als FeatureCollection, met marge en dekking."""
    query = parse_query(ScoresQuery)
    if query.niveau is Level.CEL:
        _require_detail(query.gebied)
    body, etag = documents.scores_document(get_session(), current_user().municipality, query)
    return json_answer(body, etag=etag, mimetype="application/geo+json")


def _require_detail(code: str | None) -> None:
    """Cells, readings and photos of a buurt are for the wijkmanagers who work for it."""
    if not code:
        raise errors.bad_field(
            "gebied", "missing", "Kies de buurt waarvan u de cellen wilt.", "query"
        )
    user = current_user()
    if Role.WIJKMANAGER not in roles_of(user):
        raise errors.forbidden("Alleen wijkmanagers zien een buurt tot op de cel.")
    info = areas.find_area(get_session(), user.municipality, code)
    if info is None or not scope_of(user).can_see_area(info.wijk_code, info.code):
        raise errors.not_found("Deze buurt is er niet.")
