"""The page on which more of a photo is made unseen, for good."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session
from werkzeug.wrappers import Response as AnyResponse

from wijkschouw import errors, shapes
from wijkschouw.errors import FieldError, Problem
from wijkschouw.intake import service as intake
from wijkschouw.observations.models import Observation
from wijkschouw.office.views.base import blueprint
from wijkschouw.office.views.pages import page_names
from wijkschouw.photos import service as photos
from wijkschouw.photos.boxes import MOST
from wijkschouw.photos.models import Photo
from wijkschouw.photos.rules import Format
from wijkschouw.photos.schemas import RedactionIn
from wijkschouw.photos.store import FileStore
from wijkschouw.tasks.models import Task
from wijkschouw.web import config, current_user, database, get_session

# What the rules say of boxes; here to get into the catalogues of translations.
SAID = (
    _l("Een vlak moet binnen de foto liggen."),
    _l("Een vlak is ten minste 1% van de foto breed en hoog."),
    _l("Teken ten minste één vlak."),
    _l("Teken ten hoogste 20 vlakken tegelijk."),
)
FIELDS = ("x", "y", "breedte", "hoogte")
OBSERVED = "/waarnemingen/<uuid:subject_id>/fotos/<uuid:photo_id>/afschermen"
HANDLED = "/taken/<uuid:subject_id>/fotos/<uuid:photo_id>/afschermen"
Given = dict[str, Any]
Subject = Observation | Task


@blueprint.get(OBSERVED)
def redact_page(subject_id: UUID, photo_id: UUID) -> str:
    """A photo of an observation, boxes to draw over it, and why."""
    return _page(subject_id, photo_id, {}, {})


@blueprint.get(HANDLED)
def redact_task_page(subject_id: UUID, photo_id: UUID) -> str:
    """A photo of a step of a task, boxes to draw over it, and why."""
    return _page(subject_id, photo_id, {}, {})


def _page(subject_id: UUID, photo_id: UUID, given: Given, wrong: dict[str, str]) -> str:
    photo, row = _found(get_session(), subject_id, photo_id)
    photos.read(_store(), photo, Format.SMALL)  # nothing to draw on: says why
    return render_template(
        "office/redact.html",
        row=row,
        is_task=isinstance(row, Task),
        subject=_address(row),
        photo=photo,
        version=photos.version(photo),
        names=page_names(),
        boxes=given.get("boxes") or [("", "", "", "")],
        given=given,
        wrong=wrong,
        most=MOST,
    )


def _found(session: Session, subject_id: UUID, photo_id: UUID) -> tuple[Photo, Subject]:
    photo, row = intake.find_photo_to_redact(session, current_user(), photo_id)
    if row.id != subject_id:
        raise errors.not_found()
    return photo, row


def _address(row: Subject) -> str:
    if isinstance(row, Task):
        return url_for("tasks.show_page", task_id=row.id)
    return url_for("office.show_page", observation_id=row.id)


def _store() -> FileStore:
    return FileStore.from_setting(config().photo_store)


@blueprint.post(OBSERVED)
def redact(subject_id: UUID, photo_id: UUID) -> AnyResponse | tuple[str, int]:
    """Cover the boxes on a photo of an observation for good."""
    return _redact(subject_id, photo_id)


@blueprint.post(HANDLED)
def redact_of_task(subject_id: UUID, photo_id: UUID) -> AnyResponse | tuple[str, int]:
    """Cover the boxes on a photo of a step of a task for good."""
    return _redact(subject_id, photo_id)


def _redact(subject_id: UUID, photo_id: UUID) -> AnyResponse | tuple[str, int]:
    form = request.form
    drawn = list(zip(*(form.getlist(name) for name in FIELDS), strict=False))
    boxes = [box for box in drawn if any(text.strip() for text in box)]
    reason = form.get("reden", "")
    try:
        with database().lookup() as reading:
            _photo, row = _found(reading, subject_id, photo_id)
            back = _address(row)
            wanted = _read(boxes, reason, form.get("bevestigd") == "ja")
            intake.redact_photo(
                reading, get_session, _store(), current_user(), photo_id,
                form.get("versie", ""), wanted,
            )  # fmt: skip
    except Problem as problem:
        return _again(subject_id, photo_id, {"boxes": boxes, "reden": reason}, problem)
    flash(_("De foto is afgeschermd. Wat onder de vlakken zat, is verwijderd."), "ok")
    return redirect(back, 303)


def _read(boxes: list[tuple[str, ...]], reason: str, confirmed: bool) -> RedactionIn:
    """What the form says, from percentages. Raises 400 with all that is wrong at once."""
    found: list[FieldError] = []
    if not confirmed:
        found.append(
            FieldError("#/bevestigd", "verplicht", _("Bevestig dat u de foto hebt nagekeken."))
        )
    try:
        shares = [[float(text.replace(",", ".")) / 100 for text in box] for box in boxes]
    except ValueError:
        shares = []
        found.append(FieldError("#/vlakken", "getal", _("Vul bij elk vlak vier getallen in.")))
    body = {
        "vlakken": [dict(zip(FIELDS, box, strict=True)) for box in shares],
        "reden": reason,
    }
    try:
        wanted = shapes.read(RedactionIn, body)
    except Problem as problem:
        told = {error.location.split("/")[1] for error in found}
        found += [e for e in problem.errors if e.location.split("/")[1] not in told]
    if found:
        raise errors.bad_input(found)
    return wanted


def _again(subject_id: UUID, photo_id: UUID, given: Given, problem: Problem) -> tuple[str, int]:
    """The page with what was wrong; problems of other kinds have their own page."""
    if problem.kind not in (errors.BAD_INPUT, errors.STALE):
        raise problem
    get_session().rollback()
    wrong = {e.location.split("/")[1]: _(e.detail) for e in problem.errors}
    if not wrong:
        # Boxes that were drawn over another picture say nothing about this one.
        wrong = {"vlakken": _("De foto is intussen veranderd. Kijk eerst wat er nu te zien is.")}
        given = {"reden": given["reden"]}
    return _page(subject_id, photo_id, given, wrong), problem.kind.status
