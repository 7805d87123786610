"""A real installation for the browser tests: its own database, its own processes, its own port."""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from config import Config
from tests.processes import free_port, wait_until
from wijkschouw.db import Database

ROOT = Path(__file__).parents[2]
READY_SECONDS = 60


class Server:
    """``wijkschouw serve`` as users run it, with its worker; can be killed and started again."""

    WORKERS: int | None = 1  # web processes; None: as many as ``serve`` chooses itself

    def __init__(self, database_url: str, data_dir: Path, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.data_dir = data_dir
        data_dir.mkdir(parents=True, exist_ok=True)
        self.log = data_dir / "serve.log"
        self._settings = {
            "WIJKSCHOUW_ENVIRONMENT": "demo",
            "WIJKSCHOUW_DATABASE_URL": database_url,
            "WIJKSCHOUW_DATA_DIR": str(data_dir),
            "WIJKSCHOUW_SECRET_KEY": "a-secret-for-tests-that-is-long-enough",
            "WIJKSCHOUW_MUNICIPALITY": "GM9999",
            "WIJKSCHOUW_TILES_URL": "none",
            **settings,
        }
        self.database = Database(database_url)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def config(self) -> Config:
        """The settings it runs with."""
        return Config.from_environment(self._settings)

    @property
    def pid(self) -> int:
        """The master's process id."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "wijkschouw", "serve", "--port", str(self.port),
                 *(["--workers", str(self.WORKERS)] if self.WORKERS else [])],
                cwd=ROOT,
                env={**os.environ, **self._settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )  # fmt: skip
        wait_until(self._answers, READY_SECONDS, self._trouble)

    def start_if_stopped(self) -> None:
        """After a kill."""
        if self._process is None or self._process.poll() is not None:
            self.start()

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise RuntimeError(self._trouble())
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:  # noqa: S310 - ours
                return bool(answer.status == 200)
        except OSError:
            return False

    def _trouble(self) -> str:
        return f"the server does not answer:\n{self.log.read_text(errors='replace')[-3000:]}"

    def stop(self) -> None:
        """As Ctrl-C does; kills when that takes too long."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """``kill -9`` of the master and its web processes, without a word."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """Stop and let go of the database."""
        self.stop()
        self.database.engine.dispose()
