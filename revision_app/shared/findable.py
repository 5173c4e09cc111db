"""What a feature offers to the site's search: only what anybody who may find it may also read."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing was found, in the order in which results are shown."""

    UNIT = "unit"
    QUESTION = "question"
    MISTAKE = "mistake"
    EXEMPLAR = "exemplar"
    PRACTICAL = "practical"
    TERM = "term"
    SYLLABUS = "syllabus"
    REFERENCE = "reference"
    QUIZ = "quiz"


@dataclass(frozen=True)
class Passage:
    """A run of plain text, and the fragment of its page that leads to it; ``""`` is the entry as a whole."""

    anchor: str
    text: str


@dataclass(frozen=True)
class SearchEntry:
    """Something that can be found: ``url`` is a path of this site, ``anchor`` a fragment of it or ``""``.

    ``within`` is the title of what it is part of, ``also`` are other names by which somebody may look for it.
    """

    kind: Kind
    title: str
    url: str
    passages: tuple[Passage, ...]
    anchor: str = ""
    within: str = ""
    also: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Its own address, which no two share."""
        return self.url + (f"#{self.anchor}" if self.anchor else "")
