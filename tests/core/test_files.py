"""Many things are read by all processors, and come back as if by one."""

import os

import pytest

from revision_app.files import MANY, with_each

THINGS = range(3 * MANY)


def named(thing: int, known: str) -> tuple[str, int]:
    if thing == int(known or -1):
        raise ValueError(f"no {thing}")
    return f"{thing} of {known}", os.getpid()


def test_others_do_the_work_where_there_is_much_and_keep_its_order() -> None:
    made = list(with_each(named, THINGS, ""))
    assert [name for name, _process in made] == [f"{thing} of " for thing in THINGS]
    elsewhere = {process for _name, process in made} - {os.getpid()}
    assert bool(elsewhere) == ((os.cpu_count() or 1) > 1)


def test_a_few_things_are_done_here() -> None:
    assert {process for _name, process in with_each(named, range(MANY - 1), "")} == {os.getpid()}


def test_what_goes_wrong_elsewhere_is_heard_here() -> None:
    with pytest.raises(ValueError, match=f"no {MANY}"):
        list(with_each(named, THINGS, str(MANY)))
