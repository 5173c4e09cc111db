from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, Field

from ...shared.findable import Passage
from .fragments import Fragment, cut_into_fragments
from .reference import Reference


class Heading(BaseModel):
    """The front matter of a unit, as an author writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    lede: str
    minutes: int = Field(gt=0)
    outcomes: tuple[str, ...]
    criteria: tuple[str, ...] = Field(min_length=1)
    prerequisites: tuple[str, ...]
    reviewed: date
    review_by: date


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    FIGURE = "figure"
    NOTE = "note"
    STOP = "stop"
    CLIENT = "client"
    COMPARE = "compare"
    QUOTE = "quote"
    CODE = "code"


@dataclass(frozen=True)
class Block:
    """What stands directly in a section, and can be pointed at by its id.

    ``text`` is what it says, on one line, without markup and the numbers of citations. ``citations`` are ids.
    """

    id: str
    kind: BlockKind
    text: str
    citations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Use:
    """A term of the glossary, by its id, and the block or section in which a section uses it first."""

    term: str
    place: str


@dataclass(frozen=True)
class Section:
    """A second-level heading and all that follows it: what criteria, notes and questions hang on.

    ``passages`` are what search finds of it.
    """

    id: str
    title: str
    criteria: tuple[str, ...]
    blocks: tuple[Block, ...] = ()
    terms: tuple[Use, ...] = ()
    passages: tuple[Passage, ...] = ()

    def citing(self, reference_id: str) -> list[str]:
        """The ids of the blocks that cite a source."""
        return [block.id for block in self.blocks if reference_id in block.citations]

    @cached_property
    def text(self) -> str:
        """What it says, without the numbers of citations."""
        return " ".join((self.title, *(block.text for block in self.blocks)))

    @cached_property
    def digest(self) -> str:
        """Tells one text of it from another."""
        return sha256(self.text.encode()).hexdigest()[:16]

    @cached_property
    def words(self) -> int:
        return self.text.count(" ") + 1


@dataclass(frozen=True)
class Unit:
    """A study unit ready to show: ``html`` has been sanitised."""

    heading: Heading
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    html: str

    @property
    def id(self) -> str:
        return self.heading.id

    @cached_property
    def fragments(self) -> tuple[Fragment, ...]:
        """The page, cut at the foot of each section."""
        return cut_into_fragments(self.html, [section.id for section in self.sections])

    @property
    def terms(self) -> list[str]:
        """The ids of the glossary's terms that it uses."""
        return sorted({use.term for section in self.sections for use in section.terms})

    @property
    def link_targets(self) -> Iterator[str]:
        """Everything in it that a link may lead to."""
        for section in self.sections:
            yield section.id
            yield from (block.id for block in section.blocks)
