"""Whose portfolio a job is about, and in which role it was asked for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    learner_id: int
    as_administrator: bool = False

    def __str__(self) -> str:
        return f"learner {self.learner_id}" + (" as administrator" if self.as_administrator else "")

    @classmethod
    def read(cls, words: str) -> "About":
        """What ``str`` wrote."""
        _learner, number, *more = words.split(" ", 2)
        return cls(int(number), bool(more))
