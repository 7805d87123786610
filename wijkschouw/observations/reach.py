"""Which observations somebody may read (design 06).

An inspector reads their own and, without names, those of the areas they walk; a wijkmanager those
of their areas; a BOA those of their team's tasks; sensitive ones ask for the extra right, except
one's own. Rounds and tasks lie above this domain: what is to be known of them is asked through
``sources``, which intake fills when the program starts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role, Scope, roles_of, scope_of
from wijkschouw.observations.models import Observation


def _no_areas(_session: Session, _user: User) -> frozenset[str]:
    return frozenset()


@dataclass
class Sources:
    """``walked_areas``: codes of the buurten and wijken that somebody walks as inspector;
    ``of_tasks``: a SELECT of the ids of observations in the tasks of somebody's teams."""

    walked_areas: Callable[[Session, User], frozenset[str]] = _no_areas
    of_tasks: Callable[[User], Any] | None = None


sources = Sources()


@dataclass(frozen=True)
class Reach:
    """What one person may read."""

    municipality: str
    user_id: UUID
    scope: Scope | None = None
    walked: frozenset[str] = frozenset()
    of_tasks: Any = None
    sensitive: bool = False

    def shows_name(self, row: Observation) -> bool:
        """Whether this person may know who saw it."""
        return row.inspector_id == self.user_id or self.manages(row)

    def manages(self, row: Observation) -> bool:
        """Whether it lies in the areas that this person is wijkmanager of."""
        return self.scope is not None and self.scope.can_see_area(row.wijk_code, row.area_code)


def managed_scope(user: User) -> Scope | None:
    """The areas that somebody is wijkmanager of; None for who is none."""
    return scope_of(user) if Role.WIJKMANAGER in roles_of(user) else None


def reach_of(session: Session, user: User) -> Reach:
    """The reach of a person; at most one statement."""
    roles = roles_of(user)
    asks_tasks = Role.BOA in roles and sources.of_tasks is not None
    return Reach(
        municipality=user.municipality,
        user_id=user.id,
        scope=managed_scope(user),
        walked=sources.walked_areas(session, user) if Role.INSPECTEUR in roles else frozenset(),
        of_tasks=sources.of_tasks(user) if asks_tasks and sources.of_tasks else None,
        sensitive=user.may_see_sensitive,
    )
