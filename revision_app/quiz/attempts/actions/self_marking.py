"""What a learner does with a written practice answer: mark it against its guide, and ask a tutor to."""

from collections.abc import Collection
from datetime import datetime

from ....db import db, transaction
from ...bank.core.items.open_answer import OpenAnswer
from ..core.grading import ItemMark
from ..core.report import Report
from ..core.self_marking import NotToSelfMark, ticked
from ..models import MarkRequestRow, SelfMarkRow
from ..queries import reports, results
from .sitting import NoSuchAttempt


@transaction
def mark_own(attempt_id: int, item_id: str, points: Collection[int], *, learner_id: int, at: datetime) -> None:
    """Keep which points of the guide a learner finds in their own answer; the latest counts, and no result changes."""
    report, mark = _answer(attempt_id, item_id, learner_id, at)
    item = mark.version.item
    if not isinstance(item, OpenAnswer) or not report.is_self_marked(mark):
        raise NotToSelfMark("That answer is not one to mark yourself.")
    own = sorted(ticked(item, points, at).points)
    digest = mark.version.digest
    db.session.add(SelfMarkRow(attempt_id=attempt_id, item_id=item_id, item_digest=digest, points=own, at=at))


@transaction
def ask_tutor(attempt_id: int, item_id: str, *, learner_id: int, at: datetime) -> None:
    """Put a practice answer before the tutors of its learner; a second time asks for nothing more."""
    report, mark = _answer(attempt_id, item_id, learner_id, at)
    if not report.can_be_asked_for(mark) and not report.waits(mark):
        raise NotToSelfMark("That answer is marked, or needs no tutor.")
    if item_id not in report.asked:
        db.session.add(MarkRequestRow(attempt_id=attempt_id, item_id=item_id, at=at))


def _answer(attempt_id: int, item_id: str, learner_id: int, at: datetime) -> tuple[Report, ItemMark]:
    """A learner's own answer with the report of its result. Raises ``NoSuchAttempt``."""
    result = results.result(attempt_id, learner_id=learner_id)
    marks = {mark.version.item.id: mark for mark in result.grade.items} if result else {}
    if result is None or item_id not in marks:
        raise NoSuchAttempt("There is no such answer.")
    return reports.report(result, at=at), marks[item_id]
