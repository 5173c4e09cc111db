"""Writers of several processes take turns, and none of them is lost for good with a process that dies."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from revision_app.engines import Busy
from revision_app.turns import NEXT, NOW, Turns

ENOUGH, TOO_SHORT = 10, 0.02  # seconds

ANOTHER = """
import fcntl, os, sys
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
for place in sys.argv[2:]:
    fcntl.lockf(file, fcntl.LOCK_EX, 1, int(place))
    print(place, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "turns"


@contextmanager
def another(file: Path, *places: int) -> Iterator["subprocess.Popen[str]"]:
    """A process that takes these places of the file, says each that it has got, and keeps them."""
    command = [sys.executable, "-S", "-c", ANOTHER, str(file), *map(str, places)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: "subprocess.Popen[str]") -> int:
    assert process.stdout
    return int(process.stdout.readline())


def test_a_turn_that_another_process_keeps_is_waited_for_with_a_bound_and_free_when_that_is_killed(file: Path) -> None:
    turns = Turns(str(file))
    with another(file, NOW) as other:
        assert said(other) == NOW
        with pytest.raises(Busy), turns.turn(TOO_SHORT):
            pass
        other.kill()
        other.wait()
        with turns.turn(TOO_SHORT):
            pass


def test_whoever_had_the_turn_does_not_overtake_a_process_that_waits_for_it(file: Path) -> None:
    turns = Turns(str(file))
    with turns.turn(ENOUGH), another(file, NEXT, NOW) as other:
        assert said(other) == NEXT
        turns._leave(NOW)
        with pytest.raises(Busy):
            turns._take(NEXT, until=0)
        assert said(other) == NOW


def test_threads_of_a_process_take_turns_as_well(file: Path) -> None:
    for turns in (Turns(str(file)), Turns(None)):
        with turns.turn(ENOUGH), pytest.raises(Busy), turns.turn(TOO_SHORT):
            pass
        with turns.turn(TOO_SHORT):
            pass


def test_where_the_file_cannot_be_made_processes_do_not_meet_and_the_site_goes_on(tmp_path: Path) -> None:
    with Turns(str(tmp_path / "no such folder" / "turns")).turn(TOO_SHORT):
        pass
