"""``GET /api/v1/belevingen``: figures per area. What comes in is in intake/views.py."""

from flask import Blueprint, Response

from wijkschouw import geo
from wijkschouw.areas import service as areas
from wijkschouw.perceptions import service
from wijkschouw.perceptions.rules import Figure
from wijkschouw.perceptions.schemas import FiguresQuery
from wijkschouw.web import current_user, get_session, json_answer, parse_query

blueprint = Blueprint("perceptions", __name__)


@blueprint.get("/api/v1/belevingen", endpoint="list")
def list_() -> Response:
    """How safe people felt per area: n, mean and interval, none below three."""
    query = parse_query(FiguresQuery)
    session, municipality = get_session(), current_user().municipality
    figures = service.list_figures(session, municipality, query.level, query.period)
    shapes = areas.shapes(session, municipality, query.level)
    names = {info.code: info.name for info in areas.list_areas(session, municipality, query.level)}
    features = [
        geo.feature_of(shapes.get(code), _properties(code, names.get(code), figure), code)
        for code, figure in sorted(figures.items())
    ]
    content = geo.feature_collection(features, niveau=query.level, periode=query.period)
    return json_answer(content, mimetype="application/geo+json")


def _properties(code: str, name: str | None, figure: Figure) -> dict[str, object]:
    return {
        "code": code,
        "naam": name,
        "aantal": figure.count,
        "gemiddelde": _rounded(figure.mean),
        "ondergrens": _rounded(figure.low),
        "bovengrens": _rounded(figure.high),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
