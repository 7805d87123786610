"""The quick run: whatever the network, the server and the page do, nothing is lost or doubled.

The long run: ``make chaos EPISODES=1000``; see docs/reliability.md.
"""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.chaos.episode import run_episode
from tests.e2e.chaos.plan import make_episode
from tests.e2e.chaos.street import Street, street
from tests.e2e.server import ROOT, Server


@pytest.fixture(scope="module")
def phone_in_the_street(browser: Browser, server: Server) -> Iterator[Street]:
    with street(browser, server, server.town) as known:  # type: ignore[attr-defined]
        yield known


@pytest.mark.parametrize("seed", range(1, 13))
def test_nothing_is_lost_and_nothing_is_doubled(phone_in_the_street: Street, seed: int) -> None:
    result = run_episode(phone_in_the_street, make_episode(seed))
    assert result.wrong == []
    assert result.observations >= 1


def test_the_long_run_s_command_runs_its_episodes_in_processes_of_their_own() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.chaos", "--episodes", "1", "--first", "9",
         "--database", "spatialite", "--jobs", "1"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 episodes (seeds 9–9)" in done.stdout
