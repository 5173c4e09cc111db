from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from .base import Common, Options, Response, check_keys, unsafe_among
from .reading import only


class SingleBestAnswer(Common):
    """One key; every other option is a distractor."""

    NAME: ClassVar = "Single best answer"
    ASKS: ClassVar = "one best answer among several options"

    kind: Literal["single_best_answer"]
    options: Options
    key: str
    marks: Literal[1] = 1

    @field_validator("key")
    @classmethod
    def _is_an_option(cls, key: str, info: ValidationInfo) -> str:
        if options := info.data.get("options"):
            check_keys(options, [key])
        return key

    @property
    def keys(self) -> Response:
        return (self.key,)

    @property
    def offers(self) -> Response:
        return tuple(self.options)

    def missed(self, response: Response) -> tuple[str, ...]:
        return () if response == self.keys else (self.options[self.key].text,)

    @property
    def point(self) -> str:
        return self.options[self.key].rationale

    def read(self, submitted: Sequence[str]) -> Response:
        return only(self.options, submitted)

    def mark(self, response: Response) -> Fraction:
        return Fraction(response == self.keys)

    def unsafe(self, response: Response) -> Response:
        return unsafe_among(self.options, response)
