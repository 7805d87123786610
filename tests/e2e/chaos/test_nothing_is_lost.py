"""The quick run: whatever the network, the server and the page do, nothing is lost or doubled.

The long run: ``make chaos EPISODES=1000``; see docs/reliability.md.
"""

import subprocess
import sys

import pytest
from playwright.sync_api import Browser

from tests.e2e.chaos.episode import run_episode
from tests.e2e.chaos.plan import make_episode
from tests.e2e.server import ROOT, Server
from tests.factories.town import Town
from wijkschouw.observations.models import Observation


@pytest.mark.parametrize("seed", range(1, 11))
def test_nothing_is_lost_and_nothing_is_doubled(
    browser: Browser, server: Server, town: Town, seed: int
) -> None:
    result = run_episode(browser, server, town, make_episode(seed))
    assert result.wrong == []
    assert result.observations >= 1


def test_the_server_has_no_observation_that_nobody_saved(server: Server) -> None:
    from sqlalchemy import func
    from sqlmodel import select

    with server.database.session(write=False) as session:
        rows, different = session.execute(
            select(func.count(), func.count(func.distinct(Observation.id)))
        ).one()
    assert rows == different


def test_the_long_run_s_command_runs_its_episodes_in_processes_of_their_own() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.chaos", "--episodes", "1", "--first", "11",
         "--database", "spatialite", "--jobs", "1"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 episodes (seeds 11–11)" in done.stdout
