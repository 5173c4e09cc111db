"""What became of the words of a text between two versions of it."""

import re
from difflib import SequenceMatcher

MOST_COMPARED = 4_000_000  # words times words: beyond it, all that differs counts as written anew

_WORDS = re.compile(r"\S+\s*|\s+")  # each with the space that follows it


def word_changes(before: str, after: str) -> list[tuple[bool, str, str]]:
    """Two texts in stretches that are one after the other: whether it is the same, and how it reads in each."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    start, end = shared_ends(old, new)
    runs = [("equal", 0, start, 0, start)]
    if (len(old) - start - end) * (len(new) - start - end) > MOST_COMPARED:
        runs.append(("replace", start, len(old) - end, start, len(new) - end))
    else:
        matcher = SequenceMatcher(None, old[start : len(old) - end], new[start : len(new) - end])
        runs += [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in matcher.get_opcodes()]
    runs.append(("equal", len(old) - end, len(old), len(new) - end, len(new)))
    return [(tag == "equal", "".join(old[a:b]), "".join(new[c:d])) for tag, a, b, c, d in runs]


def shared_ends(old: str | list[str], new: str | list[str]) -> tuple[int, int]:
    """How far two texts are the same from their beginning, and from their end."""
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] != new[n]), most)
    end = next((n for n in range(most - start) if old[-1 - n] != new[-1 - n]), most - start)
    return start, end
