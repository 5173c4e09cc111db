"""Boxes that a learner draws over a photograph, to be covered for good."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ....shared.refusal import Refusal

MOST_BOXES = 12  # of one drawing: whoever needs more saves, and draws on
_PARTS = 100  # of a per cent: the unit in which pictures are covered


class NotCovered(Refusal):
    """The photograph was handed in, or is no longer what was drawn on."""


@dataclass(frozen=True)
class Box:
    """Where it begins, from the left and from the top, and how large it is: per cent of the picture's sides."""

    left: Decimal
    top: Decimal
    width: Decimal
    height: Decimal

    @property
    def rectangle(self) -> tuple[int, int, int, int]:
        """Left, top, width and height in hundredths of a per cent, never smaller than the box, within the picture."""
        left, right = _outwards(self.left, self.left + self.width)
        top, bottom = _outwards(self.top, self.top + self.height)
        return left, top, right - left, bottom - top


def _outwards(start: Decimal, end: Decimal) -> tuple[int, int]:
    first = int((start * _PARTS).to_integral_value(ROUND_FLOOR))
    last = int((end * _PARTS).to_integral_value(ROUND_CEILING))
    return first, min(last, 100 * _PARTS)
