"""What a result shows: the passage that answers best, cut to a line or two, with the words that were found marked."""

import re
from dataclasses import dataclass

from .typed import words as words_of

OPEN, CLOSE, APART = "\x02", "\x03", "\x1e"
"""Signs that stand in no text: around what was found, and between passages."""

LONGEST = 240
_BEFORE = 70
_NONE: frozenset[str] = frozenset()
_SIGN = re.compile(f"([{OPEN}{CLOSE}])")
_FOUND = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")


@dataclass(frozen=True)
class Span:
    text: str
    found: bool = False


def found_words(text: str) -> frozenset[str]:
    """The words between the signs, as the index compares words."""
    return frozenset(words_of(" ".join(_FOUND.findall(text)))) if OPEN in text else _NONE


def spans(text: str) -> tuple[Span, ...]:
    """A text with signs as spans that were found and spans that stand between."""
    is_found, cut = False, []
    for part in _SIGN.split(text):
        if part in (OPEN, CLOSE):
            is_found = part == OPEN
        elif part:
            cut.append(Span(part, is_found))
    return tuple(cut)


def snippet(text: str) -> tuple[Span, ...]:
    """Whole words around the first that was found, with an ellipsis where something was left out."""
    words = text.split(" ")
    first = next((n for n, word in enumerate(words) if OPEN in word), 0)
    start, before = first, 0
    while start and before + len(words[start - 1]) < _BEFORE:
        start -= 1
        before += len(words[start]) + 1
    end, shown_length = first + 1, before + len(words[first]) + 1
    while end < len(words) and shown_length + len(words[end]) < LONGEST:
        shown_length += len(words[end]) + 1
        end += 1
    if sum(map(len, words[:end])) + end <= LONGEST:
        start = 0
    shown = " ".join(words[start:end])
    if start and shown.count(CLOSE) > shown.count(OPEN):
        shown = OPEN + shown
    return spans(("… " if start else "") + shown + (" …" if end < len(words) else ""))
