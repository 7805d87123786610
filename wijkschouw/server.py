"""``wijkschouw serve``: gunicorn with sane defaults, and the background worker beside it.

The worker runs in its own process group, so that Ctrl-C in a terminal reaches the server alone,
which then stops it in order; when it dies it is started again; when the server is killed, it ends
itself.
"""

import ctypes
import gc
import os
import signal
import subprocess
import sys
from contextlib import suppress
from time import monotonic
from typing import Any

import structlog
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from config import Config
from wijkschouw.accounts.startup import refuse_known_accounts

THREADS = 8
REQUEST_SECONDS = 60
SHUTDOWN_SECONDS = 20
RESTART_SECONDS = 5  # a worker that dies at once is not started in a tight loop

log = structlog.get_logger(__name__)


def default_workers() -> int:
    """One process per core, at least two: a stuck one leaves another."""
    return max(2, min(os.cpu_count() or 2, 8))


class BackgroundWorker:
    """The child process that runs ``wijkschouw worker``."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    def keep_running(self) -> None:
        """Start it, or start it again when it is gone."""
        if self._process is not None:
            if self._process.poll() is None or monotonic() - self._started < RESTART_SECONDS:
                return
            log.warning("worker_restarted")
        self._started = monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
            [sys.executable, "-m", "wijkschouw", "worker", "--parent", str(os.getpid())],
            stdin=subprocess.DEVNULL,
            process_group=0,
        )

    def stop(self) -> None:
        """Ask it to finish its job and wait; after SHUTDOWN_SECONDS end it: work is never lost."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(SHUTDOWN_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class SupervisingArbiter(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's master, which looks after the background worker as well."""

    background: BackgroundWorker | None = None

    def manage_workers(self) -> None:
        """Called about once a second by the master's loop."""
        super().manage_workers()
        if self.background is not None:
            self.background.keep_running()

    def stop(self, graceful: bool = True) -> None:
        """Stop answering first, then the worker."""
        background, self.background = self.background, None
        super().stop(graceful)
        if background is not None:
            background.stop()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The app with its settings for gunicorn; built in each web process, after the fork."""

    def __init__(self, config: Config, options: dict[str, Any]) -> None:
        self.config = config
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI app."""
        from wijkschouw.app import create_app

        return create_app(self.config)


def serve(config: Config, host: str, port: int, workers: int | None, background: bool) -> None:
    """Serve until TERM or INT. Raises SystemExit with gunicorn's status, and ConfigError while the
    demo's accounts exist in production."""
    refuse_known_accounts(config)
    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers or default_workers(),
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": REQUEST_SECONDS,
        "graceful_timeout": SHUTDOWN_SECONDS,
        "keepalive": 5,
        # Gives back memory that libraries leak by and by; spread, so they do not go together.
        "max_requests": 20_000,
        "max_requests_jitter": 2_000,
        # In memory: a slow disk must not look like a dead worker.
        "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108 - no content
        "proc_name": "wijkschouw",
        "loglevel": "warning",
        # Operators have signals and the log; a socket more is a door more.
        "control_socket_disable": True,
        # Trust X-Forwarded-* from the configured number of proxies only (app.py: ProxyFix).
        "forwarded_allow_ips": "",
    }
    _share_memory()
    arbiter = SupervisingArbiter(Server(config, options))
    arbiter.background = BackgroundWorker() if background else None
    signal.signal(signal.SIGINT, signal.default_int_handler)
    arbiter.run()


M_ARENA_MAX = -8  # glibc's malloc.h


def _share_memory() -> None:
    """Load the code once, before the fork, and keep what threads hoard small.

    Only modules are loaded: connections are opened by each web process itself.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy adds up small arrays here
    with suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
    from wijkschouw.app import load_parts

    load_parts()
    gc.collect()
    gc.freeze()  # the collector does not write into the pages that all processes share
