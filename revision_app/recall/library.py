"""Cards that follow from what authors wrote: the points of a section, the terms of the glossary, the bank's items."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol, cast

from flask import Flask, current_app
from sqlalchemy import ScalarSelect

from ..quiz.bank import library as bank
from ..study import library as study
from ..study.core.cited_text import plain
from ..study.core.unit import Block, BlockKind, Section, Unit
from .core.cards import Card, Source, named
from .core.session import Goal

REMEMBER = "Remember"
"""The paragraph by which a unit heads the points to remember; the list after it makes a card."""

_CITED = re.compile(r"<sup.*?</sup>", re.DOTALL)
_POINT = re.compile(r"<li[^>]*>(.*?)</li>", re.DOTALL)


class Goals(Protocol):
    """Dates by which cards are to be known: they are in plans, which stand above cards."""

    def kept(self, learner_id: int) -> Sequence[ScalarSelect[Any]]:
        """What is kept of a learner's plan, to be asked for with something else."""

    def goal(self, kept: Sequence[Any], *, deck: int, minutes: int, at: datetime) -> Goal | None:
        """What follows for somebody who has a ``deck`` of so many cards and gives them so many ``minutes`` a day.

        ``kept`` is what was found. ``None`` where there is no date, or as long as it is far away.
        """


def register(app: Flask, goals: Goals) -> None:
    app.extensions["goals"] = goals


def goals() -> Goals:
    return cast(Goals, current_app.extensions["goals"])


def points(unit: Unit, section: Section) -> Card | None:
    """The card of a section that says what to remember of it; ``None`` where it does not."""
    listed = _to_remember(section)
    if listed is None:
        return None
    start = unit.html.index(f'id="{listed.id}"')
    html = unit.html[start : unit.html.index("</ol>" if "</ol>" in unit.html[start:] else "</ul>", start)]
    lines = tuple(plain(_CITED.sub("", point)) for point in _POINT.findall(html))
    return Card(
        named(Source.POINTS, f"{unit.id}#{section.id}"),
        f"{unit.heading.title}: which {len(lines)} points are to be remembered of “{section.title}”?",
        lines,
        "from a section that you have read",
        unit.id,
        section.id,
    )


def _to_remember(section: Section) -> Block | None:
    pairs = zip(section.blocks, section.blocks[1:], strict=False)
    return next((listed for head, listed in pairs if head.text == REMEMBER and listed.kind is BlockKind.LIST), None)


def term(term_id: str) -> Card | None:
    """The card of a term of the glossary."""
    found = study.shelf().glossary.terms.get(term_id)
    if found is None:
        return None
    unit, place = next(_uses(term_id), ("", ""))
    front = f"What does “{found.term}” mean?"
    return Card(named(Source.TERM, term_id), front, (found.plain,), "a term of what you have read", unit, place)


def _uses(term_id: str) -> Iterator[tuple[str, str]]:
    for unit in study.shelf().units.values():
        for section in unit.sections:
            if any(use.term == term_id for use in section.terms):
                yield unit.id, section.id


def item(item_id: str, why: str = "") -> Card | None:
    """The card of a question of the bank whose answer is chosen from a list; others are asked in tests only."""
    version = bank.bank().items.get(item_id)
    if version is None or not getattr(version.item, "options", None) or version.item.is_in_parts:
        return None
    unit, _, section = version.item.section.partition("#")
    return Card(named(Source.MISS, item_id), why=why, unit=unit, section=section, version=version)


def of(source: Source, what: str) -> Card | None:
    """The card of this name, where it is none of a learner's own; ``None`` where the files have it no more."""
    if source is Source.TERM:
        return term(what)
    if source is Source.MISS:
        return item(what)
    unit_id, _, section_id = what.partition("#")
    unit = study.unit(unit_id)
    section = next((each for each in unit.sections if each.id == section_id), None) if unit else None
    return points(unit, section) if unit and section else None


def is_there(source: Source, what: str) -> bool:
    """Whether the files still have what a card is about; cheaper than to make the card."""
    match source:
        case Source.TERM:
            return what in study.shelf().glossary.terms
        case Source.MISS:
            return item(what) is not None
        case _:
            unit_id, _, section_id = what.partition("#")
            unit = study.unit(unit_id)
            return unit is not None and any(section.id == section_id for section in unit.sections)


def to_learn(read: Iterable[tuple[Unit, Section]]) -> Iterator[str]:
    """The names of the cards of sections that somebody has read: what to remember of each, then their terms."""
    sections = list(read)
    for unit, section in sections:
        if _to_remember(section):
            yield named(Source.POINTS, f"{unit.id}#{section.id}")
    terms = (use.term for _, section in sections for use in section.terms)
    for term_id in dict.fromkeys(terms):
        if study.shelf().glossary.terms[term_id].forms:
            yield named(Source.TERM, term_id)
