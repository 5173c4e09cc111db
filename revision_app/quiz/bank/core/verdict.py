"""What a learner is told of an answer as soon as it is checked."""

from dataclasses import dataclass
from fractions import Fraction

from .items import Item, Response


@dataclass(frozen=True)
class Verdict:
    """How right an answer is, from 0 to 1, of so many marks; what of the right answer it lacks; the point of it all."""

    share: Fraction
    available: int
    missed: tuple[str, ...]
    point: str
    is_unsafe: bool

    @property
    def word(self) -> str:
        return "Right" if self.share == 1 else "Partly right" if self.share else "Not right"

    @property
    def scored(self) -> Fraction:
        return self.share * self.available


def verdict(item: Item, response: Response) -> Verdict | None:
    """What is said of a response; ``None`` where only a tutor can tell."""
    share = item.mark(response)
    if share is None:
        return None
    return Verdict(share, item.marks, item.missed(response), item.point, bool(item.unsafe(response)))
