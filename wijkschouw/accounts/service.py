"""Use cases around people: signing in, accounts, tokens, teams, the audit log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import passwords, queries, rules
from wijkschouw.accounts.models import (
    AuditEntry,
    SignInFailure,
    Team,
    TeamMember,
    Token,
    User,
)
from wijkschouw.accounts.rules import Role
from wijkschouw.db import insert_new, utc_now

TOKEN_DAYS = 365
KEEP_FAILURES = timedelta(days=1)


# --- audit -------------------------------------------------------------------------------------


def audit(
    session: Session,
    municipality: str,
    user_id: UUID | None,
    action: str,
    about: str = "",
    *,
    result: str = "ok",
    **details: Any,
) -> None:
    """Append who did what with which object. ``about`` names it as ``kind:id``; ``details`` hold
    no texts that people wrote."""
    session.add(
        AuditEntry(
            municipality=municipality,
            at=utc_now(),
            user_id=user_id,
            action=action,
            object=about,
            result=result,
            details=details,
        )
    )


def history_of(
    session: Session, municipality: str, about: str, limit: int = 20
) -> list[AuditEntry]:
    """The newest entries of the audit log about one object."""
    return queries.audit_entries(session, municipality, about, limit)


# --- signing in --------------------------------------------------------------------------------


@dataclass(frozen=True)
class SignIn:
    """``user`` None: refused; with ``wait``: too often, come again in so many seconds.

    What was tried is recorded either way: the caller must commit."""

    user: User | None
    wait: int = 0


def sign_in(
    session: Session, email: str, password: str, address: str, now: datetime | None = None
) -> SignIn:
    """Check an e-mail address and a password; the same answer and time for unknown people."""
    now = now or utc_now()
    email = rules.normal_email(email)
    account_key = passwords.digest(f"account:{email}")
    address_key = passwords.digest(f"address:{address}")
    wait = _seconds_to_wait(session, account_key, address_key, now)
    if wait:
        return SignIn(None, wait)
    user = queries.user_by_email(session, email)
    right = passwords.matches(user.password_hash if user else None, password)
    if user is None or not right or not user.active:
        _record_failure(session, user, account_key, address_key, now)
        return SignIn(None)
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    user.last_seen_at = now
    session.add(user)
    queries.forget_failures(session, account_key, now - KEEP_FAILURES)
    audit(session, user.municipality, user.id, "aanmelden", f"gebruiker:{user.id}")
    return SignIn(user)


def _seconds_to_wait(session: Session, account: str, address: str, now: datetime) -> int:
    recent = queries.failures(session, (account, address), now - rules.WINDOW)
    ends = (
        rules.wait_until(recent[account], rules.FREE_FAILURES_PER_ACCOUNT),
        rules.wait_until(recent[address], rules.FREE_FAILURES_PER_ADDRESS),
    )
    longest = max((end for end in ends if end), default=now)
    return max(0, -int((now - longest).total_seconds() // 1))


def _record_failure(
    session: Session, user: User | None, account: str, address: str, now: datetime
) -> None:
    session.add(SignInFailure(key=account, at=now))
    session.add(SignInFailure(key=address, at=now))
    if user is not None:
        about = f"gebruiker:{user.id}"
        audit(session, user.municipality, user.id, "aanmelden", about, result="geweigerd")


def user_of_session(session: Session, session_id: str) -> User | None:
    """The person of a session cookie (User.get_id); None when signed out everywhere since."""
    user_id, _, version = session_id.partition(":")
    try:
        user = queries.user_by_id(session, UUID(user_id))
    except ValueError:
        return None
    if user is None or not user.active or str(user.session_version) != version:
        return None
    return user


def known_demo_accounts(session: Session) -> list[str]:
    """Active accounts whose password everybody knows; production must not run with them."""
    return rules.demo_accounts(queries.emails_like(session, "@" + rules.DEMO_DOMAIN))


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


def change_own_password(session: Session, user: User, current: str, new: str) -> None:
    """Somebody's own new password; other sessions end. Raises 400 that says what is wrong."""
    if not passwords.matches(user.password_hash, current):
        raise errors.bad_field("huidig", "onjuist", "Dit is niet uw huidige wachtwoord.")
    flaw = rules.password_flaw(new, user.email, user.name)
    if flaw:
        raise errors.bad_field("nieuw", flaw.code, flaw.detail)
    user.password_hash = passwords.hash_password(new)
    user.session_version += 1
    session.add(user)
    audit(session, user.municipality, user.id, "wachtwoord-wijzigen", f"gebruiker:{user.id}")


# --- tokens ------------------------------------------------------------------------------------


def create_token(
    session: Session, user: User, name: str, days: int = TOKEN_DAYS, by: User | None = None
) -> str:
    """A bearer token that speaks for somebody; returned once, kept as a hash."""
    text = passwords.new_token()
    now = utc_now()
    token = Token(
        id=uuid4(),
        municipality=user.municipality,
        user_id=user.id,
        name=name,
        token_hash=passwords.digest(text),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(token)
    audit(
        session, user.municipality, by.id if by else None, "token-maken", f"gebruiker:{user.id}",
        token=str(token.id), dagen=days,
    )  # fmt: skip
    return text


def tokens_of(session: Session, user: User) -> list[Token]:
    """Somebody's tokens, newest first."""
    return queries.tokens_of(session, user)


def revoke_token(session: Session, by: User, user: User, token_id: UUID) -> None:
    """Withdraw a token; a second time changes nothing. Raises 404 for another's."""
    token = next((t for t in queries.tokens_of(session, user) if t.id == token_id), None)
    if token is None:
        raise errors.not_found()
    if token.revoked_at is None:
        token.revoked_at = utc_now()
        session.add(token)
        about = f"gebruiker:{user.id}"
        audit(session, user.municipality, by.id, "token-intrekken", about, token=str(token.id))


@dataclass(frozen=True)
class TokenCheck:
    """Who a token speaks for, or why it does not: a code and what to tell (Dutch)."""

    user: User | None
    reason: str = ""
    detail: str = ""


def user_of_token(session: Session, text: str, now: datetime | None = None) -> TokenCheck:
    """Look a bearer token up."""
    found = queries.token_and_user(session, passwords.digest(text))
    if found is None:
        return TokenCheck(None, "token-onbekend", "Dit token is niet bekend.")
    token, user = found
    if token.revoked_at is not None:
        return TokenCheck(None, "token-ingetrokken", "Dit token is ingetrokken.")
    if token.expires_at is not None and token.expires_at <= (now or utc_now()):
        return TokenCheck(None, "token-verlopen", "Dit token is verlopen.")
    if not user.active:
        return TokenCheck(None, "account-gesloten", "Het account van dit token is gesloten.")
    return TokenCheck(user)


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
