from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from wijkschouw import geo
from wijkschouw.areas.rules import Level
from wijkschouw.catalogue.service import shipped
from wijkschouw.demo import followup, pictures, town, walks, words
from wijkschouw.demo.truth import THEMES, Truth
from wijkschouw.personal_data import find_personal_data
from wijkschouw.photos.rules import Kind, check_structure

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def grounds():
    buurten = [row for row in town.make_town() if row.level is Level.BUURT and not row.water]
    return [walks.Ground(row.code, tuple(geo.cells_in(row.geometry))) for row in buurten]


@pytest.fixture(scope="module")
def season(grounds):
    return make_season(grounds)


def make_season(grounds, now=NOW):
    truth = Truth({g.code: f"WK{g.code[2:8]}" for g in grounds})
    return list(walks.season("GM9999", grounds, truth, now, 3, at_most=60))


def observations(season):
    return [item for walk in season for item in walk.items if item["soort"] == "waarneming"]


def test_the_same_day_gives_the_same_season(grounds, season):
    assert make_season(grounds) == season


def test_nothing_was_recorded_in_the_future_or_longer_ago_than_a_season(season):
    for walk in season:
        begun = datetime.fromisoformat(walk.items[0]["inhoud"]["gestartOp"])
        assert NOW - timedelta(days=walks.SEASON_DAYS + 4) < begun < walk.ended_at < NOW


def test_every_item_has_an_id_of_its_own(season):
    ids = [item["id"] for walk in season for item in walk.items]
    assert len(set(ids)) == len(ids)


def test_tracks_have_no_gap_that_leaves_cells_unseen(season):
    for walk in season:
        track = walk.items[0]["inhoud"]["looproute"]
        places = [(fix["lon"], fix["lat"]) for fix in track]
        for a, b in pairwise(places):
            assert geo.distance_m(a, b) <= geo.MAX_GAP_M


def test_what_was_seen_is_in_the_catalogue_and_belongs_to_the_round(season):
    known = shipped()
    for walk in season:
        template = known.template(walk.items[0]["inhoud"]["schouwlijst"])
        for item in walk.items:
            if item["soort"] == "waarneming":
                properties = item["inhoud"]["properties"]
                assert known.category(properties["thema"], properties["categorie"])
                assert properties["thema"] in template.themes
                assert properties["rondeId"] == str(walk.round_id)


def test_some_buurten_are_never_visited_so_that_the_map_has_something_to_hatch(grounds):
    truth = Truth({g.code: f"WK{g.code[2:8]}" for g in grounds})
    visited = {
        walk.items[0]["inhoud"]["gebied"] for walk in walks.season("GM9999", grounds, truth, NOW, 3)
    }
    assert 0 < len(grounds) - len(visited) <= 3


def test_the_truth_spreads_over_the_classes(grounds):
    truth = Truth({g.code: f"WK{g.code[2:8]}" for g in grounds})
    means = [sum(truth.mean(g.code, theme, 0) for theme in THEMES) / len(THEMES) for g in grounds]
    assert min(means) < 6
    assert max(means) > 9


def test_stories_follow_the_rules_of_a_tasks_life(season):
    known = shipped()
    stories = followup.stories(observations(season), known, NOW)
    assert len(stories) > followup.NEWEST
    for story in stories:
        moments = [story.made_at, *(step.at for step in story.steps)]
        assert moments == sorted(moments)
        assert moments[-1] < NOW
        assert story.team is not None or not story.steps


def test_notes_are_about_places_and_hold_no_personal_data():
    texts = [*words.FEELINGS, words.DROPPED, words.REOPENED]
    texts += [text for notes in (*words.NOTES.values(), *words.HANDLED.values()) for text in notes]
    assert [text for text in texts if find_personal_data(text)] == []


def test_every_category_of_the_words_is_in_the_catalogue():
    known = shipped()
    for theme, categories in words.CATEGORIES.items():
        for code in categories:
            assert known.category(theme, code)
            assert words.NOTES[code]


@pytest.mark.parametrize("category", sorted(pictures.SUBJECTS))
def test_drawings_are_usable_photos_and_the_same_every_time(category):
    drawing = pictures.draw(category, "1")
    check_structure(Kind.JPEG, drawing)
    assert pictures.draw(category, "1") == drawing
    assert pictures.draw(category, "2") != drawing
