from collections.abc import Iterable
from datetime import datetime

from ..criteria.library import qualification
from ..marking.queries import submissions as marking
from ..quiz.attempts.queries import results
from .core import MatrixRow, matrix


def matrices(
    learner_ids: Iterable[int], *, at: datetime, shown_at: datetime | None = None
) -> dict[int, tuple[MatrixRow, ...]]:
    """Each learner's matrix, read from results and decisions; the statements do not grow with the learners.

    With ``shown_at`` without the marks that are not released to the learner by then.
    """
    learners = list(learner_ids)
    mastery = results.mastery(learners, shown_at=shown_at)
    evidence = marking.claims(learners, at=at)
    criteria = qualification().criteria
    return {learner: matrix(criteria, mastery.get(learner, {}), evidence.get(learner, [])) for learner in learners}
