"""What a learner does with what went wrong."""

from datetime import datetime

from ....db import db, transaction
from ....shared.refusal import Refusal
from ...bank.core.paper import freeze_paper
from ...bank.core.reveal import Part
from ..core.refusals import NothingToPractise
from ..core.report import MissReason, Report, paper_of_missed
from ..core.timing import Timing
from ..models import MissRow
from ..queries import reports, results, summaries
from ..queries.withheld import withheld
from .sitting import NoSuchAttempt, begin


class NotShownYet(Refusal):
    """The result does not say yet which answers were wrong."""


@transaction
def explain_miss(
    attempt_id: int, item_id: str, reason: MissReason, *, learner_id: int, at: datetime
) -> dict[str, MissReason]:
    """Keep why an answer went wrong, as the learner sees it; the reasons of the attempt as they are then."""
    report = _report(attempt_id, learner_id, at)
    if item_id not in {mark.version.item.id for mark in report.missed}:
        raise NoSuchAttempt("That question was not missed.")
    if report.reasons.get(item_id) is not reason:
        db.session.add(MissRow(attempt_id=attempt_id, item_id=item_id, reason=reason, at=at))
    return {**report.reasons, item_id: reason}


@transaction
def retry_missed(attempt_id: int, *, learner_id: int, seed: str, at: datetime) -> int:
    """Begin practice with what an attempt missed; the id of the practice that is open already where there is one."""
    report = _report(attempt_id, learner_id, at)
    if not report.missed:
        raise NoSuchAttempt("Nothing was missed in that attempt.")
    written, items = paper_of_missed(report)
    held_back = withheld(learner_id, at=at)
    paper = freeze_paper(written, [(written.title, [entry for entry in items if entry.item.id not in held_back])])
    if not paper.items:
        raise NothingToPractise
    before = summaries.attempts_at(paper.id, learner_id=learner_id)
    for earlier in before:
        if earlier.is_open(at) and earlier.paper_digest == paper.digest:
            return earlier.id
    return begin(paper, Timing(at, None), learner_id=learner_id, number=len(before) + 1, seed=seed)


def _report(attempt_id: int, learner_id: int, at: datetime) -> Report:
    result = results.result(attempt_id, learner_id=learner_id)
    if result is None:
        raise NoSuchAttempt("There is no such result.")
    report = reports.report(result, at=at)
    if Part.CORRECTNESS not in report.parts:
        raise NotShownYet("What went wrong is shown later; the page of the result says when.")
    return report
