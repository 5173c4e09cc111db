from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from .base import Common, Marks, Response, Text, Written, between
from .reading import written

LONGEST = 10_000


class Point(Written):
    """Something that earns marks."""

    point: Text
    marks: Marks


class OpenAnswer(Common):
    """An answer in the learner's own words, marked with the guide beside it: by a tutor, in practice by its learner."""

    NAME: ClassVar = "Written answer"
    ASKS: ClassVar = "an answer in your own words, marked against a guide"

    kind: Literal["open_answer"]
    words: Annotated[int, Field(ge=10, le=1500)]
    guide: Annotated[tuple[Point, ...], between(1, 20, "points")]
    model: Text
    marks: Marks

    @field_validator("marks")
    @classmethod
    def _is_the_sum_of_the_guide(cls, marks: int, info: ValidationInfo) -> int:
        guide = info.data.get("guide", ())
        if guide and marks != (total := sum(point.marks for point in guide)):
            raise ValueError(f"the marks of the guide come to {total}; write {total} here or change the guide")
        return marks

    @property
    def keys(self) -> Response:
        return ()

    def read(self, submitted: Sequence[str]) -> Response:
        text = written(submitted, longest=LONGEST)
        return (text,) if text else ()

    def mark(self, response: Response) -> Fraction | None:
        return None if response else Fraction(0)

    def unsafe(self, response: Response) -> Response:
        return ()
