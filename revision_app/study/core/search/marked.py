"""What a result shows: the passage that answers best, cut to a line or two, with the words that were found marked."""

import re
from dataclasses import dataclass

OPEN, CLOSE, APART = "\x02", "\x03", "\x1e"
"""Signs that stand in no text: around what was found, and between passages."""

LONGEST = 240
_BEFORE = 70
_SIGN = re.compile(f"([{OPEN}{CLOSE}])")
_FOUND = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")


@dataclass(frozen=True)
class Span:
    text: str
    found: bool = False


def best(passages: list[str]) -> int:
    """Which of these names most of the words that were looked for; the first of equals."""

    def worth(place: int) -> tuple[int, int, int]:
        words = [word.lower() for word in _FOUND.findall(passages[place])]
        return len(set(words)), min(len(words), 3), -place

    return max(range(len(passages)), key=worth)


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
    start = first
    while start and _length(words[start - 1 : first]) <= _BEFORE:
        start -= 1
    end = max(first, start) + 1
    while end < len(words) and _length(words[start : end + 1]) <= LONGEST:
        end += 1
    if _length(words[:end]) <= LONGEST:
        start = 0
    shown = " ".join(words[start:end])
    if start and shown.count(CLOSE) > shown.count(OPEN):
        shown = OPEN + shown
    return spans(("… " if start else "") + shown + (" …" if end < len(words) else ""))


def _length(words: list[str]) -> int:
    return sum(len(word) + 1 for word in words)
