"""Whatever happens on the way, the same submissions end as the same rows."""

import copy
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import delete, select

from tests.factories import capture
from wijkschouw.observations.models import Observation
from wijkschouw.perceptions.models import Perception
from wijkschouw.photos.models import Photo
from wijkschouw.rounds.models import Round, RoundCell

SENT = 8


def make_items(town):
    """Items of one phone: a round that grows, its observations, what people felt."""
    walk = capture.round_of(town, gestartOp="2026-03-01T09:00:00Z")
    longer = copy.deepcopy(walk) | {
        "reeks": 2,
        "looproute": capture.track(town, [("BU99990101", n, 1) for n in range(4)]),
    }
    observations = [
        capture.observation(
            town, rondeId=walk["id"], toelichting=str(n), waargenomenOp="2026-03-01T09:10:00Z",
            fotos=[capture.announced(bytes([n]))] if n % 2 else [],
        )
        for n in range(4)
    ]  # fmt: skip
    felt = capture.perception(town, waargenomenOp="2026-03-01T09:20:00Z")
    pairs = [("ronde", walk), ("ronde", longer), ("beleving", felt)]
    pairs += [("waarneming", content) for content in observations]
    return [{"soort": kind, "id": content["id"], "inhoud": content} for kind, content in pairs]


def rows(database):
    """What counts of the rows: not when they arrived."""
    with database.session(write=False) as session:
        observations = session.exec(
            select(Observation.id, Observation.digest, Observation.area_code, Observation.cell)
        ).all()
        rounds = session.exec(select(Round.id, Round.sequence)).all()
        cells = session.exec(select(RoundCell.round_id, RoundCell.area_code, RoundCell.cell)).all()
        felt = session.exec(select(Perception.id, Perception.digest)).all()
        photos = session.exec(select(Photo.id, Photo.subject_id, Photo.position)).all()
    return [sorted(map(tuple, some)) for some in (observations, rounds, cells, felt, photos)]


def forget(database):
    with database.session() as session:
        for model in (Photo, Observation, RoundCell, Round, Perception):
            session.exec(delete(model))


def send_alone(client, item):
    addresses = {"waarneming": "waarnemingen", "ronde": "rondes", "beleving": "belevingen"}
    answer = client.put(
        f"/api/v1/{addresses[item['soort']]}/{UUID(item['id'])}", json=item["inhoud"]
    )
    assert answer.status_code in (200, 201), answer.text


def send_together(client, items):
    answer = client.post(
        "/api/v1/synchronisaties",
        json={"apparaat": "a", "verzondenOp": datetime.now(UTC).isoformat(), "items": items},
    )
    assert answer.status_code == 200, answer.text
    outcomes = {result["uitkomst"] for result in answer.json["resultaten"]}
    assert outcomes <= {"nieuw", "bekend"}


def test_any_order_and_repetition_by_put_or_batch_end_as_the_same_rows(signed_in, town, database):
    client, items = signed_in("inspecteur"), make_items(town)
    send_together(client, items)
    wanted = rows(database)
    assert [len(some) for some in wanted] == [4, 1, 4, 1, 2]
    everything = st.permutations(range(len(items)))
    repeats = st.lists(st.integers(0, len(items) - 1), max_size=6)
    cuts = st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=6)

    @settings(max_examples=SENT, deadline=None, suppress_health_check=list(HealthCheck))
    @given(everything, repeats, cuts)
    def check(order, again, parts):
        forget(database)
        todo = [items[n] for n in [*order, *again]]
        while todo:
            for size, alone in parts:
                some, todo = todo[:size], todo[size:]
                if alone:
                    for item in some:
                        send_alone(client, item)
                elif some:
                    send_together(client, some)
        assert rows(database) == wanted

    check()


def test_two_tabs_and_a_retry_at_the_same_moment_end_as_the_same_rows(signed_in, town, database):
    items = make_items(town)
    clients = [signed_in("inspecteur") for _ in range(4)]
    send_together(clients[0], items)
    wanted = rows(database)
    forget(database)

    def work(number):
        client, mine = clients[number], items[number:] + items[:number]
        if number % 2:
            send_together(client, mine)
        else:
            for item in mine:
                send_alone(client, item)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert rows(database) == wanted
