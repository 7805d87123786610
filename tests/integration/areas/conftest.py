"""A real pygeoapi on loopback, and a small server whose answers a test writes itself."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import yaml

from tests.factories import areas as made
from tests.processes import free_port, wait_until

PAGE_LIMIT = 3
READY_SECONDS = 60


def _collection(path: Path, title: str, **provider: Any) -> dict[str, Any]:
    return {
        "type": "collection",
        "title": title,
        "description": title,
        "keywords": [title],
        "extents": {"spatial": {"bbox": [3, 50, 8, 54]}},
        "providers": [
            {"type": "feature", "name": "GeoJSON", "data": str(path), "id_field": "id", **provider}
        ],
    }


def _configuration(folder: Path, port: int) -> dict[str, Any]:
    buurten = [made.buurt(number) | {"id": number} for number in range(8)]
    wijken = [made.wijk(number) | {"id": number} for number in range(1, 5)]
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": PAGE_LIMIT, "max_items": PAGE_LIMIT},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "t", "description": "t", "keywords": ["t"], "keywords_type": "theme",
                "terms_of_service": "none", "url": "http://127.0.0.1",
            },
            "license": {"name": "none", "url": "http://127.0.0.1"},
            "provider": {"name": "t", "url": "http://127.0.0.1"},
            "contact": {"name": "t", "email": "t@voorbeeldstad.example"},
        },
        "resources": {
            "buurten": _collection(
                made.write_geojson(folder / "buurten.geojson", buurten), "buurten"
            ),
            "wijken": _collection(made.write_geojson(folder / "wijken.geojson", wijken), "wijken"),
        },
    }  # fmt: skip


@pytest.fixture(scope="session")
def pygeoapi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a pygeoapi with 8 buurten and 4 wijken of GM7777, three to a page."""
    folder, port = tmp_path_factory.mktemp("pygeoapi"), free_port()
    (folder / "config.yml").write_text(yaml.safe_dump(_configuration(folder, port)))
    environment = os.environ | {
        "PYGEOAPI_CONFIG": str(folder / "config.yml"),
        "PYGEOAPI_OPENAPI": str(folder / "openapi.yml"),
    }
    command = str(Path(sys.executable).with_name("pygeoapi"))
    subprocess.run(
        [command, "openapi", "generate", str(folder / "config.yml"),
         "--output-file", str(folder / "openapi.yml")],
        env=environment, check=True, capture_output=True,
    )  # fmt: skip
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([command, "serve"], env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/conformance", server, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    def trouble() -> str:
        return f"pygeoapi does not answer: {log.read_text()[-2000:]}"

    def answers() -> bool:
        if server.poll() is not None:
            raise RuntimeError(trouble())
        try:
            return httpx.get(url).is_success
        except httpx.TransportError:
            return False

    wait_until(answers, READY_SECONDS, trouble)


Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[str], Answer]], str]]:
    """``serve(answer)`` starts a server that answers GET as ``answer(path)`` says; its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Callable[[str], Answer]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answer(self.path)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its base's name
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
