"""How the scores are made, in plain words and with the settings of now."""

from flask import render_template

from wijkschouw.catalogue import service as catalogue
from wijkschouw.liveability import palette, rules, service
from wijkschouw.liveability.choices import HALF_LIVES_KEPT
from wijkschouw.liveability.views.base import blueprint
from wijkschouw.web import current_user, get_session


@blueprint.get("/leefbaarheid/methode")
def method_page() -> str:
    """The method."""
    session, user = get_session(), current_user()
    chosen = service.choices(session, user.municipality)
    return render_template(
        "liveability/method.html",
        choices=chosen,
        known=catalogue.current(session, user.municipality),
        legend=palette.legend(chosen.bounds),
        values=rules.VALUES,
        rules=rules,
        years_kept=round(chosen.half_life * HALF_LIVES_KEPT / 365, 1),
    )
