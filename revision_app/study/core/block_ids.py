"""What in a unit can be pointed at: the blocks of its sections, each under an id that outlives edits elsewhere."""

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from xml.etree import ElementTree as ET

from markdown.util import AMP_SUBSTITUTE

from .unit import Block, BlockKind

RESERVED = re.compile(r"main|sources|(b|cited|definition|drawing|figure|reference|source)-.*|.*-heading")
"""Ids that the page around an author's text gives, or that follow from the text itself."""

_STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03")
_TAG = re.compile("<[^>]*>")
_WORD = re.compile(r"\w+")
_KINDS = {
    "blockquote": BlockKind.QUOTE,
    "dl": BlockKind.LIST,
    "figure": BlockKind.FIGURE,
    "h3": BlockKind.HEADING,
    "h4": BlockKind.HEADING,
    "ol": BlockKind.LIST,
    "p": BlockKind.PARAGRAPH,
    "pre": BlockKind.CODE,
    "ul": BlockKind.LIST,
}
_CLASSES = {
    "scroll": BlockKind.TABLE,
    "note": BlockKind.NOTE,
    "stop": BlockKind.STOP,
    "client": BlockKind.CLIENT,
    "compare": BlockKind.COMPARE,
}
_WITHIN_A_LINE = frozenset("a abbr b code em span strong sub sup".split())


class BlockIds:
    """Names the blocks of one unit, section by section.

    ``stash`` is what Python-Markdown has set aside for the end: fenced code, and HTML of the author's own.
    """

    def __init__(self, stash: list[str | ET.Element]) -> None:
        self._stash = stash
        self._derived_ids: Counter[str] = Counter()

    def blocks(self, section_id: str, children: list[ET.Element]) -> Iterator[Block]:
        """What stands directly in a section; every block is given an id, unless its author gave it one."""
        for child in children:
            place = _stashed(child)
            if place is not None and str(self._stash[place]).startswith("<pre"):
                yield self._code(section_id, child, place)
            elif place is None and (kind := _kind(child)):
                text = self._text(child)
                name = child.get("id") or self._derived(section_id, text)
                child.set("id", name)
                yield Block(name, kind, text, tuple(dict.fromkeys(_cited(child))))

    def _code(self, section_id: str, element: ET.Element, place: int) -> Block:
        text, code = self._text(element), str(self._stash[place])
        name = _id_of_code(code)
        if name is None:
            name = self._derived(section_id, text)
            self._stash[place] = code.replace("<pre", f'<pre id="{name}"', 1)
        return Block(name, BlockKind.CODE, text, ())

    def _derived(self, section_id: str, text: str) -> str:
        """From the section and the words alone: punctuation, markup and what stands around do not matter."""
        words = " ".join(_WORD.findall(text.casefold()))
        name = "b-" + sha256(f"{section_id}\n{words}".encode()).hexdigest()[:8]
        self._derived_ids[name] += 1
        count = self._derived_ids[name]
        return name if count == 1 else f"{name}-{count}"

    def _text(self, element: ET.Element) -> str:
        """The words that a reader sees, without the numbers of citations, on one line."""
        words: list[str] = []
        _gather(element, words)
        whole = _STASHED.sub(lambda match: _TAG.sub("", str(self._stash[int(match[1])])), "".join(words))
        return " ".join(unescape(whole.replace(AMP_SUBSTITUTE, "&")).split())


def _stashed(element: ET.Element) -> int | None:
    """The number in the stash of what this paragraph only holds the place of."""
    match = _STASHED.fullmatch((element.text or "").strip()) if element.tag == "p" and not len(element) else None
    return int(match[1]) if match else None


def _kind(element: ET.Element) -> BlockKind | None:
    named = (_CLASSES[name] for name in element.get("class", "").split() if name in _CLASSES)
    return next(named, None) if element.tag in ("div", "aside") else _KINDS.get(element.tag)


def _gather(element: ET.Element, words: list[str]) -> None:
    words.append(element.text or "")
    for child in element:
        if child.get("class") != "cites":
            _gather(child, words)
            if child.tag not in _WITHIN_A_LINE:
                words.append(" ")
        words.append(child.tail or "")


def _cited(element: ET.Element) -> Iterator[str]:
    return (link.get("href", "") for link in element.iter("a") if link.get("class") == "cite")


def _id_of_code(code: str) -> str | None:
    named = re.match(r'<pre id="([^"]*)"', code)
    return named[1] if named else None
