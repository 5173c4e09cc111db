"""What a learner changed between two submissions of one thing, word by word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from ...shared.changes import word_changes

AROUND = 12  # words that stand beside a change for the reader's bearings

_WORD = re.compile(r"\S+\s*")


class ChangeKind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    LEFT_OUT = "left out"  # what is the same in both, and far from any change


@dataclass(frozen=True)
class Run:
    """Words in a row that were all added, all removed, or all kept."""

    kind: ChangeKind
    text: str


@dataclass(frozen=True)
class PassageChange:
    """A passage of what was handed in that is not as it was last time, with its name."""

    name: str
    runs: tuple[Run, ...]

    @property
    def added(self) -> int:
        return self._count(ChangeKind.ADDED)

    @property
    def removed(self) -> int:
        return self._count(ChangeKind.REMOVED)

    def _count(self, kind: ChangeKind) -> int:
        return sum(len(run.text.split()) for run in self.runs if run.kind is kind)


def changes(before: object, after: object) -> list[PassageChange]:
    """The passages that differ between two contents of a kind, in the order of the later; what is gone comes last.

    A content is whatever its kind keeps, and a passage every text in it, named by where it stands.
    """
    old, new = dict(_passages(before)), dict(_passages(after))
    names = [*new, *(name for name in old if name not in new)]
    return [
        PassageChange(name, tuple(_shortened(_runs(old.get(name, ""), new.get(name, "")))))
        for name in names
        if old.get(name, "").split() != new.get(name, "").split()
    ]


def _passages(content: object, name: str = "") -> Iterator[tuple[str, str]]:
    match content:
        case str():
            yield name, content
        case Mapping():
            for key, value in content.items():
                yield from _passages(value, f"{name}, {key}" if name else str(key))
        case Sequence():
            for number, value in enumerate(content, 1):
                yield from _passages(value, f"{name} {number}".strip())


def _runs(before: str, after: str) -> Iterator[Run]:
    # A last word has a space behind it like every other, so that it is the same where more follows it.
    for same, old, new in word_changes(*(f"{text.strip()} " if text.strip() else "" for text in (before, after))):
        told = [(ChangeKind.SAME, new)] if same else [(ChangeKind.REMOVED, old), (ChangeKind.ADDED, new)]
        yield from (Run(kind, text) for kind, text in told if text)


def _shortened(runs: Iterator[Run]) -> Iterator[Run]:
    """The same with what is kept left out, but for some words beside each change."""
    every = list(runs)
    for place, run in enumerate(every):
        words = _WORD.findall(run.text)
        head = 0 if place == 0 else AROUND
        tail = 0 if place == len(every) - 1 else AROUND
        if run.kind is not ChangeKind.SAME or len(words) <= head + tail + AROUND:
            yield run
            continue
        if head:
            yield Run(ChangeKind.SAME, "".join(islice(words, head)))
        yield Run(ChangeKind.LEFT_OUT, "")
        if tail:
            yield Run(ChangeKind.SAME, "".join(words[-tail:]))
