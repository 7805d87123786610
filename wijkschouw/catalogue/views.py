"""``GET /api/v1/catalogus``."""

from flask import Blueprint, Response

from wijkschouw.catalogue import service
from wijkschouw.catalogue.rules import digest_of
from wijkschouw.web import current_user, get_session, json_answer

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/api/v1/catalogus")
def show() -> Response:
    """Themes, categories, levels and templates of the newest version; 304 by its ETag."""
    municipality = current_user().municipality
    catalogue = service.current(get_session(), municipality)
    content = {"gemeente": municipality, **catalogue.as_json()}
    return json_answer(content, etag=f"{catalogue.version}-{digest_of(catalogue)[:16]}")
