"""(e) Memory of a web process after it has answered all kinds of requests."""

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Installation, Row, installation, measure, sign_in

OPERATIONS = 2000


def run(kind: str, scale: float) -> Iterator[Row]:
    """One row: the largest web process."""
    count = max(40, int(OPERATIONS * scale))
    with installation(kind) as place:
        measure(place.server.port, 16, _operations(place, count))
        sizes = [resident(pid) for pid in web_processes(place)]
        figures = f"{max(sizes):7.0f} MB resident, the largest of {len(sizes)}"
        yield Row("e  memory", kind, "a web process", figures, "≤ 150 MB")


def _operations(place: Installation, count: int) -> Iterator[list[bytes]]:
    manager = Installation(
        place.kind, place.server, place.town, sign_in(place.server.url, "wijkmanager")
    )
    pages = ("/leefbaarheid", "/taken", "/", "/api/v1/leefbaarheid", "/api/v1/waarnemingen",
             "/api/v1/gebieden", "/api/v1/catalogus")  # fmt: skip
    for number in range(count):
        content = place.observation(number)
        yield [place.put_json(f"/api/v1/waarnemingen/{content['id']}", content)]
        if number % 10 == 0:
            yield [manager.request("GET", pages[number // 10 % len(pages)])]


def web_processes(place: Installation) -> list[int]:
    """The master's children that are no background worker."""
    master = place.server.pid
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = int(re.search(r"PPid:\s+(\d+)", status.read_text())[1])
            words = (status.parent / "cmdline").read_bytes().split(b"\0")
        except (OSError, TypeError):
            continue
        if parent == master and b"worker" not in words:
            found.append(int(status.parent.name))
    return found


def resident(pid: int) -> float:
    """Resident memory in MB (10⁶ bytes)."""
    return (
        int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) * 1024 / 1e6
    )
