"""Second markers: which pieces have one, and how far the two are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Subquery, and_, or_, select
from sqlalchemy.orm import aliased

from ...accounts.core import Role
from ...accounts.queries import ids_with
from ...cohorts.queries import times_enrolled
from ...db import built_once, db
from ...evidence import queries as evidence
from ...web.clock import LONDON
from ..core.queue import overdue_first
from ..core.rules import MarkingRules, in_force
from ..core.second import SecondMarking, is_chosen
from ..core.submission import Decision, Judgement, Quality, Submission
from ..models import DecisionRow, MarkingRuleRow, SecondDecisionRow, SecondMarkingRow
from . import submissions as queries

Rows = queries.Rows
OneRow = queries.OneRow

_PIECE = evidence.pieces().subquery("second_piece")
_TIME = times_enrolled().subquery("time_enrolled")


def of(submissions: Sequence[Submission]) -> dict[int, SecondMarking]:
    """How the second marking of each of these stands, by its id: in one statement."""
    if not submissions:
        return {}
    rows: dict[int, list[OneRow]] = defaultdict(list)
    for row in db.session.execute(*_of({each.id for each in submissions})):
        rows[row.id].append(row)
    return {each.id: _second(each, rows[each.id]) for each in submissions}


@built_once
def _of(piece_ids: Collection[int]) -> Rows:
    return _beside(select(_PIECE.c.id).where(_PIECE.c.id.in_(piece_ids)), _PIECE)


def _beside(query: Rows, piece: Subquery) -> Rows:
    """A statement with the rules of each piece and its second marking beside it."""
    enrolled = and_(
        _TIME.c.learner_id == piece.c.learner_id,
        _TIME.c.started_at <= piece.c.at,
        or_(_TIME.c.ended_at.is_(None), _TIME.c.ended_at > piece.c.at),
    )
    there = ids_with(Role.TUTOR)
    decided = aliased(DecisionRow)  # the statement may have decisions already
    first_there = select(decided.id).where(
        decided.piece_id == piece.c.id,
        decided.id <= SecondMarkingRow.first_done,
        decided.assessor_id.in_(there),
    )
    attended = or_(SecondMarkingRow.marker_id.in_(there), SecondMarkingRow.asked_by_id.in_(there), first_there.exists())
    ruled = and_(MarkingRuleRow.cohort_id == _TIME.c.cohort_id, MarkingRuleRow.at <= piece.c.at)
    return (
        query.outerjoin(_TIME, enrolled)
        .outerjoin(MarkingRuleRow, ruled)
        .outerjoin(SecondMarkingRow, SecondMarkingRow.piece_id == piece.c.id)
        .outerjoin(SecondDecisionRow, SecondDecisionRow.piece_id == piece.c.id)
        .add_columns(MarkingRuleRow, SecondMarkingRow, SecondDecisionRow, attended.label("attended"))
    )


def of_one(submission: Submission) -> SecondMarking:
    return of([submission])[submission.id]


def waiting(
    tutor_id: int, *, since: datetime, at: datetime, also: int = 0
) -> tuple[list[Submission], list[Submission], dict[int, SecondMarking], frozenset[int]]:
    """What waits for this tutor to mark, first or second, or to agree on, and what was withdrawn of it ``since``.

    What is overdue comes first. Beside it the second marking of each of these, and of the piece ``also``, and the ids
    of those that are this tutor's to judge first: see ``cohorts.may_mark``.
    """
    pieces = queries.undecided(tutor_id, since=since, at=at, also=also, beside=_beside)
    seconds = {rows[0].id: _second(queries.submission(rows), rows) for rows in pieces}
    found = [seconds[rows[0].id].first for rows in pieces if rows[0].is_theirs]
    gone = sorted((each.withdrawn_at, each.id, each) for each in found if each.withdrawn_at)
    waits = [each for each in found if not each.withdrawn_at and seconds[each.id].waits_for(tutor_id)]
    for_them = frozenset(rows[0].id for rows in pieces if rows[0].for_them)
    in_order = overdue_first(waits, today=at.astimezone(LONDON).date())
    return in_order, [each for *_, each in reversed(gone)], seconds, for_them


def _second(first: Submission, rows: Iterable[OneRow]) -> SecondMarking:
    rules: dict[int, MarkingRuleRow] = {}
    decided: dict[int, SecondDecisionRow] = {}
    marking, attended = SecondMarkingRow(), True
    for row in rows:
        if row.SecondMarkingRow:
            marking, attended = row.SecondMarkingRow, bool(row.attended)
        if row.MarkingRuleRow:
            rules[row.MarkingRuleRow.id] = row.MarkingRuleRow
        if row.SecondDecisionRow:
            decided[row.SecondDecisionRow.id] = row.SecondDecisionRow
    in_order = [rules[number] for number in sorted(rules)]
    rule = in_force(MarkingRules(row.cohort_id, row.second_share, row.tolerance, row.at) for row in in_order)
    said = [decided[number] for number in sorted(decided)]
    return SecondMarking(
        first,
        chosen=is_chosen(first.id, rule.second_share),
        tolerance=rule.tolerance,
        marker_id=marking.marker_id,
        asked_by_id=marking.asked_by_id,
        decisions=tuple(_decision(row) for row in said if not row.agreed and row.assessor_id == marking.marker_id),
        agreed=tuple(_decision(row) for row in said if row.agreed),
        first_done=marking.first_done,
        second_done_at=marking.second_done_at,
        attended=attended,
    )


def _decision(row: SecondDecisionRow) -> Decision:
    judged = Judgement(row.outcome, row.comment, row.next_step, frozenset(map(Quality, row.unmet)))
    return Decision(row.criterion, judged, row.assessor_id, row.at, row.id, row.reason)
