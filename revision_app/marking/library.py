"""What tutors call the learner of a piece; every page and every phrase asks here."""

from collections.abc import Mapping

from ..web.opaque import opaque
from .core import blind
from .core.submission import Submission


def blind_name(submission: Submission) -> str:
    """What the learner of a piece is called while it is blind."""
    return blind.blind_name(opaque("blind piece", submission.id))


def called(submission: Submission, names: Mapping[int, str]) -> str:
    """The name of the learner, of these by id, or that of the piece while it is blind."""
    return blind.learner_name(submission, names, blind=blind_name)
