"""The menu shows what the table of permissions opens, and where one is."""

from wijkschouw.accounts.permissions import ROUTES
from wijkschouw.accounts.rules import Role
from wijkschouw.home import navigation
from wijkschouw.home.navigation import Entry, Link

ADDRESSES = {
    "home.index": "/",
    "tasks.list_page": "/taken",
    "accounts.users_page": "/beheer/gebruikers",
    "field.app": "/veld",
}
ENTRIES = tuple(
    Entry(name, "home", name, "/beheer" if name.startswith("accounts.") else "")
    for name in [*ADDRESSES, "opendata.index"]
)


def menu(*roles: Role, path: str = "/") -> list[Link]:
    return navigation.links(ENTRIES, frozenset(roles), ROUTES, ADDRESSES.get, path)


def texts(*roles: Role) -> list[str]:
    return [link.text for link in menu(*roles)]


def test_each_role_sees_what_it_may_open() -> None:
    assert texts(Role.BOA) == ["home.index", "tasks.list_page", "field.app"]
    assert texts(Role.BEHEERDER) == ["home.index", "accounts.users_page"]
    assert texts(Role.CONTROLEUR) == ["home.index"]


def test_two_roles_see_the_pages_of_both() -> None:
    assert texts(Role.BEHEERDER, Role.BOA) == list(ADDRESSES)


def test_a_page_that_this_app_has_not_is_left_out() -> None:
    assert "opendata.index" not in texts(*Role)


def test_the_entry_of_the_page_and_of_what_lies_below_it_is_marked() -> None:
    def marked(path: str) -> list[tuple[str, bool]]:
        found = menu(Role.BEHEERDER, Role.BOA, path=path)
        return [(link.text, link.exact) for link in found if link.current]

    assert marked("/") == [("home.index", True)]
    assert marked("/taken") == [("tasks.list_page", True)]
    assert marked("/taken/0198") == [("tasks.list_page", False)]
    assert marked("/takenlijst") == []
    assert marked("/beheer/teams") == [("accounts.users_page", False)]


def test_every_entry_of_the_real_menus_has_an_icon_that_the_templates_know() -> None:
    from pathlib import Path

    macros = (Path(__file__).parents[3] / "templates" / "_macros.html").read_text()
    for entry in (*navigation.MENU, *navigation.MANAGEMENT, *navigation.FOR_ALL):
        assert f"'{entry.icon}': '" in macros, entry.icon
