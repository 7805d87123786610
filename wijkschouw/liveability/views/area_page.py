"""The page of one buurt."""

from flask import render_template

from wijkschouw.catalogue import service as catalogue
from wijkschouw.liveability import palette, service, wording
from wijkschouw.liveability.neighbourhood import neighbourhood
from wijkschouw.liveability.views.base import blueprint, map_query, sees_detail
from wijkschouw.web import current_user, get_session


@blueprint.get("/buurten/<code>")
def area_page(code: str) -> str:
    """Score, trend, coverage and reasons of a buurt; details for its wijkmanagers."""
    query = map_query()
    session, user = get_session(), current_user()
    page = neighbourhood(
        session,
        user.municipality,
        code,
        query.thema,
        query.periode,
        detailed=sees_detail(code),
    )
    known = catalogue.current(session, user.municipality)
    themes = list(dict.fromkeys([*page.themes, page.theme]))
    return render_template(
        "liveability/area.html",
        page=page,
        known=known,
        themes_named=[(code, wording.theme(known, code)) for code in themes],
        periods_named=[(name, wording.period(name)) for name in page.periods],
        bounds=service.choices(session, user.municipality).bounds,
        palette=palette,
    )
