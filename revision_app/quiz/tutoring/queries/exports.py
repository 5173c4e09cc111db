"""The results of several learners at one paper, for a table."""

from collections import defaultdict
from fractions import Fraction

from sqlalchemy import select

from ....cohorts.core import Roster
from ....db import db
from ...attempts.models import AttemptRow, ResultCriterionRow, ResultRow
from ...attempts.queries.results import result_as_it_stands
from ..core.export import ExportRow
from .sittings import in_cohort


def lines_of(paper_id: str, roster: Roster) -> list[ExportRow]:
    """Every finished attempt of a cohort's learners at a paper that counts, learner by learner as on the roster.

    Of those who have left the cohort the attempts are there that they began in it.
    """
    names, left_at = {person.id: person.name for person in roster.everyone}, roster.left_at
    sat = (
        select(AttemptRow.learner_id, AttemptRow.number, ResultRow)
        .join(ResultRow, result_as_it_stands())
        .where(AttemptRow.paper_id == paper_id, in_cohort(roster, AttemptRow))
    )
    rows = db.session.execute(sat.order_by(AttemptRow.number)).all()
    ids = sat.with_only_columns(ResultRow.id)
    criteria: defaultdict[int, dict[str, tuple[Fraction, int]]] = defaultdict(dict)
    for mark in db.session.scalars(select(ResultCriterionRow).where(ResultCriterionRow.result_id.in_(ids))):
        criteria[mark.result_id][mark.criterion] = Fraction(mark.scored_num, mark.scored_den), mark.available
    lines = [
        (
            learner_id,
            ExportRow(
                learner=names[learner_id],
                attempt=number,
                at=row.at,
                scored=Fraction(row.scored_num, row.scored_den),
                available=row.available,
                passed=row.passed,
                provisional=bool(row.pending),
                by_criterion=criteria[row.id],
                left_at=left_at.get(learner_id),
            ),
        )
        for learner_id, number, row in rows
    ]
    place = {learner_id: n for n, learner_id in enumerate(names)}
    return [line for _, line in sorted(lines, key=lambda line_of: place[line_of[0]])]
