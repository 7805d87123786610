"""Waking the worker: after the commit, once, and never at the cost of the request."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from config import Config
from wijkschouw import jobs
from wijkschouw.db import Database
from wijkschouw.worker import Job, Worker


@pytest.fixture
def queue(app_config: Config) -> Iterator[jobs.Queue]:
    yield jobs.configure(app_config)
    jobs._current = None


def waiting(queue: jobs.Queue) -> list[str]:
    """The names in the queue, in order."""
    tasks = (queue.huey.deserialize_task(data) for data in queue.huey.storage.enqueued_items())
    return [task.args[0] for task in tasks]


def run_waiting(worker: Worker) -> None:
    """Do what the consumer would do, here and now."""
    while (task := worker.queue.huey.dequeue()) is not None:
        worker.queue.huey.execute(task)


def test_a_job_is_woken_when_the_transaction_is_committed(
    queue: jobs.Queue, session: Session
) -> None:
    jobs.wake("photos")
    assert waiting(queue) == []
    session.commit()
    assert waiting(queue) == ["photos"]


def test_a_rollback_wakes_nobody(queue: jobs.Queue, session: Session) -> None:
    session.connection()
    jobs.wake("photos")
    session.rollback()
    session.commit()
    assert waiting(queue) == []


def test_a_savepoint_is_no_commit(queue: jobs.Queue, session: Session) -> None:
    with session.begin_nested():
        jobs.wake("photos")
    assert waiting(queue) == []
    session.commit()
    assert waiting(queue) == ["photos"]


def test_many_equal_wake_ups_are_one(queue: jobs.Queue, session: Session) -> None:
    for _ in range(20):
        jobs.wake("photos")
        session.commit()
    assert waiting(queue) == ["photos"]


def test_a_wake_up_while_the_job_runs_runs_it_again(app_config: Config) -> None:
    runs: list[int] = []

    def work(database: Database, _config: Config) -> None:
        runs.append(len(runs))
        if len(runs) == 1:
            with database.session():
                jobs.wake("it")

    worker = Worker(app_config, {"it": Job(work)})
    worker.queue.wake("it")
    run_waiting(worker)
    assert runs == [0, 1]


def test_a_job_that_fails_leaves_the_worker_alive(app_config: Config) -> None:
    done: list[str] = []

    def fail(_database: Database, _config: Config) -> None:
        raise ValueError("broken")

    worker = Worker(app_config, {"bad": Job(fail), "good": Job(lambda _d, _c: done.append("good"))})
    for name in ("bad", "unknown", "good"):
        worker.queue.wake(name)
    run_waiting(worker)
    assert done == ["good"]


def test_a_queue_that_is_gone_does_not_stop_the_request(
    queue: jobs.Queue, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_key: str) -> bool:
        raise ConnectionError

    monkeypatch.setattr(queue.huey.storage, "has_data_for_key", gone)
    jobs.wake("photos")
    session.commit()


def test_the_mark_of_a_killed_worker_holds_nothing_back(app_config: Config) -> None:
    done: list[str] = []
    worker = Worker(app_config, {"it": Job(lambda _d, _c: done.append("it"))})
    worker.queue.wake("it")
    worker.queue.huey.dequeue()  # killed here: taken from the queue, not begun
    worker.queue.wake("it")
    run_waiting(worker)
    assert done == []
    worker.queue.forget("it")  # what a starting worker does first
    worker.queue.wake("it")
    run_waiting(worker)
    assert done == ["it"]


def test_the_queue_is_a_file_or_redis(tmp_path: Path) -> None:
    assert jobs.Queue(f"sqlite:{tmp_path}/deep/queue.db").huey.storage.queue_size() == 0
    for wrong in ("sqlite:", "redis:", "mysql://x", ""):
        with pytest.raises(ValueError, match="WIJKSCHOUW_QUEUE"):
            jobs.Queue(wrong)
