"""Marking by a tutor what the site cannot mark."""

from datetime import datetime
from fractions import Fraction

from ....accounts.core.own_work import must_be_anothers
from ....db import transaction
from ...attempts.actions.grading import write_given_mark, write_result
from ...attempts.actions.sitting import NoSuchAttempt
from ...attempts.core.grading import ResultReason, grade
from ...attempts.queries import attempts, regrades
from ..core.open_answers import Given, MarkedMeanwhile, NotForTutors
from ..queries import open_answers


@transaction
def mark_answer(
    attempt_id: int, item_id: str, share: Fraction, comment: str, *, seen: int, tutor_id: int, at: datetime
) -> bool:
    """Give an answer a share of its marks; whether the attempt's result is final with that.

    ``seen`` is the id of the latest mark that the tutor's page knew of, 0 for none. When nothing waits any more, a
    result is written beside the provisional one. Raises ``MarkedMeanwhile`` where somebody else was faster.
    """
    if not open_answers.may_be_marked(attempt_id, tutor_id=tutor_id, at=at):
        raise NoSuchAttempt("There is no such attempt.")
    (attempt,) = attempts.locked_attempts([attempt_id])
    must_be_anothers(attempt.learner_id, actor_id=tutor_id, what="This is your own answer")
    corrections = regrades.corrections([version.item.id for version in attempt.paper.items])
    for_tutors = {mark.version.item.id for mark in grade(attempt, corrections=corrections).items if mark.pending}
    if attempt.paper.is_practice:
        for_tutors &= open_answers.asked_for(attempt_id)
    if item_id not in for_tutors or not attempt.marked:
        raise NotForTutors("That answer is not for a tutor to mark.")
    given = open_answers.marks_given([attempt_id])[attempt_id]
    before = given.get(item_id)
    if (before.id if before else 0) != seen:
        raise MarkedMeanwhile("Somebody has marked this answer since you opened it. Their mark is shown now.")
    write_given_mark(attempt_id, item_id, share, comment, author_id=tutor_id, at=at)
    given[item_id] = Given(share, comment, tutor_id, at)
    if for_tutors.difference(given):
        return False
    shares = {name: judged.share for name, judged in given.items()}
    write_result(attempt, grade(attempt, shares, corrections), ResultReason.MARKED, at)
    return True
