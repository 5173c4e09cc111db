"""Marking a word of the glossary where a section uses it first."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from .glossary import Glossary

_LEFT_ALONE = frozenset("a abbr code h2 h3 h4 h5 h6 pre".split())


def mark_terms(blocks: Iterable[ET.Element], glossary: Glossary) -> list[tuple[str, str]]:
    """Turn first uses into links to the glossary; which terms they were, each with the id of its block or ``""``.

    Headings, links, code, abbreviations and the titles of notes are left alone.
    """
    if not glossary.terms:
        return []
    seen: set[str] = set()
    uses = []
    for block in blocks:
        before = set(seen)
        _mark(block, glossary, seen)
        new = sorted(seen - before, key=glossary.places.__getitem__)
        uses += [(term, block.get("id", "")) for term in new]
    return uses


def _mark(element: ET.Element, glossary: Glossary, seen: set[str]) -> None:
    if element.tag in _LEFT_ALONE or element.get("class") in ("block-title", "cites"):
        return
    children = list(element)
    element.text, marked = _divided(element.text, glossary, seen)
    for child in children:
        _mark(child, glossary, seen)
        child.tail, after = _divided(child.tail, glossary, seen)
        marked += [child, *after]
    if len(marked) > len(children):
        element[:] = marked


def _divided(text: str | None, glossary: Glossary, seen: set[str]) -> tuple[str | None, list[ET.Element]]:
    """The text before the first mark, and the marks, each with the text that follows it."""
    if not text:
        return text, []
    uses = list(glossary.first_uses(text, seen))
    if not uses:
        return text, []
    starts = [*(start for start, _end, _term in uses[1:]), len(text)]
    return text[: uses[0][0]], [
        _link(text[start:end], term, text[end:following])
        for (start, end, term), following in zip(uses, starts, strict=True)
    ]


def _link(words: str, term: str, tail: str) -> ET.Element:
    link = ET.Element("a", {"class": "term", "href": f"/glossary/#{term}", "aria-describedby": f"definition-{term}"})
    link.text, link.tail = words, tail
    return link
