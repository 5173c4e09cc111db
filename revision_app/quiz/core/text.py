"""Markdown in items, as safe HTML of the few elements that a question needs."""

from functools import lru_cache

import markdown
import nh3

ELEMENTS = {"p", "em", "strong", "ul", "ol", "li", "sub", "sup", "br"}


@lru_cache(maxsize=4096)
def prose(source: str) -> str:
    """Paragraphs and lists."""
    return nh3.clean(markdown.markdown(source), tags=ELEMENTS, attributes={})


@lru_cache(maxsize=4096)
def phrase(source: str) -> str:
    """The same inside a line: for a stem, an option, a fact."""
    return nh3.clean(prose(source), tags=ELEMENTS - {"p", "ul", "ol", "li"}, attributes={}).strip()
