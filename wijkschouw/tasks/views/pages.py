"""Pages of tasks: the list with its map, one task, and the steps as forms."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from wijkschouw import errors
from wijkschouw.accounts.rules import Role
from wijkschouw.db import utc_now
from wijkschouw.errors import FieldError, Problem
from wijkschouw.photos import service as photos
from wijkschouw.photos.rules import MAX_BYTES
from wijkschouw.photos.store import FileStore, Incoming, TooLargeError
from wijkschouw.tasks import looking, service, steps
from wijkschouw.tasks.naming import Names, names_for
from wijkschouw.tasks.rules import EventKind
from wijkschouw.tasks.schemas import PageQuery
from wijkschouw.tasks.views.base import blueprint
from wijkschouw.tasks.words import OUTCOMES, STATES
from wijkschouw.web import config, current_user, get_session, json_answer, parse_query

PAGE = 50
MAP_POINTS = 1000
MAX_FILES = 10


def language() -> str:
    """nl or en."""
    return str(get_locale() or "nl")


def page_names() -> Names:
    """Names for the codes that a page shows."""
    return names_for(get_session(), current_user().municipality, language())


# --- the list -------------------------------------------------------------------------------------


@blueprint.get("/taken")
def list_page() -> str:
    """Tasks by filter, most urgent first, with their map and counts."""
    session, user, query = get_session(), current_user(), parse_query(PageQuery)
    tasks = service.list_tasks(
        session, user, **query.filters(), limit=PAGE + 1, offset=(query.pagina - 1) * PAGE
    )
    return render_template(
        "tasks/list.html",
        tasks=tasks[:PAGE],
        query=query,
        names=page_names(),
        counts=service.count_tasks(session, user),
        states=STATES,
        is_manager=Role.WIJKMANAGER in user.roles,
        is_boa=Role.BOA in user.roles,
        following=_address(query, pagina=query.pagina + 1) if len(tasks) > PAGE else None,
        before=_address(query, pagina=query.pagina - 1) if query.pagina > 1 else None,
        map_source=url_for("tasks.places", **query.given()),
    )


def _address(query: PageQuery, **changed: Any) -> str:
    return f"{url_for('tasks.list_page')}?{urlencode(query.given() | changed)}"


@blueprint.get("/taken/kaart.json")
def places() -> Response:
    """The places of a list's tasks, for its map."""
    query, names = parse_query(PageQuery), page_names()
    tasks = service.list_tasks(get_session(), current_user(), **query.filters(), limit=MAP_POINTS)
    return json_answer([_place(task, names) for task in tasks])


def _place(task: dict[str, Any], names: Names) -> dict[str, Any]:
    told = task["properties"]
    lon, lat = task["geometry"]["coordinates"]
    return {
        "lon": lon,
        "lat": lat,
        "soort": "laat" if told["teLaat"] else "taak",
        "titel": names.category(told["categorie"]),
        "tekst": str(STATES.get(told["status"], told["status"])),
        "adres": url_for("tasks.show_page", task_id=task["id"]),
    }


# --- one task -------------------------------------------------------------------------------------


@blueprint.get("/taken/<uuid:task_id>")
def show_page(task_id: UUID) -> str:
    """A task: what, where, its steps as forms, its observations, photos and timeline."""
    return _task_page(task_id, {}, {})


@blueprint.get("/taken/<uuid:task_id>/kaart.json")
def place(task_id: UUID) -> Response:
    """The place of one task, for its map."""
    task = service.show(get_session(), current_user(), task_id)
    return json_answer([_place(task, page_names())])


def _task_page(task_id: UUID, given: dict[str, str], wrong: dict[str, str]) -> str:
    session, user = get_session(), current_user()
    seen = looking.look(session, user, task_id)
    return render_template(
        "tasks/show.html",
        seen=seen,
        task=seen.task,
        told=seen.task["properties"],
        names=page_names(),
        outcomes=[(code, str(text)) for code, text in OUTCOMES.items()],
        event_id=given.get("gebeurtenis") or str(uuid4()),
        given=given,
        wrong=wrong,
    )


@blueprint.post("/taken/<uuid:task_id>/stappen")
def take_step(task_id: UUID) -> AnyResponse | tuple[str, int]:
    """A step by form; its photos come along. A second tap finds that it is there already."""
    form = request.form.to_dict()
    try:
        with _received_files(request.files.getlist("fotos")) as files:
            _take(task_id, form, files)
    except Problem as problem:
        if problem.kind in (errors.NOT_FOUND, errors.FORBIDDEN):
            raise
        get_session().rollback()
        return _task_page(task_id, form, _wrong(problem)), problem.kind.status
    return redirect(url_for("tasks.show_page", task_id=task_id), 303)


def _take(task_id: UUID, form: dict[str, str], files: list[tuple[UUID, photos.Checked]]) -> None:
    session, user, now = get_session(), current_user(), utc_now()
    event_id = _event_id(form)
    files = files if form.get("soort") == EventKind.HANDLE else []
    known = steps.taken_before(session, user, event_id)
    outcome, answer = steps.receive_event(
        session, user, task_id, event_id, _step(form, files, known or now), now=now
    )
    kept = isinstance(answer, Problem) and bool(answer.extra.get("bewaard"))
    if isinstance(answer, Problem) and not kept and known is None:
        raise answer
    if outcome == steps.NEW or (kept and known is None):
        _keep_photos(files, now)
    if kept:
        flash(_("De taak was intussen veranderd. Wat u schreef is bij de taak bewaard."), "let-op")
    else:
        flash(_("De stap is vastgelegd."), "ok")


def _event_id(form: dict[str, str]) -> UUID:
    try:
        return UUID(form.get("gebeurtenis", ""))
    except ValueError as error:
        raise errors.bad_field("#/gebeurtenis", "uuid", "Laad de pagina opnieuw.") from error


def _step(
    form: dict[str, str], files: list[tuple[UUID, photos.Checked]], at: datetime
) -> dict[str, Any]:
    given = {name: form.get(name, "").strip() for name in ("uitkomst", "aan", "referentie")}
    return {
        "soort": form.get("soort", ""),
        "op": at.isoformat(),
        "uitkomst": given["uitkomst"] or None,
        "aan": given["aan"] or None,
        "referentie": given["referentie"],
        "toelichting": form.get("toelichting", "").replace("\r\n", "\n").strip(),
        "fotos": [
            {
                "id": str(id_),
                "sha256": checked.incoming.sha256,
                "omvang": checked.incoming.size,
                "mediatype": "image/jpeg",
            }
            for id_, checked in files
        ],
    }


@contextmanager
def _received_files(uploads: list[FileStorage]) -> Iterator[list[tuple[UUID, photos.Checked]]]:
    """The photos of a form, each checked; before the database is asked, which has one writer."""
    chosen = [upload for upload in uploads if upload.filename]
    if len(chosen) > MAX_FILES:
        raise errors.bad_field("#/fotos", "te-veel", _("Kies ten hoogste tien foto’s."))
    with ExitStack() as stack:
        yield [(uuid4(), _checked(stack, upload)) for upload in chosen]


def _store() -> FileStore:
    return FileStore.from_setting(config().photo_store)


def _checked(stack: ExitStack, upload: FileStorage) -> photos.Checked:
    try:
        incoming: Incoming = stack.enter_context(_store().receive(upload.stream, MAX_BYTES))
        return photos.check(incoming)
    except TooLargeError as error:
        problem = photos.too_large()
        raise Problem(problem.kind, problem.detail, _about_photos(problem.detail)) from error
    except Problem as problem:
        raise Problem(problem.kind, problem.detail, _about_photos(str(problem))) from problem


def _about_photos(text: str) -> list[FieldError]:
    return [FieldError("#/fotos", "foto", text)]


def _keep_photos(files: list[tuple[UUID, photos.Checked]], now: datetime) -> None:
    session, user, store = get_session(), current_user(), _store()
    for photo_id, checked in files:
        file = checked.incoming
        photos.find_announced(session.connection(), user.municipality, user.id, photo_id, file)
        photos.record(session, photo_id, store.keep(file), checked, now)


def _wrong(problem: Problem) -> dict[str, str]:
    """What is wrong by field of the form; what has no field belongs to the whole."""
    if not problem.errors:
        return {"soort": _(str(problem))}
    wrong: dict[str, str] = {}
    for error in problem.errors:
        name = error.location.removeprefix("#/").split("/")[0]
        wrong.setdefault(name, _(error.detail))
    return wrong
