"""The start page, the menu that every page shows, and the language switch."""

from flask import Blueprint, redirect, render_template, request, session
from flask_login import current_user as visitor
from werkzeug.wrappers import Response

from wijkschouw import errors
from wijkschouw.accounts.rules import safe_next
from wijkschouw.home import page, service
from wijkschouw.web import current_user, get_session

blueprint = Blueprint("home", __name__)
blueprint.app_context_processor(page.tools)
for name, show in page.FILTERS.items():
    blueprint.add_app_template_filter(show, name)


@blueprint.get("/")
def index() -> str:
    """What to do today; for somebody unknown, what this is."""
    if not visitor.is_authenticated:
        return render_template("home/public.html")
    today = service.today(get_session(), current_user(), page.language())
    return render_template("home/today.html", today=today)


@blueprint.get("/taal/<code>")
def language(code: str) -> Response:
    """Show pages in this language from now on, and go back."""
    if code not in dict(page.LANGUAGES):
        raise errors.not_found()
    session["taal"] = code
    return redirect(safe_next(request.args.get("volgende")), 303)
