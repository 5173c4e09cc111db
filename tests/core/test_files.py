"""Each file is read once; many texts are parsed by all processors, and come back as if by one."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock

import pytest

from revision_app.files import MANY, Folder, map_in_processes
from revision_app.shared.problem import Problems
from tests.support.served import started, until, until_ended

THINGS = range(3 * MANY)
HELD = Lock()
ENDLESS = """
import sys
from tests.core.test_files import endless, map_in_processes
map_in_processes(endless, range(1000), sys.argv[1])
"""


def named(thing: int, known: str) -> tuple[str, int]:
    if thing == int(known or -1):
        raise ValueError(f"no {thing}")
    return f"{thing} of {known}", os.getpid()


def endless(_thing: int, folder: str) -> None:
    Path(folder, str(os.getpid())).touch()
    Event().wait()


def could_hold(_thing: int, seconds: float) -> bool:
    held = HELD.acquire(timeout=seconds)
    if held:
        HELD.release()
    return held or (os.cpu_count() or 1) == 1


def test_others_do_the_work_where_there_is_much_and_keep_its_order() -> None:
    made = list(map_in_processes(named, THINGS, ""))
    assert [name for name, _process in made] == [f"{thing} of " for thing in THINGS]
    elsewhere = {process for _name, process in made} - {os.getpid()}
    assert bool(elsewhere) == ((os.cpu_count() or 1) > 1)


def test_a_few_things_are_done_here() -> None:
    assert {process for _name, process in map_in_processes(named, range(MANY - 1), "")} == {os.getpid()}


def test_no_process_begins_with_what_a_thread_of_this_one_was_holding() -> None:
    release = Event()
    with ThreadPoolExecutor(1) as threads:
        holding = threads.submit(_hold, release)
        try:
            assert all(map_in_processes(could_hold, THINGS, 0.1))
        finally:
            release.set()
        holding.result()


def _hold(release: Event) -> None:
    with HELD:
        release.wait()


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the system does not tell when such a process ends")
def test_processes_end_with_the_one_that_started_them_though_it_is_killed(tmp_path: Path) -> None:
    with started([sys.executable, "-c", ENDLESS, str(tmp_path)], os.environ) as parent:
        until(parent, lambda: any(tmp_path.iterdir()))
        children = [int(file.name) for file in tmp_path.iterdir()]
        parent.kill()
        parent.wait()
        until_ended(children)


def test_what_goes_wrong_elsewhere_is_heard_here() -> None:
    with pytest.raises(ValueError, match=f"no {MANY}"):
        list(map_in_processes(named, THINGS, str(MANY)))


def test_a_file_is_read_once_and_told_of_once(tmp_path: Path) -> None:
    problems = Problems()
    folder = Folder(tmp_path, problems)
    (tmp_path / "there.yml").write_text("a: [1", encoding="utf-8")
    assert folder.text("there.yml") == "a: [1"
    (tmp_path / "there.yml").unlink()
    assert [folder.document("there.yml") for _ in range(2)] == [None, None]
    assert [folder.text("missing.yml") for _ in range(2)] == [None, None]
    assert [str(problem).partition(": ")[0] for problem in problems] == [
        f"{tmp_path.name}/missing.yml:1",
        f"{tmp_path.name}/there.yml:1",
    ]
