"""The API of tasks."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request

from wijkschouw.errors import Problem
from wijkschouw.geo import feature_collection
from wijkschouw.personal_data import warnings_for
from wijkschouw.tasks import service, steps
from wijkschouw.tasks.schemas import ListQuery, TaskIn
from wijkschouw.tasks.views.base import blueprint
from wijkschouw.web import (
    current_user,
    get_session,
    json_answer,
    keep_despite_problem,
    parse,
    parse_query,
    read_json,
)

GEOJSON = "application/geo+json"
MAX_STEP_BYTES = 64 * 1024


@blueprint.get("/api/v1/taken")
def list() -> Response:  # noqa: A001 - the endpoint's name; nothing here uses the builtin
    """Tasks of one's own areas or teams: most urgent first, nearest first with ``bij``.

    Each with its timeline, as alone: phones show it where there is no network.
    """
    query = parse_query(ListQuery)
    tasks = service.list_tasks(
        get_session(),
        current_user(),
        states=query.states(),
        team=query.team,
        mine=query.mijn,
        here=query.bij,
        area=query.gebied,
        theme=query.thema,
        timelines=True,
        limit=query.limiet + 1,
        offset=query.cursor,
    )
    links = []
    if len(tasks) > query.limiet:
        following = request.args.to_dict() | {"cursor": str(query.cursor + query.limiet)}
        links.append({"rel": "next", "href": f"/api/v1/taken?{urlencode(following)}"})
    return json_answer(feature_collection(tasks[: query.limiet], links=links), mimetype=GEOJSON)


@blueprint.get("/api/v1/taken/<uuid:task_id>")
def show(task_id: UUID) -> Response:
    """One task with its timeline."""
    return json_answer(service.show(get_session(), current_user(), task_id), mimetype=GEOJSON)


@blueprint.put("/api/v1/taken/<uuid:task_id>")
def put(task_id: UUID) -> Response:
    """Make a task: 201; the same again 200; other content 409."""
    data = parse(TaskIn, read_json())
    new, task = service.make(get_session(), current_user(), task_id, data)
    return _answer(task, data.toelichting, new)


@blueprint.put("/api/v1/taken/<uuid:task_id>/gebeurtenissen/<uuid:event_id>")
def put_event(task_id: UUID, event_id: UUID) -> Response:
    """Take a step: 201 with the task; again 200; 409 (kept) when the state forbids it."""
    data = read_json(MAX_STEP_BYTES)
    outcome, answer = steps.receive_event(get_session(), current_user(), task_id, event_id, data)
    if isinstance(answer, Problem):
        if answer.extra.get("bewaard"):
            keep_despite_problem()
        raise answer
    return _answer(answer, str(data.get("toelichting") or ""), outcome == steps.NEW)


def _answer(task: dict[str, Any], note: str, new: bool) -> Response:
    """A task that was written; with ``waarschuwingen`` when the note seems to point at a person."""
    found = warnings_for(note, "#/toelichting")
    answer = task | {"waarschuwingen": found} if found else task
    return json_answer(answer, 201 if new else 200, mimetype=GEOJSON)
