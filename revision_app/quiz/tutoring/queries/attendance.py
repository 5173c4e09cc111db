"""What a cohort sat, of all its timed papers at once."""

from fractions import Fraction

from sqlalchemy import select

from ....cohorts.core import Roster
from ....db import db
from ...attempts.models import AttemptRow, ResultRow
from ...attempts.queries.results import result_as_it_stands
from ...bank.core.paper import Paper
from ...bank.queries import paper_versions
from ..core.attendance import PaperMarks, SatPaper
from .sittings import in_cohort


def sat_by(roster: Roster, *, reader_id: int) -> tuple[dict[tuple[str, int], SatPaper], dict[str, Paper]]:
    """By paper and learner what was sat, and the papers as they were sat last; void attempts and practice are left out.

    Of those who have left the cohort the attempts count that they began in it. The marks of ``reader_id`` are not
    there: they read their own where learners do, once they are released.
    """
    rows = db.session.execute(
        select(AttemptRow, ResultRow)
        .outerjoin(ResultRow, result_as_it_stands())
        .where(AttemptRow.mode != "practice", AttemptRow.voided_at.is_(None), in_cohort(roster, AttemptRow))
        .order_by(AttemptRow.number, AttemptRow.id)
    ).all()
    sat: dict[tuple[str, int], SatPaper] = {}
    for row, result in rows:
        which = row.paper_id, row.learner_id
        if result:
            marks = None if row.learner_id == reader_id else _marks(result)
            sat[which] = SatPaper(row.number, result.at, marks)
        elif which not in sat:
            sat[which] = SatPaper(row.number)
    versions = paper_versions({row.paper_digest for row, _ in rows})
    return sat, {row.paper_id: versions[row.paper_digest] for row, _ in rows}


def _marks(row: ResultRow) -> PaperMarks:
    return PaperMarks(Fraction(row.scored_num, row.scored_den), row.available, row.passed, bool(row.pending))
