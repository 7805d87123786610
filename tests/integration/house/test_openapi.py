"""What the description of the API promises is what the API has."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from wijkschouw.web import config

PREFIX = "/api/v1"


@pytest.fixture
def document(client: FlaskClient) -> dict:
    return client.get(f"{PREFIX}/openapi.json").json


def test_every_route_of_the_api_is_described_and_the_reverse(app: Flask, document: dict) -> None:
    described = {
        (method, re.sub(r"{\w+}", "{}", path))
        for path, operations in document["paths"].items()
        for method in operations
    }
    routes = {
        (method.lower(), re.sub(r"<[^>]+>", "{}", rule.rule.removeprefix(PREFIX)))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{PREFIX}/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == routes


def test_the_description_is_valid_openapi_3_1(document: dict) -> None:
    assert document["openapi"].startswith("3.1.")
    validate(document)


def test_anybody_may_read_it_from_any_page(client: FlaskClient) -> None:
    answer = client.get(f"{PREFIX}/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_it_names_whom_to_ask(app: Flask, document: dict) -> None:
    with app.app_context():
        assert document["info"]["contact"]["email"] == config().contact.removeprefix("mailto:")


def test_operations_have_their_own_ids_and_a_known_tag(document: dict) -> None:
    operations = [o for path in document["paths"].values() for o in path.values()]
    ids = [o["operationId"] for o in operations]
    assert len(set(ids)) == len(ids)
    assert {tag for o in operations for tag in o["tags"]} <= {t["name"] for t in document["tags"]}


def test_what_needs_no_sign_in_is_exactly_what_answers_without(
    app: Flask, client: FlaskClient, document: dict
) -> None:
    some_id = "01980000-0000-7000-8000-000000000000"
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answer = client.open(PREFIX + re.sub(r"{\w+}", some_id, path), method=method)
            is_public = operation.get("security") == []
            assert (answer.status_code == 401) is not is_public or path == "/aanmelding", path
