"""The results of several learners at one paper, for a table."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import select

from ....db import db
from ...attempts.models import AttemptRow, ResultCriterionRow, ResultRow
from ...attempts.queries.results import result_as_it_stands
from ..core.export import Line


def lines_of(paper_id: str, names: Mapping[int, str]) -> list[Line]:
    """Every finished attempt of these learners at a paper that counts, by the learners' order in ``names``."""
    sat = (
        select(AttemptRow.learner_id, AttemptRow.number, ResultRow)
        .join(ResultRow, result_as_it_stands())
        .where(AttemptRow.paper_id == paper_id, AttemptRow.learner_id.in_(names))
    )
    rows = db.session.execute(sat.order_by(AttemptRow.number)).all()
    ids = sat.with_only_columns(ResultRow.id)
    criteria: defaultdict[int, dict[str, tuple[Fraction, int]]] = defaultdict(dict)
    for mark in db.session.scalars(select(ResultCriterionRow).where(ResultCriterionRow.result_id.in_(ids))):
        criteria[mark.result_id][mark.criterion] = Fraction(mark.scored_num, mark.scored_den), mark.available
    found = [
        (
            learner_id,
            Line(
                learner=names[learner_id],
                attempt=number,
                at=row.at,
                scored=Fraction(row.scored_num, row.scored_den),
                available=row.available,
                passed=row.passed,
                provisional=bool(row.pending),
                by_criterion=criteria[row.id],
            ),
        )
        for learner_id, number, row in rows
    ]
    place = {learner_id: n for n, learner_id in enumerate(names)}
    return [line for _, line in sorted(found, key=lambda one: place[one[0]])]
