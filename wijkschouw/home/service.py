"""What somebody should look at today, from the domains that know."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role, can_see_area, roles_of
from wijkschouw.areas import service as areas
from wijkschouw.catalogue import service as catalogue
from wijkschouw.liveability import service as liveability
from wijkschouw.liveability.models import Score
from wijkschouw.tasks import service as tasks

OPEN_STATES = ("nieuw", "toegewezen", "geaccepteerd", "heropend")
FIRST_TASKS = 5
FIRST_AREAS = 6
TASK_ROLES = frozenset({Role.WIJKMANAGER, Role.BOA})
MAP_ROLES = frozenset({Role.INSPECTEUR, Role.WIJKMANAGER, Role.BOA, Role.CONTROLEUR})


@dataclass(frozen=True)
class QuietArea:
    """A buurt that too little was seen of this quarter; ``share``: part of its cells, 0 to 1."""

    code: str
    name: str
    wijk_name: str
    share: float
    seen: int
    total: int


@dataclass
class Today:
    """The start page. ``counts``: tasks by status, and ``teLaat``; None where tasks are not theirs.

    ``quiet``: buurten to go to first, of ``quiet_total``; ``scored``: of how many a class is known.
    """

    name: str
    roles: frozenset[Role]
    period: str = ""
    counts: dict[str, int] | None = None
    first_tasks: list[dict[str, Any]] = field(default_factory=list)
    category_names: dict[str, str] = field(default_factory=dict)
    area_names: dict[str, str] = field(default_factory=dict)
    quiet: list[QuietArea] = field(default_factory=list)
    quiet_total: int = 0
    scored: int = 0
    shows_areas: bool = False
    active_users: int | None = None
    closed_users: int = 0
    areas_missing: bool = False

    @property
    def open_tasks(self) -> int:
        """Tasks that somebody still has to do something for."""
        return sum((self.counts or {}).get(state, 0) for state in OPEN_STATES)


def today(session: Session, user: User, language: str = "nl") -> Today:
    """The start page of this person."""
    page = Today(name=user.name, roles=roles_of(user))
    page.area_names = {a.code: a.name for a in areas.list_areas(session, user.municipality)}
    page.areas_missing = not page.area_names
    if page.roles & TASK_ROLES:
        _add_tasks(session, user, page, language)
    if page.roles & MAP_ROLES and not page.areas_missing:
        _add_quiet_areas(session, user, page)
    if Role.BEHEERDER in page.roles:
        people = accounts.list_users(session, user.municipality)
        page.active_users = sum(person.active for person in people)
        page.closed_users = len(people) - page.active_users
    return page


def _add_tasks(session: Session, user: User, page: Today, language: str) -> None:
    page.counts = tasks.count_tasks(session, user)
    mine = Role.WIJKMANAGER not in page.roles
    page.first_tasks = tasks.list_tasks(
        session, user, states=OPEN_STATES, mine=mine, limit=FIRST_TASKS
    )
    if page.first_tasks:
        known = catalogue.current(session, user.municipality)
        page.category_names = {
            c.code: c.name.in_language(language) for t in known.themes for c in t.categories
        }


def _add_quiet_areas(session: Session, user: User, page: Today) -> None:
    page.shows_areas = True
    page.period = liveability.current_period()
    scores = liveability.scores(session, user.municipality, "buurt", "totaal", page.period)
    mine_only = Role.WIJKMANAGER in page.roles
    wijken = {a.code: a.name for a in areas.list_areas(session, user.municipality, "wijk")}
    quiet = []
    for area in areas.list_areas(session, user.municipality):
        if area.water or (mine_only and not can_see_area(user, area.wijk_code, area.code)):
            continue
        score = scores.get(area.code)
        if score is not None and score.grade is not None:
            page.scored += 1
            continue
        wijk = wijken.get(area.wijk_code, "")
        quiet.append(_quiet(area.code, area.name, wijk, area.cell_count, score))
    quiet.sort(key=lambda a: (a.share, -a.total, a.name))
    page.quiet_total = len(quiet)
    page.quiet = quiet[:FIRST_AREAS]


def _quiet(code: str, name: str, wijk: str, cells: int, score: Score | None) -> QuietArea:
    seen = score.cells_seen if score else 0
    return QuietArea(code, name, wijk, min(1.0, seen / cells) if cells else 0.0, seen, cells)


@dataclass(frozen=True)
class Branch:
    """An area to choose; ``buurten`` are those of a wijk."""

    code: str
    name: str
    buurten: tuple["Branch", ...] = ()


def area_choices(session: Session, municipality: str) -> list[Branch]:
    """The wijken with their buurten, by name."""
    branches = [
        Branch(
            tree.wijk.code,
            tree.wijk.name,
            tuple(sorted((Branch(b.code, b.name) for b in tree.buurten), key=lambda b: b.name)),
        )
        for tree in areas.area_tree(session, municipality)
    ]
    return sorted(branches, key=lambda branch: branch.name)
