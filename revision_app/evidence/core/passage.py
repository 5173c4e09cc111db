"""A passage: words in a named part of somebody's text, about which something is said.

In a piece a passage is exact, because a piece never changes. A draft goes on changing, so there a passage is kept as a
quotation with what stood on either side, and it may be found no longer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from ...shared.quotation import company, places, tight
from ...shared.refusal import Refusal

CONTEXT = 60  # characters kept of what stands on either side of a quotation
MOST_CHOICES = 80
"""How many sentences of one part a list offers to choose from; where there are more it offers paragraphs."""

_SAID = re.compile(r"([a-z][a-z0-9-]*):([0-9]{1,7}):([0-9]{1,7})", re.ASCII)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+|\n+")


class NoSuchPassage(Refusal):
    """What was pointed at is not in the text."""


class NoSuchClaim(Refusal):
    status = 404


@dataclass(frozen=True)
class Part:
    """A stretch of plain text in a piece or a draft, by its ``name``; readers know it by its ``title``."""

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class Passage:
    """The characters of a part from ``start`` to before ``end``."""

    part: str
    start: int
    end: int

    def __str__(self) -> str:
        """As forms say it, and ``said`` reads it."""
        return f"{self.part}:{self.start}:{self.end}"

    @classmethod
    def said(cls, words: str, parts: Iterable[Part]) -> "Passage":
        """The passage that a form says, without blanks at its ends. Raises ``NoSuchPassage``."""
        found = _SAID.fullmatch(words)
        text = next((part.text for part in parts if found and part.name == found[1]), "")
        if found:
            start, end = int(found[2]), min(int(found[3]), len(text))
            inside = text[start:end]
            if inside.strip():
                start += len(inside) - len(inside.lstrip())
                return cls(found[1], start, start + len(inside.strip()))
        raise NoSuchPassage("These words are not in the text. Choose them again.")

    def words(self, parts: Iterable[Part]) -> str:
        return next((part.text[self.start : self.end] for part in parts if part.name == self.part), "")


@dataclass(frozen=True)
class Quotation:
    """Words that stood in a part of a draft, and a little of what stood ``before`` and ``after`` them."""

    part: str
    words: str
    before: str = ""
    after: str = ""

    @classmethod
    def of(cls, passage: Passage, parts: Iterable[Part]) -> "Quotation":
        text = next(part.text for part in parts if part.name == passage.part)
        start, end = passage.start, passage.end
        return cls(passage.part, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])

    def found_in(self, parts: Sequence[Part]) -> Passage | None:
        """Where the words stand today: in their own part, else in another; of several, where most of their company is.

        ``None`` where they no longer stand anywhere.
        """
        own = [part for part in parts if part.name == self.part]
        return self._best(own) or self._best(part for part in parts if part.name != self.part)

    def _best(self, parts: Iterable[Part]) -> Passage | None:
        words, before, after = tight(self.words), tight(self.before), tight(self.after)
        found = [
            (company(text, at, at + len(words), before=before, after=after), part, at)
            for part in parts
            for text in (tight(part.text),)
            for at in places(text, words)
        ]
        if not found:
            return None
        _letters, part, at = max(found, key=lambda each: each[0])
        seen = [n for n, letter in enumerate(part.text) if not letter.isspace()]
        return Passage(part.name, seen[at], seen[at + len(words) - 1] + 1)


@dataclass(frozen=True)
class ClaimAt:
    """That a passage of a piece shows a criterion, as its learner says; frozen with the piece."""

    criterion: str
    passage: Passage


@dataclass(frozen=True)
class DraftClaim:
    """That words of a draft show a criterion, as its learner marked them at a moment."""

    id: int
    criterion: str
    quotation: Quotation
    at: datetime


@dataclass(frozen=True)
class PlacedClaim:
    """Such a claim with the passage at which its words stand now; ``None`` where they do no longer."""

    claim: DraftClaim
    passage: Passage | None


def placed(claims: Iterable[DraftClaim], parts: Sequence[Part]) -> tuple[PlacedClaim, ...]:
    """Claims in the order of the text; first those whose words are no longer found, which need the learner."""
    order = {part.name: n for n, part in enumerate(parts)}

    def place(each: PlacedClaim) -> tuple[int, int, int]:
        passage = each.passage
        return (order[passage.part], passage.start, each.claim.id) if passage else (-1, 0, each.claim.id)

    return tuple(sorted((PlacedClaim(claim, claim.quotation.found_in(parts)) for claim in claims), key=place))


# Showing passages in a text


@dataclass(frozen=True)
class Mark:
    """A passage as the text shows it: ``label`` stands behind it, is called ``says`` and leads to the element ``to``.

    ``id`` is what the label itself is called on the page, for what leads back.
    """

    id: str
    passage: Passage
    label: str
    to: str
    says: str
    claim: bool = False


@dataclass(frozen=True)
class Stretch:
    """Text that the same marks cover, and those of them that end with it."""

    text: str
    marks: tuple[Mark, ...]
    ending: tuple[Mark, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a part, which begins at its character ``start``, in stretches."""

    start: int
    stretches: tuple[Stretch, ...]


def claim_marks(claims: Iterable[PlacedClaim]) -> dict[int, Mark]:
    """How a draft shows each claim whose words are found, by its id."""
    return {
        each.claim.id: Mark(
            f"words-of-claim-{each.claim.id}",
            each.passage,
            each.claim.criterion,
            f"claim-{each.claim.id}",
            f"Shows {each.claim.criterion}",
            claim=True,
        )
        for each in claims
        if each.passage
    }


def paragraphs(name: str, text: str, marks: Iterable[Mark] = ()) -> list[Paragraph]:
    """A part as its reader sees it: what blank lines part, without those."""
    here = [mark for mark in marks if mark.passage.part == name]
    return [Paragraph(start, tuple(_stretches(text, start, end, here))) for start, end in _paragraphs(text)]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for piece in text.split("\n\n"):
        inside = piece.strip()
        if inside:
            start = at + piece.index(inside)
            yield start, start + len(inside)
        at += len(piece) + 2


def _stretches(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Stretch]:
    inside = [mark for mark in marks if mark.passage.start < end and mark.passage.end > start]
    bounds = {place for mark in inside for place in (mark.passage.start, mark.passage.end) if start < place < end}
    for first, after in pairwise(sorted({start, end} | bounds)):
        covering = tuple(mark for mark in inside if mark.passage.start <= first and mark.passage.end >= after)
        # A passage that goes on in the next paragraph has its label there.
        yield Stretch(text[first:after], covering, tuple(mark for mark in covering if mark.passage.end == after))


def choices(part: Part) -> list[tuple[Passage, str]]:
    """What of a part somebody can point at without a pointer, with its words: its sentences, or its paragraphs."""
    every = list(_paragraphs(part.text))
    sentences = [place for start, end in every for place in _sentences(part.text, start, end)]
    shown = sentences if len(sentences) <= MOST_CHOICES else every[:MOST_CHOICES]
    return [(Passage(part.name, start, end), part.text[start:end]) for start, end in shown]


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in _SENTENCE_END.finditer(text, start, end):
        if found.start() > start:
            yield start, found.start() + len(found[0].rstrip())
        start = found.end()
    if start < end:
        yield start, end
