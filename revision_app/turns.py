"""One writer at a time in all processes of the site, in turn.

SQLite lets one writer in at a time, and whoever waits tries again after ever longer pauses: those who have just come
go first, and some wait a hundred times as long as others. So threads of a process wait in line for their process's
turn, and processes for each other at two bytes of a file: whoever has the first is the next to get the second, and
nobody overtakes them. What a process holds is free when it ends, however it ends.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

from .engines import Busy

NEXT, NOW = 0, 1  # bytes of the file
TRY_EVERY = 0.0005  # seconds: waiting for a lock in the kernel has no bound


class Turns:
    def __init__(self, path: str | None) -> None:
        """``path`` is the file at which processes meet. Where it cannot be made they wait as SQLite has them wait."""
        self._in_process = Lock()
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) if path else None
        except OSError:
            self._file = None

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Wait for the turn and keep it; raises ``Busy`` when it does not come within so many seconds."""
        until = time.monotonic() + seconds
        if not self._in_process.acquire(timeout=seconds):
            raise Busy
        try:
            self._take(NEXT, until)
            self._take(NOW, until)
            self._leave(NEXT)
            yield
        finally:
            self._leave(NEXT)
            self._leave(NOW)
            self._in_process.release()

    def _take(self, place: int, until: float) -> None:
        while self._file is not None:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
                break
            except OSError as error:  # another process has it
                if time.monotonic() > until:
                    raise Busy from error
                time.sleep(TRY_EVERY)

    def _leave(self, place: int) -> None:
        if self._file is not None:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)


@cache
def turns(database: str | None) -> Turns:
    """The turns of those who write into this database file; one in memory has no other processes."""
    return Turns(f"{database}-turns" if database and database != ":memory:" else None)
