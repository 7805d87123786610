"""Scores follow rounds, late arrivals and corrections, and are the same however they came about."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from tests.factories.town import Town
from tests.integration.liveability.walks import BLOCK, DAY, ROW, note, walk
from wijkschouw.areas import snapshot
from wijkschouw.areas.models import Area, AreaCell, Municipality
from wijkschouw.db import Database, utc_now
from wijkschouw.errors import Problem
from wijkschouw.liveability import periods, service
from wijkschouw.liveability.models import PendingPeriod, PendingRound, Score, StoredReading
from wijkschouw.observations.models import Observation
from wijkschouw.rounds.models import Round

A, B, C, D = ("BU99990101", "BU99990102", "BU99990201", "BU99990202")
FIGURES = ("raw", "score", "low", "high", "cells_seen", "cells_total", "visits", "coverage",
           "drawn_share", "grade")  # fmt: skip


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is 20 November 2026."""
    moment = datetime(2026, 11, 20, 9, tzinfo=UTC)
    monkeypatch.setattr(service, "utc_now", lambda: moment)
    return moment


def scores(database: Database, theme: str, period: str = "2026-Q4", level: str = "buurt") -> dict:
    with database.session(write=False) as session:
        return service.scores(session, "GM9999", level, theme, period)


def everything(database: Database) -> dict[tuple[str, ...], tuple]:
    with database.session(write=False) as session:
        rows = session.exec(select(Score)).all()
    return {
        (r.period, r.level, r.theme, r.area_code): tuple(getattr(r, f) for f in FIGURES)
        for r in rows
    }


def test_a_round_becomes_readings_and_scores(database: Database, town: Town, now: datetime) -> None:
    with database.session() as session:
        walk(session, town, A, ROW, {(0, 0): [("afval", "C"), ("afval", "A")]})
    assert service.refresh_pending(database) == 1
    afval, overlast = scores(database, "afval"), scores(database, "overlast")
    assert afval[A].raw == pytest.approx((4 + 4 * 10) / 5)
    assert overlast[A].raw == 10
    assert (afval[A].cells_seen, afval[A].cells_total, afval[A].visits) == (5, 25, 5)
    assert afval[B].score is None
    assert afval[B].cells_total == 25
    assert scores(database, "totaal")[A].raw == pytest.approx((8.8 + 10) / 2)
    assert scores(database, "afval", level="wijk")["WK999901"].raw == pytest.approx(8.8)
    assert scores(database, "afval", level="gemeente")["GM9999"].raw == pytest.approx(8.8)


def test_a_theme_that_is_not_on_the_list_of_the_round_gives_no_reading(
    database: Database, town: Town, now: datetime
) -> None:
    with database.session() as session:
        walk(session, town, A, ROW, {(0, 0): [("verlichting", "D")]})
    service.refresh_pending(database)
    with database.session(write=False) as session:
        assert set(session.exec(select(StoredReading.theme))) == {"afval", "overlast"}


def test_an_observation_outside_a_round_does_not_count(
    database: Database, town: Town, now: datetime
) -> None:
    with database.session() as session:
        walk(session, town, A, ROW)
        note(session, town, A, (0, 0), "afval", "D")
        service.mark_round(session, town.municipality, None)
    service.refresh_pending(database)
    assert scores(database, "afval")[A].raw == 10


def test_observations_that_come_before_their_round_wait_for_it(
    database: Database, town: Town, now: datetime
) -> None:
    with database.session() as session:
        round_id = walk(session, town, A, ROW, {(1, 0): [("afval", "D")]})
        gone = session.get(Round, round_id)
        assert gone is not None
        gone.municipality = "GM8888"  # not here yet
    service.refresh_pending(database)
    assert scores(database, "afval") == {}
    with database.session() as session:
        session.get(Round, round_id).municipality = town.municipality  # type: ignore[union-attr]
        service.mark_round(session, town.municipality, round_id)
    service.refresh_pending(database)
    assert scores(database, "afval")[A].raw == pytest.approx(8.4)


def test_a_late_round_lands_in_its_quarter_and_in_those_after_it(
    database: Database, town: Town, now: datetime
) -> None:
    with database.session() as session:
        walk(session, town, A, ROW, {(0, 0): [("afval", "D")]}, at=DAY)
    service.refresh_pending(database)
    before = scores(database, "afval")[A].raw
    with database.session() as session:
        walk(session, town, A, ROW, {(1, 0): [("afval", "C")]}, at=DAY - timedelta(days=180))
    service.refresh_pending(database)
    assert scores(database, "afval", "2026-Q2")[A].raw == pytest.approx(8.8)
    # In the fourth quarter it weighs half: cells (2 + 10/2)/1.5, (10 + 4/2)/1.5 and three tens.
    after = scores(database, "afval")[A].raw
    assert after == pytest.approx((7 / 1.5 + 12 / 1.5 + 30) / 5, abs=1e-6)
    assert after != before
    assert scores(database, "afval", "2026-Q1") == {}


def test_a_correction_and_a_withdrawal_change_the_score(
    database: Database, town: Town, now: datetime
) -> None:
    with database.session() as session:
        round_id = walk(session, town, A, ROW, {(0, 0): [("afval", "D")]})
    service.refresh_pending(database)
    with database.session() as session:
        one = session.exec(select(Observation)).one()
        one.theme = "overlast"
        service.mark_round(session, town.municipality, round_id)
    service.refresh_pending(database)
    assert scores(database, "afval")[A].raw == 10
    assert scores(database, "overlast")[A].raw == pytest.approx(8.4)
    with database.session() as session:
        session.exec(select(Observation)).one().withdrawn_at = utc_now()
        service.mark_round(session, town.municipality, round_id)
    service.refresh_pending(database)
    assert scores(database, "overlast")[A].raw == 10


def test_what_is_pending_is_taken_once(database: Database, town: Town, now: datetime) -> None:
    with database.session() as session:
        round_id = walk(session, town, A, ROW)
        service.mark_round(session, town.municipality, round_id)
    assert service.refresh_pending(database) == 2
    assert service.refresh_pending(database) == 0
    with database.session(write=False) as session:
        assert session.exec(select(PendingRound)).all() == []
        assert session.exec(select(PendingPeriod)).all() == []


def test_a_round_that_did_not_change_makes_no_new_scores(
    database: Database, town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.session() as session:
        round_id = walk(session, town, A, ROW)
    service.refresh_pending(database)
    made = scores(database, "afval")[A].computed_at
    monkeypatch.setattr(service, "utc_now", lambda: now + timedelta(hours=1))
    with database.session() as session:
        service.mark_round(session, town.municipality, round_id)
    service.refresh_pending(database)
    assert scores(database, "afval")[A].computed_at == made


def test_keeping_up_gives_the_same_numbers_as_starting_over(
    database: Database, town: Town, now: datetime
) -> None:
    chance = random.Random(5)
    levels = ["A+", "A", "B", "C", "D"]
    rounds = []
    for _ in range(14):
        with database.session() as session:
            seen = chance.sample(BLOCK, chance.randint(3, 20))
            noted = {
                place: [
                    (chance.choice(["afval", "overlast", "verlichting"]), chance.choice(levels))
                    for _ in range(chance.randint(1, 3))
                ]
                for place in seen
                if chance.random() < 0.5
            }
            at = DAY - timedelta(days=chance.randint(0, 800), hours=chance.randint(0, 23))
            template = chance.choice(["dagronde", "avondronde"])
            drawn = chance.random() < 0.7
            buurt = chance.choice([A, B, C])
            rounds.append(
                walk(session, town, buurt, seen, noted, at=at, template=template, drawn=drawn)
            )
        service.refresh_pending(database)
    with database.session() as session:
        for one in session.exec(select(Observation).limit(5)).all():
            one.level = "C"
        for round_id in rounds:
            service.mark_round(session, town.municipality, round_id)
    service.refresh_pending(database)
    kept_up = everything(database)
    assert len(kept_up) > 100
    for everything_anew in (False, True):
        with database.session() as session:
            service.recompute(session, town.municipality, all=everything_anew)
        anew = everything(database)
        assert anew.keys() == kept_up.keys()
        for key, figures in kept_up.items():
            for one, other in zip(figures, anew[key], strict=True):
                assert one == (
                    pytest.approx(other, abs=1e-9) if isinstance(other, float) else other
                )


def test_a_new_quarter_begins_with_what_is_still_known(
    database: Database, town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.session() as session:
        walk(session, town, A, ROW, {(0, 0): [("afval", "C")]})
    service.refresh_pending(database)
    monkeypatch.setattr(service, "utc_now", lambda: datetime(2027, 1, 2, tzinfo=UTC))
    service.refresh_pending(database)
    assert scores(database, "afval", "2027-Q1")[A].raw == pytest.approx(8.8)


def test_readings_of_two_years_ago_no_longer_count(
    database: Database, town: Town, now: datetime
) -> None:
    with database.session() as session:
        walk(session, town, A, ROW, at=DAY - timedelta(days=900))
    service.refresh_pending(database)
    assert scores(database, "afval", periods.period_of(DAY - timedelta(days=900)))[A].score == 10
    assert scores(database, "afval") == {}


def test_a_buurt_split_in_two_keeps_what_was_seen_in_each_half(
    database: Database, town: Town, now: datetime
) -> None:
    with database.session() as session:
        walk(session, town, A, BLOCK, {(0, row): [("afval", "D")] for row in range(5)})
    service.refresh_pending(database)
    with database.session() as session:
        _split(session, town)
        service.recompute(session, town.municipality)
    found = scores(database, "afval")
    assert A not in found
    assert found["BU99990191"].cells_seen == 10
    assert found["BU99990191"].raw == pytest.approx((5 * 2 + 5 * 10) / 10)
    assert found["BU99990192"].raw == 10


def _split(session: Session, town: Town) -> None:
    """Next year's borders: A becomes two, its first two columns and the other three."""
    year = 2026
    for old in session.exec(select(Area).where(col(Area.code) != A)).all():
        session.add(Area(**{**old.model_dump(), "year": year, "geometry": old.geometry}))
    gone = session.exec(select(Area).where(Area.code == A)).one()
    for code, columns in (("BU99990191", (0, 1)), ("BU99990192", (2, 3, 4))):
        count = 5 * len(columns)
        changed = {"code": code, "year": year, "geometry": gone.geometry, "cell_count": count}
        session.add(Area(**{**gone.model_dump(), **changed}))
        for column in columns:
            for row in range(5):
                session.add(
                    AreaCell(
                        municipality=town.municipality,
                        year=year,
                        area_code=code,
                        cell=town.cell(A, column, row),
                    )
                )
    whole = session.get(Municipality, town.municipality)
    assert whole is not None
    whole.area_year, whole.areas_version = year, whole.areas_version + 1
    session.flush()
    snapshot.forget(session)


def test_other_weights_are_a_new_version_that_the_scores_name(
    database: Database, town: Town, now: datetime
) -> None:
    with database.session() as session:
        walk(session, town, A, ROW, {(0, 0): [("afval", "D")]})
    service.refresh_pending(database)
    assert scores(database, "totaal")[A].settings_version == 0
    with database.session() as session:
        service.choose(session, town.municipality, {"weights": {"afval": 1, "overlast": 0}}, None)
    service.refresh_pending(database)
    total = scores(database, "totaal")[A]
    assert (total.raw, total.settings_version) == (pytest.approx(8.4), 1)


def test_another_half_life_weighs_what_is_there_anew(
    database: Database, town: Town, now: datetime
) -> None:
    with database.session() as session:
        walk(session, town, A, ROW, {(0, 0): [("afval", "D")]}, at=DAY - timedelta(days=90))
        walk(session, town, A, ROW, at=DAY)
    service.refresh_pending(database)
    with database.session() as session:
        service.choose(session, town.municipality, {"half_life_days": 90}, None)
    service.refresh_pending(database)
    # the reading of 90 days before weighs half of the fresh one: (2·½ + 10)/1.5
    assert scores(database, "afval")[A].raw == pytest.approx((11 / 1.5 + 40) / 5, abs=1e-6)


def test_weights_that_sum_to_nothing_are_refused(database: Database, town: Town) -> None:
    with database.session() as session, pytest.raises(Problem) as refused:
        service.choose(session, town.municipality, {"weights": {"afval": 0}}, None)
    assert refused.value.kind.status == 400


def test_a_round_that_cannot_be_read_keeps_no_other_waiting(
    database: Database, town: Town, now: datetime
) -> None:
    with database.session() as session:
        walk(session, town, A, ROW, {(0, 0): [("afval", "Z")]})
        walk(session, town, B, ROW)
    assert service.refresh_pending(database) == 2
    found = scores(database, "afval")
    assert found[A].score is None
    assert found[B].raw == 10
    assert service.refresh_pending(database) == 0


def test_a_municipality_without_rounds_has_no_scores(database: Database, town: Town) -> None:
    with database.session() as session:
        assert service.recompute(session, town.municipality, all=True) == 0
    assert everything(database) == {}


def test_rounds_of_another_municipality_stay_apart(
    database: Database, town: Town, now: datetime
) -> None:
    with database.session() as session:
        round_id = walk(session, town, A, ROW)
        service.mark_round(session, "GM8888", round_id)
    service.refresh_pending(database)
    with database.session(write=False) as session:
        assert set(session.exec(select(StoredReading.municipality))) == {"GM9999"}
