from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from .base import Marks, Option, Options, Response, Slug, Text, Written, between, check_keys, check_marks
from .in_parts import InParts


class Question(Written):
    text: Text
    key: str
    rationale: Text


class ExtendedMatching(InParts):
    """One list of options, and several short questions that are answered from it."""

    NAME: ClassVar = "Matching"
    ASKS: ClassVar = "several short questions answered from one list"

    kind: Literal["extended_matching"]
    options: Annotated[Options, between(4, 8, "options")]
    questions: Annotated[Mapping[Slug, Question], between(2, 8, "questions")]
    marks: Marks

    @field_validator("questions")
    @classmethod
    def _keys_are_options(cls, questions: Mapping[str, Question], info: ValidationInfo) -> Mapping[str, Question]:
        if options := info.data.get("options"):
            check_keys(options, [question.key for question in questions.values()])
        return questions

    @field_validator("marks")
    @classmethod
    def _one_for_each_question(cls, marks: int, info: ValidationInfo) -> int:
        return check_marks(marks, info.data.get("questions"), "question")

    @property
    def choices(self) -> Mapping[str, Mapping[str, Option]]:
        return dict.fromkeys(self.questions, self.options)

    @property
    def keys(self) -> Response:
        return tuple(f"{name}={question.key}" for name, question in self.questions.items())
