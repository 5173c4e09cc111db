"""From an author's Markdown to a unit's page: our blocks, citations, links between units, sections, then sanitised."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import InlineProcessor as Inline
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from ...shared.markup import left_out
from .block_ids import BlockIds
from .blocks import UnitBlocks, drawing
from .citing import CITATION, cited
from .figure import Figure
from .glossary import Glossary
from .search.passages import by_section
from .terms import mark_terms
from .unit import Section, Use

UNIT_LINK = "unit:"
_PLACE = drawing('([^"]+)')
# What the patterns begin with, the library's and ours: one that begins with another sign must be added here.
_SIGN = re.compile(r"[\\`*_\[<!&]|  \n")
_TOO_LONG = "this row has more cells than the head of its table; the rest is not shown"
DRAWING = re.compile(f'<div class="drawing" id="{_PLACE}">')

TAGS = set(
    "p h2 h3 h4 ul ol li dl dt dd em strong b sub sup br hr a abbr code pre blockquote table thead tbody tr th td"
    " aside section div figure figcaption span".split()
)
ATTRIBUTES = {
    "*": {"id", "class", "role", "aria-label", "aria-labelledby", "tabindex", "lang", "dir"},
    "a": {"href", "title", "aria-describedby"},
    "abbr": {"title"},
    "th": {"scope", "align", "colspan", "rowspan"},
    "td": {"align", "colspan", "rowspan"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto"}
_CLEANER = nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, link_rel=None, url_schemes=SCHEMES)


class _Tables(TableProcessor):
    """The library's tables, but a row that has more cells than its head is told of: the library drops them."""

    def __init__(self, md: Markdown, config: dict[str, Any]) -> None:
        super().__init__(md.parser, config)
        self.too_long: list[str] = []

    def _build_row(self, row: str, parent: ET.Element, align: list[str | None]) -> None:
        if len(self._split_row(row)) > len(align):  # type: ignore[attr-defined]  # which its types do not tell
            self.too_long.append(row.strip())
        super()._build_row(row, parent, align)  # type: ignore[misc]  # likewise


class _Citations(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # the library's own way
        return _group(m[1]), len(_claim(data[: m.start(0)])), m.end(0)


def _group(written: str) -> ET.Element:
    """The numbers of ``[@a; @b]``, to be put in once the whole unit is known."""
    group = ET.Element("sup", {"class": "cites"})
    for n, (name, locator) in enumerate(cited(written)):
        if n:
            group[-1].tail = ", "
        ET.SubElement(group, "a", {"class": "cite", "href": name, "title": locator})
    return group


def _claim(text: str) -> str:
    """The number stands close to the claim, though authors write a space between."""
    return text[:-1] if text[-1:].isspace() else text


class _Inline(Inline):
    """Spares texts without a sign, or with citations only, the sixteen patterns: most are so, and it was a fifth."""

    def run(self, tree: ET.Element, ancestors: list[str] | None = None) -> ET.Element:
        written = [element for element in tree.iter() if element.text and not isinstance(element.text, AtomicString)]
        plain = [element for element in written if not _SIGN.search(element.text or "") or _cites_only(element)]
        for element in plain:
            element.text = AtomicString(element.text)
        super().run(tree, ancestors)
        for element in plain:  # abbreviations are looked for later, and not in what is atomic
            element.text = str(element.text)
            for group in element.iterfind("sup"):
                group.tail = str(group.tail or "")
        return tree


def _cites_only(element: ET.Element) -> bool:
    """Put the citations of a text where they stand, if it has no other sign; whether it was so."""
    *before, last = CITATION.split(element.text or "")
    if any(map(_SIGN.search, (*before, last))):
        return False
    groups = [_group(written) for written in before[1::2]]
    element.text, *tails = (*map(_claim, before[::2]), last)
    for group, tail in zip(groups, tails, strict=True):
        group.tail = AtomicString(tail)
    element[:0] = groups
    return True


class _Shape(Treeprocessor):
    """The last pass over the tree: numbers, links and sections."""

    def __init__(self, md: Markdown, glossary: Glossary) -> None:
        super().__init__(md)
        self.glossary = glossary
        self.cited: list[str] = []
        self.sections: list[Section] = []

    def run(self, root: ET.Element) -> None:
        self._frame_tables(root)
        self._divide(root)
        self._number_citations(root)
        self._number_figures(root)
        for end in root.iter("br"):
            end.tail = "\n" + (end.tail or "")  # a space for those who look for words alone
        for link in root.iter("a"):
            if (href := link.get("href", "")).startswith(UNIT_LINK):
                link.set("href", "/study/" + href.removeprefix(UNIT_LINK))

    def _number_citations(self, root: ET.Element) -> None:
        for link in root.iter("a"):
            if link.get("class") != "cite":
                continue
            name, locator = link.get("href", ""), link.attrib.pop("title", "")
            first = name not in self.cited
            if first:
                self.cited.append(name)
            number = self.cited.index(name) + 1
            link.text = str(number)
            link.set("href", f"#reference-{number}")
            link.set("aria-label", f"Reference {number}" + (f", {locator}" if locator else ""))
            link.set("aria-describedby", f"source-{number}")
            if locator:
                link.set("title", locator)
            if first:
                link.set("id", f"cited-{number}")

    def _number_figures(self, root: ET.Element) -> None:
        for number, caption in enumerate(root.iter("figcaption"), start=1):
            first = caption[0] if len(caption) else caption
            label = ET.Element("b")
            label.text, label.tail = f"Figure {number}.", f" {first.text or ''}"
            first.text = None
            first.insert(0, label)

    def _frame_tables(self, root: ET.Element) -> None:
        """A wide table scrolls by itself, by keyboard too, and says what it is."""
        for parent in list(root.iter()):
            for place, table in enumerate(list(parent)):
                if table.tag != "table":
                    continue
                heads = list(table.iter("th"))
                for head in heads:
                    head.set("scope", "col")
                words = ", ".join(text for head in heads if (text := "".join(head.itertext()).strip()))
                frame = ET.Element(
                    "div", {"class": "scroll", "role": "region", "tabindex": "0", "aria-label": f"Table: {words}"}
                )
                parent[place] = frame
                frame.append(table)

    def _divide(self, root: ET.Element) -> None:
        """Everything from one second-level heading to the next becomes a section that carries the heading's id."""
        block_ids = BlockIds(self.md.htmlStash.rawHtmlBlocks)
        children = list(root)
        heads = [place for place, child in enumerate(children) if child.tag == "h2"]
        for start, end in pairwise([*heads, len(children)]):
            head, *rest = children[start:end]
            name = head.get("id", "")
            criteria = tuple(head.attrib.pop("criteria", "").split())
            blocks = tuple(block_ids.blocks(name, rest))
            terms = tuple(Use(term, place or name) for term, place in mark_terms(rest, self.glossary))
            self.sections.append(Section(name, "".join(head.itertext()).strip(), criteria, blocks, terms))
            section = ET.SubElement(root, "section", {"id": name, "aria-labelledby": f"{name}-heading"})
            head.set("id", f"{name}-heading")
            for child in (head, *rest):
                root.remove(child)
                section.append(child)


class _Ours(Extension):
    def __init__(self, glossary: Glossary) -> None:
        super().__init__()
        self._glossary = glossary

    def extendMarkdown(self, md: Markdown) -> None:
        self.shape = _Shape(md, self._glossary)
        self.tables = _Tables(md, {"use_align_attribute": True})
        md.registerExtension(self)
        md.parser.blockprocessors.register(self.tables, "table", 75)
        md.inlinePatterns.register(_Citations(CITATION.pattern, md), "citations", 175)
        md.treeprocessors.register(_Inline(md), "inline", 20)
        md.treeprocessors.deregister("prettify")  # line breaks for those who read the source; a fifteenth of the time
        md.treeprocessors.register(self.shape, "shape", -10)

    def reset(self) -> None:
        self.shape.cited, self.shape.sections, self.tables.too_long = [], [], []


@dataclass(frozen=True)
class Rendered:
    """A unit's page, its sections, and the ids cited in the order of their numbers.

    ``left_out`` is what its author wrote and the page does not show, each with what to write instead.
    """

    html: str
    sections: tuple[Section, ...]
    cited: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


class Prose:
    """Authors' texts as sanitised HTML, with the figures and the words of the glossary that they use."""

    def __init__(self, figures: Mapping[str, Figure], glossary: Glossary) -> None:
        self._figures = figures
        self._ours = _Ours(glossary)
        self._markdown = Markdown(
            extensions=["extra", "sane_lists", UnitBlocks(), self._ours],
            extension_configs={"extra": {"tables": {"use_align_attribute": True}}},
            output_format="html",
        )

    def render(self, body: str) -> Rendered:
        made = self._markdown.reset().convert(body)
        html = _CLEANER.clean(made)
        shape = self._ours.shape
        passages = by_section(html, [section.id for section in shape.sections])
        sections = tuple(replace(section, passages=passages[section.id]) for section in shape.sections)
        html = DRAWING.sub(lambda place: place[0] + self._drawn(place[1]), html)
        lost = (*left_out(made, TAGS, SCHEMES), *((row, _TOO_LONG) for row in self._ours.tables.too_long))
        return Rendered(html, sections, tuple(shape.cited), lost)

    def _drawn(self, name: str) -> str:
        return self._figures[name].svg if name in self._figures else ""
