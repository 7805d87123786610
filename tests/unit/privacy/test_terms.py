"""Terms and pseudonyms."""

from datetime import UTC, datetime
from uuid import uuid4

from wijkschouw.accounts.rules import is_pseudonym
from wijkschouw.privacy.rules import DEFAULT_DAYS, Kind, Terms, pseudonym

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def test_every_kind_has_a_default_and_a_municipality_may_choose() -> None:
    assert set(DEFAULT_DAYS) == set(Kind)
    chosen = Terms({"fotos": 100})
    assert chosen.days(Kind.PHOTOS) == 100
    assert chosen.days(Kind.TRACKS) == 30
    assert chosen.cutoff(Kind.TRACKS, NOW) == datetime(2026, 10, 28, tzinfo=UTC)


def test_a_pseudonym_is_the_same_for_the_same_person_here_alone() -> None:
    person = uuid4()
    one = pseudonym("secret", "GM9999", person)
    assert one == pseudonym("secret", "GM9999", person)
    assert one != pseudonym("other", "GM9999", person)
    assert one != pseudonym("secret", "GM8888", person)
    assert one != pseudonym("secret", "GM9999", uuid4())
    assert is_pseudonym(one)
    assert not is_pseudonym(person)
