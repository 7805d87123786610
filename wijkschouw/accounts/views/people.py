"""The beheerder's pages about people: list, add, change, close, a new password, tokens."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from wijkschouw.accounts import access, service
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role
from wijkschouw.accounts.schemas import NewPersonForm, PersonForm
from wijkschouw.accounts.views.base import blueprint
from wijkschouw.errors import Problem
from wijkschouw.web import current_user, get_session, parse

PAGE = 50


@blueprint.get("/beheer/gebruikers")
def users_page() -> str:
    """Everybody of the municipality, with a search text, and the form for somebody new."""
    return _users_page({}, {})


@blueprint.post("/beheer/gebruikers")
def add_user() -> AnyResponse | tuple[str, int]:
    """Make an account and show its first password, this once."""
    admin, session = current_user(), get_session()
    try:
        form = parse(NewPersonForm, _fields(), "")
        user, password = service.create_user(
            session,
            email=form.email,
            name=form.naam,
            roles=form.rollen,
            municipality=admin.municipality,
            areas=form.gebieden,
            may_see_sensitive=form.gevoelig,
            by=admin,
        )
        service.set_teams(session, user, form.teams, by=admin)
    except Problem as problem:
        return _users_page(_fields(), _wrong(problem, "email")), problem.kind.status
    return _password_page(user, password), 201


@blueprint.get("/beheer/gebruikers/<uuid:user_id>")
def user_page(user_id: UUID) -> str:
    """One person: roles, areas, teams, tokens, what was changed."""
    user = service.find_user(get_session(), current_user().municipality, user_id)
    return _user_page(user, None, {})


@blueprint.post("/beheer/gebruikers/<uuid:user_id>")
def change_user(user_id: UUID) -> AnyResponse | tuple[str, int]:
    """Change a person."""
    admin, session = current_user(), get_session()
    user = service.find_user(session, admin.municipality, user_id)
    try:
        form = parse(PersonForm, _fields(), "")
        service.change_user(
            session,
            admin,
            user,
            name=form.naam,
            roles=form.rollen,
            areas=form.gebieden,
            may_see_sensitive=form.gevoelig,
        )
        service.set_teams(session, user, form.teams, by=admin)
    except Problem as problem:
        return _user_page(user, _fields(), _wrong(problem, "rollen")), problem.kind.status
    flash(_("De wijzigingen zijn bewaard."), "ok")
    return redirect(url_for("accounts.user_page", user_id=user_id), 303)


@blueprint.post("/beheer/gebruikers/<uuid:user_id>/sluiten")
def deactivate_user(user_id: UUID) -> AnyResponse:
    """Close an account; whoever uses it is signed out."""
    return _set_active(user_id, False, _("Het account is gesloten."))


@blueprint.post("/beheer/gebruikers/<uuid:user_id>/openen")
def activate_user(user_id: UUID) -> AnyResponse:
    """Open a closed account again."""
    return _set_active(user_id, True, _("Het account is weer open."))


@blueprint.post("/beheer/gebruikers/<uuid:user_id>/wachtwoord")
def new_password(user_id: UUID) -> str:
    """A new first password, shown this once."""
    admin, session = current_user(), get_session()
    user = service.find_user(session, admin.municipality, user_id)
    return _password_page(user, service.give_new_password(session, admin, user))


@blueprint.post("/beheer/gebruikers/<uuid:user_id>/tokens/<uuid:token_id>/intrekken")
def revoke_token(user_id: UUID, token_id: UUID) -> AnyResponse:
    """Withdraw a token."""
    admin, session = current_user(), get_session()
    user = service.find_user(session, admin.municipality, user_id)
    access.revoke_token(session, admin, user, token_id)
    flash(_("Het token is ingetrokken."), "ok")
    return redirect(url_for("accounts.user_page", user_id=user_id), 303)


def _set_active(user_id: UUID, active: bool, done: str) -> AnyResponse:
    admin, session = current_user(), get_session()
    user = service.find_user(session, admin.municipality, user_id)
    try:
        service.set_active(session, admin, user, active)
        flash(done, "ok")
    except Problem as problem:
        flash(problem.detail, "fout")
    return redirect(url_for("accounts.user_page", user_id=user_id), 303)


def _fields() -> dict[str, object]:
    """The form as the shapes want it: lists for what can be chosen several times."""
    form = request.form
    return {
        "email": form.get("email", ""),
        "naam": form.get("naam", ""),
        "rollen": form.getlist("rollen"),
        "gebieden": " ".join(form.getlist("gebieden")).replace(",", " ").upper().split(),
        "teams": form.getlist("teams"),
        "gevoelig": "gevoelig" in form,
    }


def _wrong(problem: Problem, otherwise: str) -> dict[str, str]:
    """What is wrong by field; a problem without fields belongs to ``otherwise``."""
    if not problem.errors:
        return {otherwise: str(problem)}
    wrong: dict[str, str] = {}
    for error in problem.errors:
        name = error.location.strip("/").split("/")[0]
        wrong.setdefault(name, _words(error.code, error.detail))
    return wrong


def _words(code: str, detail: str) -> str:
    """Pydantic's own errors are English; these are all that the forms can bring about."""
    own = {
        "too_short": _("Kies er ten minste één."),
        "string_too_long": _("Dit is te lang."),
        "enum": _("Deze keuze bestaat niet."),
        "missing": _("Vul dit in."),
    }
    return own.get(code, detail)


def _users_page(given: dict[str, object], wrong: dict[str, str]) -> str:
    session, municipality = get_session(), current_user().municipality
    search = request.args.get("zoek", "").strip()
    page = max(1, request.args.get("pagina", 1, int))
    found = [u for u in service.list_users(session, municipality) if _is_like(u, search)]
    return render_template(
        "accounts/users.html",
        users=found[(page - 1) * PAGE : page * PAGE],
        total=len(found),
        page=page,
        pages=max(1, -(-len(found) // PAGE)),
        search=search,
        roles=list(Role),
        teams=service.list_teams(session, municipality),
        given=given,
        wrong=wrong,
    )


def _is_like(user: User, search: str) -> bool:
    return search.casefold() in f"{user.name} {user.email}".casefold()


def _user_page(user: User, given: dict[str, object] | None, wrong: dict[str, str]) -> str:
    session = get_session()
    history = service.history_of(session, user.municipality, f"gebruiker:{user.id}")
    by = {entry.user_id for entry in history if entry.user_id}
    return render_template(
        "accounts/user.html",
        user=user,
        given=given or _given(user),
        wrong=wrong,
        roles=list(Role),
        teams=service.list_teams(session, user.municipality),
        tokens=access.tokens_of(session, user),
        history=history,
        names=service.names_of(session, user.municipality, by),
    )


def _given(user: User) -> dict[str, object]:
    return {
        "naam": user.name,
        "rollen": user.roles,
        "gebieden": user.areas,
        "teams": sorted(service.team_codes_of(get_session(), user)),
        "gevoelig": user.may_see_sensitive,
    }


def _password_page(user: User, password: str) -> str:
    return render_template("accounts/new_password.html", user=user, password=password)
