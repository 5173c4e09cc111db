from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal
from unicodedata import category, combining, normalize

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from rapidfuzz.distance import OSA

from .....shared.text import APOSTROPHES
from .base import Common, Marks, Response, Text, Written, between
from .reading import written

_LONGEST = 200
_SAY_NOTHING = {"Cc", "Cf", "Zs", "Zl", "Zp", "Pd", "Pi", "Pf"}  # blanks, what nobody sees, dashes, quotation marks
_NOR_DO = frozenset(APOSTROPHES + '"″„‚\N{MINUS SIGN}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}')
_AT_THE_END = ".,:;!?。"


def plain(text: str) -> str:
    """What is compared: letters, digits and signs, without case, accents, width and final punctuation.

    Blanks, dashes, apostrophes and quotation marks do not count, whichever of them a keyboard gives.
    """
    apart = normalize("NFKD", normalize("NFKD", text).casefold())
    return "".join(sign for sign in apart if _counts(sign)).rstrip(_AT_THE_END)


def _counts(sign: str) -> bool:
    return not combining(sign) and sign not in _NOR_DO and category(sign) not in _SAY_NOTHING


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

    NAME: ClassVar = "Short answer"
    ASKS: ClassVar = "a few words of your own"

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
        for entry in wrong:
            if plain(entry.text) in accepted:
                raise ValueError(f"{entry.text} is accepted as well; keep it in one of the two lists")
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
        # Letters left out, added, changed or swapped with the next; above the cut-off the distance is one more than it.
        is_near = any(OSA.distance(typed, form, score_cutoff=self.near) <= self.near for form in forms)
        return None if is_near and not self.foreseen(response) else Fraction(0)

    def foreseen(self, response: Response) -> Wrong | None:
        """The wrong answer that this is, where it is one that is listed."""
        typed = {plain(text) for text in response}
        return next((entry for entry in self.wrong if plain(entry.text) in typed), None)

    def unsafe(self, response: Response) -> Response:
        """The listed wrong answer, where it would harm."""
        wrong = self.foreseen(response)
        return (wrong.text,) if wrong and wrong.unsafe else ()
