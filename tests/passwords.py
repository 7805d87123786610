"""Cheap hashes: a sign-in in a test must not cost what an attacker should pay."""

from argon2 import PasswordHasher

from wijkschouw.accounts import passwords

REAL_HASHER = passwords.HASHER  # as in production
CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)


def make_cheap() -> None:
    """For this process, once."""
    passwords.HASHER = CHEAP_HASHER
    passwords.NOBODY = CHEAP_HASHER.hash("nobody")
