"""(f) What this machine can do at most in (a) and (c) with this stack: the same requests, clients,
web processes and durability, but an app that does next to nothing with them; see ``bare.py``."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks import photos, put_observations
from benchmarks.harness import Installation, Row, a_database, measure
from tests.factories.town import make_town
from tests.processes import free_port, wait_until
from wijkschouw import migrate
from wijkschouw.db import Database
from wijkschouw.server import THREADS, default_workers

TABLES = (
    "CREATE TABLE bare_users (id INTEGER PRIMARY KEY, name TEXT)",
    "INSERT INTO bare_users VALUES (1, 'iemand')",
    "CREATE TABLE bare_observations (id TEXT PRIMARY KEY, content TEXT, complete INTEGER)",
    "CREATE TABLE bare_photos (id TEXT PRIMARY KEY, sha256 TEXT, state TEXT)",
)


def run(kind: str, scale: float) -> Iterator[Row]:
    """A row for each of (a) and (c) per number of clients."""
    puts = max(40, int(put_observations.OPERATIONS * scale))
    pairs = max(20, int(photos.OPERATIONS * scale))
    picture = photos.a_picture()
    with bare(kind) as place:
        port = place.server.port
        measure(port, 4, put_observations.operations(place, 40))  # warm
        for clients in put_observations.CLIENTS:
            result = measure(port, clients, put_observations.operations(place, puts))
            yield Row("f  bare PUT", kind, f"{clients} clients", str(result), "")
        for clients in photos.CLIENTS:
            result = measure(port, clients, photos.operations(place, pairs, picture))
            yield Row("f  bare PUT with photo", kind, f"{clients} clients", str(result), "")


@contextmanager
def bare(kind: str) -> Iterator[Installation]:
    """The bare app on a fresh database; stopped and removed afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="wijkschouw-bench-") as folder,
        a_database(kind, Path(folder)) as url,
    ):
        database = Database(url)
        migrate.upgrade(database.engine)
        with database.session() as session:
            town = make_town(session)
        with database.engine.begin() as connection:
            for statement in TABLES:
                connection.exec_driver_sql(statement)
        database.engine.dispose()
        port = free_port()
        process = _serve(url, Path(folder), port)
        try:
            wait_until(lambda: _answers(port), 30, lambda: "the bare app does not start")
            server = SimpleNamespace(port=port)
            yield Installation(kind, server, town, {"Cookie": "x" * 200})  # type: ignore[arg-type]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _serve(url: str, folder: Path, port: int) -> subprocess.Popen[bytes]:
    photo_folder = folder / "photos"
    photo_folder.mkdir()
    return subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "--worker-class", "gthread",
            "--workers", str(default_workers()), "--threads", str(THREADS), "--keep-alive", "5",
            "--bind", f"localhost:{port}", "--log-level", "warning", "benchmarks.bare:app",
        ],
        env={**os.environ, "BARE_DATABASE": url, "BARE_FOLDER": str(photo_folder)},
        process_group=0,
    )  # fmt: skip


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://localhost:{port}/", timeout=5):
            return True
    except URLError as error:
        return getattr(error, "code", None) == 404  # it has no such page, but it is there
