"""Who may run, who waits and who is refused, among the requests of one worker."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from revision_app.serving.places import Full, Places
from tests.support.loops import in_a_loop_of_its_own

Told = list[str]


def places(*, waiting: int = 100, each: int = 10, patience: float = 60) -> Places:
    return Places(running=1, waiting=waiting, waiting_large=2, each=each, each_waiting=2, patience=patience)


async def taken(places: Places, told: Told, person: str | None, name: str, *, large: bool = False) -> None:
    """Run a request that lets everybody else come first, and say how it went."""
    try:
        async with places.place(person, large=large):
            await asyncio.sleep(0)
            told.append(name)
    except Full:
        told.append(f"not {name}")


def run(*requests: Callable[[Told], Awaitable[None]]) -> Told:
    told: Told = []

    async def all_at_once() -> None:
        await asyncio.gather(*(request(told) for request in requests))

    in_a_loop_of_its_own(all_at_once())
    return told


def test_a_class_that_asks_at_once_is_served_in_its_order() -> None:
    line = places()
    names = [str(n) for n in range(101)]
    assert run(*(lambda told, n=n: taken(line, told, n, n) for n in names)) == names


def test_whoever_comes_when_the_line_is_full_is_refused_at_once() -> None:
    line = places(waiting=1)
    assert run(*(lambda told, n=n: taken(line, told, n, n) for n in "abc")) == ["not c", "a", "b"]


def test_a_large_body_does_not_join_a_long_line() -> None:
    line = places()
    first = [lambda told, n=n: taken(line, told, n, n) for n in "abc"]
    assert run(*first, lambda told: taken(line, told, "d", "d", large=True)) == ["not d", "a", "b", "c"]


def test_one_persons_requests_have_a_short_line_of_their_own() -> None:
    line = places(each=1)
    mine = [lambda told, n=n: taken(line, told, "me", n) for n in "abcd"]
    assert run(*mine, lambda told: taken(line, told, None, "other")) == ["not d", "a", "other", "b", "c"]


def test_a_turn_that_does_not_come_in_time_is_a_refusal_and_frees_the_place() -> None:
    line = places(patience=0)

    async def hold(told: Told) -> None:
        async with line.place("one"):
            await taken(line, told, "two", "two")

    assert run(hold) == ["not two"]
    assert run(lambda told: taken(places(), told, "three", "three")) == ["three"]


def test_what_takes_long_once_it_has_its_turn_is_not_ended() -> None:
    async def slow(told: Told) -> None:
        async with places(patience=0).place(None):
            await asyncio.sleep(0)
            told.append("done")

    assert run(slow) == ["done"]


def test_a_time_out_of_what_runs_is_not_taken_for_a_full_line() -> None:
    async def broken(_told: Told) -> None:
        async with places().place("one"):
            raise TimeoutError

    with pytest.raises(TimeoutError):
        run(broken)
