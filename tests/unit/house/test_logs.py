"""Log lines: JSON in production, never personal data."""

import json
import logging

import pytest
import structlog

from config import Config
from wijkschouw import logs


def settings(environment: str) -> Config:
    return Config.from_environment(
        {"WIJKSCHOUW_ENVIRONMENT": environment, "WIJKSCHOUW_SECRET_KEY": "s" * 32}
    )


@pytest.fixture(autouse=True)
def _restore() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_production_logs_json_one_line_per_event(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(settings("production"))
    structlog.get_logger("x").info("job_done", job="photos", seconds=1.5)
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert (event["event"], event["job"], event["level"]) == ("job_done", "photos", "info")


def test_other_libraries_log_in_the_same_shape(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(settings("production"))
    logging.getLogger("sqlalchemy").warning("pool is full")
    assert json.loads(capsys.readouterr().err)["event"] == "pool is full"


@pytest.mark.parametrize("key", sorted(logs.PERSONAL))
def test_keys_with_personal_data_are_blanked(capsys: pytest.CaptureFixture[str], key: str) -> None:
    logs.configure(settings("production"))
    structlog.get_logger("x").warning("something", **{key: "Jan Jansen"})
    assert "Jansen" not in capsys.readouterr().err


def test_a_traceback_does_not_print_values(capsys: pytest.CaptureFixture[str]) -> None:
    for environment in ("production", "demo"):
        logs.configure(settings(environment))
        try:
            note = " ".join(["Jan", "Jansen"])
            raise ValueError(len(note))
        except ValueError:
            structlog.get_logger("x").exception("failed")
        printed = capsys.readouterr().err
        assert "ValueError" in printed
        assert "Jan Jansen" not in printed
