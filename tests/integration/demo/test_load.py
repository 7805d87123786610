from collections import Counter

import pytest
from sqlmodel import select

from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.accounts.passwords import matches
from wijkschouw.areas import service as areas
from wijkschouw.demo import service
from wijkschouw.errors import Problem
from wijkschouw.liveability.models import PendingRound, Score
from wijkschouw.observations.models import Observation
from wijkschouw.photos.models import Photo
from wijkschouw.photos.store import ORIGINAL, FileStore
from wijkschouw.rounds.models import Round, RoundCell, RoundPlan
from wijkschouw.tasks.models import Task, TaskEvent

TOWN = "GM9999"
ROUNDS = 12


def untracked(items, _label):
    return items


@pytest.fixture
def load(database, app_config):
    return lambda: service.load(database, app_config, TOWN, untracked, ROUNDS)


def contents(database):
    with database.session(write=False) as session:
        return {
            model.__tablename__: sorted(
                str(row.model_dump(exclude={"geometry", "place", "last_seen_at"}))
                for row in session.exec(select(model))
            )
            for model in (User, Round, Observation, Task, TaskEvent, Photo, Score, RoundPlan)
        }


def test_a_load_gives_a_town_that_every_role_finds_work_in(database, app_config, load):
    loaded = load()
    assert loaded.new
    assert loaded.rounds >= ROUNDS - 2
    with database.session(write=False) as session:
        assert len(areas.list_areas(session, TOWN)) == 40
        for role in ("inspecteur", "wijkmanager", "boa", "beheerder", "controleur"):
            user = accounts.find_user_by_email(session, f"{role}@voorbeeldstad.example")
            assert user.roles == [role]
            assert matches(user.password_hash, "voorbeeldstad-demo")
        boa = accounts.find_user_by_email(session, "boa@voorbeeldstad.example")
        assert accounts.team_codes_of(session, boa) == {"boa"}
        seen = session.exec(select(Observation)).all()
        assert len(seen) == loaded.observations > 100
        assert len({o.area_code for o in seen}) > 4
        assert session.exec(select(RoundCell)).first() is not None
        assert len(session.exec(select(RoundPlan)).all()) == 3
        assert Counter(t.state for t in session.exec(select(Task)))["gecontroleerd"] > 0
        assert all(event.applied for event in session.exec(select(TaskEvent)))


def test_scores_and_derivatives_are_there_when_it_ends(database, app_config, load):
    load()
    store = FileStore.from_setting(app_config.photo_store)
    with database.session(write=False) as session:
        assert session.exec(select(PendingRound)).all() == []
        scored = session.exec(
            select(Score).where(Score.level == "buurt", Score.theme == "totaal")
        ).all()
        assert sum(score.score is not None for score in scored) > 4
        photos = session.exec(select(Photo)).all()
        assert photos
        assert {photo.state for photo in photos} == {"ready"}
        for photo in photos:
            assert store.get(photo.store_key, "klein")
            assert store.get(photo.store_key, ORIGINAL) is None
        assert all(o.complete for o in session.exec(select(Observation)))


def test_a_second_load_changes_nothing(database, load):
    load()
    before = contents(database)
    assert not load().new
    assert contents(database) == before


def test_a_load_that_was_cut_off_is_made_good_by_the_next(database, app_config, load):
    def cut(items, label):
        for number, item in enumerate(items):
            if label == "tasks" and number == 2:
                raise KeyboardInterrupt
            yield item

    with pytest.raises(KeyboardInterrupt):
        service.load(database, app_config, TOWN, cut, ROUNDS)
    with database.session(write=False) as session:
        assert session.exec(select(Round)).all() == []
    assert load().new


def test_the_known_accounts_belong_to_one_municipality_only(session):
    for municipality in (TOWN, "GM0243"):
        service.load_catalogue(session, municipality)
    service.load_people(session, TOWN)
    with pytest.raises(Problem, match="belongs to GM9999"):
        service.load_people(session, "GM0243")
