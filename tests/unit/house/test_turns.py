"""Turns at writing: one at a time, and nobody is kept waiting by who is gone."""

import subprocess
import sys
import threading

import pytest

from wijkschouw.turns import Turns

SOON = 0.05
LONG = 20.0
HOLD = """
import sys
from wijkschouw.turns import Turns
turns = Turns(sys.argv[1])
assert turns.take(20)
print("mine", flush=True)
sys.stdin.read()
turns.give_up()
"""


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "queue")


@pytest.fixture
def another_process(path):
    """One that has the turn, until its input ends."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "mine\n"
    yield holder
    holder.kill()
    holder.communicate()


def test_a_turn_is_one_threads_at_a_time(path):
    turns, inside, most = Turns(path), [], []

    def work():
        for _ in range(50):
            assert turns.take(LONG)
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            turns.give_up()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 300


def test_two_queues_of_one_file_are_one_queue(path):
    here, there = Turns(path), Turns(path)
    assert here.take(SOON)
    assert not there.take(SOON)
    here.give_up()
    assert there.take(SOON)
    there.give_up()


def test_who_waited_in_vain_can_come_again(path):
    turns, told = Turns(path), []
    assert turns.take(SOON)
    waiting = threading.Thread(target=lambda: told.append(turns.take(SOON)))
    waiting.start()
    waiting.join()
    assert told == [False]
    turns.give_up()
    assert turns.take(SOON)


def test_another_process_goes_first_until_it_is_done(path, another_process):
    turns = Turns(path)
    assert not turns.take(SOON)
    another_process.communicate("")
    assert turns.take(LONG)


def test_a_process_that_is_killed_leaves_no_turn_behind(path, another_process):
    turns = Turns(path)
    assert not turns.take(SOON)
    another_process.kill()
    another_process.wait()
    assert turns.take(LONG)


def test_without_room_for_its_file_the_threads_still_queue(tmp_path):
    turns = Turns(str(tmp_path / "no-such-folder" / "queue"))
    assert turns.take(SOON)
    assert not turns.take(SOON)
    turns.give_up()
    assert turns.take(SOON)
