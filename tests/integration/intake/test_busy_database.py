"""A database that is locked costs a retry, never an item."""

import pytest
from sqlalchemy import event, text
from sqlmodel import select

from tests.factories import capture
from wijkschouw import spatialite
from wijkschouw.observations.models import Observation


@pytest.fixture
def impatient(app, database_kind, monkeypatch):
    """The app gives up on a lock after a moment instead of seconds."""
    monkeypatch.setattr(spatialite, "BUSY_TIMEOUT_MS", 50)
    statement = "PRAGMA busy_timeout = 50"
    if database_kind == "postgis":
        statement = "SET lock_timeout = '50ms'"

    def hurry(connection, _record, _proxy):
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        if database_kind == "postgis":
            connection.commit()

    event.listen(app.extensions["database"].engine, "checkout", hurry)


def lock(session):
    """Hold what a writer needs until the session's transaction ends."""
    session.execute(text("SELECT 1"))  # on SQLite it begins with the write lock
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE observations IN ACCESS EXCLUSIVE MODE"))


def test_a_locked_database_answers_503_and_the_retry_is_new(impatient, signed_in, town, database):
    client, content = signed_in("inspecteur"), capture.observation(town)
    items = [{"soort": "waarneming", "id": content["id"], "inhoud": content}]
    batch = {"apparaat": "a", "verzondenOp": capture.recently(0), "items": items}
    with database.open() as other:
        lock(other)
        alone = client.put(f"/api/v1/waarnemingen/{content['id']}", json=content)
        together = client.post("/api/v1/synchronisaties", json=batch)
        other.rollback()
    for answer in (alone, together):
        assert answer.status_code == 503, answer.text
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.mimetype == "application/problem+json"
    again = client.post("/api/v1/synchronisaties", json=batch)
    assert again.json["resultaten"][0]["uitkomst"] == "nieuw"
    with database.session() as session:
        assert len(session.exec(select(Observation.id)).all()) == 1
