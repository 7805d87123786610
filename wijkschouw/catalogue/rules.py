"""The catalogue: which themes, categories, levels and templates there are. Pure, and immutable.

The names of the file and of the API are Dutch, those in code English. Thresholds and texts are part
of a version: an observation keeps the number of the version it was made with.
"""

import hashlib
import json
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Level = Annotated[str, StringConstraints(pattern=r"^(A\+|A|B|C|D)$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=600)]
LEVELS = ("A+", "A", "B", "C", "D")


class Part(BaseModel):
    """Part of the catalogue; unknown keys are mistakes of whoever edited the file."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True
    )


class Text(Part):
    """A text in the languages of the pages."""

    nl: Words
    en: Words

    def in_language(self, language: str) -> str:
        """English for ``en…``, Dutch for all others."""
        return self.en if language.startswith("en") else self.nl


class Named(Part):
    """Something with a code for machines and a name for people."""

    code: str
    name: Text = Field(alias="naam")


class LevelChoice(Named):
    """A level and the figure it counts for (2–10)."""

    code: Level
    value: float = Field(alias="waarde", ge=1, le=10)


class DayPart(Named):
    """A part of the day, from and until as HH:MM."""

    code: Code
    begin: str = Field(alias="van", pattern=r"^\d\d:\d\d$")
    end: str = Field(alias="tot", pattern=r"^\d\d:\d\d$")


class TeamName(Named):
    """A team that the catalogue names; the beheerder makes the teams themselves."""

    code: Code


class Joining(Part):
    """Observations of a category this near (metres) and recent (days) join an open task."""

    radius: float = Field(alias="straal", ge=0, le=1000)
    days: int = Field(alias="dagen", ge=0, le=365)


class Handling(Part):
    """What handling a task of a category asks for."""

    note: bool = Field(default=False, alias="toelichting")
    photo: bool = Field(default=False, alias="foto")


class Category(Named):
    """What can be seen. ``days`` is the deadline in working days."""

    code: Code
    help: Text = Field(alias="uitleg")
    level: Level = Field(alias="niveau")
    team: Code
    days: int = Field(alias="termijn", ge=0, le=365)
    photo: bool = Field(default=True, alias="foto")
    sensitive: bool = Field(default=False, alias="gevoelig")
    joining: Joining = Field(alias="samenvoegen")
    handling: Handling = Field(default_factory=Handling, alias="afhandeling")
    level_help: dict[Level, Text] | None = Field(default=None, alias="niveauUitleg")
    where_to_find_help: Text | None = Field(default=None, alias="hulp")

    @model_validator(mode="after")
    def _sensitive_has_no_photo(self) -> Self:
        if self.sensitive and (self.photo or self.handling.photo):
            raise ValueError("een gevoelige categorie heeft geen foto's")
        return self


class Theme(Named):
    """Categories that belong together. One that is not active is not offered, but still known."""

    code: Code
    help: Text = Field(alias="uitleg")
    active: bool = Field(default=True, alias="actief")
    categories: tuple[Category, ...] = Field(alias="categorieen", min_length=1)


class Template(Named):
    """A schouwlijst: the themes that a round looks at, and when."""

    code: Code
    help: Text = Field(alias="uitleg")
    themes: tuple[Code, ...] = Field(alias="themas", min_length=1)
    day_parts: tuple[Code, ...] = Field(alias="dagdelen", min_length=1)
    active: bool = Field(default=True, alias="actief")


class Catalogue(Part):
    """One version, whole."""

    version: int = Field(alias="versie", ge=1)
    levels: tuple[LevelChoice, ...] = Field(alias="niveaus")
    day_parts: tuple[DayPart, ...] = Field(alias="dagdelen", min_length=1)
    teams: tuple[TeamName, ...] = Field(min_length=1)
    themes: tuple[Theme, ...] = Field(alias="themas", min_length=1)
    templates: tuple[Template, ...] = Field(alias="schouwlijsten", min_length=1)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        wrong = [*self._doubled(), *self._unknown()]
        if tuple(level.code for level in self.levels) != LEVELS:
            wrong.append(f"niveaus moeten {', '.join(LEVELS)} zijn")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _doubled(self) -> list[str]:
        lists: dict[str, list[str]] = {
            "thema": [t.code for t in self.themes],
            "categorie": [c.code for t in self.themes for c in t.categories],
            "schouwlijst": [t.code for t in self.templates],
            "dagdeel": [d.code for d in self.day_parts],
            "team": [t.code for t in self.teams],
        }
        return [
            f"{kind} {code} staat er tweemaal"
            for kind, codes in lists.items()
            for code in sorted({c for c in codes if codes.count(c) > 1})
        ]

    def _unknown(self) -> list[str]:
        themes = {t.code for t in self.themes}
        parts = {d.code for d in self.day_parts}
        teams = {t.code for t in self.teams}
        named = [
            *(("thema", code, themes) for t in self.templates for code in t.themes),
            *(("dagdeel", code, parts) for t in self.templates for code in t.day_parts),
            *(("team", c.team, teams) for t in self.themes for c in t.categories),
        ]
        return [f"onbekend {kind} {code}" for kind, code, known in named if code not in known]

    @cached_property
    def _categories(self) -> dict[tuple[str, str], Category]:
        return {(t.code, c.code): c for t in self.themes for c in t.categories}

    @cached_property
    def _themes(self) -> dict[str, Theme]:
        return {t.code: t for t in self.themes}

    @cached_property
    def _templates(self) -> dict[str, Template]:
        return {t.code: t for t in self.templates}

    @cached_property
    def sensitive_categories(self) -> frozenset[str]:
        """Codes of the categories that need the extra right to be seen."""
        return frozenset(c.code for c in self._categories.values() if c.sensitive)

    def theme(self, code: str) -> Theme | None:
        """The theme with this code, active or not."""
        return self._themes.get(code)

    def category(self, theme: str, code: str) -> Category | None:
        """The category of a theme; None when it is not in it."""
        return self._categories.get((theme, code))

    def find_category(self, code: str) -> Category | None:
        """A category by its code alone: codes are unique over the themes."""
        return next((c for (_, name), c in self._categories.items() if name == code), None)

    def template(self, code: str) -> Template | None:
        """The template with this code."""
        return self._templates.get(code)

    def value_of(self, level: str) -> float:
        """The figure of a level. Raises KeyError for an unknown one."""
        return {choice.code: choice.value for choice in self.levels}[level]

    def as_json(self) -> dict[str, Any]:
        """With the names of the file and the API."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def digest_of(catalogue: Catalogue) -> str:
    """SHA-256 over the content; equal for files that differ in layout alone."""
    text = json.dumps(catalogue.as_json(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
