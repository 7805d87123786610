"""What templates call: the menus, the language, addresses, dates, names of roles and actions."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, request, url_for
from flask_babel import format_date, format_datetime, get_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user as visitor

from wijkschouw.accounts.rules import Role, roles_of
from wijkschouw.areas import service as areas
from wijkschouw.home import navigation, service
from wijkschouw.home.navigation import Entry, Link
from wijkschouw.home.service import Branch
from wijkschouw.web import get_session

LANGUAGES = (("nl", "Nederlands"), ("en", "English"))
LOCAL = ZoneInfo("Europe/Amsterdam")


def tools() -> dict[str, Any]:
    """Functions for every template."""
    return {
        "navigation": lambda: _links(navigation.MENU) if visitor.is_authenticated else [],
        "management": lambda: _links(navigation.MANAGEMENT),
        "public_links": lambda: _links(navigation.FOR_ALL),
        "address": address,
        "here": lambda: request.full_path.rstrip("?") if request.method == "GET" else "/",
        "language": language,
        "languages": lambda: LANGUAGES,
        "municipality_name": _municipality_name,
        "now": lambda: datetime.now(UTC),
        "role_name": role_name,
        "role_help": role_help,
        "action_name": action_name,
        "area_choices": area_choices,
        "area_summary": area_summary,
        "has_role": lambda *roles: visitor.is_authenticated and bool(roles_of(visitor) & {*roles}),
    }


def language() -> str:
    """The language of this page: nl or en."""
    return str(get_locale() or "nl")


def address(endpoint: str, **values: Any) -> str | None:
    """The address of a page; None where this app has no such page or the visitor may not see it."""
    if endpoint not in current_app.view_functions:
        return None
    allowed = current_app.extensions["permissions"].get(endpoint)
    roles = roles_of(visitor) if visitor.is_authenticated else frozenset()
    if allowed is None or not (allowed.public or allowed.roles & roles):
        return None
    return url_for(endpoint, **values)


def _links(entries: Iterable[Entry]) -> list[Link]:
    roles = roles_of(visitor) if visitor.is_authenticated else frozenset()
    table = current_app.extensions["permissions"]
    return navigation.links(entries, roles, table, address, request.path)


def _municipality_name() -> str:
    if not visitor.is_authenticated:
        return ""
    return areas.name_of(get_session(), visitor.municipality)


def area_choices() -> list[Branch]:
    """The wijken of the visitor's municipality with their buurten, to choose from."""
    return service.area_choices(get_session(), visitor.municipality)


def area_summary(chosen: list[str]) -> str:
    """How many areas are chosen, in words."""
    number = sum(not code.startswith("GM") for code in chosen)
    if not number:
        return str(_("Hele gemeente"))
    return str(ngettext("%(num)s gebied gekozen", "%(num)s gebieden gekozen", number))


# --- words -------------------------------------------------------------------------------------


def role_name(role: str) -> str:
    """A role as people read it."""
    names = {
        Role.INSPECTEUR: _("inspecteur"),
        Role.WIJKMANAGER: _("wijkmanager"),
        Role.BOA: _("BOA"),
        Role.BEHEERDER: _("beheerder"),
        Role.CONTROLEUR: _("controleur"),
    }
    return names.get(Role(role), role) if role in list(Role) else role


def role_help(role: str) -> str:
    """What a role may do, in a few words."""
    return {
        Role.INSPECTEUR: _("loopt rondes en legt waarnemingen vast"),
        Role.WIJKMANAGER: _("ziet de kaart en de waarnemingen van eigen gebieden, maakt taken"),
        Role.BOA: _("handelt taken van het eigen team af"),
        Role.BEHEERDER: _("beheert accounts, gebieden, catalogus en instellingen"),
        Role.CONTROLEUR: _("leest totalen en het logboek"),
    }.get(Role(role), "")


def action_name(action: str) -> str:
    """An action of the audit log as people read it."""
    return {
        "aanmelden": _("aangemeld"),
        "gebruiker-maken": _("account gemaakt"),
        "gebruiker-wijzigen": _("gegevens gewijzigd"),
        "gebruiker-sluiten": _("account gesloten"),
        "gebruiker-openen": _("account geopend"),
        "wachtwoord-vernieuwen": _("nieuw wachtwoord gegeven"),
        "wachtwoord-wijzigen": _("wachtwoord gewijzigd"),
        "token-maken": _("token gemaakt"),
        "token-intrekken": _("token ingetrokken"),
        "teams-wijzigen": _("teams gewijzigd"),
    }.get(action, action)


# --- dates, on the clock in the street ---------------------------------------------------------


def _local(value: datetime | date | str) -> datetime | date:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return value.astimezone(LOCAL) if isinstance(value, datetime) else value


def day(value: datetime | date | str) -> str:
    """``3 mrt 2026``; takes moments, dates and their ISO texts."""
    return str(format_date(_local(value), "d MMM y", rebase=False))


def long_day(value: datetime | date | str) -> str:
    """``dinsdag 3 maart``."""
    return str(format_date(_local(value), "EEEE d MMMM", rebase=False))


def moment(value: datetime | str) -> str:
    """``3 mrt 2026 14:05``."""
    return str(format_datetime(_local(value), "d MMM y HH:mm", rebase=False))


FILTERS: dict[str, Callable[..., str]] = {"day": day, "long_day": long_day, "moment": moment}
