"""What the units offer for Today."""

from ..shared.feed import FeedItem, FeedKind, Link
from . import library, queries


def unread(criterion: str, learner_id: int) -> list[FeedItem]:
    """The sections on a criterion that a learner has not read, in reading order."""
    read = {
        (unit_reading.unit.id, step.section.id)
        for unit_reading in queries.readings(learner_id)
        for step in unit_reading.steps
        if step.read
    }
    return [item for item in sections(criterion) if (item.link.values["unit_id"], item.link.anchor) not in read]


def sections(criterion: str) -> list[FeedItem]:
    """The sections on a criterion, in reading order."""
    return [
        FeedItem(
            FeedKind.CRITERION,
            section.title,
            Link("study.unit", {"unit_id": unit.id}, section.id),
            unit.heading.lede,
            minutes=unit.heading.minutes,
            criterion=criterion,
            action=f"Open {unit.heading.title}",
        )
        for unit, section in library.speaking_to(criterion)
    ]
