"""The background worker: runs the jobs when woken, every minute, and every night.

Each job finds its own work in the database and can be run at any time, twice, or be killed in the
middle: whatever it had not committed is still pending and is found again. See jobs.py for the
wake-ups.
"""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

import structlog
from huey import crontab
from huey.consumer import Consumer

from config import Config
from wijkschouw import jobs
from wijkschouw.db import Database
from wijkschouw.liveability import service as liveability
from wijkschouw.photos import deriving
from wijkschouw.photos import service as photos
from wijkschouw.privacy.service import retention_job
from wijkschouw.reports import service as reports
from wijkschouw.tasks.reminders import remind_job

log = structlog.get_logger(__name__)

Work = Callable[[Database, Config], object]
Moments = Callable[[datetime], bool]
EVERY_MINUTE: Moments = crontab(minute="*")
NICENESS = 10  # people who wait for an answer go first


def daily(hour: int, minute: int = 0) -> Moments:
    """Once a day, in UTC."""
    return crontab(hour=str(hour), minute=str(minute))


@dataclass(frozen=True)
class Job:
    """What to do, and when the clock asks for it besides the wake-ups."""

    work: Work
    when: Moments = EVERY_MINUTE


def _liveability(database: Database, _config: Config) -> None:
    liveability.refresh_pending(database)


def _reports(database: Database, config: Config) -> None:
    reports.make_pending(database, config)


# One line per job; the key is the name that services give to ``jobs.wake``.
JOBS: dict[str, Job] = {
    photos.JOB: Job(deriving.work),
    "photos-sweep": Job(deriving.sweep, daily(2, 30)),
    liveability.JOB: Job(_liveability),
    reports.JOB: Job(_reports),
    "tasks-remind": Job(remind_job, daily(5)),
    "retention": Job(retention_job, daily(1, 30)),
}


class Worker:
    """Runs jobs one at a time; what fails is logged and comes again with the clock."""

    def __init__(self, config: Config, known: dict[str, Job] | None = None) -> None:
        self.config = config
        self.known = JOBS if known is None else known
        self.database = Database(config.database_url)
        self.queue = jobs.configure(config)
        self.queue.perform = self.perform
        for name, job in self.known.items():
            self._follow_clock(name, job.when)

    def _follow_clock(self, name: str, when: Moments) -> None:
        def tick() -> None:
            self.queue.wake(name)

        self.queue.huey.periodic_task(when, name=f"clock_{name}")(tick)

    def perform(self, name: str) -> None:
        """Run one job now. An error is logged, not raised: the next run meets the same rows."""
        job = self.known.get(name)
        if job is None:
            log.warning("job_unknown", job=name)
            return
        began = monotonic()
        try:
            job.work(self.database, self.config)
        except Exception:
            log.exception("job_failed", job=name)
            return
        log.info("job_done", job=name, seconds=round(monotonic() - began, 3))

    def run(self) -> None:
        """Work until INT or TERM; the job at hand is finished first (at most 20 seconds)."""
        for name, job in self.known.items():
            self.queue.forget(name)
            if job.when is EVERY_MINUTE:
                self.queue.wake(name)  # what a killed worker left does not wait for the clock
        consumer = Consumer(
            self.queue.huey, workers=1, max_delay=0.5, graceful_signal="TERM", shutdown_timeout=20
        )
        consumer.run()


def end_with(parent: int) -> None:
    """Stop this process when its parent is gone, also when that was killed without a word."""

    def watch() -> None:
        while os.getppid() == parent:
            threading.Event().wait(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="watch-parent", daemon=True).start()


def run(config: Config, parent: int | None = None) -> None:
    """``wijkschouw worker``; ``parent`` is the process id of the server that started it."""
    if parent is not None:
        end_with(parent)
    os.nice(NICENESS)
    log.info("worker_started", jobs=sorted(JOBS))
    Worker(config).run()
