"""How sure a learner was of the answers of an attempt, or of all their answers, and what they most need to look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from ...attempts.core.certainty import Certainty
from ...attempts.core.grading import ItemMark
from ...bank.core.paper import ItemVersion
from .certainty import DEFAULT, Calibration, Weighed, calibrate


@dataclass(frozen=True)
class Judged:
    """An answer that was given with a certainty. ``version`` is the item as it is today, ``None`` if it is gone."""

    item_id: str
    version: ItemVersion | None
    attempt_id: int
    at: datetime
    weighed: Weighed
    unsafe: bool

    @property
    def is_certain_and_wrong(self) -> bool:
        return _is_certain_and_wrong(self.weighed, self.unsafe)


def of_marks(marks: Iterable[ItemMark]) -> Calibration | None:
    """How well certainty and being right went together in one attempt; what a tutor is still to mark does not count."""
    return calibrate(_weighed(mark) for mark in marks if not mark.pending)


def of_answers(answers: Iterable[Judged]) -> Calibration | None:
    """The same over many attempts."""
    return calibrate(answer.weighed for answer in answers)


def certain_and_wrong(marks: Iterable[ItemMark]) -> list[ItemMark]:
    """What was answered as certain and is wrong, or would harm: that comes first, whatever it earned."""
    wrong = [mark for mark in marks if not mark.pending and _is_certain_and_wrong(_weighed(mark), bool(mark.unsafe))]
    return sorted(wrong, key=lambda mark: not mark.unsafe)


def still_certain_and_wrong(answers: Iterable[Judged]) -> list[Judged]:
    """Of each item the latest answer, where it was certain and wrong: safety first, then the newest."""
    latest: dict[str, Judged] = {}
    for answer in sorted(answers, key=lambda answer: (answer.at, answer.attempt_id)):
        latest[answer.item_id] = answer
    wrong = [answer for answer in latest.values() if answer.is_certain_and_wrong]
    return sorted(wrong, key=lambda answer: (not answer.unsafe, -answer.at.timestamp()))


def _is_certain_and_wrong(weighed: Weighed, unsafe: bool) -> bool:
    return weighed.certainty is Certainty.CERTAIN and (unsafe or not weighed.fraction)


def _weighed(mark: ItemMark) -> Weighed:
    certainty = DEFAULT if mark.certainty is None else Certainty(mark.certainty)
    fraction = mark.scored / mark.available if mark.available else Fraction(0)
    return Weighed(fraction, mark.available, certainty if mark.response else None)
