from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, case, exists, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from ...cohorts.queries import learners_taught_by, may_mark, may_read, somebody_marks, times_enrolled
from ...db import built_once, db
from ...evidence import queries as evidence
from ...web.moments import shown
from ..core.comments import Saying
from ..core.phrase import Phrase
from ..core.planned import PlannedStep, TutorsAnswer
from ..core.returning import due
from ..core.submission import (
    Claimed,
    CriterionEvidence,
    Decision,
    Judgement,
    Outcome,
    Quality,
    Release,
    Series,
    Submission,
)
from ..models import (
    CommentRow,
    CommentWordsRow,
    DecisionRow,
    MarkingRuleRow,
    PhraseRow,
    PhraseUseRow,
    PlannedStepRow,
    ReleaseRow,
    SecondMarkingRow,
)
from .comments import last_said
from .rules import return_days

Rows = Select[*tuple[Any, ...]]
OneRow = Row[*tuple[Any, ...]]

_PIECE = evidence.pieces().subquery("piece")
_CLAIM = evidence.claimed().subquery("claim")
_TIME = times_enrolled().subquery("time_in_cohort")
_RULE, _LATER_RULE = aliased(MarkingRuleRow, name="rule"), aliased(MarkingRuleRow, name="later_rule")
_AS_WRITTEN = _CLAIM.c.claim_id, DecisionRow.id


def submissions_by(learner_id: int, *, kind: str, source_id: int | None = None, at: datetime) -> list[Submission]:
    """What a learner has handed in of a kind, from one source or all, the latest first, as the learner may see it."""
    return [submission.for_learner for submission in _gathered(*_of_learner(learner_id, at, kind, source_id))]


@built_once
def _of_learner(learner_id: int, at: datetime, kind: str | None = None, source_id: int | None = None) -> Rows:
    query = _submissions(at).where(_CLAIM.c.learner_id == learner_id)
    if kind is not None:
        query = query.where(_CLAIM.c.kind == kind)
    if source_id is not None:
        query = query.where(_CLAIM.c.source_id == source_id)
    return query.order_by(_CLAIM.c.at.desc(), _CLAIM.c.id.desc(), *_AS_WRITTEN)


def own_series(piece_id: int, *, learner_id: int, at: datetime) -> Series | None:
    """A learner's own submission among those from the same source, as the learner may see them."""
    series = _series(piece_id, *_series_of_learner(piece_id, learner_id, at))
    return series.for_learner if series else None


def taught_series(piece_id: int, *, tutor_id: int, at: datetime) -> Series | None:
    """A submission that this tutor may read among those from the same source that they may read, with all marking."""
    series = _series(piece_id, *_series_read_by(piece_id, tutor_id, at))
    return series.for_tutor if series else None


def series_of(piece_id: int, *, at: datetime) -> Series | None:
    """A submission among those from the same source, with all marking: ask first whether it may be seen."""
    return _series(piece_id, _beside(piece_id, true(), at), {})


def submissions_read_by(tutor_id: int, learner_id: int, *, at: datetime) -> list[Submission]:
    """What of a learner's submissions a tutor may read, the latest first, with all marking."""
    return _gathered(*_of_learner_read_by(learner_id, tutor_id, at))


@built_once
def _of_learner_read_by(learner_id: int, tutor_id: int, at: datetime) -> Rows:
    query = _submissions(at).where(_CLAIM.c.learner_id == learner_id, _read_by(tutor_id, at))
    return query.order_by(_CLAIM.c.at.desc(), _CLAIM.c.id.desc(), *_AS_WRITTEN)


def submissions_of(learner_id: int, *, at: datetime) -> list[Submission]:
    """What a learner has handed in, of every kind, the latest first, as the learner may see it."""
    return [submission.for_learner for submission in _gathered(*_of_learner(learner_id, at))]


def _read_by(tutor_id: int, at: datetime) -> ColumnElement[bool]:
    """What a tutor may read: see ``cohorts.may_read``; and what they judge or judged themselves."""
    return or_(may_read(tutor_id, _CLAIM.c.learner_id, _CLAIM.c.at, at=at), _CLAIM.c.id.in_(judged_by(tutor_id)))


def judged_by(tutor_id: int) -> Select[int]:
    """The pieces that a tutor decided on or was asked to mark second, whoever teaches their learners: a subquery."""
    decided = select(DecisionRow.piece_id).where(DecisionRow.assessor_id == tutor_id)
    both = decided.union(_second_by(tutor_id)).subquery("judged")
    return select(both.c.piece_id)


def _second_by(tutor_id: int) -> Select[int]:
    """The pieces that a tutor was asked to mark second, whoever teaches their learners: a subquery."""
    return select(SecondMarkingRow.piece_id).where(SecondMarkingRow.marker_id == tutor_id)


@built_once
def _series_of_learner(piece_id: int, learner_id: int, at: datetime) -> Rows:
    return _beside(piece_id, _CLAIM.c.learner_id == learner_id, at)


@built_once
def _series_read_by(piece_id: int, tutor_id: int, at: datetime) -> Rows:
    return _beside(piece_id, _read_by(tutor_id, at), at)


def _beside(piece_id: int, allowed: ColumnElement[bool], at: datetime) -> Rows:
    """A submission and all others from the same source, as far as they are allowed to be read."""
    same_source = and_(_PIECE.c.kind == _CLAIM.c.kind, _PIECE.c.source_id == _CLAIM.c.source_id)
    series = _submissions(at).join(_PIECE, same_source).where(_PIECE.c.id == piece_id, allowed)
    return series.order_by(_CLAIM.c.number, *_AS_WRITTEN)


def _series(piece_id: int, query: Rows, parameters: Mapping[str, object]) -> Series | None:
    submissions = _gathered(query, parameters)
    shown = next((submission for submission in submissions if submission.id == piece_id), None)
    return Series(tuple(submissions), shown) if shown else None


def pieces_waiting(learner_ids: Iterable[int]) -> int:
    """How many pieces of these learners are still to be marked: nobody has released them or set a time for it."""
    released = select(ReleaseRow.piece_id)
    of_these = _PIECE.c.learner_id.in_(set(learner_ids)), _PIECE.c.withdrawn_at.is_(None)
    waits = select(func.count()).where(*of_these, _PIECE.c.id.not_in(released))
    return db.session.scalar(waits) or 0


def settled(piece_ids: Iterable[int], *, at: datetime) -> frozenset[int]:
    """Of these pieces, those whose decisions have been released."""
    released = (
        select(ReleaseRow.piece_id)
        .join(_PIECE, _comes_for(_PIECE))
        .where(ReleaseRow.piece_id.in_(set(piece_ids)), ReleaseRow.at <= at)
    )
    return frozenset(db.session.scalars(released))


def waiting(tutor_id: int, *, at: datetime) -> list[Submission]:
    """What is for this tutor to mark and nobody has released yet or set a time for, oldest first."""
    return _gathered(*_waiting(tutor_id, at))


@built_once
def _waiting(tutor_id: int, at: datetime) -> Rows:
    waits = _submissions(at).where(_CLAIM.c.withdrawn_at.is_(None), *_undecided(tutor_id, at))
    return waits.order_by(_CLAIM.c.at, _CLAIM.c.id, *_AS_WRITTEN)


def undecided(
    tutor_id: int, *, since: datetime, at: datetime, also: int, beside: Callable[[Rows, Subquery], Rows]
) -> list[list[OneRow]]:
    """The rows of each piece that waits for this tutor or was withdrawn ``since`` a moment, oldest first.

    ``also`` is another piece whose rows are wanted, with ``is_theirs`` false where it is not among them; ``for_them``
    says whether it is this tutor's to judge, see ``cohorts.may_mark``. ``beside``
    joins more to the statement and to the pieces in it; ``submission`` makes a submission of a piece's rows.
    """
    return _by_piece(*_to_mark(tutor_id, since, at, also, beside))


@built_once
def _to_mark(tutor_id: int, since: datetime, at: datetime, also: int, beside: Callable[[Rows, Subquery], Rows]) -> Rows:
    fresh = or_(_CLAIM.c.withdrawn_at.is_(None), _CLAIM.c.withdrawn_at >= since)
    theirs = and_(fresh, *_undecided(tutor_id, at))
    for_them = may_mark(tutor_id, _CLAIM.c.learner_id, _CLAIM.c.at, at=at)
    asked = (
        _submissions(at)
        .add_columns(theirs.label("is_theirs"), for_them.label("for_them"))
        .where(or_(theirs, _CLAIM.c.id == also))
    )
    return beside(asked.order_by(_CLAIM.c.at, _CLAIM.c.id, *_AS_WRITTEN), _CLAIM)


def planned(tutor_id: int, *, at: datetime) -> list[Submission]:
    """What this tutor may mark that is to be released at a moment to come, the soonest first."""
    return _gathered(*_planned(tutor_id, at))


@built_once
def _planned(tutor_id: int, at: datetime) -> Rows:
    mine = may_mark(tutor_id, _CLAIM.c.learner_id, _CLAIM.c.at, at=at), _CLAIM.c.learner_id != tutor_id
    to_come = _submissions(at).where(ReleaseRow.at > at, *mine)
    return to_come.order_by(ReleaseRow.at, _CLAIM.c.at, _CLAIM.c.id, *_AS_WRITTEN)


def recently_released(tutor_id: int, *, limit: int, at: datetime) -> list[Submission]:
    """The submissions that were released last, by this tutor or of their learners, the latest first."""
    return _gathered(*_recently_released(tutor_id, limit, at))


@built_once
def _recently_released(tutor_id: int, limit: int, at: datetime) -> Rows:
    latest = (
        select(ReleaseRow.piece_id)
        .join(_PIECE, _comes_for(_PIECE))
        .where(ReleaseRow.at <= at)
        .where(or_(_PIECE.c.learner_id.in_(learners_taught_by(tutor_id, at=at)), ReleaseRow.assessor_id == tutor_id))
        .order_by(ReleaseRow.at.desc(), ReleaseRow.piece_id.desc())
        .limit(limit)
    )
    released = _submissions(at).where(_CLAIM.c.id.in_(latest))
    return released.order_by(ReleaseRow.at.desc(), _CLAIM.c.id.desc(), *_AS_WRITTEN)


def claims(learner_ids: Iterable[int], *, at: datetime, with_to_do: bool = True) -> dict[int, list[CriterionEvidence]]:
    """What each learner has handed in for each criterion, oldest first; outcomes only once they are released.

    It is read for whole cohorts, so the words of decisions are left out; and without ``with_to_do`` also what somebody
    is still to do: the steps of learners, the answers of tutors, and the day by which a piece is due.
    """
    learners = set(learner_ids)
    claims_of: dict[int, list[CriterionEvidence]] = {learner_id: [] for learner_id in learners}
    for rows in _by_piece(*_claims(learners, at, with_to_do=with_to_do)):
        claims_of[rows[0].learner_id] += _claimed(rows)
    return claims_of


@built_once
def _claims(learner_ids: Collection[int], at: datetime, *, with_to_do: bool) -> Rows:
    theirs = _CLAIM.c.learner_id.in_(learner_ids), _CLAIM.c.withdrawn_at.is_(None)
    is_blind = case((ReleaseRow.at <= at, false()), else_=is_handed_in_blind(_CLAIM.c.learner_id, _CLAIM.c.at))
    query = _outcomes(at).add_columns(is_blind.label("is_blind"))
    if with_to_do:
        query = _with_to_do(query.add_columns(_due_after(at)))
    return query.where(*theirs).order_by(_CLAIM.c.at, _CLAIM.c.id, *_AS_WRITTEN)


def _claimed(rows: list[OneRow]) -> list[CriterionEvidence]:
    """What a piece says of each criterion that it claims; of each the decision that was saved last counts."""
    first = rows[0]
    on_all = Claimed(
        evidence.piece(rows),
        first.released_at if first.in_force else None,
        seen=bool(first.seen),
        without_name=bool(first.is_blind),
    )
    steps: dict[str, PlannedStep] = {}
    if "step_id" in first._fields:
        steps = {row.criterion: _step(row) for row in rows if row.step_id}
        answers = [TutorsAnswer(row.comment_id, row.answered_at) for row in rows if row.comment_id]
        day = None if first.return_days is None else due(shown(first.at).date(), first.return_days)
        on_all = replace(on_all, answer=max(answers, default=None, key=lambda one: one.at), due=day)
    latest = {row.criterion: row for row in rows if row.criterion}
    return [on_all.on(name, row.outcome, row.amended_at, steps.get(name)) for name, row in latest.items()]


def achieved_by(learner_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """How many criteria each of these learners has achieved, as they may read by then; who has none is not there."""
    later = aliased(DecisionRow)
    same = later.piece_id == DecisionRow.piece_id, later.criterion == DecisionRow.criterion
    rows = db.session.execute(
        select(_PIECE.c.learner_id, func.count(DecisionRow.criterion.distinct()))
        .join(ReleaseRow, _comes_for(_PIECE))
        .join(DecisionRow, DecisionRow.piece_id == _PIECE.c.id)
        .where(_PIECE.c.learner_id.in_(set(learner_ids)), _PIECE.c.withdrawn_at.is_(None), ReleaseRow.at <= at)
        .where(DecisionRow.outcome == Outcome.ACHIEVED, ~exists().where(*same, later.id > DecisionRow.id))
        .group_by(_PIECE.c.learner_id)
    )
    return {row[0]: row[1] for row in rows}


def _with_to_do(query: Rows) -> Rows:
    """With the steps that are to be done and what tutors answered last, of each piece."""
    answered = (
        select(CommentRow.piece_id, CommentRow.id, CommentWordsRow.author_id, CommentWordsRow.at)
        .join(CommentWordsRow, CommentWordsRow.comment_id == CommentRow.id)
        .where(CommentWordsRow.saying == Saying.ANSWER, last_said())
        .subquery("answered")
    )
    to_do = PlannedStepRow.decision_id == DecisionRow.id, PlannedStepRow.done_at.is_(None)
    by_tutor = answered.c.piece_id == _CLAIM.c.id, answered.c.author_id != _CLAIM.c.learner_id
    return (
        query.outerjoin(PlannedStepRow, and_(*to_do))
        .outerjoin(answered, and_(*by_tutor))
        .add_columns(
            PlannedStepRow.id.label("step_id"),
            PlannedStepRow.text.label("step_text"),
            PlannedStepRow.at.label("step_at"),
            answered.c.id.label("comment_id"),
            answered.c.at.label("answered_at"),
        )
    )


def _step(row: OneRow) -> PlannedStep:
    return PlannedStep(row.step_id, row.id, row.decision_id, row.criterion, row.step_text, row.step_at)


def phrases(*, retired: bool = False) -> list[Phrase]:
    """The centre's feedback bank, the most used first; with ``retired``, those that were retired instead."""
    uses = func.count(PhraseUseRow.id)
    rows = db.session.execute(
        select(PhraseRow, uses)
        .outerjoin(PhraseUseRow, PhraseUseRow.phrase_id == PhraseRow.id)
        .where(PhraseRow.retired_at.is_not(None) if retired else PhraseRow.retired_at.is_(None))
        .group_by(PhraseRow.id)
        .order_by(uses.desc(), PhraseRow.id)
    )
    return [Phrase(row.text, row.criterion, row.name, row.id, used, row.retired_at) for row, used in rows]


def is_handed_in_blind(learner_id: ColumnElement[int], handed_in_at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether a cohort that a learner was in asked by then for blind marking; one of several is enough."""
    later = _LATER_RULE.cohort_id == _RULE.cohort_id, _LATER_RULE.id > _RULE.id, _LATER_RULE.at <= handed_in_at
    replaced = exists().where(*later).correlate_except(_LATER_RULE)  # the piece is two statements further out
    return exists().where(
        _TIME.c.learner_id == learner_id,
        _TIME.c.started_at <= handed_in_at,
        or_(_TIME.c.ended_at.is_(None), _TIME.c.ended_at > handed_in_at),
        _RULE.cohort_id == _TIME.c.cohort_id,
        _RULE.at <= handed_in_at,
        _RULE.blind,
        ~replaced,
    )


def hands_in_blind(learner_id: int, *, at: datetime) -> bool:
    """Whether what this learner hands in now is marked without their name."""
    return bool(db.session.scalar(select(is_handed_in_blind(literal(learner_id), literal(at)))))


def terms_of_hand_in(learner_id: int, *, at: datetime) -> tuple[bool, bool]:
    """Whether somebody marks what this learner hands in now, and whether without their name: in one statement."""
    learner, moment = literal(learner_id), literal(at)
    terms = select(somebody_marks(learner, moment, at=at), is_handed_in_blind(learner, moment))
    marked, blind = db.session.execute(terms).one()
    return bool(marked), bool(blind)


def _undecided(tutor_id: int, at: datetime) -> tuple[ColumnElement[bool], ...]:
    """What this tutor has to mark or had to: see ``cohorts.may_mark``. Nobody marks their own work."""
    return (
        ReleaseRow.piece_id.is_(None),
        or_(may_mark(tutor_id, _CLAIM.c.learner_id, _CLAIM.c.at, at=at), _CLAIM.c.id.in_(_second_by(tutor_id))),
        _CLAIM.c.learner_id != tutor_id,
    )


def _comes_for(piece: Subquery) -> ColumnElement[bool]:
    """That a release is of this piece, and was or will be in force: it is not for what was withdrawn before it."""
    in_time = or_(piece.c.withdrawn_at.is_(None), piece.c.withdrawn_at >= ReleaseRow.at)
    return and_(ReleaseRow.piece_id == piece.c.id, in_time)


def _submissions(at: datetime) -> Rows:
    """The same with what was said in the decisions, and by whom."""
    row, released_by = DecisionRow, ReleaseRow.assessor_id.label("released_by")
    said = row.comment, row.next_step, row.unmet, row.reason, row.assessor_id, row.at.label("decided_at")
    without_name = is_handed_in_blind(_CLAIM.c.learner_id, _CLAIM.c.at).label("without_name")
    return _outcomes(at).add_columns(released_by, _due_after(at), without_name, *said)


def _due_after(at: datetime) -> ColumnElement[int | None]:
    """After how many days a piece is due back that is still with a tutor, beside its row."""
    with_tutor = and_(_CLAIM.c.withdrawn_at.is_(None), or_(ReleaseRow.piece_id.is_(None), ReleaseRow.at > at))
    return case((with_tutor, return_days(_CLAIM.c.learner_id, _CLAIM.c.at))).label("return_days")


def _outcomes(at: datetime) -> Rows:
    """A row for each decision on each claim of each piece, and one for a claim that has none."""
    return (
        select(
            _CLAIM,
            ReleaseRow.at.label("released_at"),
            (ReleaseRow.at <= at).label("in_force"),
            DecisionRow.id.label("decision_id"),
            DecisionRow.outcome,
            case((DecisionRow.reason != "", DecisionRow.at)).label("amended_at"),
            or_(ReleaseRow.piece_id.is_not(None), somebody_marks(_CLAIM.c.learner_id, _CLAIM.c.at, at=at)).label(
                "seen"
            ),
        )
        .outerjoin(ReleaseRow, _comes_for(_CLAIM))
        .outerjoin(DecisionRow, and_(DecisionRow.piece_id == _CLAIM.c.id, DecisionRow.criterion == _CLAIM.c.criterion))
    )


def _gathered(query: Rows, parameters: Mapping[str, object]) -> list[Submission]:
    return [submission(rows) for rows in _by_piece(query, parameters)]


def _by_piece(query: Rows, parameters: Mapping[str, object]) -> list[list[OneRow]]:
    rows: dict[int, list[OneRow]] = defaultdict(list)
    for row in db.session.execute(query, parameters):
        rows[row.id].append(row)
    return list(rows.values())


def submission(rows: list[OneRow]) -> Submission:
    """The submission that these rows are of; a decision may stand in several of them."""
    first = rows[0]
    piece = evidence.piece(rows)
    decisions = {row.decision_id: _decision(row) for row in rows if row.decision_id is not None}
    release = Release(first.released_by, first.released_at) if first.released_at else None
    return Submission(
        **vars(piece),
        decisions=tuple(decisions[number] for number in sorted(decisions)),
        release=release if first.in_force else None,
        planned=None if first.in_force else release,
        seen=bool(first.seen),
        due=due(shown(piece.at).date(), first.return_days),
        without_name=bool(first.without_name),
    )


def _decision(row: OneRow) -> Decision:
    judged = Judgement(row.outcome, row.comment, row.next_step, frozenset(map(Quality, row.unmet)))
    return Decision(row.criterion, judged, row.assessor_id, row.decided_at, row.decision_id, row.reason)


def released_pieces(at: datetime) -> Select[int]:
    """The ids of all pieces whose decisions their learners may read by then, as a subquery."""
    return select(ReleaseRow.piece_id).where(ReleaseRow.at <= at)
