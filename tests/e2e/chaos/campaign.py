"""Many episodes: portions of them in processes of their own, and what they add up to.

In a module of its own, since a spawned process can't import from ``__main__``.
"""

import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from tests.databases import KINDS
from tests.e2e.browser import CHROMIUM, chromium_arguments
from tests.e2e.chaos.episode import Result, run_episode
from tests.e2e.chaos.plan import make_episode
from tests.e2e.chaos.street import Street, street
from tests.e2e.server import Server
from tests.factories.town import make_town

# A browser and a server are started anew after so many episodes: neither lives for ever in reality.
TOGETHER = 50


@dataclass(frozen=True)
class Portion:
    """Episodes that one process runs on one server."""

    database: str
    seeds: tuple[int, ...]


def run_portion(portion: Portion) -> list[Result]:
    """Its results; an episode that ended in an error counts as wrong."""
    with tempfile.TemporaryDirectory(prefix="wsch-chaos-") as name:
        storage = KINDS[portion.database](Path(name))
        storage.empty()
        server = Server(storage.url, Path(name) / "data")
        try:
            with server.database.open() as session:
                town = make_town(session)
            server.start()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=CHROMIUM, args=chromium_arguments()
                )
                with street(browser, server, town) as known:
                    return [_run(known, seed) for seed in portion.seeds]
        finally:
            server.close()
            storage.close()


def _run(known: Street, seed: int) -> Result:
    try:
        return run_episode(known, make_episode(seed))
    except (AssertionError, Error) as error:
        return Result(seed, 0, 0, 0, {}, [str(error)])


def run_all(kind: str, seeds: range, jobs: int) -> int:
    """How many episodes on this database went wrong; tells of each, and sums up at the end."""
    portions = [
        Portion(kind, tuple(seeds[start : start + TOGETHER]))
        for start in range(0, len(seeds), TOGETHER)
    ]
    began, done, results = time.monotonic(), 0, []
    with ProcessPoolExecutor(jobs, max_tasks_per_child=1) as pool:
        for some in pool.map(run_portion, portions):
            results += some
            done += len(some)
            print(f"{kind}: {done} of {len(seeds)} episodes", file=sys.stderr, flush=True)
            for result in some:
                for line in result.wrong:
                    print(f"{kind} seed {result.seed}: {line}", flush=True)
    faults: Counter[str] = Counter()
    for result in results:
        faults.update(result.faults)
    wrong = sum(1 for result in results if result.wrong)
    print(
        f"{kind}: {len(results)} episodes (seeds {seeds[0]}–{seeds[-1]}), "
        f"{sum(r.observations for r in results)} observations, "
        f"{sum(r.photos for r in results)} photos, {sum(r.steps for r in results)} steps of tasks, "
        f"{sum(faults.values())} faults; "
        f"episodes in which something was lost or doubled: {wrong}; "
        f"{time.monotonic() - began:.0f} s",
        flush=True,
    )
    print(", ".join(f"{name} {count}" for name, count in sorted(faults.items())), flush=True)
    return wrong
