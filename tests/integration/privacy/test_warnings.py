"""A note that points at a person is stored, and its writer is asked to take it out."""

from collections.abc import Callable
from uuid import uuid4

from flask.testing import FlaskClient

from tests.factories.capture import observation
from tests.factories.town import Town


def test_an_observation_with_a_number_plate_is_stored_with_a_warning(
    signed_in: Callable[[str], FlaskClient], town: Town
) -> None:
    inspector, number = signed_in("inspecteur"), uuid4()
    path = f"/api/v1/waarnemingen/{number}"
    body = observation(town, number, toelichting="wit busje, 12-ABC-3")
    answer = inspector.put(path, json=body)
    assert answer.status_code == 201
    assert [(w["code"], w["location"]) for w in answer.json["waarschuwingen"]] == [
        ("kenteken", "#/properties/toelichting")
    ]
    corrected = inspector.patch(
        path,
        json={"properties": {"toelichting": "wit busje"}},
        headers={"If-Match": answer.headers["ETag"]},
    )
    assert corrected.status_code == 200
    assert "waarschuwingen" not in corrected.json
