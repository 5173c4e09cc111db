from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, ValidationInfo, field_validator

from .base import Common, Marks, Response, Text, Unreadable, Written
from .number import meanings
from .reading import answered


def _number(text: str) -> str:
    if len(numbers := meanings(text)) != 1:
        raise ValueError('write a number in quotes, like "12.5"')
    return numbers[0]


def _positive(text: str) -> str:
    if Fraction(number := _number(text)) <= 0:
        raise ValueError("write a number above 0")
    return number


def _tolerance(text: str) -> str:
    number = _number(text.removesuffix("%"))
    if number.startswith("-"):
        raise ValueError("a tolerance is not negative; write 0 for an exact answer")
    return number + "%" * text.endswith("%")


Number = Annotated[str, AfterValidator(_number)]


class Mistake(Written):
    """An answer that a real learner gives, by its value in the item's unit."""

    value: Number
    rationale: Text
    unsafe: bool = False


class Numeric(Common):
    """A number within a tolerance of the key, in the item's unit or another that is offered."""

    NAME: ClassVar = "Numeric"
    ASKS: ClassVar = "a number to work out"

    kind: Literal["numeric"]
    key: Number
    tolerance: Annotated[str, AfterValidator(_tolerance)]
    unit: Text | None = None
    other_units: Mapping[Text, Annotated[str, AfterValidator(_positive)]] = {}
    rationale: Text
    mistakes: tuple[Mistake, ...] = ()
    marks: Marks

    @field_validator("other_units")
    @classmethod
    def _are_others(cls, units: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
        if units and info.data.get("unit", ...) is None:
            raise ValueError("these are other units than which? write a line `unit: …`")
        if info.data.get("unit") in units:
            raise ValueError("the unit itself stands among the other units; remove it here")
        return units

    @field_validator("mistakes")
    @classmethod
    def _are_wrong(cls, mistakes: tuple[Mistake, ...], info: ValidationInfo) -> tuple[Mistake, ...]:
        key, tolerance = info.data.get("key"), info.data.get("tolerance")
        for mistake in mistakes:
            if key and tolerance and _is_near(Fraction(mistake.value), key, tolerance):
                raise ValueError(f"{mistake.value} is right within the tolerance; remove it or narrow the tolerance")
        return mistakes

    @property
    def units(self) -> tuple[str, ...]:
        """The units to choose from, the item's own first; empty if there is no choice."""
        return (self.unit, *self.other_units) if self.unit and self.other_units else ()

    @property
    def may_be_negative(self) -> bool:
        """Whether a learner may want to type a minus, which some keypads for numbers do not have."""
        return any(number.startswith("-") for number in (self.key, *(mistake.value for mistake in self.mistakes)))

    @property
    def range(self) -> tuple[str, str] | None:
        """The least and the greatest number that is right; ``None`` if it is one number only."""
        most = _allowed(self.key, self.tolerance)
        ends = [Fraction(self.key) - most, Fraction(self.key) + most]
        return (_decimal(ends[0]), _decimal(ends[1])) if most else None

    @property
    def keys(self) -> Response:
        return (f"value={self.key}", f"unit={self.unit}") if self.units else (self.key,)

    def read(self, submitted: Sequence[str]) -> Response:
        if not self.units:
            return self._number(submitted)
        written = answered(("value", "unit"), submitted)
        number = self._number([written.get("value", "")])
        unit = written.get("unit", "")
        if number and unit not in self.units:
            raise Unreadable(f"Choose the unit as well: {' or '.join(self.units)}.")
        return (f"value={number[0]}", f"unit={unit}") if number else ()

    def _number(self, submitted: Sequence[str]) -> Response:
        if len(submitted) > 1:
            raise Unreadable("Write one number only.")
        typed = "".join(submitted).strip()
        numbers = meanings(typed)
        if len(numbers) > 1:
            raise Unreadable(
                f"“{typed}” could mean {' or '.join(numbers)}. Write the one that you mean, with a point before "
                "decimals and nothing between thousands."
            )
        if typed and not numbers:
            beside = " The unit stands beside it." if self.unit else ""
            raise Unreadable(f"Write a number, like 12.5, and nothing else.{beside}")
        return numbers

    def mark(self, response: Response) -> Fraction:
        return Fraction(bool(response) and _is_near(self.value(response), self.key, self.tolerance))

    def mistake(self, response: Response) -> Mistake | None:
        """The foreseen mistake that a wrong response is, within the same tolerance."""
        if not response or self.mark(response):
            return None
        value = self.value(response)
        near = [mistake for mistake in self.mistakes if _is_near(value, mistake.value, self.tolerance)]
        return min(near, key=lambda mistake: abs(value - Fraction(mistake.value)), default=None)

    def value(self, response: Response) -> Fraction:
        """A response in the item's unit, exactly."""
        if not self.units:
            return Fraction(response[0])
        written = self.filled(response)
        return Fraction(written["value"]) * Fraction(self.other_units.get(written["unit"], "1"))

    def unsafe(self, response: Response) -> Response:
        """The value of the foreseen mistake, where it would harm."""
        mistake = self.mistake(response)
        return (mistake.value,) if mistake and mistake.unsafe else ()


def _is_near(value: Fraction, key: str, tolerance: str) -> bool:
    return abs(value - Fraction(key)) <= _allowed(key, tolerance)


def _allowed(key: str, tolerance: str) -> Fraction:
    """By how much an answer may differ: so much, or so many per cent of the key."""
    number = Fraction(tolerance.removesuffix("%"))
    return number * abs(Fraction(key)) / 100 if tolerance.endswith("%") else number


def _decimal(number: Fraction) -> str:
    """A number made of decimals, to be read: at most six places."""
    return f"{Decimal(number.numerator) / number.denominator:.6f}".rstrip("0").rstrip(".")
