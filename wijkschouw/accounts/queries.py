"""All SQL about people, teams, tokens and failed sign-ins."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from wijkschouw.accounts.models import AuditEntry, SignInFailure, Team, TeamMember, Token, User
from wijkschouw.db import table_of

# --- who is asking ---

# Asked with every request: put together once, and what comes back is followed by no session, which
# would take twice the time.
_USER, _TOKEN = table_of(User), table_of(Token)
_PERSON = core_select(*_USER.c).where(_USER.c.id == bindparam("id"))
_TOKEN_AND_PERSON = (
    core_select(
        _TOKEN.c.revoked_at.label("token_revoked_at"),
        _TOKEN.c.expires_at.label("token_expires_at"),
        *_USER.c,
    )
    .join(_USER, _USER.c.id == _TOKEN.c.user_id)
    .where(_TOKEN.c.token_hash == bindparam("token_hash"))
)


def person(connection: Connection, user_id: UUID) -> User | None:
    """Somebody by id, of any municipality; to read, since no session would store a change."""
    row = connection.execute(_PERSON, {"id": user_id}).first()
    return User.model_construct(**row._mapping) if row else None


class TokenFound(NamedTuple):
    """When a token ends, and the person it speaks for, to read as well."""

    revoked_at: datetime | None
    expires_at: datetime | None
    user: User


def token_and_person(connection: Connection, token_hash: str) -> TokenFound | None:
    """A token with the person it speaks for, in one statement."""
    row = connection.execute(_TOKEN_AND_PERSON, {"token_hash": token_hash}).first()
    if row is None:
        return None
    values = dict(row._mapping)
    revoked_at, expires_at = values.pop("token_revoked_at"), values.pop("token_expires_at")
    return TokenFound(revoked_at, expires_at, User.model_construct(**values))


# --- people ---


def user_by_id(session: Session, user_id: UUID) -> User | None:
    """Somebody by id, of any municipality."""
    return session.get(User, user_id)


def user_of(session: Session, municipality: str, user_id: UUID) -> User | None:
    """Somebody of this municipality."""
    return session.exec(
        select(User).where(User.municipality == municipality, User.id == user_id)
    ).first()


def user_by_email(session: Session, email: str) -> User | None:
    """Somebody by e-mail address, as normalised by rules.normal_email."""
    return session.exec(select(User).where(User.email == email)).first()


def users(session: Session, municipality: str | None = None) -> list[User]:
    """Everybody (of a municipality), by name."""
    query = select(User).order_by(User.name, User.email)
    if municipality is not None:
        query = query.where(User.municipality == municipality)
    return list(session.exec(query))


def names(session: Session, municipality: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of people of this municipality, by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.exec(
        select(User.id, User.name).where(
            User.municipality == municipality, col(User.id).in_(wanted)
        )
    )
    return {user_id: name for user_id, name in rows}  # noqa: C416 - rows are no tuples for mypy


def emails_like(session: Session, ending: str) -> list[str]:
    """Addresses of active accounts with this ending."""
    return list(
        session.exec(
            select(User.email).where(
                func.lower(User.email).like("%" + ending), col(User.active).is_(True)
            )
        )
    )


def municipalities(session: Session) -> list[str]:
    """Codes of the municipalities that have accounts."""
    return list(session.exec(select(User.municipality).distinct().order_by(User.municipality)))


# --- tokens ---


def tokens_of(session: Session, user: User) -> list[Token]:
    """Somebody's tokens, newest first."""
    return list(
        session.exec(
            select(Token)
            .where(Token.municipality == user.municipality, Token.user_id == user.id)
            .order_by(col(Token.created_at).desc())
        )
    )


# --- teams ---


def teams(session: Session, municipality: str) -> list[Team]:
    """All teams, by name."""
    return list(
        session.exec(select(Team).where(Team.municipality == municipality).order_by(Team.name))
    )


def team(session: Session, municipality: str, code: str) -> Team | None:
    """One team."""
    return session.get(Team, (municipality, code))


def teams_of(session: Session, user: User) -> list[Team]:
    """The teams that somebody is in, by name."""
    return list(
        session.exec(
            select(Team)
            .join(
                TeamMember,
                (col(TeamMember.municipality) == col(Team.municipality))
                & (col(TeamMember.team_code) == col(Team.code)),
            )
            .where(TeamMember.municipality == user.municipality, TeamMember.user_id == user.id)
            .order_by(Team.name)
        )
    )


def memberships(session: Session, municipality: str) -> list[TeamMember]:
    """Who is in which team."""
    return list(session.exec(select(TeamMember).where(TeamMember.municipality == municipality)))


def members(session: Session, municipality: str, code: str) -> list[User]:
    """The active people of a team, by name."""
    return list(
        session.exec(
            select(User)
            .join(TeamMember, col(TeamMember.user_id) == col(User.id))
            .where(
                TeamMember.municipality == municipality,
                TeamMember.team_code == code,
                col(User.active).is_(True),
            )
            .order_by(User.name)
        )
    )


def leave_teams(session: Session, user: User) -> None:
    """Take somebody out of every team."""
    session.execute(
        delete(TeamMember).where(
            col(TeamMember.municipality) == user.municipality, col(TeamMember.user_id) == user.id
        )
    )


# --- failed sign-ins ---


def failures(session: Session, keys: Iterable[str], since: datetime) -> dict[str, list[datetime]]:
    """Moments of failed sign-ins since then, by key."""
    found: dict[str, list[datetime]] = {key: [] for key in keys}
    rows = session.exec(
        select(SignInFailure.key, SignInFailure.at).where(
            col(SignInFailure.key).in_(list(found)), SignInFailure.at >= since
        )
    )
    for key, at in rows:
        found[key].append(at)
    return found


def forget_failures(session: Session, key: str, before: datetime) -> None:
    """Remove the failures of one key, and everybody's from before a moment."""
    session.execute(
        delete(SignInFailure).where(
            (col(SignInFailure.key) == key) | (col(SignInFailure.at) < before)
        )
    )


# --- audit ---


def audit_entries(session: Session, municipality: str, about: str, limit: int) -> list[AuditEntry]:
    """The newest entries about one object."""
    return list(
        session.exec(
            select(AuditEntry)
            .where(AuditEntry.municipality == municipality, AuditEntry.object == about)
            .order_by(col(AuditEntry.id).desc())
            .limit(limit)
        )
    )
