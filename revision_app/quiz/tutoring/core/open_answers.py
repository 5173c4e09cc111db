"""Answers that a tutor marks: question by question, without a name, in an order that says nothing about the learner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from ....shared.refusal import Refusal
from ...attempts.core.self_marking import SelfMark
from ...bank.core.items import Response
from ...bank.core.paper import ItemVersion


class MarkedMeanwhile(Refusal):
    """Somebody has marked this answer since the page was made."""


class NotForTutors(Refusal):
    """The item is marked by the site itself."""

    status = 404


@dataclass(frozen=True)
class Given:
    """What a tutor gave: a share of the marks from 0 to 1, and words to the learner. ``id`` is 0 where nothing is."""

    share: Fraction
    comment: str
    author_id: int
    at: datetime
    id: int = 0


@dataclass(frozen=True)
class WrittenAnswer:
    """One learner's answer to an item that a tutor marks; ``given`` is the latest mark it has.

    ``own`` is what the learner found in it themselves, for the tutor to see and not to take over.

    ``name`` is what pages call it: nobody comes from it to the attempt, and so to the learner.
    """

    name: str
    attempt_id: int
    version: ItemVersion
    response: Response
    given: Given | None = None
    own: SelfMark | None = None

    @property
    def seen(self) -> int:
        return self.given.id if self.given else 0

    @property
    def marks(self) -> Fraction | None:
        """The marks given, of the item's."""
        return None if self.given is None else self.given.share * self.version.item.marks


@dataclass(frozen=True)
class Question:
    """An item with all its answers that a tutor may mark."""

    version: ItemVersion
    answers: tuple[WrittenAnswer, ...]

    @property
    def waiting(self) -> tuple[WrittenAnswer, ...]:
        """What is still to be marked, in an order that stays and says nothing about who wrote it."""
        return tuple(answer for answer in self.answers if answer.given is None)

    @property
    def marked(self) -> tuple[WrittenAnswer, ...]:
        return tuple(answer for answer in self.answers if answer.given is not None)

    def answer(self, name: str) -> WrittenAnswer | None:
        return next((answer for answer in self.answers if answer.name == name), None)


def questions(answers: Iterable[WrittenAnswer]) -> tuple[Question, ...]:
    """The answers by item, those of which most wait first."""
    by_item: dict[str, list[WrittenAnswer]] = {}
    for answer in sorted(answers, key=lambda entry: entry.name):
        by_item.setdefault(answer.version.item.id, []).append(answer)
    grouped = [Question(group[0].version, tuple(group)) for group in by_item.values()]
    return tuple(sorted(grouped, key=lambda entry: (-len(entry.waiting), entry.version.item.id)))
