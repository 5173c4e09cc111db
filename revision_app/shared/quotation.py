"""How words that somebody pointed at are found again in a text that may have changed: by themselves and their company.

White space does not matter: a browser may see none between two lines, and an edit may break a line elsewhere.
"""


def tight(text: str) -> str:
    return "".join(text.split())


def places(text: str, words: str) -> list[int]:
    """Where the words stand in a text, both of them ``tight``; also where it overlaps one before it."""
    found, at = [], text.find(words) if words else -1
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def company(text: str, start: int, end: int, *, before: str, after: str) -> int:
    """How many letters of what stood on either side still do, all of it ``tight``."""
    left, right = text[max(0, start - len(before)) : start], text[end : end + len(after)]
    return _shared(left[::-1], before[::-1]) + _shared(right, after)


def _shared(text: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
