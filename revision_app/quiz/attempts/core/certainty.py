"""How sure a learner is of an answer."""

from enum import IntEnum
from fractions import Fraction


class Certainty(IntEnum):
    NO_IDEA = 0
    UNSURE = 1
    FAIRLY_SURE = 2
    CERTAIN = 3

    @property
    def words(self) -> str:
        return ("No idea", "Unsure", "Fairly sure", "Certain")[self]

    @property
    def right(self) -> int:
        """What a right answer earns for each mark."""
        return int(self)

    @property
    def wrong(self) -> int:
        """What a wrong answer earns for each mark."""
        return (0, 0, -2, -6)[self]

    @property
    def band(self) -> tuple[Fraction, Fraction] | None:
        """How often somebody is right for whom this is the best choice: from, to."""
        bounds = (None, (Fraction(0), Fraction(2, 3)), (Fraction(2, 3), Fraction(4, 5)), (Fraction(4, 5), Fraction(1)))
        return bounds[self]
