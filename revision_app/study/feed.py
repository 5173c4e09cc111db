"""What the units offer for Today."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from ..shared.feed import FeedItem, FeedKind, InHand, Link
from . import library, queries
from .core.unit import Section, Unit

WORDS_A_MINUTE = 200  # *ours*: of somebody who reads to learn


def unread(criterion: str, in_hand: Sequence[InHand]) -> list[FeedItem]:
    """The sections on a criterion that a learner has not read, in reading order."""
    read, begun = queries.read_among(in_hand), queries.begun_among(in_hand)
    return [
        _item(unit, section, criterion, is_begun=unit.id in begun)
        for unit, section in library.speaking_to(criterion)
        if f"{unit.id}#{section.id}" not in read
    ]


def sections(criterion: str) -> list[FeedItem]:
    """The sections on a criterion, in reading order."""
    return [_item(unit, section, criterion, is_begun=True) for unit, section in library.speaking_to(criterion)]


def minutes_read(in_hand: Iterable[InHand], *, since: datetime) -> int:
    """About how long it took to read what a learner has read since a moment, among what they have in hand."""
    read = queries.read_among(each for each in in_hand if each.at >= since)
    sections = ((unit, section) for unit in library.shelf().units.values() for section in unit.sections)
    return sum(minutes(section) for unit, section in sections if f"{unit.id}#{section.id}" in read)


def minutes(section: Section) -> int:
    """How long a section takes to read."""
    return max(1, round(section.words / WORDS_A_MINUTE))


def is_new(in_hand: Iterable[InHand]) -> bool:
    """Whether a learner has read nothing yet, by what they have in hand."""
    return not queries.begun_among(in_hand)


def _item(unit: Unit, section: Section, criterion: str, *, is_begun: bool) -> FeedItem:
    """A section to read. A unit that was never opened is begun at its top and not in its middle."""
    return FeedItem(
        FeedKind.CRITERION,
        section.title,
        Link("study.unit", {"unit_id": unit.id}, section.id if is_begun else None),
        unit.heading.lede,
        minutes=minutes(section),
        criterion=criterion,
        decides=1,
        action=f"Open {unit.heading.title}",
    )
