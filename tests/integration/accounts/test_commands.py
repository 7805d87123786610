"""``users``, ``tokens`` and ``teams`` on the command line."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.factories.town import try_to_sign_in
from wijkschouw.accounts import access, cli, service
from wijkschouw.db import Database
from wijkschouw.errors import Problem


@pytest.fixture
def run(store: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command of this domain on the test database."""
    monkeypatch.setenv("WIJKSCHOUW_ENVIRONMENT", "test")
    monkeypatch.setenv("WIJKSCHOUW_DATABASE_URL", store.url)
    monkeypatch.delenv("WIJKSCHOUW_MUNICIPALITY", raising=False)

    def call(*words: str) -> Result:
        group = {"users": cli.users, "tokens": cli.tokens, "teams": cli.teams}[words[0]]
        return CliRunner().invoke(group, words[1:])

    return call


NEW = ("users", "create", "Anne@Gemeente.example", "--name", "Anne", "--role", "boa")


def test_a_user_is_made_and_the_password_printed(
    run: Callable[..., Result], database: Database
) -> None:
    result = run(*NEW, "--role", "inspecteur", "--municipality", "GM0243")
    assert result.exit_code == 0, result.output
    password = result.output.strip().rpartition(" ")[2]
    with database.open() as session:
        found = try_to_sign_in(session, "anne@gemeente.example", password, "192.0.2.1")
        assert found.user is not None
        assert found.user.roles == ["boa", "inspecteur"]
        assert found.user.municipality == "GM0243"


def test_the_installations_municipality_is_the_default(
    run: Callable[..., Result], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*NEW).exit_code == 2
    monkeypatch.setenv("WIJKSCHOUW_MUNICIPALITY", "GM0243")
    assert run(*NEW).exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("users", "create", "geen-adres", "--name", "A", "--role", "boa"),
        ("users", "create", "a@b.example", "--name", "A", "--role", "koning"),
        ("users", "create", "a@b.example", "--name", "A"),
        (*NEW, "--municipality", "Harderwijk"),
        (*NEW, "--municipality", "GM0243", "--area", "Centrum"),
        ("tokens", "create", "--user", "a@b.example", "--name", "x", "--days", "0"),
        ("teams", "create", "Team 1", "--name", "x", "--municipality", "GM0243"),
    ],
)
def test_wrong_usage_ends_with_status_2(run: Callable[..., Result], words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_the_same_address_twice_is_refused(run: Callable[..., Result]) -> None:
    assert run(*NEW, "--municipality", "GM0243").exit_code == 0
    again = run(*NEW, "--municipality", "GM0243")
    assert isinstance(again.exception, Problem)


def test_the_list_shows_everybody(run: Callable[..., Result]) -> None:
    run(*NEW, "--municipality", "GM0243")
    assert "anne@gemeente.example\tAnne\tboa" in run("users", "list").output
    assert "anne" not in run("users", "list", "--municipality", "GM9999").output.lower()


def test_a_token_is_printed_and_nothing_else(
    run: Callable[..., Result], database: Database
) -> None:
    run(*NEW, "--municipality", "GM0243")
    result = run("tokens", "create", "--user", "anne@gemeente.example", "--name", "koppeling")
    assert result.exit_code == 0
    token = result.output.removesuffix("\n")
    assert " " not in token
    assert "\n" not in token
    with database.open() as session:
        check = access.user_of_token(session.connection(), token)
        assert check.user is not None
        assert check.user.email == "anne@gemeente.example"


def test_a_token_for_nobody_is_refused(run: Callable[..., Result]) -> None:
    result = run("tokens", "create", "--user", "niemand@gemeente.example", "--name", "x")
    assert isinstance(result.exception, Problem)


def test_a_team_is_made_and_a_user_put_in_it(
    run: Callable[..., Result], database: Database
) -> None:
    run("teams", "create", "boa", "--name", "BOA's", "--municipality", "GM0243")
    result = run(*NEW, "--municipality", "GM0243", "--team", "boa")
    assert result.exit_code == 0, result.output
    with database.open() as session:
        assert [user.name for user in service.members_of(session, "GM0243", "boa")] == ["Anne"]
