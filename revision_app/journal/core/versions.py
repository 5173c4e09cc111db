"""Which versions of a draft are kept beside it, and what is different between two of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ...shared.changes import shared_ends, word_changes
from ...shared.refusal import Refusal
from .reflection import Reflection
from .text import Text

PAUSE = timedelta(minutes=10)
"""After so long without a save, what was there before is a version of its own. *Ours*."""
STRETCH = 50
"""So many saves while it is typed make a version at the latest. *Ours*."""
TAKEN_AWAY = 100  # characters at a time: what they were taken from is kept


class NoSuchVersion(Refusal):
    status = 404


class Change(StrEnum):
    """What became of words between two versions."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Version:
    """A draft as it was saved at one time, by its revision."""

    revision: int
    text: Text
    saved_at: datetime


@dataclass(frozen=True)
class VersionHeading:
    """What a list says of a version."""

    revision: int
    title: str
    words: int
    saved_at: datetime


@dataclass(frozen=True)
class Run:
    """Words that went the same way."""

    change: Change
    words: str


@dataclass(frozen=True)
class Compared:
    """One passage in two versions, side by side."""

    passage: str
    before: tuple[Run, ...]
    after: tuple[Run, ...]

    @property
    def differs(self) -> bool:
        return any(run.change is not Change.SAME for run in (*self.before, *self.after))


def count_words(text: Text) -> int:
    """How many words the stages have."""
    return sum(len(words.split()) for words in text.writing.values())


def is_kept(before: Reflection, text: Text, *, at: datetime) -> bool:
    """Whether ``before`` is kept as a version when ``text``, saved while it was typed, takes its place.

    Typing makes a save after each pause of a second or so: those of one stretch of typing are one version. *Ours.*
    """
    rested = at - before.changed_at >= PAUSE
    return rested or before.revision % STRETCH == 0 or _taken_away(before.text, text) >= TAKEN_AWAY


def _taken_away(before: Text, after: Text) -> int:
    """How many characters of a version are no longer there, counting what stands between the first and last change."""
    pairs = ((words, after.passages.get(name, "")) for name, words in before.passages.items())
    return sum(len(old) - sum(shared_ends(old, new)) for old, new in pairs if old != new)


def compared(before: Text, after: Text) -> list[Compared]:
    """Two versions passage by passage, those of ``after`` in their order and then what only ``before`` had."""
    old, new = before.passages, after.passages
    return [_compared(name, old.get(name, ""), new.get(name, "")) for name in {**new, **old}]


def _compared(name: str, before: str, after: str) -> Compared:
    changes = word_changes(before, after)
    return Compared(
        name,
        _runs([(same, old) for same, old, _ in changes], Change.REMOVED),
        _runs([(same, new) for same, _, new in changes], Change.ADDED),
    )


def _runs(told: list[tuple[bool, str]], change: Change) -> tuple[Run, ...]:
    runs: list[Run] = []
    for same, words in told:
        kind = Change.SAME if same else change
        if words and runs and runs[-1].change is kind:
            runs[-1] = Run(kind, runs[-1].words + words)
        elif words:
            runs.append(Run(kind, words))
    return tuple(runs)
