"""What tutors set beside what a paper says; attempts that are running follow at once."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from ....accounts.core.own_work import must_be_anothers
from ....audit.actions import note_about_many, note_in_audit
from ....audit.core import AuditKind
from ....cohorts.core import Cohort
from ....cohorts.queries import lock_cohorts, lock_open_cohorts
from ....db import part_of_action, transaction
from ...attempts.actions.rules import set_adjustment, set_adjustments, set_dates
from ...attempts.core.adjustment import Adjustment, read_adjustment
from ...attempts.core.summary import Window
from ...attempts.queries import rules
from ...bank.core.paper import Paper
from ..core.dates import DatesChanged, closed_now, fingerprint, released_now
from ..queries.dates import cohorts_with_dates


@transaction
def adjust(learner_id: int, adjustment: Adjustment, *, reason: str, author_id: int, at: datetime) -> int:
    """Set what changes about time for a learner; how many running papers it changed.

    The audit says that it was done, and neither what nor why: that may tell of somebody's health.
    """
    must_be_anothers(learner_id, actor_id=author_id, what="These are your own adjustments")
    before = rules.adjusted(learner_id)
    if before and (before[0].adjustment, before[0].reason) == (adjustment, reason):
        return 0
    note_in_audit("adjustments set", kind=AuditKind.PAPERS, actor_id=author_id, subject_id=learner_id, at=at)
    return set_adjustment(learner_id, adjustment, reason=reason, author_id=author_id, at=at)


@part_of_action
def adjust_many(adjustments: Mapping[int, str], *, author_id: int, at: datetime) -> None:
    """Set what changes about time for learners as a centre's list says it, by their ids."""
    for learner_id in adjustments:
        must_be_anothers(learner_id, actor_id=author_id, what="These are your own adjustments")
    read = {learner_id: read_adjustment(words) for learner_id, words in adjustments.items()}
    nothing_said = dict.fromkeys(read, "")
    note_about_many("adjustments set", nothing_said, kind=AuditKind.PAPERS, actor_id=author_id, at=at)
    set_adjustments(read, reason="From the centre’s list of people", author_id=author_id, at=at)


@transaction
def assign(cohort: Cohort, paper: Paper, window: Window, *, author_id: int, at: datetime) -> int:
    """Say when a cohort may sit a paper and when its results are released; how many running attempts that changed."""
    lock_open_cohorts([cohort.id])
    if rules.dates_of(cohort.id).get(paper.id) == window:
        return 0
    return _set_dates(cohort, paper, window, author_id=author_id, at=at)


@transaction
def assign_several(
    paper: Paper, cohort_ids: Collection[int], window: Window, *, seen: str, author_id: int, at: datetime
) -> tuple[int, int]:
    """Give the same dates to several cohorts, all of them or none; how many cohorts and running attempts that changed.

    ``seen`` is the fingerprint of what was looked at; raises ``DatesChanged`` where it is another now.
    """
    lock_open_cohorts(cohort_ids)
    cohorts = cohorts_with_dates(author_id, paper, cohort_ids, at=at)
    if fingerprint(window, cohorts) != seen:
        raise DatesChanged
    changed = [each.cohort for each in cohorts if each.before != window]
    return len(changed), sum(_set_dates(each, paper, window, author_id=author_id, at=at) for each in changed)


@transaction
def close_now(cohort: Cohort, paper: Paper, *, seen: int, author_id: int, at: datetime) -> None:
    """Let a paper close at this moment; ``seen`` names the dates that were looked at. Raises as ``_set_now`` does."""
    _set_now(cohort, paper, closed_now, "paper closed", seen=seen, author_id=author_id, at=at)


@transaction
def release_now(cohort: Cohort, paper: Paper, *, seen: int, author_id: int, at: datetime) -> None:
    """Let a paper's results be out at this moment; ``seen`` names the dates that were looked at. Raises the same."""
    _set_now(cohort, paper, released_now, "results released", seen=seen, author_id=author_id, at=at)


@part_of_action
def _set_now(
    cohort: Cohort,
    paper: Paper,
    change: Callable[..., Window],
    deed: str,
    *,
    seen: int,
    author_id: int,
    at: datetime,
) -> None:
    """Change the dates as they stand; raises ``NotNow``, and ``DatesChanged`` where others stand than were ``seen``."""
    lock_cohorts([cohort.id])
    named, window = rules.latest_dates(paper.id, [cohort.id]).get(cohort.id, (0, None))
    changed = change(window or Window(), at=at)
    if named != seen:
        raise DatesChanged
    _set_dates(cohort, paper, changed, deed=deed, author_id=author_id, at=at)


@transaction
def withdraw(cohort: Cohort, paper: Paper, *, author_id: int, at: datetime) -> int:
    """Take back the dates that a cohort has for a paper; how many running attempts that changed."""
    lock_cohorts([cohort.id])
    if rules.dates_of(cohort.id).get(paper.id) is None:
        return 0
    return _set_dates(cohort, paper, Window(), deed="paper withdrawn", withdrawn=True, author_id=author_id, at=at)


@part_of_action
def _set_dates(
    cohort: Cohort,
    paper: Paper,
    window: Window,
    *,
    deed: str = "paper assigned",
    withdrawn: bool = False,
    author_id: int,
    at: datetime,
) -> int:
    if rules.dates_concern(author_id, cohort.id, paper.id, at=at):
        must_be_anothers(author_id, actor_id=author_id, what="You sit papers by these dates yourself")
    note_in_audit(deed, kind=AuditKind.PAPERS, actor_id=author_id, detail=f"{paper.title}, {cohort.name}", at=at)
    return set_dates(cohort.id, paper.id, window, withdrawn=withdrawn, author_id=author_id, at=at)
