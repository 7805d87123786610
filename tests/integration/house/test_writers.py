"""Those who write to SpatiaLite go one after the other; see turns.py."""

from uuid import UUID

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from wijkschouw import spatialite
from wijkschouw.areas.models import Municipality
from wijkschouw.db import Database, is_busy

pytestmark = pytest.mark.about("spatialite")


def add(session: Session, code: str) -> None:
    session.add(Municipality(code=code, name=code))
    session.flush()


def test_who_waits_too_long_is_told_that_the_database_is_busy(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spatialite, "BUSY_TIMEOUT_MS", 20)
    with database.open() as first, database.open() as second:
        add(first, "GM0001")
        with pytest.raises(OperationalError) as refused:
            add(second, "GM0002")
        assert is_busy(refused.value)
        second.rollback()
        first.commit()
        add(second, "GM0002")
        second.commit()
    with database.session(write=False) as reading:
        assert set(reading.exec(select(Municipality.code))) == {"GM0001", "GM0002"}


@pytest.mark.parametrize("end", ["commit", "rollback", "close", "a failed commit", "lost"])
def test_the_next_goes_however_a_turn_ends(
    database: Database, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spatialite, "BUSY_TIMEOUT_MS", 20)
    with database.open() as first:
        add(first, "GM0001")
        if end == "a failed commit":
            # A deferred foreign key is looked at last of all.
            connection = first.connection().connection.driver_connection
            assert connection is not None
            connection.execute("PRAGMA defer_foreign_keys = ON")
            nobody = UUID(int=0).hex
            connection.execute(f"INSERT INTO team_members VALUES ('GM0001', 'x', '{nobody}')")
            with pytest.raises(Exception, match="FOREIGN KEY"):
                first.commit()
            first.rollback()
        elif end == "lost":
            first.connection().invalidate()
        else:
            getattr(first, end)()
    with database.session() as second:
        add(second, "GM0002")


def test_a_connection_that_stays_open_has_its_turn_until_it_commits(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spatialite, "BUSY_TIMEOUT_MS", 20)
    with database.engine.execution_options(sqlite_begin="IMMEDIATE").connect() as connection:
        connection.execute(insert(Municipality).values(code="GM0001", name="x"))
        connection.commit()
        with database.session() as other:
            add(other, "GM0002")


def test_who_only_reads_waits_for_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spatialite, "BUSY_TIMEOUT_MS", 20)
    with database.open() as writing:
        add(writing, "GM0001")
        with database.session(write=False) as reading, database.look() as looking:
            assert reading.exec(select(Municipality.code)).all() == []
            assert looking.exec_driver_sql("SELECT count(*) FROM municipalities").scalar() == 0
