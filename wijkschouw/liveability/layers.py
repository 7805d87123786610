"""What can be laid over the map: tasks, reports, how people feel. Beside the score, never in it."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlmodel import Session

from wijkschouw import geo
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import scope_of
from wijkschouw.areas import service as areas
from wijkschouw.catalogue import service as catalogue
from wijkschouw.catalogue.rules import Catalogue
from wijkschouw.liveability import periods, queries, wording
from wijkschouw.liveability.queries.pages import Finding
from wijkschouw.perceptions import service as perceptions

LIMIT = 2000
NAMES = {
    "taken": _l("Open taken"),
    "los": _l("Losse waarnemingen (meldingen, geen meting)"),
    "dichtheid": _l("Aantal waarnemingen per cel (meldingen, geen meting)"),
    "beleving": _l("Beleving: hoe veilig voelt het (eigen schaal)"),
}


def features(session: Session, user: User, name: str, period: str) -> dict[str, Any]:
    """One layer as a FeatureCollection; ``soort`` says how it is drawn."""
    scope = scope_of(user)
    begin, end = periods.start_of(period), periods.end_of(period)
    known = catalogue.current(session, user.municipality)
    if name == "taken":
        tasks = queries.pages.open_tasks(session, scope, LIMIT)
        found = [_dot(one, known, "taak", "tasks.show_page", "task_id") for one in tasks]
    elif name == "los":
        seen = queries.pages.loose(session, scope, begin, end, LIMIT)
        found = [_dot(one, known, "melding", "office.show_page", "observation_id") for one in seen]
    elif name == "dichtheid":
        cells = queries.pages.density(session, scope, begin, end, LIMIT)
        most = max((number for _cell, number in cells), default=1)
        found = [_square(cell, number, most) for cell, number in cells]
    else:
        found = _feelings(session, user.municipality, period)
    return geo.feature_collection(found, volledig=len(found) < LIMIT)


def _dot(one: Finding, known: Catalogue, kind: str, endpoint: str, key: str) -> dict[str, Any]:
    shown = endpoint in current_app.view_functions
    values: dict[str, Any] = {key: one.id}
    return geo.feature_of(
        {"type": "Point", "coordinates": [one.lon, one.lat]},
        {
            "soort": kind,
            "naam": wording.category(known, one.code),
            "woord": one.word,
            "tekst": f"{one.word}, {one.at:%d-%m-%Y}",
            "adres": url_for(endpoint, **values) if shown else None,
        },
        id=str(one.id),
    )


def _square(cell: str, number: int, most: int) -> dict[str, Any]:
    text = ngettext("%(num)s waarneming", "%(num)s waarnemingen", number)
    return geo.feature(
        geo.cell_polygon(cell),
        {"soort": "dichtheid", "naam": cell, "tekst": text, "deel": round(number / most, 3)},
        id=cell,
        digits=6,
    )


def _feelings(session: Session, municipality: str, period: str) -> list[dict[str, Any]]:
    found = []
    names = {b.code: b.name for b in areas.list_areas(session, municipality)}
    figures = perceptions.list_figures(session, municipality, "buurt", period)
    for code, one in sorted(figures.items()):
        outline = areas.outline(session, municipality, code)
        if one.mean is None or outline is None:
            continue
        text = _(
            "beleving %(mean)s (%(low)s–%(high)s), %(n)s keer gevraagd",
            mean=wording.figure(one.mean),
            low=wording.figure(one.low),
            high=wording.figure(one.high),
            n=one.count,
        )
        found.append(
            geo.feature(
                outline.representative_point(),
                {
                    "soort": "beleving",
                    "naam": names.get(code, code),
                    "tekst": text,
                    "woord": wording.figure(one.mean),
                },
                id=code,
                digits=6,
            )
        )
    return found
