"""The main menu: what the table of permissions opens for who is here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from wijkschouw.accounts.permissions import Allowed
from wijkschouw.accounts.rules import Role


@dataclass(frozen=True)
class Entry:
    """One subject of a menu; ``below``: where the addresses of its pages start, when that is not
    the address of its first page."""

    text: str
    icon: str
    endpoint: str
    below: str = ""


@dataclass(frozen=True)
class Link:
    """An entry as a page shows it; ``exact``: this is the very page."""

    text: str
    icon: str
    href: str
    current: bool
    exact: bool


# The main menu.
MENU = (
    Entry(_l("Vandaag"), "home", "home.index"),
    Entry(_l("Kaart"), "map", "liveability.map_page"),
    Entry(_l("Buurten"), "area", "liveability.table_page", "/buurten"),
    Entry(_l("Waarnemingen"), "eye", "office.list_page"),
    Entry(_l("Taken"), "task", "tasks.list_page"),
    Entry(_l("Rondes"), "round", "rounds.list_page"),
    Entry(_l("Rapporten"), "chart", "reports.list_page"),
    Entry(_l("Inzet"), "clock", "oversight.effort_page"),
    Entry(_l("Beheer"), "settings", "accounts.users_page", "/beheer"),
    Entry(_l("Veld-app"), "phone", "field.app"),
)
# The subjects of Beheer.
MANAGEMENT = (
    Entry(_l("Gebruikers"), "people", "accounts.users_page"),
    Entry(_l("Teams"), "people", "accounts.teams_page"),
    Entry(_l("Leefbaarheid"), "chart", "liveability.settings_page"),
)
# What everybody may see without signing in.
FOR_ALL = (Entry(_l("Open data"), "download", "opendata.index"),)
# The field app is open to all so that it starts without a network, yet of use to these alone.
FIELD_ROLES = frozenset({Role.INSPECTEUR, Role.WIJKMANAGER, Role.BOA})


def links(
    entries: Iterable[Entry],
    roles: frozenset[Role],
    table: Mapping[str, Allowed],
    address_of: Callable[[str], str | None],
    path: str,
) -> list[Link]:
    """The entries that are open to these roles; ``address_of`` answers None for a page that this
    app has not."""
    found = []
    for entry in entries:
        href = address_of(entry.endpoint)
        if href is not None and _is_open(entry, roles, table):
            current = _is_below(path, entry.below or href)
            found.append(Link(str(entry.text), entry.icon, href, current, path == href))
    return found


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or (prefix != "/" and path.startswith(prefix + "/"))


def _is_open(entry: Entry, roles: frozenset[Role], table: Mapping[str, Allowed]) -> bool:
    if entry.endpoint.startswith("field."):
        return bool(roles & FIELD_ROLES)
    allowed = table.get(entry.endpoint)
    return allowed is not None and (allowed.public or bool(roles & allowed.roles))
