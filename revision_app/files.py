"""Reading the authors' files, whatever is in them."""

import gc
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import current_process, get_context, parent_process
from pathlib import Path
from threading import Thread, active_count
from typing import Any, TypeVar

from .shared import yaml_text
from .shared.problem import Problem, Problems
from .shared.text import composed
from .shared.yaml_text import MAX_CHARACTERS, Document, Place

T = TypeVar("T")
K = TypeVar("K")
R = TypeVar("R")

MANY = 60  # texts that are worth other processes, which may take a second to start


class Folder:
    """A folder of authors' files. Files are named by their paths inside it, like ``units/mechanism.md``.

    Each file is read once. Where one cannot be read, ``problems`` is told, and nothing is returned.
    """

    def __init__(self, path: Path, problems: Problems) -> None:
        self.path = path
        self.problems = problems
        self._texts: dict[str, str | None] = {}

    def has(self, name: str) -> bool:
        return (self.path / name).exists()

    def names(self, pattern: str) -> list[str]:
        """The files that a pattern like ``units/*.md`` matches, in the order of the alphabet."""
        return [file.relative_to(self.path).as_posix() for file in sorted(self.path.glob(pattern))]

    def expect(self, inside: str, ending: str) -> None:
        """Report every file of a folder that has another ending, and would be left out without a word."""
        for file in sorted((self.path / inside).glob("*")):
            if file.suffix != ending and not file.name.startswith("."):
                message = f"this is not read: files in {inside}/ end in {ending}; rename or remove it"
                self.report(f"{inside}/{file.name}", 1, message)

    def called(self, name: str) -> str:
        """What authors know the file as: with the name of the folder in front."""
        return f"{self.path.name}/{name}"

    def report(self, name: str, line: int, message: str) -> None:
        self.problems.add(Problem(self.called(name), line, message))

    def text(self, name: str) -> str | None:
        """The text of a file, with line ends as ``\\n`` and letters composed, as what people type is."""
        if name not in self._texts:
            self._texts[name] = self._read(name)
        return self._texts[name]

    def document(self, name: str) -> Document | None:
        """A file of YAML."""
        text = self.text(name)
        return None if text is None else yaml_text.parse(text, self.called(name), self.problems)

    def report_at(self, name: str, faults: Iterable[tuple[Place, str]]) -> None:
        """Report faults of a YAML file, each at its place in it. The file is parsed again only where there are any."""
        listed = list(faults)
        document = self.document(name) if listed else None
        if document:
            self.problems.update(document.problem(place, message) for place, message in listed)

    def _read(self, name: str) -> str | None:
        file = self.path / name
        if fault := self._fault(file):
            self.report(name, 1, fault)
            return None
        body = file.read_bytes()
        try:
            return composed(body.decode("utf-8").replace("\r\n", "\n"))
        except UnicodeDecodeError as error:
            line = body[: error.start].count(b"\n") + 1
            self.report(name, line, "this is not UTF-8 text; save the file as UTF-8")
            return None

    def _fault(self, file: Path) -> str | None:
        """Why a file must not be read at all; ``None`` where it may be."""
        if not file.is_file():
            return "this file is missing; write it"
        if not file.resolve().is_relative_to(self.path.resolve()):
            return "this is a link to a file outside the folder; put the file itself here"
        if file.stat().st_size > 2 * MAX_CHARACTERS:
            return "the file is too large; split it into several files"
        return None


def map_in_processes(work: Callable[[T, K], R], things: Sequence[T], known: K) -> list[R]:
    """What ``work`` makes of each thing, given what is ``known``; by all processors where the things are many.

    Everything is sent to other processes then, ``work`` by its name. They start as the platform does it best, on Linux
    as copies of this one, which need not import for more than a second what is imported here; where other threads
    could be copied in the middle of something they start anew.
    """
    if len(things) < MANY or current_process().daemon:  # a daemonic process may start no others
        return [work(thing, known) for thing in things]
    start = get_context(None if active_count() == 1 else "spawn")
    with ProcessPoolExecutor(os.cpu_count(), start, _prepare, (work, known)) as pool:
        return list(pool.map(_do, things, chunksize=MANY // 6))


_TASK: list[Any] = []  # what another process was started for: the work, and what is known


def _prepare(work: Callable[[T, K], R], known: K) -> None:
    gc.disable()  # the process ends before garbage could matter
    Thread(target=_end_with_parent, daemon=True).start()
    _TASK[:] = work, known


def _end_with_parent() -> None:
    """A parent that is killed tells its processes nothing, and they would wait for more to do for ever."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _do(thing: Any) -> Any:
    work, known = _TASK
    return work(thing, known)
