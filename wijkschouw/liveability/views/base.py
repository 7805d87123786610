"""The blueprint, and what its views share."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from pydantic import ValidationError

from wijkschouw import errors
from wijkschouw.accounts.rules import Role, roles_of, scope_of
from wijkschouw.areas import service as areas
from wijkschouw.catalogue import service as catalogue
from wijkschouw.liveability import service, wording
from wijkschouw.liveability.overview import Overview, periods_to_choose
from wijkschouw.liveability.schemas import Level, MapQuery
from wijkschouw.shapes import field_errors
from wijkschouw.web import current_user, get_session

blueprint = Blueprint("liveability", __name__)
blueprint.context_processor(lambda: {"wording": wording})


def map_query() -> MapQuery:
    """The query of a page; an empty field of its form is no choice. Raises 400, and 403 or 404
    for cells of a buurt that is not the visitor's."""
    given = {key: value for key, value in request.args.items() if value}
    try:
        query = MapQuery.model_validate(given)
    except ValidationError as error:
        raise errors.bad_input(field_errors(error, "", "query")) from error
    if query.niveau is Level.CEL:
        query.gebied = query.gebied or _first_own_buurt()
        require_detail(query.gebied)
    return query


def _first_own_buurt() -> str | None:
    """Where to begin for who asks for cells without saying of which buurt."""
    user = current_user()
    scope = scope_of(user)
    known = areas.list_areas(get_session(), user.municipality)
    return next((b.code for b in known if scope.can_see_area(b.wijk_code, b.code)), None)


def controls(seen: Overview, query: MapQuery) -> dict[str, Any]:
    """What the form above map and table needs, in words."""
    session, user = get_session(), current_user()
    known = catalogue.current(session, user.municipality)
    periods = periods_to_choose(session, user.municipality, seen.period)
    manager = Role.WIJKMANAGER in roles_of(user)
    levels = [Level.BUURT, Level.WIJK, *([Level.CEL] if manager else [])]
    scope = scope_of(user)
    buurten = [
        (b.code, b.name)
        for b in areas.list_areas(session, user.municipality)
        if scope.can_see_area(b.wijk_code, b.code)
    ]
    themes = list(dict.fromkeys([*service.themes(session, user.municipality), seen.theme]))
    heading = f"{wording.theme(known, seen.theme)}, {wording.period(seen.period)}"
    if seen.compared_with:
        heading = _(
            "%(what)s: verschil met %(then)s", what=heading, then=wording.period(seen.compared_with)
        )
    return {
        "query": query,
        "overview": seen,
        "known": known,
        "manager": manager,
        "heading": heading,
        "periods": periods,
        "periods_named": [(name, wording.period(name)) for name in periods],
        "themes_named": [(code, wording.theme(known, code)) for code in themes],
        "levels_named": [(level.value, wording.level(level.value)) for level in levels],
        "buurten_named": buurten,
    }


def require_detail(code: str | None) -> None:
    """Cells, readings and photos of a buurt are for the wijkmanagers who work for it."""
    if not code:
        raise errors.bad_field(
            "gebied", "missing", "Kies de buurt waarvan u de cellen wilt.", "query"
        )
    if Role.WIJKMANAGER not in roles_of(current_user()):
        raise errors.forbidden("Alleen wijkmanagers zien een buurt tot op de cel.")
    if not sees_detail(code):
        raise errors.not_found("Deze buurt is er niet.")


def sees_detail(code: str) -> bool:
    """Whether the visitor is a wijkmanager of this area."""
    user = current_user()
    if Role.WIJKMANAGER not in roles_of(user):
        return False
    info = areas.find_area(get_session(), user.municipality, code)
    return info is not None and scope_of(user).can_see_area(info.wijk_code, info.code)
