from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from .base import Common, Marks, Response, Slug, Text, Unreadable, Written, between
from .reading import answered, placed


class Element(Written):
    text: Text
    rationale: Text


class Ordering(Common):
    """Elements to be put in the order in which they are written here; a response names all of them, first to last."""

    NAME: ClassVar = "Ordering"
    ASKS: ClassVar = "lines to put in order"

    kind: Literal["ordering"]
    elements: Annotated[Mapping[Slug, Element], between(3, 7, "elements")]
    marks: Marks

    @property
    def keys(self) -> Response:
        return tuple(self.elements)

    def lines(self, values: Sequence[str]) -> Response:
        """The elements as the page lists them: in the order given, or else in one that is never the right one."""
        with suppress(Unreadable):
            if given := self.read(values):
                return given
        first, *others = order = tuple(self.in_any_order(self.elements))
        return order if order != self.keys else (*others, first)

    def follows(self, element: str, response: Response) -> bool:
        """Whether the element stands right after the one that it should."""
        return any(pair in pairwise(response) for pair in pairwise(self.elements) if pair[1] == element)

    def filled(self, values: Sequence[str]) -> Mapping[str, str]:
        return super().filled(_places(values))

    def read(self, submitted: Sequence[str]) -> Response:
        return tuple(placed(answered(self.elements, _places(submitted)), self.elements))

    def mark(self, response: Response) -> Fraction:
        """The share of neighbours in the right order that stand next to each other in the response too."""
        right = set(pairwise(self.elements))
        return Fraction(len(right & set(pairwise(response))), len(right))

    def unsafe(self, response: Response) -> Response:
        return ()


def _places(values: Sequence[str]) -> Sequence[str]:
    """``element=place`` as the page sends it, also where these are elements in their order."""
    if any("=" in value for value in values):
        return values
    return [f"{element}={place}" for place, element in enumerate(values, start=1)]
