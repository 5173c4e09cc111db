"""What an assessor puts their signature to."""

from typing import Any

from .submission import Submission


def as_signed(submission: Submission, piece_digest: str, *, covers: int | None = None) -> dict[str, Any]:
    """The decisions on a piece as they are signed: JSON from which anybody can make the digest again.

    ``covers`` is the id of the latest decision that was signed; without it, the decisions are those of now. A decision
    that was amended later is left out, so that what was signed before can be checked beside what is signed now.
    """
    counted = {each.criterion: each for each in submission.decisions if covers is None or each.id <= covers}
    return {
        "piece": piece_digest,
        "decisions": {
            criterion: {
                "outcome": each.judgement.outcome and each.judgement.outcome.value,
                "comment": each.judgement.comment,
                "next_step": each.judgement.next_step,
                "unmet": sorted(each.judgement.unmet),
                "reason": each.reason,
                "assessor": each.assessor_id,
                "at": each.at.isoformat(),
            }
            for criterion, each in counted.items()
        },
    }
