"""The API of rounds, cells and plans. What comes in from the phone is in intake/views.py."""

from uuid import UUID

from flask import Response

from wijkschouw.db import utc_now
from wijkschouw.observations.presenting import utc_text
from wijkschouw.rounds import service
from wijkschouw.rounds.schemas import CellsQuery, ListQuery, round_json
from wijkschouw.rounds.views.base import blueprint
from wijkschouw.web import current_user, get_session, json_answer, parse_query


@blueprint.get("/api/v1/rondes", endpoint="list")
def list_() -> Response:
    """Rounds that the caller may see, newest first, without their tracks."""
    query = parse_query(ListQuery)
    told = service.list_rounds(
        get_session(), current_user(), query.area, query.limit + 1, query.offset
    )
    links = []
    if len(told) > query.limit:
        area = f"gebied={query.area}&" if query.area else ""
        following = f"{area}limiet={query.limit}&cursor={query.offset + query.limit}"
        links.append({"rel": "next", "href": f"/api/v1/rondes?{following}"})
    rounds = [round_json(one, with_track=False) for one in told[: query.limit]]
    return json_answer({"rondes": rounds, "links": links})


@blueprint.get("/api/v1/rondes/<uuid:round_id>")
def show(round_id: UUID) -> Response:
    """One round with its track."""
    session, user = get_session(), current_user()
    row = service.find(session, user, round_id)
    return json_answer(service.as_json(session, user, row), etag=str(row.sequence))


@blueprint.get("/api/v1/cellen")
def cells() -> Response:
    """The cells of a buurt or wijk and when each was last seen: what a draw is made from."""
    query = parse_query(CellsQuery)
    found = service.cells_with_last_seen(get_session(), current_user().municipality, query.area)
    content = {
        "gebied": query.area,
        "cellen": [{"cel": cell, "laatstGezien": utc_text(at)} for cell, at in found.items()],
    }
    return json_answer(content)


@blueprint.get("/api/v1/planning")
def planning() -> Response:
    """The rounds that the caller is asked to walk."""
    plans = service.plans_for_phone(get_session(), current_user(), utc_now().date())
    return json_answer({"planning": plans})
