from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from .base import Marks, Option, Options, Response, Text, Written, check_keys
from .in_parts import InParts


class Justification(Written):
    stem: Text
    options: Options
    key: str

    @field_validator("key")
    @classmethod
    def _is_an_option(cls, key: str, info: ValidationInfo) -> str:
        if options := info.data.get("options"):
            check_keys(options, [key])
        return key


class ChooseAndJustify(InParts):
    """A choice and the reason for it; a right reason for a wrong choice earns nothing."""

    NAME: ClassVar = "Choose and justify"
    ASKS: ClassVar = "a choice and the reason for it"

    kind: Literal["choose_and_justify"]
    options: Options
    key: str
    reason: Justification
    marks: Marks

    @field_validator("key")
    @classmethod
    def _is_an_option(cls, key: str, info: ValidationInfo) -> str:
        if options := info.data.get("options"):
            check_keys(options, [key])
        return key

    @property
    def choices(self) -> Mapping[str, Mapping[str, Option]]:
        return {"choice": self.options, "reason": self.reason.options}

    @property
    def keys(self) -> Response:
        return (f"choice={self.key}", f"reason={self.reason.key}")

    def mark(self, response: Response) -> Fraction:
        """1 where both are right, 1/2 where only the choice is."""
        choice, reason = (key in response for key in self.keys)
        return Fraction(choice * (1 + reason), 2)
