"""The command line from outside: status and words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SECRET = "s" * 40


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """``python -m wijkschouw …`` without the settings of whoever runs the tests."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WIJKSCHOUW_")}
    return subprocess.run(
        [sys.executable, "-m", "wijkschouw", *arguments],
        env=clean | env, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_help_needs_no_settings() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "liveability" in done.stdout


def test_wrong_usage_ends_with_2() -> None:
    assert run("nonsense").returncode == 2
    assert run("serve", "--port", "high").returncode == 2


def test_a_missing_secret_is_said_in_one_line_and_ends_with_1() -> None:
    done = run("db", "upgrade")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "WIJKSCHOUW_SECRET_KEY" in done.stderr


@pytest.mark.parametrize(
    "url",
    ["sqlite:////proc/none/x.db", "postgresql://nobody@/none?host=/nowhere"],
    ids=["sqlite", "postgresql"],
)
def test_a_database_that_is_gone_is_said_in_one_line(url: str) -> None:
    done = run("db", "check", WIJKSCHOUW_SECRET_KEY=SECRET, WIJKSCHOUW_DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_new_database_is_made_and_agrees_with_the_models(tmp_path: Path) -> None:
    env = {"WIJKSCHOUW_SECRET_KEY": SECRET, "WIJKSCHOUW_DATA_DIR": str(tmp_path)}
    before = run("db", "check", **env)
    assert before.returncode == 1
    assert "db upgrade" in before.stderr
    assert run("db", "upgrade", **env).returncode == 0
    after = run("db", "check", **env)
    assert after.returncode == 0, after.stderr
