"""A unit's page, cut so that something can be put at the foot of each section."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fragment:
    """A stretch of a page that ends just before a section does."""

    html: str
    section: str  # "" at the very end


def cut_into_fragments(html: str, sections: Iterable[str]) -> tuple[Fragment, ...]:
    """The page, cut at the foot of each section."""
    cut: list[Fragment] = []
    names = "|".join(map(re.escape, sections))
    starts = [(match.start(), match[1]) for match in re.finditer(rf'<section\b[^>]*\sid="({names})"', html)]
    done = 0
    for (_start, name), (following, _name) in zip(starts, [*starts[1:], (len(html), "")], strict=True):
        foot = html.rindex("</section>", done, following)
        cut.append(Fragment(html[done:foot], name))
        done = foot
    return (*cut, Fragment(html[done:], ""))
