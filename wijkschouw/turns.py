"""Turns at writing to a SQLite file, among the threads and processes of this machine.

SQLite lets one write at a time and has the others look again after ever longer pauses, in which
nobody may be writing, and who came first may go last. With a queue each goes soon after the one
before is done. It is a courtesy, not the lock: whoever does not queue is kept out by SQLite.
"""

import fcntl
import os
import threading
from contextlib import suppress
from time import monotonic, sleep

FIRST_PAUSE_SECONDS = 0.0001
LONGEST_PAUSE_SECONDS = 0.002


class Turns:
    """The queue of one database; ``path`` is a file of its own, made when it is not there.

    A process that dies leaves no turn behind. Without the file (no room, no permission) the threads
    of this process still queue. Make it after a fork: a file that is opened before counts as one
    for both.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None
        self._mine = threading.Lock()

    def take(self, seconds: float) -> bool:
        """Wait for a turn, so long at most; False when it did not come."""
        end = monotonic() + seconds
        if not self._mine.acquire(timeout=seconds):
            return False
        got = False
        try:
            got = self._wait_for_others(end)
        finally:
            if not got:
                self._mine.release()
        return got

    def give_up(self) -> None:
        """The turn is the next one's."""
        if self._file is not None:
            with suppress(OSError):
                fcntl.flock(self._file, fcntl.LOCK_UN)
        self._mine.release()

    def _wait_for_others(self, end: float) -> bool:
        # One thread of each process gets here: they are few, so looking often is cheap.
        pause = FIRST_PAUSE_SECONDS
        while not self._is_free():
            if monotonic() >= end:
                return False
            sleep(pause)
            pause = min(pause * 1.1, LONGEST_PAUSE_SECONDS)
        return True

    def _is_free(self) -> bool:
        try:
            if self._file is None:
                # To read is enough for a lock, also for another user of the same database.
                self._file = os.open(self._path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without such locks, or no room: SQLite has its own
        return True
