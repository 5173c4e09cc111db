from abc import abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction

from .base import Common, Option, Response
from .reading import answered, only


class InParts(Common):
    """What the kinds share that ask for one option in each of several parts; a response is ``part=option`` for each."""

    @property
    @abstractmethod
    def choices(self) -> Mapping[str, Mapping[str, Option]]:
        """The options of each part."""

    @property
    @abstractmethod
    def keys(self) -> Response:
        """The key of each part."""

    @property
    def offers(self) -> Response:
        return tuple(f"{part}={option}" for part, options in self.choices.items() for option in options)

    @property
    def is_in_parts(self) -> bool:
        return True

    def read(self, submitted: Sequence[str]) -> Response:
        chosen = answered(self.choices, submitted)
        for part, option in chosen.items():
            only(self.choices[part], [option])
        return tuple(f"{part}={option}" for part, option in chosen.items())

    def mark(self, response: Response) -> Fraction:
        """Right parts / parts."""
        return Fraction(len(set(response) & set(self.keys)), len(self.keys))

    def unsafe(self, response: Response) -> Response:
        return tuple(pair for pair in response if self.choice(pair).unsafe)

    def choice(self, pair: str) -> Option:
        """The option that one part of a response names."""
        part, _, option = pair.partition("=")
        return self.choices[part][option]
