from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """Something an author must put right in a content file.

    ``line`` counts from 1. The message says what is wrong and what to write instead.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, order=True)
class Advice:
    """Something an author may want to look at again. The site starts with it all the same."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: advice: {self.message}"


class Problems:
    """What is wrong with the authors' files, each problem once, by file and line.

    Every step of reading is handed a collector and adds what it finds. A step that cannot make what it should returns
    ``None``, or leaves that part out.
    """

    def __init__(self) -> None:
        self._collected: set[Problem] = set()

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._collected))

    def __bool__(self) -> bool:
        return bool(self._collected)

    def add(self, problem: Problem) -> None:
        self._collected.add(problem)

    def update(self, problems: Iterable[Problem]) -> None:
        self._collected.update(problems)
