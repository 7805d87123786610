"""All SQL about people, teams, tokens and failed sign-ins."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, func
from sqlmodel import Session, col, select

from wijkschouw.accounts.models import AuditEntry, SignInFailure, Team, TeamMember, Token, User

# Asked with every request of a session; see _TOKEN_AND_USER.
_USER_BY_ID = select(User).where(User.id == bindparam("id"))


def user_by_id(session: Session, user_id: UUID) -> User | None:
    """Somebody by id, of any municipality."""
    return session.execute(_USER_BY_ID, {"id": user_id}).scalars().first()


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


# Asked with every request of a program: putting the statement together costs as much as asking it.
_TOKEN_AND_USER = (
    select(Token, User)
    .join(User, col(User.id) == col(Token.user_id))
    .where(Token.token_hash == bindparam("token_hash"))
)


def token_and_user(session: Session, token_hash: str) -> tuple[Token, User] | None:
    """A token with the person it speaks for, in one statement."""
    row = session.execute(_TOKEN_AND_USER, {"token_hash": token_hash}).first()
    return (row[0], row[1]) if row else None


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
