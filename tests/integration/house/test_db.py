"""What a session sees."""

from sqlmodel import Session, select

from tests.factories.follow_up import add_observation
from tests.factories.town import Town
from wijkschouw.db import Database
from wijkschouw.observations.models import Observation


def test_what_a_request_reads_is_of_one_moment(
    database: Database, session: Session, town: Town
) -> None:
    with database.session(write=False) as reading:
        before = reading.exec(select(Observation.id)).all()
        add_observation(session, town)
        session.commit()
        assert reading.exec(select(Observation.id)).all() == before
    with database.session(write=False) as later:
        assert len(later.exec(select(Observation.id)).all()) == len(before) + 1


def test_a_write_after_reading_is_not_bound_to_that_moment(
    database: Database, session: Session, town: Town
) -> None:
    """A reader's connection is lent to a writer next, who must not fail because of another one."""
    seen = add_observation(session, town)
    session.commit()
    database.engine.dispose()  # so that the reader's connection is the only one to be lent
    with database.session(write=False) as reading:
        reading.exec(select(Observation.id)).all()
    with database.session() as writing:
        row = writing.get(Observation, seen.id)
        assert row is not None
        if not database.is_sqlite:  # there nobody else writes meanwhile
            seen.note = "van een ander"
            session.add(seen)
            session.commit()
        row.note = "van mij"
        writing.add(row)
    with database.session(write=False) as later:
        assert later.exec(select(Observation.note)).all() == ["van mij"]
