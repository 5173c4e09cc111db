"""Markdown in items, as safe HTML of the few elements that a question needs."""

import re
from functools import lru_cache

import markdown
import nh3

_ID = re.compile(r"""(\bid="|\baria-(?:labelledby|describedby)="|url\(['"]?#)""")
_VIEW_BOX = re.compile(r'<svg\b[^>]*\bviewBox="\s*(-?\d+(?:\.\d+)?(?:[\s,]+-?\d+(?:\.\d+)?){3})\s*"')

ELEMENTS = {"p", "em", "strong", "ul", "ol", "li", "sub", "sup", "br"}


@lru_cache(maxsize=4096)
def prose(source: str) -> str:
    """Paragraphs and lists."""
    return nh3.clean(markdown.markdown(source), tags=ELEMENTS, attributes={})


@lru_cache(maxsize=4096)
def phrase(source: str) -> str:
    """The same inside a line: for a stem, an option, a fact."""
    return nh3.clean(prose(source), tags=ELEMENTS - {"p", "ul", "ol", "li"}, attributes={}).strip()


def drawing(svg: str, name: str) -> str:
    """A figure with every id in it made one of this name's own, so that it may stand in a page twice."""
    return _ID.sub(rf"\g<1>{name}-", svg)


def view_box(svg: str) -> tuple[float, ...]:
    """The units in which a figure is drawn: x, y, width and height."""
    match = _VIEW_BOX.search(svg)
    return tuple(float(number) for number in match[1].replace(",", " ").split()) if match else (0, 0, 1, 1)
