"""Every route × every role: the table of permissions says who comes in, and nothing else does."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.factories.town import ROLES
from wijkschouw import identity
from wijkschouw.accounts.permissions import Allowed
from wijkschouw.accounts.rules import Role

SOME_ID = "01980000-0000-7000-8000-000000000001"
VALUES: dict[str, Any] = {"code": "nl", "name": "x.js", "filename": "x.js"}
# What a role that may not come in is told; a service may refuse for reasons of its own.
REFUSAL = "Uw rol geeft hier geen toegang toe."


def calls(app: Flask) -> Iterator[tuple[str, str, str]]:
    """(endpoint, method, path) of everything that can be called."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path_of(app, rule)


def path_of(app: Flask, rule: Rule) -> str:
    values = {name: VALUES.get(name, some_value(rule, name)) for name in rule.arguments}
    return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=None))


def some_value(rule: Rule, name: str) -> Any:
    kind = type(rule._converters[name]).__name__
    return {"UUIDConverter": SOME_ID, "IntegerConverter": 1}.get(kind, "BU99990101")


def ask(client: FlaskClient, method: str, path: str) -> TestResponse:
    body = None if method == "GET" else {}
    return client.open(path, method=method, json=body, headers={"Accept": "text/html, */*"})


def table_of(app: Flask) -> dict[str, Allowed]:
    return app.extensions["permissions"]  # type: ignore[no-any-return]


def test_every_endpoint_is_in_the_table(app: Flask) -> None:
    assert identity.missing_from_table(app) == []


def test_the_table_has_no_lines_of_endpoints_that_are_gone(app: Flask) -> None:
    assert sorted(table_of(app).keys() - app.view_functions.keys()) == []


def test_signed_out_only_what_is_public_answers(app: Flask, client: FlaskClient) -> None:
    wrong = []
    for endpoint, method, path in calls(app):
        answer = ask(client, method, path)
        turned_away = is_turned_away(answer)
        if turned_away == table_of(app)[endpoint].public and not is_own_sign_in(endpoint):
            wrong.append(f"{method} {path}: {answer.status_code}")
        if answer.status_code >= 500:
            wrong.append(f"{method} {path}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_comes_in_where_the_table_says_so(
    app: Flask, signed_in: Callable[[str], FlaskClient], role: str
) -> None:
    person = signed_in(role)
    cookie = person.get_cookie("wijkschouw")
    assert cookie is not None
    wrong = []
    for endpoint, method, path in calls(app):
        person.set_cookie("wijkschouw", cookie.value)  # whatever the call before did to it
        answer = ask(person, method, path)
        allowed = table_of(app)[endpoint]
        may = allowed.public or Role(role) in allowed.roles
        came_in = not is_refused(answer) or is_own_sign_in(endpoint)
        if came_in != may or answer.status_code >= 500:
            wrong.append(f"{method} {path}: {answer.status_code}, may come in: {may}")
    assert wrong == []


def is_turned_away(answer: TestResponse) -> bool:
    """401 from the API, the way to the sign-in page from a page."""
    to_sign_in = answer.status_code == 303 and answer.location.startswith("/inloggen?")
    return to_sign_in or answer.status_code == 401


def is_own_sign_in(endpoint: str) -> bool:
    """Signing in with nothing is refused too, by itself."""
    return endpoint in ("accounts.sign_in", "accounts.sign_in_from_phone")


def is_refused(answer: TestResponse) -> bool:
    if is_turned_away(answer):
        return True
    return answer.status_code == 403 and REFUSAL in answer.text


def test_an_endpoint_without_a_line_in_the_table_does_not_exist(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    person = signed_in("beheerder")
    del app.extensions["permissions"]["accounts.me"]
    assert person.get("/api/v1/ik").status_code == 404
    assert identity.missing_from_table(app) == ["accounts.me"]
