"""What tests need that start a server: a free port, and waiting until it answers."""

import socket
import threading
from collections.abc import Callable


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(done: Callable[[], bool], seconds: float, trouble: Callable[[], str]) -> None:
    """Ask ten times a second until ``done``; AssertionError with ``trouble()`` in the end."""
    pause = threading.Event()
    for _ in range(int(seconds * 10)):
        if done():
            return
        pause.wait(0.1)
    raise AssertionError(trouble())
