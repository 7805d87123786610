"""The office's page on which more of a photo is covered: what it asks, and what it says."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from config import Config
from tests.factories.capture import picture
from tests.factories.follow_up import add_observation, add_photo
from tests.factories.town import Town
from wijkschouw.photos import pictures, service
from wijkschouw.photos.rules import Kind
from wijkschouw.photos.store import FileStore

SignIn = Callable[[str], FlaskClient]
FORM = {
    "x": "10",
    "y": "12,5",
    "breedte": "30",
    "hoogte": "30",
    "reden": "Gezicht",
    "bevestigd": "ja",
}


@pytest.fixture
def page(session: Session, town: Town, app_config: Config) -> tuple[str, str]:
    """(address of the page, version of the photo)."""
    key, store = uuid4().hex, FileStore.from_setting(app_config.photo_store)
    for form, data in pictures.derive(Kind.JPEG, picture(640, 480)).files.items():
        store.put(key, form, data)
    seen = add_observation(session, town, photo_count=1)
    photo = add_photo(session, town, seen.id, state="ready", store_key=key)
    session.commit()
    return f"/waarnemingen/{seen.id}/fotos/{photo.id}/afschermen", service.version(photo)


def test_the_form_asks_for_boxes_a_reason_and_a_confirmation(
    signed_in: SignIn, page: tuple[str, str]
) -> None:
    manager, (address, version) = signed_in("wijkmanager"), page
    assert "Dit kan niet ongedaan worden gemaakt" in manager.get(address).text
    nothing = manager.post(address, data={"versie": version})
    assert nothing.status_code == 400
    for text in ("Teken ten minste één vlak.", "Geef een reden.", "Bevestig dat u de foto"):
        assert text in nothing.text
    words = manager.post(address, data=FORM | {"versie": version, "x": "links"})
    assert words.status_code == 400
    assert "Vul bij elk vlak vier getallen in." in words.text
    assert 'value="links"' in words.text
    assert "Gezicht" in words.text
    for number in ("nan", "inf", "95"):
        wrong = manager.post(address, data=FORM | {"versie": version, "x": number})
        assert wrong.status_code == 400, number


def test_a_photo_that_changed_since_is_shown_anew(signed_in: SignIn, page: tuple[str, str]) -> None:
    manager, (address, version) = signed_in("wijkmanager"), page
    observation = address.split("/fotos/")[0]
    done = manager.post(address, data=FORM | {"versie": version})
    assert (done.status_code, done.location) == (303, observation)
    again = manager.post(address, data=FORM | {"versie": version})
    assert again.status_code == 412
    assert "De foto is intussen veranderd." in again.text
    assert 'value="12,5"' not in again.text
    assert "Gezicht" in again.text


def test_others_do_not_come_in(signed_in: SignIn, page: tuple[str, str]) -> None:
    address, _version = page
    observation, photo = address.removeprefix("/waarnemingen/").split("/fotos/")
    assert signed_in("beheerder").get(address).status_code == 403
    assert signed_in("inspecteur").get(address).status_code == 403
    elsewhere = f"/waarnemingen/{uuid4()}/fotos/{photo}"
    assert signed_in("wijkmanager").get(elsewhere).status_code == 404
    assert signed_in("wijkmanager").post(elsewhere, data=FORM).status_code == 404
    assert "Meer afschermen" in signed_in("wijkmanager").get(f"/waarnemingen/{observation}").text
    assert "Meer afschermen" not in signed_in("inspecteur").get(f"/waarnemingen/{observation}").text


def test_the_link_below_the_photos_says_the_number_that_the_photo_itself_says(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    seen = add_observation(session, town, photo_count=4)
    for state in ("ready", "received", "received", "received"):
        add_photo(session, town, seen.id, state=state)
    session.commit()
    page = signed_in("wijkmanager").get(f"/waarnemingen/{seen.id}").text
    (number,) = re.findall(r'alt="[^"]*, foto (\d)"', page)
    assert f">Meer afschermen op foto {number}</a>" in page
