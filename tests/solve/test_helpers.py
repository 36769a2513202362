"""Helper processes: their answers, their faults, and how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from matcher.solve.helpers import Helpers
from matcher.solve.stop import Stop

WAIT = 20.0  # seconds that a test waits for what should take none


@pytest.fixture
def stop() -> Stop:
    return Stop()


@pytest.fixture
def helpers(stop: Stop) -> Iterator[Helpers]:
    made = Helpers(2, stop)
    yield made
    made.close()


def test_answers_come_in_the_order_of_the_jobs(helpers: Helpers) -> None:
    assert helpers.map(divmod, [(k, 3) for k in range(7)]) == [divmod(k, 3) for k in range(7)]


def test_they_work_at_a_time_and_stay(helpers: Helpers) -> None:
    first = set(helpers.map(_who, [(0.3,), (0.3,)]))
    assert len(first) == 2
    assert os.getpid() not in first
    assert set(helpers.map(_who, [(0.3,), (0.3,)])) == first


def test_a_fault_is_told_and_the_helper_goes_on(helpers: Helpers) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        helpers.map(divmod, [(1, 0)])
    assert helpers.map(divmod, [(7, 2)]) == [(3, 1)]


def test_what_is_printed_does_not_disturb_the_answer(helpers: Helpers) -> None:
    assert helpers.map(_talk, [("a word",)]) == [6]


def test_a_wish_to_stop_ends_the_work_at_once(helpers: Helpers, stop: Stop) -> None:
    helpers.start()
    threading.Timer(0.5, stop.ask).start()
    began = time.monotonic()
    assert helpers.map(_who, [(10 * WAIT,), (10 * WAIT,), (10 * WAIT,)]) == [None, None, None]
    assert time.monotonic() - began < 5 * WAIT


def test_a_helper_that_was_killed_is_replaced(helpers: Helpers) -> None:
    for pid in helpers.map(_who, [(0.3,), (0.3,)]):
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    assert set(helpers.map(divmod, [(1, 1)] * 3)) <= {None, (1, 0)}
    assert helpers.map(divmod, [(1, 1)] * 2) == [(1, 0)] * 2


def test_helpers_end_with_a_parent_that_was_killed() -> None:
    code = (
        "import time\n"
        "from matcher.solve.helpers import Helpers\n"
        "from matcher.solve.stop import Stop\n"
        "from tests.solve.test_helpers import _who\n"
        "helpers = Helpers(1, Stop())\n"
        "print(helpers.map(_who, [(0.0,)])[0], flush=True)\n"
        "helpers.map(time.sleep, [(1000,)])\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        helper = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    assert _gone(helper)


def _gone(pid: int) -> bool:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        try:  # a process nobody has waited for yet
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def _who(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def _talk(text: str) -> int:
    print(text)
    return len(text)
