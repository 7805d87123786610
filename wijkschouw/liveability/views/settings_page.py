"""Where the beheerder chooses how scores are made."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wijkschouw.catalogue import service as catalogue
from wijkschouw.errors import Problem
from wijkschouw.liveability import rules, service
from wijkschouw.liveability.views.base import blueprint
from wijkschouw.web import current_user, get_session


@blueprint.get("/beheer/leefbaarheid")
def settings_page() -> str:
    """Weights, half-life and bounds of now."""
    chosen = service.choices(get_session(), current_user().municipality)
    given = {f"gewicht-{theme}": _written(w) for theme, w in chosen.weights.items()}
    given["halfwaardetijd"] = _written(chosen.half_life)
    given |= {f"grens-{i}": _written(b) for i, (b, _name) in enumerate(chosen.bounds[:-1])}
    return _page(given, {})


@blueprint.post("/beheer/leefbaarheid")
def change_settings() -> Response | tuple[str, int]:
    """A new version of the settings."""
    session, user = get_session(), current_user()
    try:
        service.choose(session, user.municipality, _content(request.form), user.id)
    except Problem as problem:
        wrong = {error.location.removeprefix("#/"): error.detail for error in problem.errors}
        return _page(request.form, wrong or {"weights": problem.detail}), problem.kind.status
    flash(_("De instellingen zijn bewaard. De scores worden opnieuw berekend."), "ok")
    return redirect(url_for(".settings_page"), 303)


def _content(form: Any) -> dict[str, Any]:
    """The form as choices; what is no number stays text and is refused by name."""
    weights = {
        key.removeprefix("gewicht-"): _number(value)
        for key, value in form.items()
        if key.startswith("gewicht-") and value.strip()
    }
    bounds = [_number(form.get(f"grens-{i}", "")) for i in range(len(rules.CLASSES) - 1)]
    return {
        "weights": weights,
        "half_life_days": _number(form.get("halfwaardetijd", "")),
        "bounds": bounds,
    }


def _number(text: str) -> float | str:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return text


def _written(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _page(given: Any, wrong: dict[str, str]) -> str:
    session, user = get_session(), current_user()
    known = catalogue.current(session, user.municipality)
    chosen = service.choices(session, user.municipality)
    active = [theme.code for theme in known.themes if theme.active]
    return render_template(
        "liveability/settings.html",
        given=given,
        wrong=wrong,
        known=known,
        version=chosen.version,
        themes=list(dict.fromkeys([*chosen.weights, *active])),
        classes=[name for _bound, name in rules.CLASSES],
    )
