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
