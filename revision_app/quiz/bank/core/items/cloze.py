import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from ..text import prose
from .base import Marks, Option, Options, Response, Slug, Text, Written, between, check_keys, check_marks
from .in_parts import InParts

_GAP = re.compile(r"\[\[([^\[\]]*)\]\]")


class Gap(Written):
    options: Options
    key: str

    @field_validator("key")
    @classmethod
    def _is_an_option(cls, key: str, info: ValidationInfo) -> str:
        if options := info.data.get("options"):
            check_keys(options, [key])
        return key


class Cloze(InParts):
    """A text with gaps, each to be filled from options of its own."""

    NAME: ClassVar = "Fill the gaps"
    ASKS: ClassVar = "gaps to fill in a text"

    kind: Literal["cloze"]
    text: Text
    gaps: Annotated[Mapping[Slug, Gap], between(1, 8, "gaps")]
    marks: Marks

    @field_validator("gaps")
    @classmethod
    def _stand_in_the_text(cls, gaps: Mapping[str, Gap], info: ValidationInfo) -> Mapping[str, Gap]:
        if text := info.data.get("text"):
            named = _GAP.findall(text)
            if sorted(named) != sorted(gaps):
                raise ValueError(f"the text has the gaps {', '.join(named) or 'none'}; name each of these here once")
            if named != _GAP.findall(prose(text)):
                raise ValueError("a gap in the text is lost among its other marks; set a space around each [[gap]]")
        return gaps

    @field_validator("marks")
    @classmethod
    def _one_for_each_gap(cls, marks: int, info: ValidationInfo) -> int:
        return check_marks(marks, info.data.get("gaps"), "gap")

    @property
    def choices(self) -> Mapping[str, Mapping[str, Option]]:
        return {name: gap.options for name, gap in self.gaps.items()}

    @property
    def keys(self) -> Response:
        return tuple(f"{name}={gap.key}" for name, gap in self.gaps.items())

    @property
    def pieces(self) -> tuple[str, ...]:
        """The text as safe HTML and the names of its gaps by turns: words, gap, words, gap, words."""
        return tuple(_GAP.split(prose(self.text)))
