"""Reading the authors' files, whatever is in them; keeping what took long to make of them."""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from multiprocessing import current_process, get_context
from pathlib import Path
from secrets import token_hex
from threading import active_count
from typing import Any, TypeVar

from .shared.problem import Problem
from .shared.yaml_text import MAX_CHARACTERS, Unreadable

T = TypeVar("T")
K = TypeVar("K")
R = TypeVar("R")

MANY = 60  # texts that are worth other processes, which take a second to start


def text_of(file: Path, folder: Path) -> str:
    """The text of a file inside ``folder``; ``Unreadable`` says why where there is none to be had."""
    name = f"{folder.name}/{file.relative_to(folder).as_posix()}"
    if not file.is_file():
        raise Unreadable(Problem(name, 1, "this file is missing; write it"))
    if not file.resolve().is_relative_to(folder.resolve()):
        raise Unreadable(Problem(name, 1, "this is a link to a file outside the folder; put the file itself here"))
    if file.stat().st_size > 2 * MAX_CHARACTERS:
        raise Unreadable(Problem(name, 1, "the file is too large; split it into several files"))
    body = file.read_bytes()
    try:
        return body.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise Unreadable(Problem(name, line, "this is not UTF-8 text; save the file as UTF-8")) from error


class Kept:
    """Texts that can be made again, each in a file that is named by all that it was made of.

    Several processes may share a folder: a file is whole or missing, and never changes.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder  # none: nothing is kept
        self._used: set[str] = set()

    def get(self, *made_of: str) -> bytes | None:
        name = _digest(made_of)
        self._used.add(name)
        try:
            return (self._folder / name).read_bytes() if self._folder else None
        except OSError:
            return None

    def put(self, text: bytes, *made_of: str) -> None:
        """Keep a text. Where there is no room it is not kept, and made again next time."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = self._folder / f"new-{token_hex(8)}"
            new.write_bytes(text)
            os.replace(new, self._folder / _digest(made_of))
        except OSError:
            return

    def tidy(self) -> None:
        """Remove what nobody asked for since this was made."""
        for file in self._folder.glob("*") if self._folder else ():
            if file.name not in self._used:
                file.unlink(missing_ok=True)


def _digest(parts: tuple[str, ...]) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()


def with_each(work: Callable[[T, K], R], things: Sequence[T], known: K) -> Iterator[R]:
    """What ``work`` makes of each thing, given what is ``known``; by all processors where the things are many.

    Everything is sent to other processes then, ``work`` by its name, while what they made already is used here. They
    are copies of this one, which spares them a second of start, where nothing else goes on here that a copy could catch
    halfway.
    """
    processors = os.cpu_count() or 1
    if len(things) < MANY or processors == 1 or current_process().daemon:  # which may start no others
        yield from (work(thing, known) for thing in things)
        return
    start = "fork" if sys.platform == "linux" and active_count() == 1 else "spawn"
    with ProcessPoolExecutor(processors, get_context(start), _prepare, (work, known)) as others:
        yield from others.map(_do, things, chunksize=MANY // 6)


_TASK: list[Any] = []  # what another process was started for: the work, and what is known


def _prepare(work: Callable[[T, K], R], known: K) -> None:
    gc.disable()  # it ends before rubbish could matter
    _TASK[:] = work, known


def _do(thing: Any) -> Any:
    work, known = _TASK
    return work(thing, known)
