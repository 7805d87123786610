"""What is told from a file's bytes alone."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.factories import capture
from wijkschouw.photos import pictures
from wijkschouw.photos.rules import Flaw, Kind, check_size, check_structure, kind_of

KINDS = {"JPEG": Kind.JPEG, "PNG": Kind.PNG, "WEBP": Kind.WEBP}
WHOLE = {name: capture.picture(40, 30, name) for name in KINDS}
PROGRESSIVE = capture.picture(40, 30, "JPEG", progressive=True)


@pytest.mark.parametrize("name", KINDS)
def test_a_whole_file_is_known_and_passes(name):
    assert kind_of(WHOLE[name]) is KINDS[name]
    check_structure(KINDS[name], WHOLE[name])


def test_a_progressive_jpeg_with_restart_markers_passes():
    check_structure(Kind.JPEG, PROGRESSIVE)
    check_structure(Kind.JPEG, capture.picture(400, 300, "JPEG", restart_marker_blocks=2))


def test_zeros_behind_the_end_are_no_second_file():
    check_structure(Kind.JPEG, WHOLE["JPEG"] + bytes(100))


@pytest.mark.parametrize("name", KINDS)
def test_a_file_cut_anywhere_is_damaged(name):
    data = WHOLE[name]
    for end in range(12, len(data)):
        with pytest.raises(Flaw):
            check_structure(KINDS[name], data[:end])


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("tail", [b"<html>", b"PK\x03\x04", b"%PDF-1.7", b"x"])
def test_anything_behind_the_end_is_refused(name, tail):
    with pytest.raises(Flaw):
        check_structure(KINDS[name], WHOLE[name] + tail)


@given(st.binary(max_size=300))
def test_noise_never_breaks_the_check(noise):
    kind = kind_of(noise)
    if kind is not None:
        with pytest.raises(Flaw):
            check_structure(kind, noise)


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_a_changed_byte_ends_in_a_picture_or_a_flaw_and_nothing_else(name, data):
    whole = bytearray(WHOLE[name])
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    try:
        pictures.check(KINDS[name], bytes(whole))
        pictures.derive(KINDS[name], bytes(whole))
    except Flaw:
        pass


def test_fifty_megapixels_pass_and_one_more_does_not():
    check_size(10_000, 5_000)
    for size in ((10_001, 5_000), (50_000, 100), (0, 10)):
        with pytest.raises(Flaw):
            check_size(*size)


def test_see_through_pictures_get_a_white_ground():
    image = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    made = pictures.derive(Kind.PNG, out.getvalue())
    assert min(Image.open(io.BytesIO(made.files["klein"])).getpixel((5, 5))) > 250


def test_large_photos_become_1600_and_320_pixels_at_their_longest_side():
    made = pictures.derive(Kind.JPEG, capture.picture(2048, 1024))
    sizes = {form: Image.open(io.BytesIO(data)).size for form, data in made.files.items()}
    assert sizes == {"groot": (1600, 800), "klein": (320, 160)}
    assert (made.width, made.height) == (2048, 1024)


def test_small_photos_are_not_blown_up():
    made = pictures.derive(Kind.JPEG, capture.picture(64, 48))
    assert Image.open(io.BytesIO(made.files["groot"])).size == (64, 48)
