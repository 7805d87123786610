"""POST /api/v1/synchronisaties."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlmodel import select

from tests.factories import capture
from wijkschouw.areas import snapshot
from wijkschouw.liveability.models import PendingRound
from wijkschouw.observations.models import Observation
from wijkschouw.perceptions.models import Perception
from wijkschouw.rounds.models import Round

HERE = "/api/v1/synchronisaties"
DEVICE = "0198c2f0-0000-7000-8000-000000000001"


def item(kind, content, **extra):
    return {"soort": kind, "id": content["id"], "inhoud": {**content, **extra}}


def sync(client, items, sent=None):
    sent = sent or datetime.now(UTC)
    return client.post(
        HERE, json={"apparaat": DEVICE, "verzondenOp": sent.isoformat(), "items": items}
    )


def outcomes(answer):
    assert answer.status_code == 200, answer.text
    return [result["uitkomst"] for result in answer.json["resultaten"]]


def test_each_item_gets_its_outcome_in_order(signed_in, town):
    client = signed_in("inspecteur")
    good, walk, felt = capture.observation(town), capture.round_of(town), capture.perception(town)
    bad = capture.observation(town, niveau="E")
    answer = sync(
        client,
        [
            item("waarneming", bad),
            item("ronde", walk),
            item("waarneming", good),
            {"soort": "onzin", "id": str(uuid4()), "inhoud": {}},
            item("beleving", felt),
            "geen item",
        ],
    )
    assert outcomes(answer) == ["geweigerd", "nieuw", "nieuw", "geweigerd", "nieuw", "geweigerd"]
    ids = [result["id"] for result in answer.json["resultaten"]]
    assert ids[:3] == [bad["id"], walk["id"], good["id"]]
    problem = answer.json["resultaten"][0]["probleem"]
    assert problem["status"] == 400
    assert problem["errors"][0]["location"] == "#/properties/niveau"
    again = sync(client, [item("waarneming", good), item("ronde", walk), item("beleving", felt)])
    assert outcomes(again) == ["bekend"] * 3


@pytest.mark.parametrize("strange", ["\ud800", "\u0000", 5, None, ["x"], {}, ""])
def test_an_item_with_an_id_that_is_none_is_refused_and_blocks_nobody(signed_in, town, strange):
    good = capture.observation(town)
    items = [{"soort": "waarneming", "id": strange, "inhoud": good}, item("waarneming", good)]
    assert outcomes(sync(signed_in("inspecteur"), items)) == ["geweigerd", "nieuw"]


def test_the_same_item_by_put_and_by_batch_is_the_same(signed_in, town):
    client, content = signed_in("inspecteur"), capture.observation(town)
    felt = capture.perception(town)
    assert client.put(f"/api/v1/waarnemingen/{content['id']}", json=content).status_code == 201
    answer = sync(client, [item("waarneming", content), item("beleving", felt)])
    assert outcomes(answer) == ["bekend", "nieuw"]
    assert client.put(f"/api/v1/belevingen/{felt['id']}", json=felt).status_code == 200


def test_twice_the_same_in_one_batch_is_new_once(signed_in, town, database):
    content = capture.observation(town)
    other = capture.changed(content, "properties/niveau", "D")
    answer = sync(
        signed_in("inspecteur"),
        [item("waarneming", content), item("waarneming", content), item("waarneming", other)],
    )
    assert outcomes(answer) == ["nieuw", "bekend", "conflict"]
    with database.session() as session:
        assert session.exec(select(Observation.level)).all() == ["C"]


def test_a_withdrawn_one_is_refused_with_410(signed_in, town):
    client, content = signed_in("inspecteur"), capture.observation(town)
    sync(client, [item("waarneming", content)])
    client.delete(f"/api/v1/waarnemingen/{content['id']}", headers={"If-Match": "*"})
    answer = sync(client, [item("waarneming", content)])
    assert outcomes(answer) == ["geweigerd"]
    assert answer.json["resultaten"][0]["probleem"]["status"] == 410


def test_a_taken_photo_id_spoils_its_own_item_alone(signed_in, town, database):
    client, photo = signed_in("inspecteur"), capture.announced(b"x")
    first = capture.observation(town, fotos=[photo])
    sync(client, [item("waarneming", first)])
    items = [capture.observation(town), capture.observation(town, fotos=[photo])]
    items.append(capture.observation(town, fotos=[capture.announced(b"y")]))
    answer = sync(client, [item("waarneming", content) for content in items])
    assert outcomes(answer) == ["nieuw", "conflict", "nieuw"]
    with database.session() as session:
        assert len(session.exec(select(Observation.id)).all()) == 3


def test_a_phone_whose_clock_is_off_is_corrected_and_both_times_are_kept(signed_in, town, database):
    real = datetime.now(UTC) - timedelta(minutes=10)
    off = timedelta(days=-365)
    content = capture.observation(town, waargenomenOp=(real + off).isoformat())
    walk = capture.round_of(town, gestartOp=(real + off).isoformat(), looproute=[])
    answer = sync(
        signed_in("inspecteur"),
        [item("waarneming", content), item("ronde", walk)],
        sent=datetime.now(UTC) + off,
    )
    assert outcomes(answer) == ["nieuw", "nieuw"]
    with database.session() as session:
        row = session.exec(select(Observation)).one()
        started = session.exec(select(Round)).one()
    assert abs(row.observed_at - real) < timedelta(seconds=10)
    assert row.observed_at_raw == real + off
    assert not row.time_uncertain
    assert abs(started.started_at - real) < timedelta(seconds=10)
    assert started.started_at_raw == real + off


def test_a_clock_less_than_a_minute_off_is_believed(signed_in, town, database):
    at = datetime.now(UTC) - timedelta(minutes=10)
    content = capture.observation(town, waargenomenOp=at.isoformat())
    sync(
        signed_in("inspecteur"), [item("waarneming", content)],
        sent=datetime.now(UTC) - timedelta(seconds=40),
    )  # fmt: skip
    with database.session() as session:
        assert session.exec(select(Observation.observed_at)).one() == at


def test_six_hundred_items_answer_413_with_the_limit(signed_in, town):
    items = [item("waarneming", capture.observation(town))] * 600
    answer = sync(signed_in("inspecteur"), items)
    assert answer.status_code == 413
    assert answer.json["limiet"] == 500


def test_more_than_five_mebibytes_answer_413_with_the_limit(signed_in, town):
    content = capture.observation(town, toelichting="x" * 6_000_000)
    answer = sync(signed_in("inspecteur"), [item("waarneming", content)])
    assert answer.status_code == 413
    assert answer.json["limiet"] == 5 * 1024 * 1024


@pytest.mark.parametrize("body", [[], {}, {"items": []}, {"verzondenOp": "x", "items": []}])
def test_an_envelope_that_cannot_be_read_answers_400(signed_in, body):
    assert signed_in("inspecteur").post(HERE, json=body).status_code == 400


def test_observations_and_rounds_have_the_readings_made_anew_once_per_round(
    signed_in, town, database
):
    walk = capture.round_of(town)
    contents = [capture.observation(town, rondeId=walk["id"]) for _ in range(5)]
    client = signed_in("inspecteur")
    items = [item("ronde", walk), *(item("waarneming", content) for content in contents)]
    sync(client, items)
    with database.session() as session:
        marks = session.exec(select(PendingRound.round_id)).all()
    assert [str(mark) for mark in marks] == [walk["id"]]
    sync(client, items)
    with database.session() as session:
        assert len(session.exec(select(PendingRound.id)).all()) == 1


@pytest.fixture
def known_areas(monkeypatch):
    """However long a test takes, it is not yet time to ask whether the areas are still the same."""
    monkeypatch.setattr(snapshot, "monotonic", lambda: 0.0)


def test_a_batch_takes_few_statements_however_many_items(app, signed_in, town, known_areas):
    client = signed_in("inspecteur")
    counts = []
    seen = []

    def count(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    engine = app.extensions["database"].engine
    sync(client, [item("waarneming", capture.observation(town))])
    event.listen(engine, "before_cursor_execute", count)
    for number in (10, 200):
        seen.clear()
        contents = [
            capture.observation(town, fotos=[capture.announced(bytes([n, number % 256]))])
            for n in range(number)
        ]
        assert (
            outcomes(sync(client, [item("waarneming", c) for c in contents])) == ["nieuw"] * number
        )
        counts.append(len([s for s in seen if not s.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]))
    event.remove(engine, "before_cursor_execute", count)
    assert counts[0] == counts[1] <= 6, seen


def test_one_put_takes_two_statements(app, signed_in, town, known_areas):
    client = signed_in("inspecteur")
    engine, seen = app.extensions["database"].engine, []

    def count(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    def put(content):
        return client.put(f"/api/v1/waarnemingen/{content['id']}", json=content)

    put(capture.observation(town))
    event.listen(engine, "before_cursor_execute", count)
    put(capture.observation(town))
    event.remove(engine, "before_cursor_execute", count)
    statements = [s for s in seen if not s.startswith("BEGIN")]
    assert len(statements) == 2, statements  # who is asking, and the row


def test_steps_of_a_task_come_in_with_the_batch(signed_in, town):
    client, content = signed_in("inspecteur"), capture.observation(town)
    sync(client, [item("waarneming", content)])
    task = str(uuid4())
    made = signed_in("wijkmanager").put(
        f"/api/v1/taken/{task}", json={"waarnemingen": [content["id"]], "team": "boa"}
    )
    assert made.status_code == 201, made.text
    boa = signed_in("boa")
    step = {"id": str(uuid4()), "taakId": task, "soort": "accepteren", "op": capture.recently(1)}
    unknown = {**step, "id": str(uuid4()), "taakId": str(uuid4())}
    late = {**step, "id": str(uuid4()), "soort": "accepteren"}
    answer = sync(boa, [item("gebeurtenis", s) for s in (step, unknown, step, late)])
    assert outcomes(answer) == ["nieuw", "geweigerd", "bekend", "conflict"]
    shown = signed_in("wijkmanager").get(f"/api/v1/taken/{task}").json["properties"]
    applied = [e["toegepast"] for e in shown["gebeurtenissen"]]
    assert applied == [True, False]


def test_eight_equal_batches_at_once_store_each_item_once(signed_in, town, database):
    contents = [capture.observation(town) for _ in range(20)]
    felt = [capture.perception(town) for _ in range(5)]
    clients = [signed_in("inspecteur") for _ in range(8)]

    def send(number):
        items = [item("waarneming", c) for c in contents] + [item("beleving", c) for c in felt]
        turned = items[number:] + items[:number]
        return outcomes(sync(clients[number], turned))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert sum(answer.count("nieuw") for answer in answers) == 25
    assert sum(answer.count("bekend") for answer in answers) == 7 * 25
    with database.session() as session:
        assert len(session.exec(select(Observation.id)).all()) == 20
        assert len(session.exec(select(Perception.id)).all()) == 5
