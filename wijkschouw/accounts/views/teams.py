"""The beheerder's page about teams."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from wijkschouw.accounts import service
from wijkschouw.accounts.schemas import TeamForm
from wijkschouw.accounts.views.base import blueprint
from wijkschouw.errors import Problem
from wijkschouw.web import current_user, get_session, parse


@blueprint.get("/beheer/teams")
def teams_page() -> str:
    """All teams with their people, and the form for a new one."""
    return _teams_page({}, {})


@blueprint.post("/beheer/teams")
def save_team() -> AnyResponse | tuple[str, int]:
    """Make a team, or give it another name."""
    admin = current_user()
    given = {key: request.form.get(key, "") for key in ("code", "naam")}
    try:
        form = parse(TeamForm, given, "")
    except Problem as problem:
        wrong = {error.location.strip("/"): error.detail for error in problem.errors}
        return _teams_page(given, wrong), problem.kind.status
    service.save_team(get_session(), admin.municipality, form.code, form.naam, admin)
    flash(_("Het team is bewaard."), "ok")
    return redirect(url_for("accounts.teams_page"), 303)


def _teams_page(given: dict[str, str], wrong: dict[str, str]) -> str:
    session, municipality = get_session(), current_user().municipality
    return render_template(
        "accounts/teams.html",
        teams=service.list_teams(session, municipality),
        members=service.member_ids(session, municipality),
        people={user.id: user for user in service.list_users(session, municipality)},
        given=given,
        wrong=wrong,
    )
