"""How much is written in each stage, beside how much usually says enough: a picture and a sentence, never a mark."""

from dataclasses import dataclass
from functools import cached_property

from .guide import Asking
from .text import Text

WIDTH = 100  # of the picture


@dataclass(frozen=True)
class Part:
    """One stage: how many ``words`` it has, and from how many to how many usually say enough. *Ours.*"""

    stage: str
    title: str
    words: int
    fewest: int
    most: int

    @property
    def guidance(self) -> str:
        """What the number of words means; it stands nowhere alone."""
        usual = f"{self.fewest} to {self.most} words usually say enough"
        if not self.words:
            return f"Empty; {usual}."
        counted = "1 word" if self.words == 1 else f"{self.words:,} words"
        return f"{counted}; {usual}."


@dataclass(frozen=True)
class Balance:
    parts: tuple[Part, ...]

    @cached_property
    def _longest(self) -> int:
        return max(max(part.words, part.most) for part in self.parts)

    def x(self, words: int) -> float:
        """Where so many words end in the picture."""
        return round(WIDTH * words / self._longest, 1)

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        total = sum(part.words for part in self.parts)
        if not total:
            return "Nothing is written yet."
        said = []
        largest = max(self.parts, key=lambda part: part.words)
        if largest.words * 2 > total and len(self.parts) > 2:
            said.append(f"More than half of what you wrote is {_in_sentence([largest])}.")
        if short := [part for part in self.parts if part.words < part.fewest]:
            said.append(f"There is room for more in {_in_sentence(short)}.")
        if long := [part for part in self.parts if part.words > part.most]:
            said.append(f"Longer than usual: {_in_sentence(long)}.")
        return " ".join(said) or "Every stage has about as much as usually says enough."


def _in_sentence(parts: list[Part]) -> str:
    names = [part.title[:1].lower() + part.title[1:] for part in parts]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def balance(text: Text, asking: Asking) -> Balance:
    """How a text is spread over the stages of its model."""
    return Balance(
        tuple(
            Part(stage.id, stage.title, len(text.writing.get(stage.id, "").split()), *stage.words)
            for stage in asking.stages
        )
    )
