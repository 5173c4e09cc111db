from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from .base import Common, Options, Response, Some, check_keys, check_marks, unsafe_among
from .reading import known


class MultipleResponse(Common):
    """Several keys; a distractor chosen takes back what a key gave."""

    NAME: ClassVar = "Multiple response"
    ASKS: ClassVar = "several right answers, where each wrong choice cancels a right one and the lowest mark is 0"

    kind: Literal["multiple_response"]
    options: Options
    key: Some
    marks: int

    @field_validator("key")
    @classmethod
    def _are_options(cls, key: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if len(set(key)) < len(key):
            raise ValueError("an option is named twice; keep one of the two")
        if options := info.data.get("options"):
            check_keys(options, key)
            if len(key) == len(options):
                raise ValueError("every option is a key; write at least one that is wrong")
        return key

    @field_validator("marks")
    @classmethod
    def _one_for_each_key(cls, marks: int, info: ValidationInfo) -> int:
        return check_marks(marks, info.data.get("key"), "key")

    @property
    def keys(self) -> Response:
        return known(self.options, self.key)

    @property
    def offers(self) -> Response:
        return tuple(self.options)

    def missed(self, response: Response) -> tuple[str, ...]:
        return tuple(self.options[key].text for key in self.keys if key not in response)

    def read(self, submitted: Sequence[str]) -> Response:
        return known(self.options, submitted)

    def mark(self, response: Response) -> Fraction:
        """(right - wrong) / keys, and not below 0."""
        right = len(set(response) & set(self.key))
        wrong = len(response) - right
        return max(Fraction(right - wrong, len(self.key)), Fraction(0))

    def unsafe(self, response: Response) -> Response:
        return unsafe_among(self.options, response)
