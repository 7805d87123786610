"""Use cases around coming in: signing in, sessions, tokens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection
from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import passwords, queries, rules
from wijkschouw.accounts.auditing import audit
from wijkschouw.accounts.models import SignInFailure, Token, User
from wijkschouw.db import utc_now

TOKEN_DAYS = 365
KEEP_FAILURES = timedelta(days=1)


@dataclass(frozen=True)
class SignIn:
    """``user`` None: refused; with ``wait``: too often, come again in so many seconds.

    What was tried is recorded either way: the caller must commit."""

    user: User | None
    wait: int = 0


def sign_in(
    reading: Session,
    open_writing: Callable[[], Session],
    email: str,
    password: str,
    address: str,
    now: datetime | None = None,
) -> SignIn:
    """Check an e-mail address and a password; the same answer and time for unknown people.

    The password is checked before a writing transaction begins: SQLite has one for everybody, and
    checking takes long on purpose.
    """
    now = now or utc_now()
    email = rules.normal_email(email)
    account_key = passwords.digest(f"account:{email}")
    address_key = passwords.digest(f"address:{address}")
    wait = _seconds_to_wait(reading, account_key, address_key, now)
    if wait:
        return SignIn(None, wait)
    known = queries.user_by_email(reading, email)
    checked = known.password_hash if known else None
    right = passwords.matches(checked, password)
    renewed = None
    if known and right and passwords.is_outdated(known.password_hash):
        renewed = passwords.hash_password(password)

    session = open_writing()
    # Meanwhile others may have guessed at this account, or somebody changed it.
    wait = _seconds_to_wait(session, account_key, address_key, now)
    if wait:
        return SignIn(None, wait)
    user = queries.user_by_email(session, email)
    if user is not None and user.password_hash != checked:
        renewed, right = None, passwords.matches(user.password_hash, password)
    if user is None or not right or not user.active:
        _record_failure(session, user, account_key, address_key, now)
        return SignIn(None)
    user.password_hash = renewed or user.password_hash
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


def user_of_session(connection: Connection, session_id: str) -> User | None:
    """The person of a session cookie (User.get_id), to read; None when signed out everywhere."""
    user_id, _, version = session_id.partition(":")
    try:
        user = queries.person(connection, UUID(user_id))
    except ValueError:
        return None
    if user is None or not user.active or str(user.session_version) != version:
        return None
    return user


def known_demo_accounts(session: Session) -> list[str]:
    """Active accounts whose password everybody knows; production must not run with them."""
    return rules.demo_accounts(queries.emails_like(session, "@" + rules.DEMO_DOMAIN))


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


def user_of_token(connection: Connection, text: str, now: datetime | None = None) -> TokenCheck:
    """Look a bearer token up; its person is to read."""
    found = queries.token_and_person(connection, passwords.digest(text))
    if found is None:
        return TokenCheck(None, "token-onbekend", "Dit token is niet bekend.")
    if found.revoked_at is not None:
        return TokenCheck(None, "token-ingetrokken", "Dit token is ingetrokken.")
    if found.expires_at is not None and found.expires_at <= (now or utc_now()):
        return TokenCheck(None, "token-verlopen", "Dit token is verlopen.")
    if not found.user.active:
        return TokenCheck(None, "account-gesloten", "Het account van dit token is gesloten.")
    return TokenCheck(found.user)
