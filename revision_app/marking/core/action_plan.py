"""A learner's action plan: next steps that tutors gave and the learner took on, until they are done."""

from ...shared.refusal import Refusal
from .submission import Submission


class NoSuchStep(Refusal):
    status = 404


def next_step(submission: Submission, criterion: str) -> tuple[int, str]:
    """The decision on a criterion of a released submission and its next step. Raises ``NoSuchStep``."""
    decision = submission.for_learner.decided.get(criterion)
    if decision is None or not decision.judgement.next_step:
        raise NoSuchStep("There is no such next step. It may have been amended: reload the page.")
    return decision.id, decision.judgement.next_step
