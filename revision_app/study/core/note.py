"""A learner's private notes and highlights, and how they find their place again after the text was edited."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher

from ...shared.quotation import company, places, tight
from ...shared.refusal import Refusal
from .unit import Section, Unit

LONGEST_QUOTATION = 600
LONGEST_CONTEXT = 60
LONGEST_BODY = 5000
ALIKE = 0.75  # of the words of a quotation, for a place to be taken as the same place rewritten


class NoSuchNote(Refusal):
    status = 404


@dataclass(frozen=True)
class Anchor:
    """The words that a note was made on: their block, themselves, and a little of what stood on either side."""

    block: str
    quotation: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Note:
    id: int
    unit: str
    anchor: Anchor
    body: str
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Place:
    """Where an anchor stands today; ``words`` are what to mark there, which an edit may have changed."""

    block: str
    section: str
    words: str


@dataclass(frozen=True)
class Placed:
    """A note with its place; ``None`` if its text is no longer there."""

    note: Note
    place: Place | None
    section: Section | None


def place(anchor: Anchor, unit: Unit) -> Place | None:
    """Find an anchor: in its own block, then by its words anywhere in the unit, then by the words most alike."""
    stretches = [
        stretch
        for section in unit.sections
        for stretch in (
            *(_Stretch(block.id, section.id, block.text) for block in section.blocks),
            _Stretch(section.id, section.id, section.text),
        )
    ]
    own = [stretch for stretch in stretches if stretch.id == anchor.block]
    if not with_single_spaces(anchor.quotation):
        return Place(own[0].id, own[0].section, "") if own else None
    return _exactly(anchor, own) or _exactly(anchor, stretches) or _nearly(anchor, own) or _nearly(anchor, stretches)


@dataclass(frozen=True)
class _Stretch:
    """A block, or a section as the stretch of all its blocks."""

    id: str
    section: str
    text: str


def _exactly(anchor: Anchor, stretches: Iterable[_Stretch]) -> Place | None:
    """What holds the quotation; of several, the one with the most of what stood around it, then the shortest.

    Spaces do not matter: a browser may see none between two cells of a table.
    """
    words = tight(anchor.quotation)
    holding = [
        (_company(anchor, text, words), stretch) for stretch in stretches if words in (text := tight(stretch.text))
    ]
    if not holding:
        return None
    _score, stretch = max(holding, key=lambda scored: (scored[0], -len(scored[1].text)))
    return Place(stretch.id, stretch.section, with_single_spaces(anchor.quotation))


def _company(anchor: Anchor, text: str, words: str) -> int:
    """How many letters of the prefix and suffix still stand beside the words, where they do so best."""
    before, after = tight(anchor.prefix), tight(anchor.suffix)
    return max(company(text, at, at + len(words), before=before, after=after) for at in places(text, words))


def _nearly(anchor: Anchor, stretches: Iterable[_Stretch]) -> Place | None:
    wanted = anchor.quotation.split()
    if len(wanted) < 3:
        return None  # so few words are alike by chance
    count = Counter(wanted)
    best: tuple[float, int, Place] | None = None
    for stretch in stretches:
        words = stretch.text.split()
        if (count & Counter(words)).total() < ALIKE * len(wanted):
            continue
        score, alike = _most_alike(words, wanted)
        candidate = (score, -len(words), Place(stretch.id, stretch.section, " ".join(alike)))
        if score >= ALIKE and (best is None or candidate[:2] > best[:2]):
            best = candidate
    return best[2] if best else None


def _most_alike(words: list[str], wanted: list[str]) -> tuple[float, list[str]]:
    """The stretch of words that is most like the wanted ones, and how alike it is."""
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(wanted)
    best: tuple[float, list[str]] = (0.0, [])
    for start in range(max(1, len(words) - len(wanted) + 1)):
        stretch = words[start : start + len(wanted)]
        matcher.set_seq1(stretch)
        if matcher.real_quick_ratio() > best[0] and matcher.quick_ratio() > best[0] and matcher.ratio() > best[0]:
            same = [match for match in matcher.get_matching_blocks() if match.size]
            best = matcher.ratio(), stretch[same[0].a : same[-1].a + same[-1].size]
    return best


def placed(note: Note, unit: Unit | None) -> Placed:
    now_at = place(note.anchor, unit) if unit else None
    sections = unit.sections if unit else ()
    section = next((section for section in sections if now_at and section.id == now_at.section), None)
    return Placed(note, now_at if section else None, section)


def clipped(anchor: Anchor) -> Anchor:
    """An anchor no longer than is kept of it, with single spaces."""
    return replace(
        anchor,
        quotation=with_single_spaces(anchor.quotation)[:LONGEST_QUOTATION],
        prefix=with_single_spaces(anchor.prefix)[-LONGEST_CONTEXT:],
        suffix=with_single_spaces(anchor.suffix)[:LONGEST_CONTEXT],
    )


def as_markdown(title: str, shelves: Iterable[tuple[Unit | None, Iterable[Placed]]]) -> str:
    """All notes as a Markdown document, unit by unit."""
    parts = [f"# {title}"]
    for unit, notes in shelves:
        parts.append(f"## {unit.heading.title if unit else 'Units that are no longer here'}")
        for placed_note in notes:
            parts.append(f"### {placed_note.section.title if placed_note.section else 'The text has changed'}")
            if placed_note.note.anchor.quotation:
                parts.append("> " + placed_note.note.anchor.quotation)
            if placed_note.note.body:
                parts.append(placed_note.note.body)
    return "\n\n".join(parts) + "\n"


def with_single_spaces(text: str) -> str:
    return " ".join(text.split())
