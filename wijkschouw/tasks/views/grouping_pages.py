"""Pages that make tasks, and join, split and merge them."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from wijkschouw import errors
from wijkschouw.errors import Problem
from wijkschouw.shapes import read
from wijkschouw.tasks import grouping, service
from wijkschouw.tasks.schemas import TaskIn
from wijkschouw.tasks.views.base import blueprint
from wijkschouw.tasks.views.pages import page_names
from wijkschouw.web import current_user, get_session


def _ids(name: str) -> list[UUID]:
    """UUIDs from the query or the form. Raises 404 for what is none: such a thing is not here."""
    try:
        return [UUID(text) for text in request.values.getlist(name)]
    except ValueError as error:
        raise errors.not_found() from error


@blueprint.get("/taken/nieuw")
def new_page() -> str:
    """The form for a task of ``?waarneming=…`` (several are allowed)."""
    return _new_page(_ids("waarneming"), {}, {})


def _new_page(ids: list[UUID], given: dict[str, str], wrong: dict[str, str]) -> str:
    if not ids:
        raise errors.not_found(_("Kies eerst een of meer waarnemingen."))
    proposal = grouping.propose(get_session(), current_user(), ids)
    return render_template(
        "tasks/new.html",
        proposal=proposal,
        names=page_names(),
        ids=ids,
        task_id=given.get("taak") or str(uuid4()),
        given=given,
        wrong=wrong,
    )


@blueprint.post("/taken/nieuw")
def make() -> AnyResponse | tuple[str, int]:
    """Make the task; its id came with the form, so that a second tap makes no second one."""
    form, ids = request.form.to_dict(), _ids("waarneming")
    try:
        body: dict[str, Any] = {
            "waarnemingen": [str(id_) for id_ in ids],
            "team": form.get("team") or None,
            "termijn": _date(form.get("termijn", "")),
            "toelichting": form.get("toelichting", "").replace("\r\n", "\n").strip(),
        }
        task_id = UUID(form.get("taak", ""))
        service.make(get_session(), current_user(), task_id, read(TaskIn, body))
    except ValueError as error:
        raise errors.not_found() from error
    except Problem as problem:
        if not problem.errors or any("waarnemingen" in e.location for e in problem.errors):
            raise
        get_session().rollback()
        wrong = {e.location.removeprefix("#/").split("/")[0]: _(e.detail) for e in problem.errors}
        return _new_page(ids, form, wrong), problem.kind.status
    flash(_("De taak is gemaakt."), "ok")
    return redirect(url_for("tasks.show_page", task_id=task_id), 303)


def _date(text: str) -> str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise errors.bad_field("#/termijn", "datum", _("Dit is geen datum.")) from error


@blueprint.post("/taken/<uuid:task_id>/aanvullen")
def join(task_id: UUID) -> AnyResponse:
    """Hang observations to an open task."""
    grouping.join(get_session(), current_user(), task_id, _ids("waarneming"))
    flash(_("De waarneming hoort nu bij deze taak."), "ok")
    return redirect(url_for("tasks.show_page", task_id=task_id), 303)


@blueprint.post("/taken/<uuid:task_id>/splitsen")
def split(task_id: UUID) -> AnyResponse:
    """Take the chosen observations out into a new task."""
    try:
        made = grouping.split(get_session(), current_user(), task_id, _ids("waarneming"))
    except Problem as problem:
        return _back(task_id, problem)
    flash(_("De gekozen waarnemingen staan nu in deze nieuwe taak."), "ok")
    return redirect(url_for("tasks.show_page", task_id=made.id), 303)


@blueprint.post("/taken/<uuid:task_id>/samenvoegen")
def merge(task_id: UUID) -> AnyResponse:
    """Put another open task into this one."""
    others = _ids("taak")
    try:
        if len(others) != 1:
            raise errors.bad_field("#/taak", "keuze", _("Kies één taak."))
        grouping.merge(get_session(), current_user(), task_id, others[0])
    except Problem as problem:
        return _back(task_id, problem)
    flash(_("De taken zijn samengevoegd."), "ok")
    return redirect(url_for("tasks.show_page", task_id=task_id), 303)


def _back(task_id: UUID, problem: Problem) -> AnyResponse:
    """To the task, with what was wrong; other problems than of the choice have their own page."""
    if problem.kind not in (errors.BAD_INPUT, errors.CONFLICT):
        raise problem
    get_session().rollback()
    flash(_(problem.errors[0].detail if problem.errors else problem.detail), "fout")
    return redirect(url_for("tasks.show_page", task_id=task_id), 303)
