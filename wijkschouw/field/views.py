"""``/veld``: the shell of the field app, its service worker and what makes it installable.

These pages hold no data and look the same for everybody, so that a phone may keep them. The header
tells the service worker that a page is ours and not a captive portal's.
"""

from flask import Blueprint, Response, make_response, render_template

from wijkschouw import assets, web
from wijkschouw.field import service

blueprint = Blueprint("field", __name__)
SHELL_HEADER = "X-Wijkschouw-Pagina"


@blueprint.get("/veld")
def app() -> Response:
    """The app itself."""
    return _shell("field/app.html")


@blueprint.get("/veld/offline")
def offline() -> Response:
    """Shown in place of any other page when there is no network."""
    return _shell("field/offline.html")


@blueprint.get("/sw.js")
def service_worker() -> Response:
    """At the root, so that it may serve every page; always asked for anew."""
    answer = assets.serve("sw.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Name, icons and start page for the home screen."""
    data = service.describe_app(assets.asset, web.config().municipality)
    return web.json_answer(data, mimetype="application/manifest+json", cache="public, no-cache")


def _shell(template: str) -> Response:
    answer = make_response(render_template(template))
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers[SHELL_HEADER] = "1"
    return answer
