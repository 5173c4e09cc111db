"""Which decisions are in a sample, how each stands, and what is left to draw from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, literal, or_, select
from sqlalchemy.orm import aliased

from ..accounts.queries import everybody
from ..cohorts.queries import may_mark, times_enrolled
from ..db import built_once, db
from ..marking.queries.decided import decided, decisions_by
from ..signing.queries import signed_by
from .core import Decided, Sample, Sampled, Step, Taken, Wanted
from .models import QualityStepRow, SampledRow, SampleRow

RETURNED = "returned in quality assurance"
_PERSON = everybody().subquery("learner_sampled")


def left(person_id: int, *, at: datetime, wanted: Wanted | None = None) -> list[Decided]:
    """The decisions in no sample that this quality assurer may draw, or those of them that fit what is wanted."""
    asked, parameters = _left(person_id, at)
    if wanted:
        asked = asked.where(*_fitting(wanted, asked.selected_columns))
    rows = db.session.execute(asked, parameters)
    return [Decided(row.decision_id, row.piece_id, row.criterion, row.assessor_id) for row in rows]


@built_once
def _left(person_id: int, at: datetime) -> Select[*tuple[Any, ...]]:
    found = decided(at=at).subquery("found")
    sampled = select(SampledRow.id).where(
        SampledRow.piece_id == found.c.piece_id, SampledRow.criterion == found.c.criterion
    )
    not_theirs = found.c.learner_id != person_id, ~_decided_by(person_id, found.c)
    return select(found).where(~sampled.exists(), *not_theirs).order_by(found.c.decision_id)


def samples() -> list[Sample]:
    """Every sample, the latest first."""
    return [_sample(row) for row in db.session.scalars(select(SampleRow).order_by(SampleRow.id.desc()))]


def sampled(person_id: int, *, at: datetime, sample_id: int | None = None) -> list[Sampled]:
    """What is in a sample, or in all of them, in the order in which it was drawn, for this quality assurer."""
    return _gathered(*_sampled(at, person_id, sample_id=sample_id), person_id)


def one(sampled_id: int, *, person_id: int, at: datetime) -> tuple[Sampled, bool] | None:
    """One decision in a sample, and whether this person decided or signed anything on its piece."""
    rows = db.session.execute(*_sampled(at, person_id, sampled_id=sampled_id)).all()
    return (_one(rows, person_id), bool(rows[0].decided)) if rows else None


def of_piece(piece_id: int, *, at: datetime) -> dict[str, Sampled]:
    """How the decisions on a piece stand that are in a sample, by criterion; ask first whether they may be seen."""
    return {each.criterion: each for each in _gathered(*_sampled(at, 0, piece_id=piece_id))}


def waiting(tutor_id: int, *, at: datetime) -> Select[Any]:
    """The decisions that were returned and are for this tutor to look at again, for Today (``shared.feed.Waiting``).

    The id is the piece's, the words are its title and the criterion, and the number is what the page's notice is at.
    """
    found, later = decided(at=at).subquery("of_theirs"), aliased(QualityStepRow)
    gone_on = select(later.id).where(later.sampled_id == QualityStepRow.sampled_id, later.id > QualityStepRow.id)
    return (
        select(
            literal(RETURNED).label("kind"),
            found.c.piece_id.label("id"),
            found.c.learner_id,
            (found.c.title + ", " + found.c.criterion).label("words"),
            SampledRow.id.label("number"),
            QualityStepRow.at,
        )
        .join(SampledRow, and_(SampledRow.piece_id == found.c.piece_id, SampledRow.criterion == found.c.criterion))
        .join(QualityStepRow, QualityStepRow.sampled_id == SampledRow.id)
        .where(
            QualityStepRow.step == Step.RETURNED,
            QualityStepRow.decision_id == found.c.decision_id,
            ~gone_on.exists(),
            may_mark(tutor_id, found.c.learner_id, found.c.handed_in_at, at=at),
            found.c.learner_id != tutor_id,
        )
    )


def confirmed(piece_id: int, criterion: str) -> bool:
    """Whether the decision that counts on a criterion is confirmed, and so locked."""
    last = (
        select(QualityStepRow.step)
        .join(SampledRow, SampledRow.id == QualityStepRow.sampled_id)
        .where(SampledRow.piece_id == piece_id, SampledRow.criterion == criterion)
        .order_by(QualityStepRow.id.desc())
        .limit(1)
    )
    return db.session.scalar(last) is Step.CONFIRMED


def _decided_by(person_id: int, columns: Any) -> ColumnElement[bool]:
    return or_(columns.piece_id.in_(decisions_by(person_id)), columns.piece_id.in_(signed_by(person_id)))


def _fitting(wanted: Wanted, columns: Any) -> Iterable[ColumnElement[bool]]:
    if wanted.assessor_id is not None:
        yield columns.assessor_id == wanted.assessor_id
    if wanted.criterion:
        yield columns.criterion == wanted.criterion
    if wanted.outcome is not None:
        yield columns.outcome == wanted.outcome
    if wanted.cohort_id is not None:
        time = times_enrolled().subquery("time_sampled")
        then = and_(
            time.c.learner_id == columns.learner_id,
            time.c.cohort_id == wanted.cohort_id,
            time.c.started_at <= columns.handed_in_at,
            or_(time.c.ended_at.is_(None), time.c.ended_at > columns.handed_in_at),
        )
        yield select(time.c.cohort_id).where(then).exists()


@built_once
def _sampled(
    at: datetime,
    person_id: int,
    *,
    sample_id: int | None = None,
    sampled_id: int | None = None,
    piece_id: int | None = None,
) -> Select[*tuple[Any, ...]]:
    """A row for each step about each decision in a sample, or about those named, and one for one without steps."""
    found = decided(at=at).subquery("counts")
    of = (SampledRow.sample_id, sample_id), (SampledRow.id, sampled_id), (SampledRow.piece_id, piece_id)
    return (
        select(
            SampledRow.id,
            SampledRow.sample_id,
            SampledRow.decision_id.label("drawn_id"),
            found,
            _PERSON.c.name.label("learner"),
            QualityStepRow,
            _decided_by(person_id, found.c).label("decided"),
        )
        .join(found, and_(found.c.piece_id == SampledRow.piece_id, found.c.criterion == SampledRow.criterion))
        .join(_PERSON, _PERSON.c.id == found.c.learner_id)
        .outerjoin(QualityStepRow, QualityStepRow.sampled_id == SampledRow.id)
        .where(*(column == wanted for column, wanted in of if wanted is not None))
        .order_by(SampledRow.id, QualityStepRow.id)
    )


def _gathered(asked: Select[*tuple[Any, ...]], parameters: Mapping[str, object], person_id: int = 0) -> list[Sampled]:
    rows: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in db.session.execute(asked, parameters):
        rows[row.id].append(row)
    return [_one(several, person_id) for several in rows.values()]


def _one(rows: Any, person_id: int) -> Sampled:
    first = rows[0]
    return Sampled(
        first.id,
        first.sample_id,
        first.piece_id,
        first.learner_id,
        first.learner,
        first.title,
        first.criterion,
        first.drawn_id,
        first.decision_id,
        first.outcome,
        first.assessor_id,
        tuple(_taken(row.QualityStepRow) for row in rows if row.QualityStepRow),
        barred=bool(first.decided) or first.learner_id == person_id,
    )


def _taken(row: QualityStepRow) -> Taken:
    return Taken(row.step, row.decision_id, row.by_id, row.at, row.reason, row.id)


def _sample(row: SampleRow) -> Sample:
    wanted = Wanted(row.size, row.seed, row.assessor_id, row.cohort_id, row.criterion, row.outcome)
    return Sample(row.id, row.drawn_by_id, row.at, wanted, row.of)
