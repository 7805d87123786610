"""Signing in and out, with a form and from the phone; who am I; one's own password."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from wijkschouw import errors
from wijkschouw.accounts import access, rules, service
from wijkschouw.accounts.models import User
from wijkschouw.accounts.schemas import Credentials, PasswordForm, me_json
from wijkschouw.accounts.views.base import blueprint
from wijkschouw.errors import Problem
from wijkschouw.identity import (
    begin_session,
    csrf_token,
    end_session,
    is_field_session,
    refusal,
)
from wijkschouw.web import (
    current_user,
    database,
    get_session,
    json_answer,
    keep_despite_problem,
    parse,
    read_json,
)

CREDENTIAL_BYTES = 8 * 1024


@blueprint.get("/inloggen")
def sign_in_page() -> AnyResponse | str:
    """The form; whoever is signed in goes on."""
    target = rules.safe_next(request.args.get("volgende"))
    if _somebody() is not None:
        return redirect(target, 303)
    return render_template("accounts/sign_in.html", target=target, email="", reason=refusal())


@blueprint.post("/inloggen")
def sign_in() -> AnyResponse | tuple[str, int]:
    """Check the form; on to ``volgende``, or the form again with what is wrong."""
    target = rules.safe_next(request.form.get("volgende"))
    form = Credentials(
        email=request.form.get("email", "")[:254],
        wachtwoord=request.form.get("wachtwoord", "")[:1024],
    )
    found = _check(form)
    if found.user is not None:
        begin_session(found.user, field=_is_field(target))
        return redirect(target, 303)
    keep_despite_problem()  # the failure counts, or nobody would ever be slowed down
    page = render_template(
        "accounts/sign_in.html", target=target, email=form.email, wrong=True, wait=found.wait
    )
    return page, 429 if found.wait else 401


@blueprint.post("/uitloggen")
def sign_out() -> AnyResponse:
    """End the session on this device; twice is fine."""
    end_session()
    flash(_("U bent afgemeld."), "ok")
    return redirect(url_for("home.index"), 303)


@blueprint.post("/api/v1/aanmelding")
def sign_in_from_phone() -> Response:
    """Sign in with JSON ``{email, wachtwoord}`` from our own pages; a session for the field."""
    form = parse(Credentials, read_json(CREDENTIAL_BYTES))
    found = _check(form)
    if found.user is None:
        keep_despite_problem()
        if found.wait:
            raise errors.too_many(found.wait)
        raise Problem(errors.NOT_SIGNED_IN, _("Het e-mailadres of het wachtwoord klopt niet."))
    begin_session(found.user, field=True)
    return _me(found.user)


@blueprint.delete("/api/v1/aanmelding")
def sign_out_from_phone() -> Response:
    """End the session on this device; twice is fine."""
    end_session()
    return json_answer({}, cache="no-store")


@blueprint.get("/api/v1/ik")
def me() -> Response:
    """Who is signed in, what they may, and the CSRF token for what they send."""
    return _me(current_user())


@blueprint.get("/wachtwoord")
def password_page() -> str:
    """One's own new password."""
    return render_template("accounts/password.html", wrong={})


@blueprint.post("/wachtwoord")
def change_password() -> AnyResponse | tuple[str, int]:
    """Change it; other devices are signed out."""
    user = current_user()
    try:
        form = parse(PasswordForm, request.form.to_dict(), "")
        if form.nieuw != form.nogmaals:
            raise errors.bad_field("nogmaals", "anders", _("Dit is niet hetzelfde."))
        user = service.change_own_password(get_session(), user, form.huidig, form.nieuw)
    except Problem as problem:
        wrong = {error.location.lstrip("/"): error.detail for error in problem.errors}
        return render_template("accounts/password.html", wrong=wrong), problem.kind.status
    begin_session(user, field=is_field_session())
    flash(_("Uw wachtwoord is gewijzigd. Op andere apparaten bent u afgemeld."), "ok")
    return redirect(url_for("home.index"), 303)


def _check(form: Credentials) -> access.SignIn:
    with database().lookup() as reading:
        return access.sign_in(
            reading, get_session, form.email, form.wachtwoord, request.remote_addr or "-"
        )


def _me(user: User) -> Response:
    teams = service.teams_of(get_session(), user)
    return json_answer(me_json(user, teams, csrf_token()), cache="no-store")


def _somebody() -> User | None:
    try:
        return current_user()
    except Problem:
        return None


def _is_field(target: str) -> bool:
    """Whoever signs in to go to the field app holds a phone with a lock of its own."""
    return target == "/veld" or target.startswith(("/veld/", "/veld?"))
