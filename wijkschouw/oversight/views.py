"""Pages for oversight: effort, corrections, and the entry for the algorithm register."""

from flask import Blueprint, Response, render_template, request
from flask_babel import format_decimal
from flask_babel import gettext as _

from wijkschouw import errors, web
from wijkschouw.areas import service as areas
from wijkschouw.oversight import service
from wijkschouw.oversight.rules import DAY_PARTS, register_entry
from wijkschouw.web import current_user, get_session

blueprint = Blueprint("oversight", __name__)


def part_names() -> dict[str, str]:
    """Parts of the day as people read them."""
    return {
        "nacht": _("nacht (0–6 uur)"),
        "ochtend": _("ochtend (6–12 uur)"),
        "middag": _("middag (12–18 uur)"),
        "avond": _("avond (18–24 uur)"),
    }


@blueprint.get("/inzet")
def effort_page() -> str:
    """Where was walked and where not."""
    page, names = service.effort(get_session(), current_user()), part_names()
    parts = [code for code, _begin in DAY_PARTS]
    return render_template(
        "oversight/effort.html",
        page=page,
        parts=parts,
        part_heads=[(names[part], "number") for part in parts],
        unused_words=", ".join(names[part] for part in page.unused),
        decimal=lambda value: format_decimal(value, "0.0"),
    )


@blueprint.get("/inzet/verbeteringen")
def changes_page() -> str:
    """What people corrected or withdrew."""
    return render_template(
        "oversight/changes.html", changes=service.changes(get_session(), current_user())
    )


@blueprint.get("/algoritmeregister.json")
def register() -> Response:
    """The entry for the algorithm register; public, as the register is."""
    municipality = web.config().municipality or request.args.get("gemeente")
    if not municipality:
        raise errors.bad_field("gemeente", "missing", "Geef de code van de gemeente.", "query")
    session = get_session()
    return web.json_answer(
        register_entry(
            areas.name_of(session, municipality),
            service.method_texts(session, municipality),
            web.config().contact,
        ),
        cache="public, max-age=3600",
    )
