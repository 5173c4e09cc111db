import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Literal
from unicodedata import combining, normalize

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from .base import Common, Marks, Response, Text, Written, between
from .reading import written

_LONGEST = 200


def plain(text: str) -> str:
    """What is compared: without case, accents, spaces, hyphens and a final full stop."""
    letters = "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))
    return re.sub(r"[\s\N{SOFT HYPHEN}\N{HYPHEN-MINUS}\N{HYPHEN}-\N{EM DASH}]", "", letters).removesuffix(".")


def slips(one: str, other: str, most: int) -> int:
    """How many letters were added, left out, changed or swapped with the next; any larger number above ``most``."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        here = [row]
        for column, beside in enumerate(other, start=1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != beside))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == beside:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        before, above = above, here
    return above[-1]


def _comparable(text: str) -> str:
    if not plain(text):
        raise ValueError("nothing is left of this to compare; write letters or digits")
    if len(text) > _LONGEST:
        raise ValueError(f"write at most {_LONGEST} characters")
    return text


Words = Annotated[Text, AfterValidator(_comparable)]


class Wrong(Written):
    """A wrong answer that is foreseen."""

    text: Words
    rationale: Text
    unsafe: bool = False


class ShortAnswer(Common):
    """A few words of the learner's own; what is nearly an accepted form goes to a tutor."""

    kind: Literal["short_answer"]
    accepted: Annotated[tuple[Words, ...], between(1, 40, "accepted forms")]
    near: Annotated[int, Field(ge=0, le=5)] = 2
    wrong: tuple[Wrong, ...] = ()
    rationale: Text
    marks: Marks

    @field_validator("wrong")
    @classmethod
    def _are_not_accepted(cls, wrong: tuple[Wrong, ...], info: ValidationInfo) -> tuple[Wrong, ...]:
        accepted = {plain(text) for text in info.data.get("accepted", ())}
        for one in wrong:
            if plain(one.text) in accepted:
                raise ValueError(f"{one.text} is accepted as well; keep it in one of the two lists")
        return wrong

    @property
    def keys(self) -> Response:
        return self.accepted[:1]

    def read(self, submitted: Sequence[str]) -> Response:
        text = " ".join(written(submitted, longest=_LONGEST).split())
        return (text,) if text else ()

    def mark(self, response: Response) -> Fraction | None:
        if not response:
            return Fraction(0)
        typed, forms = plain(response[0]), [plain(text) for text in self.accepted]
        if typed in forms:
            return Fraction(1)
        is_near = any(slips(typed, form, self.near) <= self.near for form in forms)
        return None if is_near and not self.foreseen(response) else Fraction(0)

    def foreseen(self, response: Response) -> Wrong | None:
        """The wrong answer that this is, where it is one that is listed."""
        typed = {plain(text) for text in response}
        return next((one for one in self.wrong if plain(one.text) in typed), None)

    def unsafe(self, response: Response) -> Response:
        """The listed wrong answer, where it would harm."""
        wrong = self.foreseen(response)
        return (wrong.text,) if wrong and wrong.unsafe else ()
