"""How many requests run at once, how many may wait, and how many of them may be one person's."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass


class Full(Exception):
    """No more requests may wait, of all together or of the one who asks; or the turn of this one did not come."""


@dataclass
class _Queue:
    running: asyncio.Semaphore
    inside: int = 0

    @asynccontextmanager
    async def place(self, most: int) -> AsyncIterator[None]:
        if self.inside >= most:
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
    never takes the others along, and has at most ``each_waiting`` more in the queue. Nobody waits longer than
    ``patience``, in seconds.
    """

    def __init__(
        self, *, running: int, waiting: int, waiting_large: int, each: int, each_waiting: int, patience: float
    ) -> None:
        """``waiting_large`` is how long the queue may be that a request with a large body joins."""
        self._all = _Queue(asyncio.Semaphore(running))
        self._most, self._most_large = running + waiting, running + waiting_large
        self._each, self._each_most = each, each + each_waiting
        self._persons: dict[str, _Queue] = {}
        self._patience = patience

    @asynccontextmanager
    async def place(self, person: str | None, *, large: bool = False) -> AsyncIterator[None]:
        """Wait for a place and keep it; raises ``Full``. A request without a ``person`` counts only among all."""
        patience = asyncio.timeout(self._patience)
        try:
            async with patience, self._of(person), self._all.place(self._most_large if large else self._most):
                patience.reschedule(None)
                yield
        except TimeoutError:
            if patience.expired():
                raise Full from None
            raise

    @asynccontextmanager
    async def _of(self, person: str | None) -> AsyncIterator[None]:
        """A place among a person's own requests."""
        if person is None:
            yield
            return
        own = self._persons.setdefault(person, _Queue(asyncio.Semaphore(self._each)))
        try:
            async with own.place(self._each_most):
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
