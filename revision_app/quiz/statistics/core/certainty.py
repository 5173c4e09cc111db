"""Certainty-based marking: how sure a learner was, what that earns, and how well it fits how often they are right.

Source: Moodle's class ``question_cbm``, https://docs.moodle.org/39/en/Using_certainty_based_marking for the table, and
``question/behaviour/deferredcbm/behaviourtype.php`` for the bonus and the bands. "No idea" is Gardner-Medwin's, which
Moodle's own code lacks. (Old Moodle used 1/3, 2/3, 1 and 0, -2/3, -2; that is another scale.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...attempts.core.certainty import Certainty

DEFAULT = Certainty.UNSURE  # of an answer that says nothing of how sure it is
CLEARLY = Fraction(1, 2)  # of (difference from the band)² x n: about where chance stops explaining it


def score(fraction: Fraction, certainty: Certainty) -> Fraction:
    """What an answer earns for each mark, from the fraction of the marks it got: nothing right is wrong."""
    return certainty.right * fraction if fraction else Fraction(certainty.wrong)


@dataclass(frozen=True)
class Weighed:
    """One item of an attempt: the fraction of its marks that was earned, and how sure the learner was.

    ``certainty`` is ``None`` if nothing was answered, which earns nothing and costs nothing.
    """

    fraction: Fraction
    weight: int
    certainty: Certainty | None


@dataclass(frozen=True)
class Calibrated:
    """The answers of one certainty: how many, and the weighted fraction that was right."""

    certainty: Certainty
    n: int
    fraction: Fraction | None

    @property
    def difference(self) -> Fraction:
        """How far under (negative) or above its band the fraction is."""
        if self.fraction is None or self.certainty.band is None:
            return Fraction(0)
        low, high = self.certainty.band
        return min(self.fraction - low, Fraction(0)) + max(self.fraction - high, Fraction(0))

    @property
    def is_clear(self) -> bool:
        return self.difference**2 * self.n > CLEARLY

    @property
    def judgement(self) -> str:
        """In words: over-confident under the band, under-confident above it, well judged within."""
        if self.fraction is None or self.certainty.band is None:
            return "no answers" if not self.n else "not judged"
        if not self.difference:
            return "well judged"
        how = "clearly" if self.is_clear else "slightly"
        return f"{how} {'over' if self.difference < 0 else 'under'}-confident"


@dataclass(frozen=True)
class Calibration:
    """Accuracy, the mean of the certainty marks, and what being well calibrated adds or takes away; all exact."""

    accuracy: Fraction
    mean: Fraction
    levels: tuple[Calibrated, ...]

    @property
    def best_of_one(self) -> Fraction:
        """max(a, 4a - 2, 9a - 6): the most that one and the same certainty for all these answers would earn a mark."""
        a = self.accuracy
        return max(a, 4 * a - 2, 9 * a - 6)

    @property
    def bonus(self) -> Fraction:
        """0.1 x (mean - ``best_of_one``): what telling safe answers from unsafe ones adds to the accuracy, or takes."""
        return (self.mean - self.best_of_one) / 10

    @property
    def with_bonus(self) -> Fraction:
        return self.accuracy + self.bonus


def calibrate(items: Iterable[Weighed]) -> Calibration | None:
    """How well certainty and being right went together; ``None`` if nothing could be earned."""
    items = [item for item in items if item.weight]
    weight = sum(item.weight for item in items)
    if not weight:
        return None
    raw = sum((item.weight * item.fraction for item in items), Fraction(0))
    earned = sum(
        (item.weight * score(item.fraction, item.certainty) for item in items if item.certainty is not None),
        Fraction(0),
    )
    return Calibration(raw / weight, earned / weight, tuple(_level(items, certainty) for certainty in Certainty))


def _level(items: Sequence[Weighed], certainty: Certainty) -> Calibrated:
    mine = [item for item in items if item.certainty is certainty]
    weight = sum(item.weight for item in mine)
    right = sum((item.weight * item.fraction for item in mine), Fraction(0))
    return Calibrated(certainty, len(mine), right / weight if weight else None)
