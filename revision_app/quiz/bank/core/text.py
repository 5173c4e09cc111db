"""Markdown in items, as safe HTML of the few elements that a question needs."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

import nh3

from ....shared.markup import left_out, read, read_as_address, too_deep

_ID = re.compile(r"""(\bid="|\baria-(?:labelledby|describedby)="|url\(['"]?#)""")
_MOST_BRACKETS = 100  # reading Markdown takes a time that grows with their square
_VIEW_BOX = re.compile(r'<svg\b[^>]*\bviewBox="\s*(-?\d+(?:\.\d+)?(?:[\s,]+-?\d+(?:\.\d+)?){3})\s*"')

# What can make another element than a line of words has: one of these signs, or a line that begins with one.
_SIGN = re.compile(r"[<\[`]|^(?: {0,3}(?:[#>]|[-*+]\s|\d+\.\s)| {4}|\t|\s*([-*_=])\s*(?:\1\s*){2,}$)", re.MULTILINE)
# A list of one is none: "- 5 °C" and "3. degree burn" lose what stands in front.
_LIST_OF_ONE = re.compile(r"(?:\A|\n)<([uo]l)>\s*<li>(?:(?!<li>).)*</\1>", re.DOTALL)

LONGEST = 160  # characters of a stem
ELEMENTS = {"p", "em", "strong", "ul", "ol", "li", "sub", "sup", "br"}


@lru_cache(maxsize=4096)
def prose(source: str) -> str:
    """Paragraphs and lists."""
    return nh3.clean(read(source)[0], tags=ELEMENTS, attributes={})


@lru_cache(maxsize=4096)
def phrase(source: str) -> str:
    """The same inside a line: for a stem, an option, a fact."""
    return nh3.clean(prose(source), tags=ELEMENTS - {"p", "ul", "ol", "li"}, attributes={}).strip()


def short(source: str) -> str:
    """The words of a stem without markup, cut where they are many: for a link."""
    words = unescape(nh3.clean(phrase(source), tags=set()))
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def fault(source: str) -> str | None:
    """Why a page would not show this text, or not the whole of it; ``None`` where it does."""
    if too_deep(source):
        return "lists or quotations stand too deep in each other; write it as plain sentences"
    if source.count("[") > _MOST_BRACKETS:
        return "there are too many brackets; write it as plain sentences"
    if not _SIGN.search(source):
        return None
    return next(_unshown(source), None)


def _unshown(source: str) -> Iterator[str]:
    html, addresses = read(source)
    yield from (instead for _, instead in left_out(html, ELEMENTS))
    yield from (read_as_address(name) for name in addresses)
    if _LIST_OF_ONE.search(html):
        yield "a sign or number at the beginning of a line is read as a list and not shown; write \\- 5 or 3\\. degree"


def drawing(svg: str, name: str) -> str:
    """A figure with every id in it made one of this name's own, so that it may stand in a page twice."""
    return _ID.sub(rf"\g<1>{name}-", svg)


def view_box(svg: str) -> tuple[float, ...]:
    """The units in which a figure is drawn: x, y, width and height."""
    match = _VIEW_BOX.search(svg)
    return tuple(float(number) for number in match[1].replace(",", " ").split()) if match else (0, 0, 1, 1)
