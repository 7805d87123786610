"""Pages of observations at the office: list with map, one closely, corrections, exports."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from wijkschouw import errors, shapes
from wijkschouw.accounts.rules import Role
from wijkschouw.errors import Problem
from wijkschouw.geo import feature_collection
from wijkschouw.intake import service as intake
from wijkschouw.observations.models import ObservationChange
from wijkschouw.observations.schemas import ChangeIn, WithdrawalIn
from wijkschouw.office import service
from wijkschouw.office.rules import csv_lines
from wijkschouw.office.schemas import ListFilters
from wijkschouw.office.views.base import blueprint
from wijkschouw.tasks.naming import Names, names_for
from wijkschouw.web import current_user, dump, get_session, json_answer, parse_query

# What the observations' service says of a form; here to get into the catalogues of translations.
SAID = (_l("Geef een reden."), _l("Deze categorie staat niet bij dit thema in de catalogus."))
PAGE = 50
MAP_POINTS = 2000
LEVELS = ("A+", "A", "B", "C", "D")
HEADS = (
    "id", "waargenomenOp", "thema", "categorie", "niveau", "toelichting", "gebied", "gebiedNaam",
    "wijk", "lon", "lat", "cel", "ronde", "fotos", "volledig", "tijdOnzeker", "inspecteur",
)  # fmt: skip


@blueprint.app_template_filter()
def change_lines(change: ObservationChange, names: Names) -> list[tuple[str, str, str]]:
    """What a correction changed, as (what, before, after)."""
    shown: dict[str, tuple[str, Callable[[str], str]]] = {
        "theme": (_("Thema"), names.theme),
        "category": (_("Categorie"), names.category),
        "level": (_("Niveau"), str),
        "note": (_("Toelichting"), str),
        "area_code": (_("Gebied"), names.area),
    }
    return [
        (text, tell(change.before[name] or "–"), tell(change.after.get(name) or "–"))
        for name, (text, tell) in shown.items()
        if name in change.before and change.before[name] != change.after.get(name)
    ]


def page_names() -> Names:
    """Names for the codes that a page shows."""
    return names_for(get_session(), current_user().municipality, str(get_locale() or "nl"))


# --- the list -------------------------------------------------------------------------------------


@blueprint.get("/waarnemingen")
def list_page() -> str:
    """Observations by filter, newest first; the filter stands in the address."""
    session, user, filters = get_session(), current_user(), parse_query(ListFilters)
    found = service.list_observations(session, user, filters, PAGE)
    given = filters.given()
    return render_template(
        "office/list.html",
        found=found,
        filters=filters,
        given=given,
        names=page_names(),
        levels=LEVELS,
        inspectors=service.inspectors(session, user),
        is_manager=Role.WIJKMANAGER in user.roles,
        counted_to=service.COUNT_UP_TO,
        before=_address(filters, -1) if filters.pagina > 1 else None,
        following=_address(filters, 1) if found.more else None,
        map_source=f"{url_for('office.places')}?{urlencode(given)}",
    )


def _address(filters: ListFilters, step: int) -> str:
    query = filters.given() | {"pagina": str(filters.pagina + step)}
    return f"{url_for('office.list_page')}?{urlencode(query)}"


@blueprint.get("/waarnemingen/kaart.json")
def places() -> Response:
    """The places of the list's observations, for its map."""
    rows = service.places(get_session(), current_user(), parse_query(ListFilters), MAP_POINTS)
    names = page_names()
    return json_answer([_place(row, names) for row in rows])


def _place(row: Any, names: Names) -> dict[str, Any]:
    return {
        "lon": row.lon,
        "lat": row.lat,
        "soort": row.level,
        "titel": names.category(row.category),
        "tekst": f"{row.level} · {names.area(row.area_code)}",
        "adres": url_for("office.show_page", observation_id=row.id),
    }


@blueprint.post("/waarnemingen/taak")
def make_task() -> AnyResponse:
    """From the chosen observations to the form of a new task."""
    chosen = request.form.getlist("waarneming")
    if not chosen:
        flash(_("Kies eerst een of meer waarnemingen."), "let-op")
        return redirect(_back_to_list(), 303)
    return redirect(url_for("tasks.new_page", waarneming=chosen), 303)


@blueprint.post("/waarnemingen/intrekken")
def withdraw_many() -> AnyResponse:
    """Withdraw the chosen observations, with one reason for all."""
    reason = request.form.get("reden", "").strip()
    chosen = _uuids(request.form.getlist("waarneming"))
    if not chosen or not reason:
        flash(_("Kies waarnemingen en schrijf waarom u ze intrekt."), "let-op")
        return redirect(_back_to_list(), 303)
    wanted = shapes.read(WithdrawalIn, {"reden": reason})
    done, refused = service.withdraw_many(get_session(), current_user(), chosen, wanted.reason)
    if done:
        flash(
            ngettext("%(num)s waarneming ingetrokken.", "%(num)s waarnemingen ingetrokken.", done),
            "ok",
        )
    if refused:
        text = ngettext("%(num)s kon niet worden ingetrokken.",
                        "%(num)s konden niet worden ingetrokken.", len(refused))  # fmt: skip
        flash(f"{text} {refused[0].detail}", "fout")
    return redirect(_back_to_list(), 303)


def _uuids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise errors.not_found() from error


def _back_to_list() -> str:
    """The list with the filter that the form came from."""
    filters = ListFilters.model_validate(
        {name: value for name, value in request.args.items() if name in ListFilters.model_fields}
    )
    return f"{url_for('office.list_page')}?{urlencode(filters.given())}"


# --- one ------------------------------------------------------------------------------------------


@blueprint.get("/waarnemingen/<uuid:observation_id>")
def show_page(observation_id: UUID) -> str:
    """One observation: photos, place, history, tasks, duplicates nearby, and the forms."""
    return _page(observation_id, {}, {})


def _page(observation_id: UUID, given: dict[str, str], wrong: dict[str, str]) -> str:
    close = service.look(get_session(), current_user(), observation_id)
    names = page_names()
    return render_template(
        "office/show.html",
        close=close,
        row=close.row,
        told=close.feature["properties"],
        names=names,
        levels=LEVELS,
        choices=[
            (code, f"{names.theme(theme)}: {name}")
            for theme, pairs in names.categories_by_theme.items()
            for code, name in pairs
        ],
        given=given,
        wrong=wrong,
    )


@blueprint.get("/waarnemingen/<uuid:observation_id>/kaart.json")
def place(observation_id: UUID) -> Response:
    """The place of one observation and of those nearby."""
    close, names = service.look(get_session(), current_user(), observation_id), page_names()
    near = [_place(row, names) | {"soort": "niets"} for _metres, row in close.near]
    return json_answer([*near, _place(close.row, names)])


@blueprint.post("/waarnemingen/<uuid:observation_id>/verbeteren")
def correct(observation_id: UUID) -> AnyResponse | tuple[str, int]:
    """Correct theme and category, level or note; the history keeps what it was, and why."""
    form = request.form.to_dict()
    category = form.get("categorie", "")
    body = {
        "properties": {
            "thema": _theme_of(category),
            "categorie": category,
            "niveau": form.get("niveau"),
            "toelichting": form.get("toelichting", "").replace("\r\n", "\n").strip(),
        },
        "reden": form.get("reden", "").strip(),
    }
    try:
        wanted = shapes.read(ChangeIn, body)
        intake.change_observation(
            get_session(), current_user(), observation_id, _version(form), wanted
        )
    except Problem as problem:
        return _again(observation_id, form, problem)
    flash(_("De verbetering is bewaard. Wat er stond, staat in de geschiedenis."), "ok")
    return redirect(url_for("office.show_page", observation_id=observation_id), 303)


@blueprint.post("/waarnemingen/<uuid:observation_id>/intrekken")
def withdraw(observation_id: UUID) -> AnyResponse | tuple[str, int]:
    """Withdraw one observation, with a reason."""
    form = request.form.to_dict()
    try:
        wanted = shapes.read(WithdrawalIn, {"reden": form.get("reden", "").strip()})
        intake.withdraw_observation(
            get_session(), current_user(), observation_id, _version(form), wanted.reason
        )
    except Problem as problem:
        return _again(observation_id, form | {"intrekken": "ja"}, problem)
    flash(_("De waarneming is ingetrokken."), "ok")
    return redirect(url_for("office.show_page", observation_id=observation_id), 303)


def _theme_of(category: str) -> str | None:
    for theme, pairs in page_names().categories_by_theme.items():
        if category in dict(pairs):
            return theme
    return None


def _version(form: dict[str, str]) -> int:
    text = form.get("versie", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _again(observation_id: UUID, form: dict[str, str], problem: Problem) -> tuple[str, int]:
    """The page with what was wrong by its field; problems of other kinds have their own page."""
    if problem.kind not in (errors.BAD_INPUT, errors.STALE):
        raise problem
    get_session().rollback()
    wrong = {e.location.split("/")[-1]: _(e.detail) for e in problem.errors}
    if not wrong:
        wrong = {
            "versie": _("Iemand heeft deze waarneming intussen gewijzigd. Kijk wat er nu staat.")
        }
        form = {}
    return _page(observation_id, form, wrong), problem.kind.status


# --- export ---------------------------------------------------------------------------------------


@blueprint.get("/waarnemingen/export.<form>")
def export(form: str) -> Response:
    """The observations of the filter as CSV or GeoJSON."""
    if form not in ("csv", "geojson"):
        raise errors.not_found()
    filters = parse_query(ListFilters)
    answer = _csv(filters) if form == "csv" else _geojson(filters)
    answer.headers["Content-Disposition"] = f'attachment; filename="waarnemingen.{form}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _csv(filters: ListFilters) -> Response:
    names = page_names()
    lines = ["\ufeff", csv_lines([HEADS])]
    for features, rows in service.export(get_session(), current_user(), filters, "csv"):
        lines.append(csv_lines(_rows(features, rows, names)))
    return Response("".join(lines), mimetype="text/csv")


def _rows(features: list[dict[str, Any]], rows: Any, names: Names) -> Iterator[tuple[object, ...]]:
    for feature, row in zip(features, rows, strict=True):
        told = feature["properties"]
        yield (
            feature["id"], told["waargenomenOp"], row.theme, row.category, row.level, row.note,
            row.area_code, names.area(row.area_code), row.wijk_code, row.lon, row.lat, row.cell,
            told["rondeId"], row.photo_count, row.complete, row.time_uncertain, told["inspecteur"],
        )  # fmt: skip


def _geojson(filters: ListFilters) -> Response:
    parts = service.export(get_session(), current_user(), filters, "geojson")
    features = [feature for found, _rows_of in parts for feature in found]
    return Response(dump(feature_collection(features)), mimetype="application/geo+json")
