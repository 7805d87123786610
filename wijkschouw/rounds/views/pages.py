"""Pages of rounds: the list, asking for one, one closely."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import ValidationError
from werkzeug.wrappers import Response

from wijkschouw.accounts.rules import Role
from wijkschouw.areas import service as areas
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now
from wijkschouw.errors import BAD_INPUT, Problem
from wijkschouw.observations import service as observations
from wijkschouw.rounds import service
from wijkschouw.rounds.drawing import draw_round, length_m
from wijkschouw.rounds.rules import DEFAULT_CELLS
from wijkschouw.rounds.schemas import PlanIn
from wijkschouw.rounds.views.base import blueprint
from wijkschouw.web import current_user, get_session

PAGE = 25
# What the service says of a plan; here to get into the catalogues of translations.
SAID = (
    _l("Dit gebied is niet bekend."),
    _l("Deze schouwlijst bestaat niet."),
    _l("Deze schouwlijst is niet voor dit dagdeel."),
    _l("Deze inspecteur is er niet."),
    _l("Kies vandaag of later."),
    _l("Dit gebied hoort niet bij uw gebieden."),
)


class Names:
    """Names for codes, in the language of the page."""

    def __init__(self) -> None:
        session, municipality = get_session(), current_user().municipality
        language = str(get_locale() or "nl")
        known = catalogue.current(session, municipality)
        self.catalogue = known
        self.templates = {t.code: t.name.in_language(language) for t in known.templates}
        self.day_parts = {d.code: d.name.in_language(language) for d in known.day_parts}
        self.categories = {
            c.code: c.name.in_language(language) for t in known.themes for c in t.categories
        }
        self.tree = areas.area_tree(session, municipality)
        self.areas = {a.code: a.name for b in self.tree for a in (b.wijk, *b.buurten)}

    def area(self, code: str | None) -> str:
        """A buurt's or wijk's name."""
        return self.areas.get(code or "", code or _("buiten de gebieden"))

    def template(self, code: str) -> str:
        """A template's name."""
        return self.templates.get(code, code)

    def day_part(self, code: str) -> str:
        """A day part's name."""
        return self.day_parts.get(code, code)

    def category(self, code: str) -> str:
        """A category's name."""
        return self.categories.get(code, code)

    def area_choices(self) -> list[tuple[str, str]]:
        """Wijken and, indented, their buurten, as far as the visitor is their wijkmanager."""
        user = current_user()
        return [
            choice
            for branch in self.tree
            for choice in (
                (branch.wijk.code, branch.wijk.name),
                *((buurt.code, f"– {buurt.name}") for buurt in branch.buurten),
            )
            if service.manages(user, branch.wijk.code, choice[0])
        ]

    def template_choices(self) -> list[tuple[str, str]]:
        """Templates that are on."""
        return [(t.code, self.templates[t.code]) for t in self.catalogue.templates if t.active]


@blueprint.get("/rondes")
def list_page() -> str:
    """What is planned with its progress, and what was walked."""
    session, user = get_session(), current_user()
    number = max(1, request.args.get("pagina", 1, type=int))
    told = service.list_rounds(session, user, None, PAGE + 1, (number - 1) * PAGE)
    plans = service.plans_with_progress(session, user, utc_now().date())
    people = {plan.inspector_id for plan, _told in plans if plan.inspector_id}
    return render_template(
        "rounds/list.html",
        plans=plans,
        rounds=told[:PAGE],
        number=number,
        more=len(told) > PAGE,
        names=Names(),
        people=service.names_of(session, user, people),
        is_manager=Role.WIJKMANAGER in user.roles,
        today=utc_now().date(),
    )


@blueprint.get("/rondes/plannen")
def plan_page() -> str:
    """The form that asks for a round."""
    given = {"dag": (utc_now().date() + timedelta(days=1)).isoformat(), "vakken": DEFAULT_CELLS}
    return _plan_form({**given, **request.args.to_dict()}, {})


def _plan_form(given: Mapping[str, Any], wrong: Mapping[str, str]) -> str:
    session, user = get_session(), current_user()
    people = service.inspectors(session, user.municipality)
    return render_template(
        "rounds/plan.html",
        given=given,
        wrong=wrong,
        names=Names(),
        inspectors=[(str(person.id), person.name) for person in people],
        today=utc_now().date(),
    )


FIELDS = {
    "area": "gebied",
    "template": "schouwlijst",
    "day_part": "dagdeel",
    "planned_on": "dag",
    "inspector_id": "inspecteur",
    "count": "vakken",
    "note": "toelichting",
}


@blueprint.post("/rondes/plannen")
def plan() -> Response | tuple[str, int]:
    """Draw the cells and keep the plan."""
    given = {key: value.replace("\r\n", "\n") for key, value in request.form.items()}
    content = {name: given.get(key) or None for name, key in FIELDS.items()}
    content["note"] = given.get("toelichting", "")
    try:
        wanted = PlanIn.model_validate(content)
        row = service.plan_round(get_session(), current_user(), wanted)
    except ValidationError as error:
        return _plan_form(given, _wrong([str(e["loc"][0]) for e in error.errors()])), 400
    except Problem as problem:
        if problem.kind is not BAD_INPUT:
            raise
        return _plan_form(given, {FIELDS[e.location]: _(e.detail) for e in problem.errors}), 400
    flash(_("De ronde staat gepland, met %(n)s getrokken vakken.", n=len(row.drawn_cells)), "ok")
    return redirect(url_for("rounds.list_page"), 303)


def _wrong(names: list[str]) -> dict[str, str]:
    texts = {
        "gebied": _("Kies een gebied."),
        "schouwlijst": _("Kies een schouwlijst."),
        "dagdeel": _("Kies een dagdeel."),
        "dag": _("Kies een dag."),
        "inspecteur": _("Kies een inspecteur uit de lijst."),
        "vakken": _("Kies 1 tot 60 vakken."),
        "toelichting": _("De toelichting is te lang of bevat vreemde tekens."),
    }
    return {FIELDS[name]: texts[FIELDS[name]] for name in names}


@blueprint.post("/rondes/plannen/<uuid:plan_id>/intrekken")
def withdraw_plan(plan_id: UUID) -> Response:
    """Take a plan back."""
    service.withdraw_plan(get_session(), current_user(), plan_id)
    flash(_("De planning is ingetrokken."), "ok")
    return redirect(url_for("rounds.list_page"), 303)


@blueprint.get("/rondes/<uuid:round_id>")
def show_page(round_id: UUID) -> str:
    """One round: what it saw and what it noted."""
    session, user = get_session(), current_user()
    row = service.find(session, user, round_id)
    (told,) = service.tell(session, user, [row])
    cells = areas.cells_of(session, user.municipality, row.area_code) if row.area_code else []
    drawn_seen = len(set(row.drawn_cells) & set(told.seen))
    return render_template(
        "rounds/show.html",
        row=row,
        told=told,
        drawing=draw_round(row, told.seen, cells),
        length=length_m(row.track),
        cells=len(cells),
        drawn_seen=drawn_seen,
        findings=observations.of_round_for(session, user, round_id),
        names=Names(),
    )
