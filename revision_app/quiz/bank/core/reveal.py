"""What a learner may see of an attempt, and when.

*Ours,* after the review options that assessment systems share: practice, timed papers and later reading differ in
nothing but this table.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

JUST_AFTER = timedelta(minutes=2)


class Part(StrEnum):
    """What can be shown. Each is asked for by its own name."""

    ATTEMPT = "attempt"
    MARKS = "marks"
    CORRECTNESS = "correctness"
    RATIONALE = "rationale"
    KEY = "key"


class Moment(StrEnum):
    DURING = "during"
    JUST_AFTER = "just after"
    LATER = "later"
    CLOSED = "closed"


Table = Mapping[Moment, frozenset[Part]]

_ALL = frozenset(Part)
PRACTICE: Table = dict.fromkeys(Moment, _ALL)
TIMED: Table = {moment: _ALL if moment is not Moment.DURING else frozenset({Part.ATTEMPT}) for moment in Moment}


def moment(at: datetime, finished_at: datetime | None, closes_at: datetime | None) -> Moment:
    """Where in the life of an attempt we are. ``closes_at`` is when the paper closes for this learner."""
    if finished_at is None:
        return Moment.DURING
    if closes_at is not None and at >= closes_at:
        return Moment.CLOSED
    return Moment.JUST_AFTER if at < finished_at + JUST_AFTER else Moment.LATER


def shown(
    table: Table, at: datetime, *, finished_at: datetime | None, closes_at: datetime | None, release_at: datetime | None
) -> frozenset[Part]:
    """What may be seen now; before results are released, nothing of a finished attempt but the answers themselves."""
    if finished_at is not None and release_at is not None and at < release_at:
        return frozenset({Part.ATTEMPT})
    return table[moment(at, finished_at, closes_at)]


def parts_beside(keeping: Collection[str], paper_id: str) -> frozenset[Part]:
    """What may be seen of a finished attempt at a paper beside the papers that are ``keeping`` some of its questions.

    *Ours:* where it is this paper that is open again, marks that were shown stay. Where it is another, marks could tell
    what the right answer there is.
    """
    if not keeping:
        return _ALL
    return frozenset({Part.ATTEMPT, Part.MARKS} if set(keeping) == {paper_id} else {Part.ATTEMPT})
