from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from .base import Common, Response, Text
from .reading import only


class TrueOrFalse(Common):
    """A statement that holds or does not."""

    NAME: ClassVar = "True or false"
    ASKS: ClassVar = "statements to believe or to doubt"

    kind: Literal["true_or_false"]
    key: Literal["true", "false"]
    rationale: Text
    marks: Literal[1] = 1

    @property
    def offers(self) -> Response:
        return ("true", "false")

    @property
    def keys(self) -> Response:
        return (self.key,)

    def read(self, submitted: Sequence[str]) -> Response:
        return only(self.offers, submitted)

    def mark(self, response: Response) -> Fraction:
        return Fraction(response == self.keys)

    def unsafe(self, response: Response) -> Response:
        return ()
