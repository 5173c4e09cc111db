"""Whose portfolio a job is about, and in which role it was asked for."""

from dataclasses import dataclass

from ...shared.portfolio import exports_about


@dataclass(frozen=True)
class About:
    learner_id: int
    as_administrator: bool = False

    def __str__(self) -> str:
        return exports_about(self.learner_id)[self.as_administrator]

    @classmethod
    def read(cls, words: str) -> "About":
        """What ``str`` wrote."""
        _learner, number, *more = words.split(" ", 2)
        return cls(int(number), bool(more))
