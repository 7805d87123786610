"""The map: its page, folium's script, and the layers that can be laid over it."""

import gzip
import hashlib
from typing import Any

import shapely
from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from wijkschouw import errors, geo, web
from wijkschouw.areas import service as areas
from wijkschouw.liveability import layers, maps, overview, palette, service, wording
from wijkschouw.liveability.overview import Overview, Row
from wijkschouw.liveability.schemas import Level
from wijkschouw.liveability.views.base import blueprint, controls, map_query
from wijkschouw.web import current_user, get_session

TOLERANCE_M = 10.0
NETHERLANDS = (5.0, 51.5, 6.5, 53.0)


@blueprint.get("/kaart")
def map_page() -> str:
    """The map of one theme and quarter."""
    query = map_query()
    session, user = get_session(), current_user()
    seen = overview.overview(session, user.municipality, query)
    chosen = service.choices(session, user.municipality)
    return render_template(
        "liveability/map.html",
        **controls(seen, query),
        choices=chosen,
        legend=palette.legend(chosen.bounds),
        palette=palette,
        layers=layers.NAMES,
        texts={
            "naar": _("Naar de buurt"),
            "openen": _("Openen"),
            "bezig": _("Wordt geladen …"),
            "mislukt": _("Dat lukte niet; probeer het later opnieuw."),
            "getoond": _("getoond op de kaart"),
            "afgekapt": _("alleen de nieuwste getoond"),
        },
    )


@blueprint.get("/kaart/kaart.js")
def map_script() -> Response:
    """What folium makes of it."""
    query = map_query()
    session, user = get_session(), current_user()
    seen = overview.overview(session, user.municipality, query)
    shapes = _shapes(seen)
    source = url_for("tiles.tile", z=0, x=0, y=0).replace("0/0/0", "{z}/{x}/{y}")
    tiles = source if web.config().tiles_url else None
    script = maps.script(shapes, _bounds(shapes), tiles, web.config().tiles_attribution)
    return _script_answer(script)


def _script_answer(script: str) -> Response:
    body = script.encode()
    answer = Response(body, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    answer.make_conditional(request)
    if answer.status_code == 200 and request.accept_encodings.quality("gzip") > 0:
        answer.set_data(gzip.compress(body, 5))
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    answer.vary.add("Cookie")
    return answer


def _shapes(seen: Overview) -> list[maps.Shape]:
    session, municipality = get_session(), current_user().municipality
    if seen.level is Level.CEL:
        outlines = {r.code: geo.geometry_json(geo.cell_polygon(r.code), 6) for r in seen.rows}
    else:
        outlines = areas.shapes(session, municipality, seen.level.value, TOLERANCE_M)
    bounds = service.choices(session, municipality).bounds
    return [
        maps.Shape(
            code=row.code,
            geometry=outlines[row.code],
            name=row.name,
            fill=_fill(row, seen, bounds),
            seen=row.score.score is not None,
            facts=_facts(row, seen),
            href=_address(row, seen),
        )
        for row in seen.rows
        if row.code in outlines
    ]


def _fill(row: Row, seen: Overview, bounds: Any) -> str:
    if seen.compared_with:
        if row.change is None:
            return palette.NOT_SEEN if row.score.score is None else maps.HATCHED
        certain = row.change.certain
        return palette.colour_of_change(row.change.difference) if certain else palette.NO_CHANGE
    if row.score.score is None:
        return palette.NOT_SEEN
    return palette.colour_of(row.score.score, bounds) if row.score.grade else maps.HATCHED


def _facts(row: Row, seen: Overview) -> dict[str, str]:
    one = row.score
    facts = {
        _("Score"): f"{wording.figure(one.score)} ({wording.verdict(one)})",
        wording.margin_head(): wording.interval(one),
        _("Dekking"): _(
            "%(share)s: %(seen)s van %(total)s cellen",
            share=wording.share(one.coverage),
            seen=one.cells_seen,
            total=one.cells_total,
        ),
        _("Bezoeken aan cellen"): wording.whole(one.visits),
        _("Ruwe score"): wording.figure(one.raw),
    }
    if seen.compared_with:
        facts[_("Verschil")] = wording.change(row.change)
    return facts


def _address(row: Row, seen: Overview) -> str | None:
    if seen.level is Level.BUURT:
        return url_for(".area_page", code=row.code, thema=seen.theme, periode=seen.period)
    return None


def _bounds(shapes: list[maps.Shape]) -> tuple[float, float, float, float]:
    if not shapes:
        return NETHERLANDS
    west, south, east, north = shapely.GeometryCollection(
        [geo.from_geojson(one.geometry) for one in shapes]
    ).bounds
    return (west, south, east, north)


@blueprint.get("/kaart/lagen/<name>")
def layer(name: str) -> Response:
    """One layer over the map as GeoJSON; of the visitor's own areas."""
    query = map_query()
    session, user = get_session(), current_user()
    if name not in layers.NAMES:
        raise errors.not_found()
    period = query.periode or overview.default_period(session, user.municipality)
    return web.json_answer(
        layers.features(session, user, name, period), mimetype="application/geo+json"
    )
