"""Roles, areas a person works for, passwords, throttling, and safe places to go on to. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID


class Role(StrEnum):
    """What somebody may do; a person can have several."""

    INSPECTEUR = "inspecteur"
    WIJKMANAGER = "wijkmanager"
    BOA = "boa"
    BEHEERDER = "beheerder"
    CONTROLEUR = "controleur"


class Person(Protocol):
    """What the rules need to know of a user (accounts.models.User fits)."""

    municipality: str
    roles: list[str]
    areas: list[str]


# --- roles and areas ---


def roles_of(person: Person) -> frozenset[Role]:
    """The person's roles; codes that this version does not know are left out."""
    return frozenset(Role(code) for code in person.roles if code in Role.__members__.values())


@dataclass(frozen=True)
class Scope:
    """The areas that a wijkmanager works for.

    ``everything``: the whole municipality, also what lies outside its areas. Otherwise the codes of
    wijken (``WK…``, with all their buurten) and of single buurten (``BU…``).
    """

    municipality: str
    everything: bool
    wijken: frozenset[str]
    buurten: frozenset[str]

    def can_see_area(self, wijk_code: str | None, buurt_code: str | None) -> bool:
        """Whether a place in this wijk and buurt (None: outside all areas) belongs to it."""
        return self.everything or wijk_code in self.wijken or buurt_code in self.buurten


def scope_of(person: Person) -> Scope:
    """The scope that the person's ``areas`` describe."""
    return Scope(
        municipality=person.municipality,
        everything=person.municipality in person.areas,
        wijken=frozenset(code for code in person.areas if code.startswith("WK")),
        buurten=frozenset(code for code in person.areas if code.startswith("BU")),
    )


def can_see_area(person: Person, wijk_code: str | None, buurt_code: str | None) -> bool:
    """Whether the place lies in the areas of this person."""
    return scope_of(person).can_see_area(wijk_code, buurt_code)


def is_pseudonym(user_id: UUID) -> bool:
    """Whether an id stands for somebody whose name is no longer kept (privacy.rules.pseudonym)."""
    return user_id.version == 8


# --- passwords ---

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
# Long enough and yet among the first that somebody tries. Small letters, without spaces.
COMMON_PASSWORDS = frozenset(
    """
    000000000000 111111111111 112233445566 121212121212 123123123123 123456789012 1234567890123
    12345678901234 1q2w3e4r5t6y 1qaz2wsx3edc 987654321098 aaaaaaaaaaaa abc123456789 abc123abc123
    abcd12345678 abcdefghijkl abcdefghijklm administrator administrator1 ajaxajaxajax ajaxamsterdam
    amsterdam123 amsterdam1234 asdfghjkl123 asdfghjklzxc beheerder123 beheerder1234 changeme1234
    changemechangeme computer1234 demo12345678 demodemodemo denhaag12345 dragon123456 feyenoord123
    feyenoord1908 football1234 geheim123456 geheimgeheim gemeente1234 gemeente2024 gemeente2025
    gemeente2026 gemeentehuis gemeentehuis1 handhaving123 handhaving1234 hottentotten ikhouvanjou
    ikhouvanjou! ikhouvanjou1 ikhouvanjou123 iloveyou1234 iloveyouiloveyou inspecteur12
    inspecteur123 koningsdag123 letmeinletmein mijnwachtwoord monkey123456 nederland123
    nederland2024 nederland2025 nederland2026 nieuwwachtwoord p@ssw0rd1234 passw0rd1234 password1234
    password12345 password123456 passwordpassword pokemon12345 princess1234 q1w2e3r4t5y6
    qazwsxedcrfv qwerty123456 qwerty1234567 qwertyuiop12 qwertyuiop123 qwertyuiopas rotterdam123
    rotterdam1234 samsung12345 september2024 september2025 september2026 sinterklaas1 sinterklaas123
    starwars1234 sunshine1234 supergeheim1 supergeheim12 supergeheim123 superman1234 test12345678
    testtesttest utrecht12345 voetbal12345 wachtwoord12 wachtwoord123 wachtwoord1234 wachtwoord2024
    wachtwoord2025 wachtwoord2026 wachtwoordwachtwoord welkom012345 welkom123456 welkom12345678
    welkom123welkom welkom2024!! welkom2025!! welkom2026!! welkomwelkom wijkmanager1 wijkmanager123
    wijkschouw123 wijkschouw1234 wijkschouw2025 wijkschouw2026 winter2024!! winter2025!!
    winter2026!! zaq12wsxcde3 zomer2024zomer zomer2025zomer zomer2026zomer zxcvbnm12345 zxcvbnmasdfg
    """.split()  # noqa: SIM905 - a list of 130 quoted words reads worse
)


@dataclass(frozen=True)
class PasswordFlaw:
    """Why a password cannot be used: a code, and what to tell (Dutch)."""

    code: str
    detail: str


def password_flaw(password: str, *about: str) -> PasswordFlaw | None:
    """What is wrong with a new password; ``about`` are words that it may not consist of (the
    e-mail address, the name). None when it will do."""
    if len(password) < SHORTEST_PASSWORD:
        return PasswordFlaw("te-kort", f"Gebruik ten minste {SHORTEST_PASSWORD} tekens.")
    if len(password) > LONGEST_PASSWORD:
        return PasswordFlaw("te-lang", f"Gebruik ten hoogste {LONGEST_PASSWORD} tekens.")
    plain = _plain(password)
    if plain in COMMON_PASSWORDS or len(set(plain)) < 4:
        return PasswordFlaw("te-bekend", "Dit wachtwoord is te makkelijk te raden.")
    if any(plain in (_plain(word), _plain(word.split("@")[0])) for word in about if word):
        return PasswordFlaw("lijkt-op-naam", "Gebruik niet uw naam of e-mailadres als wachtwoord.")
    return None


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


# --- throttling of sign-ins ---

WINDOW = timedelta(minutes=15)
FREE_FAILURES_PER_ACCOUNT = 5
FREE_FAILURES_PER_ADDRESS = 30  # a town hall is one address
LONGEST_WAIT = timedelta(minutes=15)


def wait_until(failures: Sequence[datetime], free: int) -> datetime | None:
    """When somebody may try again, given the recent failures (any order); None: at once.

    The first ``free`` cost nothing; after that the wait doubles: 30 s, 1 min, 2 min, … 15 min. It
    counts from the last failure, so nobody can keep an account locked without going on trying.
    """
    if len(failures) < free:
        return None
    wait = timedelta(seconds=30 * 2 ** min(len(failures) - free, 10))
    return max(failures) + min(wait, LONGEST_WAIT)


# --- sessions ---

OFFICE_IDLE = timedelta(minutes=15)
LONGEST_SESSION = timedelta(hours=12)


def session_ended(now: datetime, began: datetime, seen: datetime, *, field: bool) -> bool:
    """Whether a session is over: 15 minutes unused in the office; 12 hours after signing in, which
    is all that counts on a phone in the field (the phone has its own lock)."""
    return now - began >= LONGEST_SESSION or (not field and now - seen >= OFFICE_IDLE)


# --- known accounts of the demo ---

DEMO_DOMAIN = "voorbeeldstad.example"


def demo_accounts(emails: Iterable[str]) -> list[str]:
    """Those among the addresses that everybody knows the password of."""
    return sorted(email for email in emails if email.lower().endswith("@" + DEMO_DOMAIN))


# --- going on after signing in ---


def safe_next(target: str | None) -> str:
    """A path on this site to go on to; ``/`` for anything that could lead elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    if any(sign in target for sign in "\\\r\n\t\0"):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target


def normal_email(text: str) -> str:
    """An e-mail address as it is stored and compared."""
    return text.strip().lower()
