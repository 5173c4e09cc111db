from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, union_all

from ..criteria.library import qualification
from ..db import db
from ..evidence.files import queries as files
from ..journal import queries as journal
from ..marking.queries import submissions as marking
from ..quiz.attempts.queries import results
from ..quiz.tutoring.queries import news as tutoring
from ..shared.feed import InHand
from ..statements import queries as statements
from ..study import queries as study
from .core import MatrixRow, matrix


def in_hand(learner_id: int, *, since: datetime) -> list[InHand]:
    """What a learner has drafted, been told ``since`` and read, the last changed first: in one statement."""
    every = union_all(
        files.in_hand(learner_id, since=since),
        journal.in_hand(learner_id),
        statements.in_hand(learner_id),
        study.in_hand(learner_id),
        tutoring.in_hand(learner_id, since=since),
    ).subquery()
    rows = db.session.execute(select(every).order_by(every.c.at.desc(), every.c.kind, every.c.id.desc()))
    return [InHand(row.kind, row.id, row.title, row.at) for row in rows]


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
