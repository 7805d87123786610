"""Who is asking, and may they? One hook before every request.

A person comes in with the session cookie of flask-login or with a bearer token. The hook reads the
one table of permissions, asks for a CSRF token where a browser's session changes something, and
turns away what is not in the table.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from wijkschouw import errors
from wijkschouw.accounts import access, rules
from wijkschouw.accounts.models import User
from wijkschouw.accounts.permissions import ROUTES, Allowed
from wijkschouw.db import utc_now
from wijkschouw.errors import Problem
from wijkschouw.web import READING, database, get_session, is_api

SEEN_EVERY_SECONDS = 60  # the cookie with the last use is not sent anew for every picture
KEPT_AT_SIGN_IN = ("taal",)

login_manager = LoginManager()
csrf = CSRFProtect()


def register(app: Flask, routes: Mapping[str, Allowed] = ROUTES) -> None:
    """Hang sign-in, CSRF and the table of permissions into the app."""
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)  # _admit asks, after the permissions
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)  # as long as the session
    app.config.setdefault("WTF_CSRF_SSL_STRICT", False)  # no page relies on referrers
    app.extensions["permissions"] = dict(routes)
    login_manager.init_app(app)
    login_manager.session_protection = None  # a phone changes its address while walking
    login_manager.user_loader(_from_session)
    login_manager.request_loader(_from_token)
    csrf.init_app(app)
    app.before_request(_admit)


def missing_from_table(app: Flask) -> list[str]:
    """Endpoints without a line in the table of permissions: nobody can call them."""
    return sorted(app.view_functions.keys() - app.extensions["permissions"].keys())


# --- sessions ----------------------------------------------------------------------------------


def begin_session(user: User, *, field: bool) -> None:
    """Sign somebody in; what an earlier visitor left in the cookie is gone."""
    kept = {key: session[key] for key in KEPT_AT_SIGN_IN if key in session}
    session.clear()
    session.update(kept)
    now = int(utc_now().timestamp())
    session.update(began=now, seen=now, field=field)
    # CSRF tokens belong to the session: a new person gets a new one.
    g.pop("csrf_token", None)
    login_user(user)


def end_session() -> None:
    """Sign out on this device."""
    kept = {key: session[key] for key in KEPT_AT_SIGN_IN if key in session}
    logout_user()
    session.clear()
    session.update(kept)
    g.pop("csrf_token", None)


def is_field_session() -> bool:
    """Whether this session is one of a phone in the field, which lasts longer unused."""
    return bool(session.get("field"))


def csrf_token() -> str:
    """The token that a page or phone sends back in ``X-CSRF-Token`` or ``csrf_token``."""
    return str(generate_csrf())


def _from_session(session_id: str) -> User | None:
    now = utc_now()
    seen, began = _moment("seen"), _moment("began")
    if rules.session_ended(now, began, seen, field=is_field_session()):
        _refuse("sessie-verlopen", "Uw sessie is verlopen. Meld u opnieuw aan.")
        return None
    with _reading() as connection:
        user = access.user_of_session(connection, session_id)
    if user is None:
        _refuse("sessie-beeindigd", "U bent afgemeld. Meld u opnieuw aan.")
        return None
    if (now - seen).total_seconds() >= SEEN_EVERY_SECONDS:
        session["seen"] = int(now.timestamp())
    return user


@contextmanager
def _reading() -> Iterator[Connection]:
    """Where to look somebody up. A request that changes something reads its body first and opens
    its own session later: a slow phone must not hold SQLite's write lock."""
    if request.method in READING:
        yield get_session().connection()
        return
    with database().look() as own:
        yield own


def _moment(key: str) -> datetime:
    return datetime.fromtimestamp(session.get(key, 0), UTC)


def _from_token(_request: object) -> User | None:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        return None
    with _reading() as connection:
        check = access.user_of_token(connection, text.strip())
    if check.user is None:
        _refuse(check.reason, check.detail)
    else:
        g.by_token = True
    return check.user


def _refuse(reason: str, detail: str) -> None:
    g.refusal = (reason, detail)


def refusal() -> str:
    """Why an earlier sign-in no longer counts, in words; empty when there is nothing to tell."""
    _ = current_user.is_authenticated  # looks, so that there is an answer
    return str(g.get("refusal", ("", ""))[1])


# --- the hook ----------------------------------------------------------------------------------


def _admit() -> Response | None:
    if request.endpoint is None:
        return None  # 404 or 405 follows
    allowed = current_app.extensions["permissions"].get(request.endpoint)
    if allowed is None:
        raise errors.not_found()
    if not allowed.public:
        if not current_user.is_authenticated:
            return _to_sign_in()
        if not allowed.roles & rules.roles_of(current_user):
            raise errors.forbidden("Uw rol geeft hier geen toegang toe.")
    if request.method not in READING:
        _check_origin(allowed)
    return None


def _to_sign_in() -> Response:
    reason, detail = g.get("refusal", ("", ""))
    target = request.full_path.rstrip("?") if request.method == "GET" else "/"
    if is_api():
        problem = errors.not_signed_in(detail)
        if reason:
            problem.extra["reden"] = reason
        if reason.startswith(("token", "account")):
            problem.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        raise problem
    place = url_for("accounts.sign_in_page", volgende=target)
    if request.headers.get("HX-Request"):
        # A part of a page cannot hold the sign-in page: htmx leads the whole page there.
        return Response(status=401, headers={"HX-Redirect": place})
    return redirect(place, 303)


def _check_origin(allowed: Allowed) -> None:
    if allowed.own_origin:
        if not _is_own_origin():
            raise Problem(errors.CSRF, "Dit verzoek komt niet van onze eigen pagina's.")
        return
    if not allowed.public and current_user.is_authenticated and g.get("by_token"):
        return  # no browser sends this header by itself
    try:
        csrf.protect()
    except CSRFError as error:
        detail = "Het beveiligingskenmerk (CSRF) ontbreekt of klopt niet."
        raise Problem(errors.CSRF, detail) from error


def _is_own_origin() -> bool:
    """Browsers say where a request comes from; what says nothing is no browser with our cookie."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")
