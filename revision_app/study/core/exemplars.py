"""Pieces of evidence by made-up learners, read passage by passage as an assessor would, with the decision."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

import nh3
from markdown import markdown
from pydantic import BaseModel, ConfigDict, Field

from ...shared.problem import Problems
from ...shared.yaml_text import Document, Place, validate
from .cited_text import ELEMENTS, CitedText, Sentences, parse_cited_text, sources, whole

Decision = Literal["achieved", "referred"]
Quality = Literal["weak", "sound", "strong"]
Test = Literal["valid", "authentic", "current", "sufficient", "reliable"]

DECISIONS: tuple[Decision, ...] = ("achieved", "referred")
QUALITIES: tuple[Quality, ...] = ("weak", "sound", "strong")
TESTS: dict[Test, str] = {
    "valid": "it bears on the criterion",
    "authentic": "it is the learner’s own work",
    "current": "it reflects present practice",
    "sufficient": "it covers all that the criterion asks",
    "reliable": "another assessor would decide the same",
}
"""What evidence has to be, VACSR for short (https://www.proaet.co.uk/training/assessing/video/vacsr)."""

_BLOCKS = ELEMENTS | {"p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
_BLOCK = re.compile(r"## .*(?:\n|$)|(?:(?!## ).+(?:\n|$))+")
_HEADING = "## "
_SIGNS = re.compile(r"[*_|`<>\[\]\n]")
_OPENED, _CLOSED = "\ue000{}\ue001", "\ue002{}\ue001"  # stand for the marks of a passage while Markdown is read
_PLACED = re.compile("(\ue000|\ue002)(\\d+)\ue001")
_START = '<mark id="passage-{0}" class="{1}" aria-describedby="note-{0}">'
_END = '</mark><a class="cite" href="#note-{0}" aria-label="Note {0}">{0}</a>'

Words = Annotated[str, Field(min_length=1)]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AnnotationFile(_Written):
    """What an assessor says of one passage: which ``test`` it bears on, and whether that is ``met``."""

    passage: Words
    met: bool
    test: Test | None = None
    note: Sentences = Field(min_length=1)
    sections: tuple[str, ...] = ()


class ExemplarFile(_Written):
    """One file of ``exemplars/``, as an author writes it. ``quality`` makes it one of the whole reflections."""

    title: Words
    kind: Words
    author: str = Field(pattern=r"^Learner [A-Z]$")
    criterion: str
    quality: Quality | None = None
    decision: Decision
    feedback: Words
    next_step: Words
    sections: tuple[str, ...] = Field(min_length=1)
    text: Annotated[Words, whole(_BLOCKS | {"h2"})]
    annotations: tuple[AnnotationFile, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Annotation:
    """A note on a passage. Notes are numbered from 1, in the order in which their passages stand."""

    number: int
    met: bool
    test: Test | None
    note: CitedText
    sections: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the passage shows, in two words."""
        if self.test is None:
            return "Good practice" if self.met else "Put right"
        return self.test.capitalize() if self.met else f"Not {self.test}"


@dataclass(frozen=True)
class Block:
    """A paragraph, list or table with the notes on its passages, marked in ``html``; or a heading alone."""

    heading: str
    html: str
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True)
class Exemplar:
    """A piece as it is shown: ``blocks`` in order, and what was decided on its criterion."""

    id: str
    title: str
    kind: str
    author: str
    criterion: str
    quality: Quality | None
    decision: Decision
    feedback: str
    next_step: str
    sections: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        return tuple(annotation for block in self.blocks for annotation in block.annotations)

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(block.heading for block in self.blocks if block.heading)


@dataclass(frozen=True)
class Exemplars:
    """All pieces, by their ids."""

    pieces: Mapping[str, Exemplar] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def on(self, criterion_id: str) -> list[Exemplar]:
        """The pieces that show one criterion, achieved before referred; whole reflections are apart."""
        on = [piece for piece in self.pieces.values() if piece.criterion == criterion_id and piece.quality is None]
        return sorted(on, key=lambda piece: DECISIONS.index(piece.decision))

    @property
    def reflections(self) -> list[Exemplar]:
        """The whole reflections, from weak to strong."""
        pieces = [(QUALITIES.index(piece.quality), piece) for piece in self.pieces.values() if piece.quality]
        return [piece for _rank, piece in sorted(pieces, key=lambda ranked: ranked[0])]

    def lacking(self, criteria: Iterable[str]) -> Iterator[str]:
        """What a whole set has besides: both decisions on each criterion, and a reflection of each quality.

        A centre may do without any.
        """
        if not self.pieces:
            return
        for criterion in criteria:
            for decision in DECISIONS:
                if decision not in {piece.decision for piece in self.on(criterion)}:
                    yield f"criterion {criterion} has no piece that was {decision}; write one"
        for quality in QUALITIES:
            if quality not in {piece.quality for piece in self.reflections}:
                yield f"there is no reflection with `quality: {quality}`; write one"


@dataclass(frozen=True)
class Known:
    """What an exemplar may refer to."""

    criteria: Collection[str]
    references: Collection[str]
    sections: Collection[str]


@dataclass(frozen=True)
class _Found:
    """An annotation, its number, and where its passage stands in the text."""

    number: int
    start: int
    end: int
    written: AnnotationFile


def parse_exemplar(exemplar_id: str, document: Document, known: Known, problems: Problems) -> Exemplar | None:
    """The exemplar of a file; ``None`` where its author must put something right."""
    written = validate(ExemplarFile, document, problems)
    if written is None:
        return None
    faults = [*_unknown(written, known), *_misplaced(written)]
    problems.update(document.problem(place, message) for place, message in faults)
    if faults:
        return None
    return Exemplar(
        exemplar_id,
        written.title,
        written.kind,
        written.author,
        written.criterion,
        written.quality,
        written.decision,
        written.feedback,
        written.next_step,
        written.sections,
        tuple(_blocks(written)),
    )


def _unknown(written: ExemplarFile, known: Known) -> Iterator[tuple[Place, str]]:
    if written.criterion not in known.criteria:
        yield ("criterion",), f"there is no criterion {written.criterion}; write one of {', '.join(known.criteria)}"
    places: list[tuple[Place, tuple[str, ...]]] = [((), written.sections)]
    for n, annotation in enumerate(written.annotations):
        places.append((("annotations", n), annotation.sections))
        for name in sources(annotation.note):
            if name not in known.references:
                message = f"there is no reference {name}; add it to references.yml or mend the name"
                yield ("annotations", n, "note"), message
    for place, sections in places:
        for n, section in enumerate(sections):
            if section not in known.sections:
                yield (*place, "sections", n), f"there is no section {section}; write it as unit#section"


def _misplaced(written: ExemplarFile) -> Iterator[tuple[Place, str]]:
    """Annotations whose passages cannot be marked in the text."""
    taken: list[tuple[int, int]] = []
    for n, annotation in enumerate(written.annotations):
        place = ("annotations", n, "passage")
        if _SIGNS.search(annotation.passage):
            yield place, "quote plain words of one paragraph, without its signs for stress or tables"
            continue
        spots = list(_spots(annotation.passage, written.text))
        if len(spots) != 1:
            yield place, f"these words stand {len(spots)} times in the text; quote a passage that stands once"
        elif written.text[: spots[0][0]].rpartition("\n")[2].startswith(_HEADING):
            yield place, "a heading carries no note; quote a passage of the text under it"
        elif any(spots[0][0] < end and start < spots[0][1] for start, end in taken):
            yield place, "another annotation is on some of these words; quote a passage of its own"
        taken += spots


def _spots(passage: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a passage stands in a text, whose lines may be broken where a space is."""
    words = re.compile(r"(?: | *\n *)".join(map(re.escape, passage.split())))
    return (match.span() for match in words.finditer(text))


def _blocks(written: ExemplarFile) -> Iterator[Block]:
    spots = [(*next(_spots(annotation.passage, written.text)), annotation) for annotation in written.annotations]
    found = [_Found(n, *spot) for n, spot in enumerate(sorted(spots, key=lambda spot: spot[0]), start=1)]
    for block in _BLOCK.finditer(written.text):
        passages = [one for one in found if block.start() <= one.start < block.end()]
        if block[0].startswith(_HEADING):
            yield Block(block[0].removeprefix(_HEADING).strip(), "", ())
        else:
            html = _marked(written.text, block.start(), block.end(), passages)
            yield Block("", html, tuple(map(_annotation, passages)))


def _marked(text: str, start: int, end: int, passages: Iterable[_Found]) -> str:
    """A block of a text as HTML, each of its passages marked and followed by a link to its note."""
    parts, at = [], start
    for one in passages:
        parts += [
            text[at : one.start],
            _OPENED.format(one.number),
            text[one.start : one.end],
            _CLOSED.format(one.number),
        ]
        at = one.end
    html = nh3.clean(markdown("".join([*parts, text[at:end]]), extensions=["tables"]), tags=_BLOCKS, attributes={})
    looks = {str(one.number): "met" if one.written.met else "unmet" for one in passages}

    def put(placed: re.Match[str]) -> str:
        look = looks.get(placed[2])
        return (_START if placed[1] == _OPENED[0] else _END).format(placed[2], look) if look else ""

    return _PLACED.sub(put, html.strip())


def _annotation(found: _Found) -> Annotation:
    written = found.written
    note = parse_cited_text(written.note, f"note-{found.number}")
    return Annotation(found.number, written.met, written.test, note, written.sections)
