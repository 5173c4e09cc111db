"""A unit's page, cut so that something can be put at the foot of each section."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A stretch of a page that ends just before a section does."""

    html: str
    section: str  # none at the very end


def pieces(html: str, sections: Iterable[str]) -> tuple[Piece, ...]:
    """The page, cut at the foot of each section."""
    found = []
    names = "|".join(map(re.escape, sections))
    starts = [(match.start(), match[1]) for match in re.finditer(rf'<section\b[^>]*\sid="({names})"', html)]
    done = 0
    for (_start, name), (following, _name) in zip(starts, [*starts[1:], (len(html), "")], strict=True):
        foot = html.rindex("</section>", done, following)
        found.append(Piece(html[done:foot], name))
        done = foot
    return (*found, Piece(html[done:], ""))


def plain(text: str) -> str:
    """Text with single spaces."""
    return " ".join(text.split())
