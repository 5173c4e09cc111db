"""The results of several learners at one paper, for a table."""

from collections import defaultdict
from fractions import Fraction

from sqlalchemy import and_, select

from ....accounts.queries import with_references
from ....cohorts.core import Roster
from ....db import db
from ...attempts.models import AttemptRow, ResultCriterionRow, ResultRow
from ...attempts.queries.results import result_as_it_stands
from ..core.export import Absence, ExportRow
from .sittings import in_cohort


def lines_of(paper_id: str, roster: Roster) -> tuple[list[ExportRow], list[Absence]]:
    """Every finished attempt of a cohort's learners at a paper that counts, learner by learner as on the roster.

    Of those who have left the cohort the attempts are there that they began in it. Beside that are those of its
    learners now who have none.
    """
    names, left_at = {person.id: person.name for person in roster.everyone}, roster.left_at
    person = with_references(names).subquery()
    mine = and_(AttemptRow.learner_id == person.c.id, AttemptRow.paper_id == paper_id, in_cohort(roster, AttemptRow))
    asked = (
        select(person.c.id, person.c.reference, AttemptRow.number, ResultRow)
        .select_from(person)
        .outerjoin(AttemptRow, mine)
        .outerjoin(ResultRow, result_as_it_stands())
    )
    found = db.session.execute(asked.order_by(AttemptRow.number)).all()
    rows = [row for row in found if row[3]]
    references = {row.id: row.reference or "" for row in found}
    ids = [row[3].id for row in rows]
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
                reference=references[learner_id],
            ),
        )
        for learner_id, _reference, number, row in rows
    ]
    place = {learner_id: n for n, learner_id in enumerate(names)}
    sitters = {learner_id for learner_id, _line in lines}
    absent = [
        Absence(each.name, references.get(each.id, ""), paused=each.id in roster.paused)
        for each in roster.learners
        if each.id not in sitters
    ]
    return [line for _, line in sorted(lines, key=lambda line_of: place[line_of[0]])], absent
