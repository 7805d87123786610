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
        processes = web_processes(place)
        resident = max(memory(pid, "Rss") for pid in processes)
        own = max(memory(pid, "Pss") for pid in processes)
        figures = f"{resident:7.0f} MB resident, {own:.0f} MB when what is shared is divided"
        yield Row("e  memory", kind, "a web process", figures, "≤ 150 MB")


def _operations(place: Installation, count: int) -> Iterator[list[bytes]]:
    manager = Installation(
        place.kind, place.server, place.town, sign_in(place.server.url, "wijkmanager")
    )
    pages = (
        "/kaart", "/kaart/tabel", "/taken", "/", "/api/v1/leefbaarheid", "/api/v1/waarnemingen",
        "/api/v1/gebieden", "/api/v1/catalogus",
    )  # fmt: skip
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


def memory(pid: int, kind: str) -> float:
    """``Rss`` or ``Pss`` (pages shared by n processes count 1/n) in MB (10⁶ bytes)."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(rf"^{kind}:\s+(\d+)", text, re.MULTILINE)[1]) * 1024 / 1e6
