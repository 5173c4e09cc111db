"""Which versions of a draft are kept beside it, and what is different between two of them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from ...shared.refusal import Refusal
from .reflection import Reflection
from .text import Text

PAUSE = timedelta(minutes=10)
"""After so long without a save, what was there before is a version of its own. *Ours*."""
STRETCH = 50
"""So many saves while it is typed make a version at the latest. *Ours*."""
TAKEN_AWAY = 100  # characters at a time: what they were taken from is kept
MOST_COMPARED = 4_000_000  # words times words: beyond it, all that differs counts as written anew

_WORDS = re.compile(r"\S+\s*|\s+")  # each with the space that follows it


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
    return sum(len(old) - sum(_shared(old, new)) for old, new in pairs if old != new)


def _shared(old: str | list[str], new: str | list[str]) -> tuple[int, int]:
    """How far two texts are the same from their beginning, and from their end."""
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] != new[n]), most)
    end = next((n for n in range(most - start) if old[-1 - n] != new[-1 - n]), most - start)
    return start, end


def compared(before: Text, after: Text) -> list[Compared]:
    """Two versions passage by passage, those of ``after`` in their order and then what only ``before`` had."""
    old, new = before.passages, after.passages
    return [_compared(name, old.get(name, ""), new.get(name, "")) for name in {**new, **old}]


def _compared(name: str, before: str, after: str) -> Compared:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    start, end = _shared(old, new)
    runs = [("equal", 0, start, 0, start)]
    if (len(old) - start - end) * (len(new) - start - end) > MOST_COMPARED:
        runs.append(("replace", start, len(old) - end, start, len(new) - end))
    else:
        matcher = SequenceMatcher(None, old[start : len(old) - end], new[start : len(new) - end])
        runs += [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in matcher.get_opcodes()]
    runs.append(("equal", len(old) - end, len(old), len(new) - end, len(new)))
    return Compared(
        name,
        _runs([(tag, "".join(old[a:b])) for tag, a, b, _, _ in runs], Change.REMOVED),
        _runs([(tag, "".join(new[c:d])) for tag, _, _, c, d in runs], Change.ADDED),
    )


def _runs(tagged: list[tuple[str, str]], change: Change) -> tuple[Run, ...]:
    runs: list[Run] = []
    for tag, words in tagged:
        kind = Change.SAME if tag == "equal" else change
        if words and runs and runs[-1].change is kind:
            runs[-1] = Run(kind, runs[-1].words + words)
        elif words:
            runs.append(Run(kind, words))
    return tuple(runs)
