"""What the benchmarks share: a real installation, clients that cost little, and a table.

Client, server, worker and database share one machine; its size is printed with the figures. The
database is as durable as in production: an answer means that it is on the disk.
"""

import json
import os
import platform
import socket
import tempfile
import threading
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

from tests.e2e.server import Server
from tests.factories.town import PASSWORD, Town, make_town
from tests.postgres import Cluster
from wijkschouw import migrate

DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
}
DATABASES = ("spatialite", "postgis")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    case: str
    database: str
    what: str
    figures: str
    aim: str


@dataclass(frozen=True)
class Result:
    """How a number of operations went; times in seconds."""

    done: int
    failed: int
    seconds: float
    times: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Operations per second."""
        return self.done / self.seconds

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        return sorted(self.times)[min(len(self.times) - 1, int(share * len(self.times)))] * 1000

    def __str__(self) -> str:
        failed = f", {self.failed} FAILED" if self.failed else ""
        return (
            f"{self.rate:7.0f}/s   p50 {self.percentile(0.5):6.1f} ms   "
            f"p95 {self.percentile(0.95):6.1f} ms{failed}"
        )


class BenchServer(Server):
    """As an operator runs it: as many web processes as ``serve`` chooses itself."""

    WORKERS = None


@dataclass
class Installation:
    """A running server with the small town, and a signed-in inspector."""

    kind: str
    server: Server
    town: Town
    headers: dict[str, str]

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """A whole HTTP request, ready to send."""
        all_headers = {"Host": "localhost", "Content-Length": str(len(body)), **self.headers}
        all_headers |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in all_headers.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def put_json(self, path: str, data: Any, method: str = "PUT") -> bytes:
        """The same with JSON."""
        return self.request(
            method, path, json.dumps(data).encode(), Content_Type="application/json"
        )

    def observation(
        self, number: int, photos: list[dict[str, Any]] | None = None
    ) -> dict[str, Any]:
        """A new observation somewhere in the town."""
        buurt = self.town.buurten[number % 4]
        lon, lat = self.town.place(buurt, number // 4 % 5, number // 20 % 5)
        return {
            "type": "Feature",
            "id": str(uuid4()),
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {
                "rondeId": None,
                "thema": "afval",
                "categorie": "bijplaatsing",
                "niveau": "C",
                "toelichting": f"nummer {number}",
                "nauwkeurigheid": 8.5,
                "plaatsbepaling": "gps",
                "waargenomenOp": "2026-03-01T09:12:44+01:00",
                "catalogusVersie": 1,
                "fotos": photos or [],
            },
        }


@contextmanager
def installation(kind: str, role: str = "inspecteur") -> Iterator[Installation]:
    """A fresh one on ``spatialite`` or ``postgis``, stopped and removed afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="wijkschouw-bench-") as folder,
        a_database(kind, Path(folder)) as url,
    ):
        server = BenchServer(url, Path(folder) / "data", WIJKSCHOUW_LOG_LEVEL="WARNING")
        migrate.upgrade(server.database.engine)
        with server.database.open() as session:
            town = make_town(session)
        try:
            server.start()
            yield Installation(kind, server, town, sign_in(server.url, role))
        finally:
            server.close()


@contextmanager
def a_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty one, as durable as in production."""
    if kind == "spatialite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    cluster = Cluster(DURABLE)
    cluster.start()
    try:
        yield cluster.create("bench")
    finally:
        cluster.stop()


def sign_in(url: str, role: str) -> dict[str, str]:
    """Headers of a session, as a phone has them."""
    form = {"email": f"{role}@voorbeeldstad.example", "wachtwoord": PASSWORD}
    asked = urllib.request.Request(  # noqa: S310 - our own server
        f"{url}/api/v1/aanmelding",
        json.dumps(form).encode(),
        {"Content-Type": "application/json", "Origin": url},
    )
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own server
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return {"Cookie": cookie, "X-CSRF-Token": json.load(answer)["csrf"]}


class Connection:
    """HTTP/1.1 over one kept connection, in as little Python as can be."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def send(self, request: bytes) -> tuple[int, bytes]:
        """Status and body. A connection that the server ended is opened anew, once."""
        try:
            return self._exchange(request)
        except (ConnectionError, IndexError):
            self.close()
            return self._exchange(request)

    def _exchange(self, request: bytes) -> tuple[int, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("localhost", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._receive()
        head, body = data[:end].decode("latin-1"), data[end + 4 :]
        length = int(head.lower().split("content-length: ")[1].split("\r\n")[0])
        while len(body) < length:
            body += self._receive()
        if "connection: close" in head.lower():
            self.close()
        return int(head[9:12]), body

    def _receive(self) -> bytes:
        assert self._socket is not None
        data = self._socket.recv(262144)
        if not data:
            raise ConnectionResetError("the server closed the connection")
        return data

    def close(self) -> None:
        """Let go; the next request opens it anew."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def measure(port: int, clients: int, operations: Iterable[list[bytes]]) -> Result:
    """Do all operations (each some requests in a row) with so many clients at once."""
    waiting = iter(operations)
    lock = threading.Lock()
    times: list[float] = []
    failures: list[tuple[int, bytes]] = []

    def work() -> None:
        connection = Connection(port)
        while True:
            with lock:
                operation = next(waiting, None)
            if operation is None:
                connection.close()
                return
            began = perf_counter()
            answers = [connection.send(request) for request in operation]
            times.append(perf_counter() - began)
            failures.extend(answer for answer in answers if answer[0] not in (200, 201))

    threads = [threading.Thread(target=work) for _ in range(clients)]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - began
    if failures:
        print("failed:", failures[0][0], failures[0][1][:300])
    return Result(len(times), len(failures), seconds, tuple(times))


def machine() -> str:
    """The size of this machine, which the figures belong to."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}; client, server, worker and database together"
    )
