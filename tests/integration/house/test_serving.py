"""``wijkschouw serve``: one command runs the web processes and the worker, and stops them."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.server import Server, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc"),
]
SECONDS = 60


@pytest.fixture
def server(storage: Callable[[str], Any], tmp_path: Path) -> Iterator[Server]:
    server = Server(storage("spatialite").copy(tmp_path), tmp_path / "data")
    server.start()
    yield server
    server.close()


def children(parent: int) -> dict[int, list[str]]:
    """Process ids and words of the processes that ``parent`` started."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            ppid = int(re.search(r"PPid:\s+(\d+)", status.read_text())[1])
            words = (status.parent / "cmdline").read_bytes().decode().split("\0")
        except (OSError, TypeError):
            continue
        if ppid == parent and any(words):
            found[int(status.parent.name)] = words
    return found


def worker_of(server: Server) -> int | None:
    return next((pid for pid, words in children(server.pid).items() if "worker" in words), None)


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def until(server: Server, what: object) -> None:
    wait_until(what, SECONDS, lambda: server.log.read_text()[-3000:])


def test_a_worker_that_dies_is_started_again(server: Server) -> None:
    until(server, lambda: worker_of(server) is not None)
    first = worker_of(server)
    os.kill(first, signal.SIGKILL)
    until(server, lambda: worker_of(server) not in (None, first))


def test_the_worker_has_a_process_group_of_its_own(server: Server) -> None:
    until(server, lambda: worker_of(server) is not None)
    worker = worker_of(server)
    assert os.getpgid(worker) == worker != os.getpgid(server.pid)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_term_stop_all_of_it_in_order(server: Server, sign: signal.Signals) -> None:
    until(server, lambda: worker_of(server) is not None)
    family = [server.pid, *children(server.pid)]
    os.kill(server.pid, sign)
    assert server._process.wait(SECONDS) == 0
    assert all(gone(pid) for pid in family)
    assert "Traceback" not in server.log.read_text()


def test_nothing_stays_behind_when_the_server_is_killed(server: Server) -> None:
    until(server, lambda: worker_of(server) is not None)
    family = list(children(server.pid))
    server.kill()
    until(server, lambda: all(gone(pid) for pid in family))


def test_it_can_be_started_again_right_after_a_kill(server: Server) -> None:
    os.kill(server.pid, signal.SIGKILL)
    server._process.wait(SECONDS)
    server.start()
