"""What a learner declares of all their work at the end."""

from collections.abc import Iterable
from hashlib import sha256

from ...marking.core.submission import Outcome
from ...shared.refusal import Refusal
from .portfolio import Portfolio

ALL_WORK = (
    "All the evidence in this portfolio is my own work. I was the practitioner in the treatments that it describes, "
    "and everybody in it agreed to be shown as they are."
)


class NotDeclared(Refusal):
    """There is more to achieve before the end."""


def digest_of(digests: Iterable[str]) -> str:
    """The SHA-256 of all pieces together, in whatever order they come."""
    return sha256("\n".join(sorted(digests)).encode()).hexdigest()


def lacking(portfolio: Portfolio) -> list[str]:
    """The criteria that no released decision says are achieved: the declaration is for the end."""
    achieved = {
        criterion
        for piece in portfolio.pieces
        if piece.submission.release
        for criterion, outcome in piece.submission.outcomes.items()
        if outcome is Outcome.ACHIEVED
    }
    return [each.id for each in portfolio.qualification.criteria if each.id not in achieved]
