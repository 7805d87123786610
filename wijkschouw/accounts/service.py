"""Use cases around people: accounts and teams. Coming in is access.py; ``audit`` is auditing.py."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import passwords, queries, rules
from wijkschouw.accounts.auditing import audit, history_of
from wijkschouw.accounts.models import Team, TeamMember, User
from wijkschouw.accounts.rules import Role
from wijkschouw.db import insert_new, utc_now

__all__ = ["audit", "history_of"]

# --- accounts ----------------------------------------------------------------------------------


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    roles: Iterable[str],
    municipality: str,
    areas: Iterable[str] = (),
    may_see_sensitive: bool = False,
    password: str | None = None,
    by: User | None = None,
) -> tuple[User, str]:
    """Make an account; returns it with its first password, which is kept nowhere.

    A wijkmanager without areas gets the whole municipality. Raises 409 for an address in use.
    """
    email = rules.normal_email(email)
    if queries.user_by_email(session, email) is not None:
        raise errors.conflict("Er is al een account met dit e-mailadres.")
    password = password or passwords.first_password()
    codes = [Role(role).value for role in roles]
    user = User(
        id=uuid4(),
        municipality=municipality,
        email=email,
        name=name,
        password_hash=passwords.hash_password(password),
        roles=codes,
        areas=_areas_for(codes, areas, municipality),
        may_see_sensitive=may_see_sensitive,
        created_at=utc_now(),
    )
    session.add(user)
    session.flush()
    audit(
        session, municipality, by.id if by else None, "gebruiker-maken", f"gebruiker:{user.id}",
        rollen=codes,
    )  # fmt: skip
    return user, password


def _areas_for(roles: Sequence[str], areas: Iterable[str], municipality: str) -> list[str]:
    chosen = sorted(set(areas))
    if not chosen and Role.WIJKMANAGER in roles:
        return [municipality]
    return chosen


def find_user(session: Session, municipality: str, user_id: UUID) -> User:
    """Somebody of this municipality; raises 404."""
    user = queries.user_of(session, municipality, user_id)
    if user is None:
        raise errors.not_found()
    return user


def find_user_anywhere(session: Session, user_id: UUID) -> User | None:
    """Somebody of any municipality, for the command line; None where nobody has this id."""
    return queries.user_by_id(session, user_id)


def find_user_by_email(session: Session, email: str) -> User:
    """Somebody by address, for the command line; raises 404."""
    user = queries.user_by_email(session, rules.normal_email(email))
    if user is None:
        raise errors.not_found(f"there is no account {email}")
    return user


def list_users(session: Session, municipality: str | None = None) -> list[User]:
    """Everybody (of a municipality), by name."""
    return queries.users(session, municipality)


def names_of(session: Session, municipality: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, for pages that show who did something."""
    return queries.names(session, municipality, ids)


def only_municipality(session: Session) -> str | None:
    """The municipality of all accounts, when it is one."""
    found = queries.municipalities(session)
    return found[0] if len(found) == 1 else None


def change_user(
    session: Session,
    by: User,
    user: User,
    *,
    name: str,
    roles: Sequence[str],
    areas: Iterable[str],
    may_see_sensitive: bool,
) -> None:
    """Change what somebody is and may. Raises 409 when a beheerder takes the role from themself."""
    if by.id == user.id and Role.BEHEERDER not in roles:
        raise errors.conflict("U kunt uzelf de rol beheerder niet afnemen.")
    before = {"rollen": user.roles, "gebieden": user.areas, "gevoelig": user.may_see_sensitive}
    user.name = name
    user.roles = [Role(role).value for role in roles]
    user.areas = _areas_for(user.roles, areas, user.municipality)
    user.may_see_sensitive = may_see_sensitive
    session.add(user)
    after = {"rollen": user.roles, "gebieden": user.areas, "gevoelig": user.may_see_sensitive}
    audit(
        session, user.municipality, by.id, "gebruiker-wijzigen", f"gebruiker:{user.id}",
        voor=before, na=after,
    )  # fmt: skip


def set_active(session: Session, by: User, user: User, active: bool) -> None:
    """Close or reopen an account; closing signs out everywhere. Raises 409 for one's own."""
    if by.id == user.id and not active:
        raise errors.conflict("U kunt uw eigen account niet sluiten.")
    user.active = active
    user.session_version += 1
    session.add(user)
    action = "gebruiker-openen" if active else "gebruiker-sluiten"
    audit(session, user.municipality, by.id, action, f"gebruiker:{user.id}")


def give_new_password(session: Session, by: User, user: User) -> str:
    """A new first password for somebody who lost theirs; signs them out everywhere."""
    password = passwords.first_password()
    user.password_hash = passwords.hash_password(password)
    user.session_version += 1
    session.add(user)
    audit(session, user.municipality, by.id, "wachtwoord-vernieuwen", f"gebruiker:{user.id}")
    return password


def change_own_password(session: Session, user: User, current: str, new: str) -> User:
    """Somebody's own new password; other sessions end. Raises 400 that says what is wrong.

    Hashing takes long on purpose: it is done before the first statement, which on SQLite keeps
    others from writing.
    """
    if not passwords.matches(user.password_hash, current):
        raise errors.bad_field("huidig", "onjuist", "Dit is niet uw huidige wachtwoord.")
    flaw = rules.password_flaw(new, user.email, user.name)
    if flaw:
        raise errors.bad_field("nieuw", flaw.code, flaw.detail)
    new_hash = passwords.hash_password(new)
    row = find_user(session, user.municipality, user.id)
    if row.password_hash != user.password_hash:
        raise errors.bad_field("huidig", "gewijzigd", "Uw wachtwoord is intussen al gewijzigd.")
    row.password_hash = new_hash
    row.session_version += 1
    session.add(row)
    audit(session, row.municipality, row.id, "wachtwoord-wijzigen", f"gebruiker:{row.id}")
    return row


# --- teams -------------------------------------------------------------------------------------


def list_teams(session: Session, municipality: str) -> list[Team]:
    """All teams, by name."""
    return queries.teams(session, municipality)


def teams_of(session: Session, user: User) -> list[Team]:
    """The teams that somebody is in."""
    return queries.teams_of(session, user)


def team_codes_of(session: Session, user: User) -> frozenset[str]:
    """Codes of the teams that somebody is in."""
    return frozenset(team.code for team in queries.teams_of(session, user))


def members_of(session: Session, municipality: str, code: str) -> list[User]:
    """The active people of a team."""
    return queries.members(session, municipality, code)


def member_ids(session: Session, municipality: str) -> dict[str, list[UUID]]:
    """Ids of the people in each team, by team code."""
    found: dict[str, list[UUID]] = {}
    for member in queries.memberships(session, municipality):
        found.setdefault(member.team_code, []).append(member.user_id)
    return found


def save_team(session: Session, municipality: str, code: str, name: str, by: User | None) -> Team:
    """Make a team, or give it another name."""
    team = queries.team(session, municipality, code) or Team(
        municipality=municipality, code=code, name=name
    )
    team.name = name
    session.add(team)
    session.flush()
    audit(session, municipality, by.id if by else None, "team-bewaren", f"team:{code}")
    return team


def set_teams(session: Session, user: User, codes: Iterable[str], by: User | None = None) -> None:
    """Put somebody in exactly these teams. Raises 400 for a team that is not there."""
    wanted = sorted(set(codes))
    known = {team.code for team in queries.teams(session, user.municipality)}
    if not known.issuperset(wanted):
        raise errors.bad_field("teams", "onbekend-team", "Dit team bestaat niet.")
    before = sorted(team.code for team in queries.teams_of(session, user))
    if before == wanted:
        return
    queries.leave_teams(session, user)
    for code in wanted:
        values = {"municipality": user.municipality, "team_code": code, "user_id": user.id}
        insert_new(session, TeamMember, values)
    audit(
        session, user.municipality, by.id if by else None, "teams-wijzigen", f"gebruiker:{user.id}",
        voor=before, na=wanted,
    )  # fmt: skip
