import pytest

from wijkschouw import shapes
from wijkschouw.errors import Problem
from wijkschouw.observations.presenting import version_of
from wijkschouw.observations.schemas import Cursor, Filters


class Example(shapes.Shape):
    id: shapes.Id
    at: shapes.Moment
    note: shapes.Note = ""


ID, AT = "0198c2f0-0000-7000-8000-000000000001", "2026-03-01T09:12:44+01:00"


def test_moments_come_out_in_utc():
    assert shapes.read(Example, {"id": ID, "at": AT}).at.isoformat() == "2026-03-01T08:12:44+00:00"


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-01", 5]
)
def test_a_moment_that_is_none_is_named(at):
    with pytest.raises(Problem) as problem:
        shapes.read(Example, {"id": ID, "at": at})
    assert problem.value.errors[0].location == "#/at"


@pytest.mark.parametrize(
    "written", ["", "x", ID.replace("-", ""), "{" + ID + "}", "urn:uuid:" + ID, 5]
)
def test_only_the_usual_writing_of_a_uuid_is_one(written):
    with pytest.raises(Problem):
        shapes.read(Example, {"id": written, "at": AT})
    assert shapes.read_uuid(written) is None


@pytest.mark.parametrize("note", ["a\nb", "a\r\nb", "é ’ 🙂", "x" * 2000])
def test_a_note_may_have_line_breaks_and_any_script(note):
    assert shapes.read(Example, {"id": ID, "at": AT, "note": note}).note == note


@pytest.mark.parametrize("note", ["\0", "\t", "\x7f", "\x85", "\ud83d", "x" * 2001])
def test_a_note_has_no_control_characters_and_an_end(note):
    with pytest.raises(Problem):
        shapes.read(Example, {"id": ID, "at": AT, "note": note})


def test_a_cursor_comes_back_as_it_went_out():
    from datetime import UTC, datetime
    from uuid import UUID

    cursor = Cursor(datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC), UUID(ID))
    assert Filters.model_validate({"cursor": str(cursor)}).cursor == cursor


@pytest.mark.parametrize(
    ("tag", "version"),
    [("1", 1), ("12-onvolledig", 12), ("*", None), ("x", 0), ("", 0), ("9" * 30, 0)],
)
def test_a_tag_that_is_not_ours_matches_no_version(tag, version):
    assert version_of(tag) == version
