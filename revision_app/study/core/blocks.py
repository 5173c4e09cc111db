"""The blocks a unit is written with beside plain Markdown: notes, callouts, worked clients, pairs, figures.

They are blocks of pymdown-extensions: a line ``/// name | argument``, the body, a line ``///``.
"""

import re
from typing import Any
from xml.etree import ElementTree as ET

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

NOTES = {
    "assessor": "What the assessor looks for",
    "mistake": "Common mistake",
    "evidence": "Strength of evidence",
    "definition": "Definition",
}


class _Titled(Block):
    """A block that opens with a bold line of its own."""

    def on_create(self, parent: ET.Element) -> ET.Element:
        # A note and no landmark: a unit has dozens of them.
        element = ET.SubElement(parent, "aside", {"class": self.looks(), "role": "note", "aria-label": self.heading()})
        ET.SubElement(element, "p", {"class": "block-title"}).text = self.heading()
        return element

    def looks(self) -> str:
        raise NotImplementedError

    def heading(self) -> str:
        raise NotImplementedError


class Note(_Titled):
    """``/// note | mistake`` – a margin note beside the paragraph before it."""

    NAME = "note"
    ARGUMENT = True

    def on_validate(self, parent: ET.Element) -> bool:
        return self.argument.split(maxsplit=1)[0] in NOTES if self.argument else False

    def looks(self) -> str:
        return f"note {self.argument.split(maxsplit=1)[0]}"

    def heading(self) -> str:
        kind, _, own = self.argument.partition(" ")
        return own.strip() or NOTES[kind]


class Stop(_Titled):
    """``/// stop`` – what must make a practitioner stop and think again."""

    NAME = "stop"
    ARGUMENT = None

    def looks(self) -> str:
        return "callout stop"

    def heading(self) -> str:
        return self.argument or "Stop and reassess"


class Client(_Titled):
    """``/// client | Tom, 24`` – a worked client."""

    NAME = "client"
    ARGUMENT = True

    def looks(self) -> str:
        return "callout client"

    def heading(self) -> str:
        return f"Worked client: {self.argument}"


class Compare(Block):
    """``//// compare | Topic`` – holds one ``/// syllabus`` and one ``/// evidence``."""

    NAME = "compare"
    ARGUMENT = True

    def on_create(self, parent: ET.Element) -> ET.Element:
        element = ET.SubElement(parent, "div", {"class": "compare", "role": "group", "aria-label": self.argument})
        ET.SubElement(element, "p", {"class": "block-title"}).text = self.argument
        return element


class Syllabus(_Titled):
    NAME = "syllabus"
    ARGUMENT = False

    def looks(self) -> str:
        return "syllabus"

    def heading(self) -> str:
        return "Syllabus"


class Evidence(_Titled):
    NAME = "evidence"
    ARGUMENT = False

    def looks(self) -> str:
        return "evidence"

    def heading(self) -> str:
        return "Evidence"


def drawing(figure_id: str) -> str:
    """The id of the place that a figure's drawing is put into, once the text around it has been sanitised."""
    return f"drawing-{figure_id}"


class Drawing(Block):
    """``/// figure | id`` – a figure by its id; the body is its caption."""

    NAME = "figure"
    ARGUMENT = True

    def on_create(self, parent: ET.Element) -> ET.Element:
        element = ET.SubElement(parent, "figure", {"id": f"figure-{self.argument}", "class": "figure"})
        ET.SubElement(element, "div", {"class": "drawing", "id": drawing(self.argument)})
        ET.SubElement(element, "figcaption")
        return element

    def on_add(self, block: ET.Element) -> ET.Element:
        return block[-1]


CHECK_LINK = "/practice/"
CHECK = re.compile(f'href="{CHECK_LINK}([^"]+)"')
"""A link to a question by its author's name for it, which pages put another in place of."""


def item_ids(argument: str) -> list[str]:
    """The items that a check names."""
    return [name.strip() for name in argument.split(",")]


class Check(Block):
    """``/// check | one-item, another`` – questions from the bank, to be answered in place; the body says what for.

    It is no part of what is read: without a script its links lead to the questions.
    """

    NAME = "check"
    ARGUMENT = True

    def on_create(self, parent: ET.Element) -> ET.Element:
        element = ET.SubElement(
            parent, "div", {"class": "check-yourself", "role": "group", "aria-label": "Check yourself"}
        )
        ET.SubElement(element, "p", {"class": "block-title"}).text = "Check yourself"
        return element

    def on_end(self, block: ET.Element) -> None:
        questions = ET.SubElement(block, "ol")
        for number, name in enumerate(item_ids(self.argument), start=1):
            link = ET.SubElement(ET.SubElement(questions, "li"), "a", {"href": f"{CHECK_LINK}{name}"})
            link.text = f"Question {number}"


KINDS: tuple[type[Block], ...] = (Note, Stop, Client, Compare, Syllabus, Evidence, Drawing, Check)
NAMES = frozenset(kind.NAME for kind in KINDS)


class UnitBlocks(BlocksExtension):
    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:
        for kind in KINDS:
            block_mgr.register(kind, self.getConfigs())
