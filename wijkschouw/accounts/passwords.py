"""Passwords and tokens: making, hashing, comparing."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# argon2id; about 50 ms on a small server. One lane: web workers have threads of their own.
HASHER = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)
# Somebody unknown is compared with this, so that the answer takes as long as for a known account.
NOBODY = HASHER.hash(secrets.token_hex(16))
# Without signs that look alike: a first password is often read from paper.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
TOKEN_PREFIX = "wks_"  # noqa: S105 - lets scanners of leaked secrets know ours


def hash_password(password: str) -> str:
    """An argon2id hash with its parameters and salt."""
    return HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; False, after the same time, for no hash."""
    try:
        return HASHER.verify(password_hash or NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)


def first_password() -> str:
    """A random password of four groups of four signs, about 79 bits."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(4))


def new_token() -> str:
    """A random bearer token, 256 bits."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """SHA-256 in hex: enough for a random token, which cannot be guessed from it."""
    return hashlib.sha256(text.encode()).hexdigest()
