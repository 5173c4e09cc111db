"""How many requests run at once, how many may wait, and how many of them may be one person's."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass


class Full(Exception):
    """No more requests may wait: of all together, or of the one who asks."""


@dataclass
class _Queue:
    running: asyncio.Semaphore
    most: int
    inside: int = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        if self.inside >= self.most:
            raise Full
        self.inside += 1
        try:
            async with self.running:
                yield
        finally:
            self.inside -= 1


class Places:
    """Places for the requests that run, and a bounded queue for those that wait.

    One person takes at most ``each`` places, so that whatever their requests wait for (a locked row, a slow statement)
    never takes the others along, and has at most ``each_waiting`` more in the queue.
    """

    def __init__(self, *, running: int, waiting: int, each: int, each_waiting: int) -> None:
        self._all = _Queue(asyncio.Semaphore(running), running + waiting)
        self._each, self._each_most = each, each + each_waiting
        self._persons: dict[str, _Queue] = {}

    @asynccontextmanager
    async def place(self, person: str | None) -> AsyncIterator[None]:
        """Wait for a place and keep it; raises ``Full``. A request without a ``person`` counts only among all."""
        if person is None:
            async with self._all.place():
                yield
            return
        own = self._persons.setdefault(person, _Queue(asyncio.Semaphore(self._each), self._each_most))
        try:
            async with own.place(), self._all.place():
                yield
        finally:
            if not own.inside:
                self._persons.pop(person, None)


class Shares:
    """A bounded number of places for which nobody waits, of which one address has a share at most."""

    def __init__(self, *, most: int, each: int) -> None:
        self._most, self._each = most, each
        self._taken: Counter[str] = Counter()

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """Keep a place; raises ``Full`` at once when there is none."""
        if self._taken.total() >= self._most or self._taken[address] >= self._each:
            raise Full
        self._taken[address] += 1
        try:
            yield
        finally:
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]
