"""The real app in a real browser: `wijkschouw serve` on both databases, Debian's Chromium."""

import fcntl
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.databases import KINDS
from tests.e2e.browser import CHROMIUM, chromium_arguments
from tests.e2e.field_app import FieldApp, forget_records
from tests.e2e.server import ROOT, Server
from tests.factories.town import Town, make_town

# What a busy machine may need; a test that fails waits this long, one that passes does not.
PATIENCE_MS = 30_000


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; as root it needs --no-sandbox, and no calls to its maker."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": chromium_arguments(),
    }


@pytest.fixture(scope="session")
def assets() -> None:
    """The built scripts and styles; built here when they are missing."""
    with (ROOT / ".gitignore").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test processes must not build into one folder
        if not (ROOT / "static" / "dist" / "manifest.json").exists():
            node = shutil.which("node") or str(Path(sysconfig.get_path("scripts")) / "node")
            subprocess.run([node, "static/build.mjs"], cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def servers(
    assets: None, storage: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Server]]:
    """``servers("postgis")``: an installation with the small town, started when first asked for."""
    running: dict[str, Server] = {}

    def of(kind: str) -> Server:
        if kind not in running:
            folder = tmp_path_factory.mktemp(f"e2e-{kind}")
            running[kind] = Server(storage(kind).copy(folder), folder / "data")
            with running[kind].database.open() as session:
                running[kind].town = make_town(session)  # type: ignore[attr-defined]
        running[kind].start_if_stopped()
        return running[kind]

    try:
        yield of
    finally:
        for server in running.values():
            server.close()


@pytest.fixture(scope="module", params=list(KINDS))
def server(request: pytest.FixtureRequest, servers: Callable[[str], Server]) -> Server:
    """A running installation on each database; a test file finds nothing recorded yet."""
    chosen = request.config.getoption("--database")
    if chosen not in ("both", request.param):
        pytest.skip(f"only {chosen} was asked for")
    running = servers(request.param)
    forget_records(running)
    return running


@pytest.fixture
def town(server: Server) -> Town:
    """The town that the server shows."""
    return server.town  # type: ignore[attr-defined, no-any-return]


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone, in Dutch, standing in the first cell of the first buurt."""
    lon, lat = Town().place("BU99990101", 1, 1)
    return {
        **browser_context_args,
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "locale": "nl-NL",
        "timezone_id": "Europe/Amsterdam",
        "geolocation": {"longitude": lon, "latitude": lat, "accuracy": 6},
        "permissions": ["geolocation"],
    }


@pytest.fixture
def app(page: Page, server: Server) -> Iterator[FieldApp]:
    """A phone with the field app open; nothing recorded yet, here or at the office."""
    forget_records(server)
    opened = FieldApp(page, server).open()
    yield opened
    assert opened.errors == []


@pytest.fixture
def context(context: Any) -> Any:
    """With the patience that a busy machine needs."""
    context.set_default_timeout(PATIENCE_MS)
    return context
