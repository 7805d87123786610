"""The table that says what the map says, and the same as files."""

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from wijkschouw import errors
from wijkschouw.areas import service as areas
from wijkschouw.liveability import downloads, overview, wording
from wijkschouw.liveability.schemas import Level, MapQuery
from wijkschouw.liveability.views.base import blueprint, controls, map_query
from wijkschouw.web import current_user, get_session


@blueprint.get("/kaart/tabel")
def table_page() -> str:
    """The map as a table, to be sorted by any column."""
    query = map_query()
    session, user = get_session(), current_user()
    seen = overview.overview(session, user.municipality, query)
    return render_template(
        "liveability/table.html",
        **controls(seen, query),
        heads=_heads(query, with_change=seen.compared_with is not None),
        formats=downloads.FORMATS,
    )


def _heads(query: MapQuery, *, with_change: bool) -> list[dict[str, str]]:
    """Per column its text, how it is sorted now, and the address that sorts by it."""
    columns = [
        ("naam", _("Gebied"), ""),
        ("score", _("Score"), "number"),
        ("", wording.margin_head(), "number"),
        ("", _("Oordeel"), ""),
        ("dekking", _("Dekking"), "number"),
        ("cellen", _("Cellen gezien"), "number"),
        ("bezoeken", _("Bezoeken"), "number"),
        ("ruw", _("Ruwe score"), "number"),
    ]
    if with_change:
        columns.append(("verschil", _("Verschil"), ""))
    heads = []
    for key, text, kind in columns:
        now = key != "" and query.volgorde == key
        down = now and query.richting == "op"
        changed = {"volgorde": key, "richting": "af" if down else "op"}
        heads.append(
            {
                "text": text,
                "kind": kind,
                "sorted": ("ascending" if query.richting == "op" else "descending") if now else "",
                "href": url_for(".table_page", **query.address(**changed)) if key else "",
            }
        )
    return heads


@blueprint.get("/kaart/download/<form>")
def download(form: str) -> Response:
    """The rows of the map as CSV, XLSX, GeoJSON or GeoPackage."""
    query = map_query()
    if form not in downloads.FORMATS:
        raise errors.not_found()
    session, user = get_session(), current_user()
    seen = overview.overview(session, user.municipality, query)
    shapes = {}
    if form in ("geojson", "gpkg") and seen.level is not Level.CEL:
        shapes = areas.shapes(session, user.municipality, seen.level.value, 0)
    kind, write = downloads.FORMATS[form]
    answer = Response(write(seen, shapes), mimetype=kind)
    name = f"leefbaarheid-{seen.level.value}-{seen.theme}-{seen.period}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
