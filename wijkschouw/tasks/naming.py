"""Names for the codes that a page shows: themes, categories, areas, teams, in one language."""

from dataclasses import dataclass, field

from sqlmodel import Session

from wijkschouw.areas import service as areas
from wijkschouw.catalogue import service as catalogue
from wijkschouw.tasks import queries


@dataclass(frozen=True)
class Names:
    """Code → name; an unknown code is shown as it is."""

    themes: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    categories_by_theme: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    # The wijken, each with its buurten: (code, name) and [(code, name)].
    area_tree: list[tuple[tuple[str, str], list[tuple[str, str]]]] = field(default_factory=list)

    def theme(self, code: str | None) -> str:
        """The name of a theme."""
        return self.themes.get(code or "", code or "")

    def category(self, code: str | None) -> str:
        """The name of a category."""
        return self.categories.get(code or "", code or "")

    def area(self, code: str | None) -> str:
        """The name of a buurt or wijk."""
        return self.areas.get(code or "", code or "")

    def team(self, code: str | None) -> str:
        """The name of a team."""
        return self.teams.get(code or "", code or "")

    def area_choices(self) -> list[tuple[str, str]]:
        """Wijken and, indented, their buurten, for a select."""
        found = []
        for wijk, buurten in self.area_tree:
            found.append(wijk)
            found += [(code, f"– {name}") for code, name in buurten]
        return found


def names_for(session: Session, municipality: str, language: str) -> Names:
    """All names of a municipality; the catalogue and the areas are kept in memory by their own."""
    known = catalogue.current(session, municipality)
    tree = areas.area_tree(session, municipality)
    by_theme = {
        t.code: [(c.code, c.name.in_language(language)) for c in t.categories] for t in known.themes
    }
    return Names(
        themes={t.code: t.name.in_language(language) for t in known.themes},
        categories={code: name for pairs in by_theme.values() for code, name in pairs},
        areas={a.code: a.name for branch in tree for a in (branch.wijk, *branch.buurten)},
        teams=queries.team_names(session, municipality),
        categories_by_theme=by_theme,
        area_tree=[
            ((b.wijk.code, b.wijk.name), [(x.code, x.name) for x in b.buurten]) for b in tree
        ],
    )
