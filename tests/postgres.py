"""A private PostgreSQL cluster for the tests: made, started, and thrown away again.

PostgreSQL refuses to run as root: then its commands run as the system's ``postgres`` or
``nobody`` user. It listens on a Unix socket in its own folder alone.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "shared_buffers": "64MB",
}


def _bin_dir() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts[4])
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).parent
    raise RuntimeError("PostgreSQL is missing; `make setup-test` installs it")


def _owner() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Cluster:
    """``start()``, then databases by ``create(name, template)``, and ``stop()``."""

    def __init__(self, settings: dict[str, str] | None = None) -> None:
        self._bin = _bin_dir()
        self._owner = _owner()
        self._settings = SETTINGS | (settings or {})
        # Short: a socket's path has 107 signs at most.
        self.folder = Path(tempfile.mkdtemp(prefix="wsch-pg-", dir="/tmp"))

    def start(self) -> None:
        if self._owner:
            shutil.chown(self.folder, self._owner)
        self._run("initdb", "-D", "data", "-U", "wijkschouw", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        options = " ".join(f"-c {k}={v!r}" for k, v in self._settings.items())
        options += f" -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def stop(self) -> None:
        try:
            self._run("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://wijkschouw@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template1") -> str:
        """A new database; its URL."""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def sql(self, statement: str) -> None:
        self._run("psql", "-h", str(self.folder), "-U", "wijkschouw", "-d", "postgres", "-q",
                  "-v", "ON_ERROR_STOP=1", "-c", statement)  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        if self._owner:
            command = ["setpriv", f"--reuid={self._owner}", "--clear-groups", *command]
        done = subprocess.run(
            command,
            cwd=self.folder,
            stdout=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            log = self.folder / "log"
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            output = (done.stdout or b"").decode(errors="replace")
            raise RuntimeError(f"{program} failed: {output}\n{tail}")
