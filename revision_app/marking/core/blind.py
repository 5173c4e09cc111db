"""Blind marking: until a piece is released, whoever marks it is not told whose it is.

*Ours:* each piece has a name of its own, so that of two pieces by one learner the one that is released says nothing of
the other. What a learner wrote stays as they wrote it, with their name if they put it there.
"""

from collections.abc import Callable, Mapping

from .submission import Submission

LETTERS = 4  # and figures, a million names: enough to tell the pieces of one queue apart


def blind_name(opaque: str) -> str:
    """What the learner of a piece is called, of letters and figures that lead nowhere: ``Learner A7K2``."""
    return f"Learner {opaque[:LETTERS].upper()}"


def learner_name(submission: Submission, names: Mapping[int, str], *, blind: Callable[[Submission], str]) -> str:
    """What tutors call the learner of a piece: their name of ``names``, by id, unless it is blind."""
    return blind(submission) if submission.is_blind else names[submission.learner_id]
