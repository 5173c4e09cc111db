"""Answers that tutors mark, of the learners they teach."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select

from ....cohorts.queries import learners_taught_by, may_mark
from ....db import built_once, db
from ....web.opaque import opaque
from ...attempts.core.self_marking import SelfMark
from ...attempts.models import AttemptRow, GivenMarkRow, MarkRequestRow, ResultItemRow, ResultRow, SelfMarkRow
from ...attempts.queries.results import is_latest_result
from ...bank.core.paper import ItemVersion
from ...bank.queries import live_versions
from ..core.open_answers import Given, Question, WrittenAnswer, questions

WRITTEN = "written answers"


def open_answers(tutor_id: int, *, since: datetime, at: datetime, item_id: str | None = None) -> tuple[Question, ...]:
    """What is for this tutor to mark (see ``cohorts.may_mark``): what waits, and what was marked since.

    Their own answers are for somebody else. Only attempts with a result are there; what is void is not. Of practice,
    only what a tutor was asked to mark is there.
    """
    rows = db.session.execute(*_open_answers(tutor_id, since, at, item_id)).all()
    versions = live_versions({row.item_digest for row in rows})
    return questions(
        _answer(row.id, versions[row.item_digest], row.response, row.GivenMarkRow, row.SelfMarkRow) for row in rows
    )


@built_once
def _open_answers(tutor_id: int, since: datetime, at: datetime, item_id: str | None) -> Select[*tuple[Any, ...]]:
    latest = select(func.max(GivenMarkRow.id)).group_by(GivenMarkRow.attempt_id, GivenMarkRow.item_id)
    latest_own = select(func.max(SelfMarkRow.id)).group_by(SelfMarkRow.attempt_id, SelfMarkRow.item_id)
    mine = and_(
        GivenMarkRow.attempt_id == AttemptRow.id,
        GivenMarkRow.item_id == ResultItemRow.item_id,
        GivenMarkRow.id.in_(latest),
    )
    own = and_(
        SelfMarkRow.attempt_id == AttemptRow.id,
        SelfMarkRow.item_id == ResultItemRow.item_id,
        SelfMarkRow.item_digest == ResultItemRow.item_digest,
        SelfMarkRow.id.in_(latest_own),
        SelfMarkRow.at >= ResultRow.at,
    )
    answers = (
        select(AttemptRow.id, ResultItemRow.item_digest, ResultItemRow.response, GivenMarkRow, SelfMarkRow)
        .select_from(AttemptRow)
        .join(ResultRow, and_(ResultRow.attempt_id == AttemptRow.id, is_latest_result()))
        .join(ResultItemRow, ResultItemRow.result_id == ResultRow.id)
        .outerjoin(GivenMarkRow, mine)
        .outerjoin(SelfMarkRow, own)
        .where(
            may_mark(tutor_id, AttemptRow.learner_id, AttemptRow.started_at, at=at),
            AttemptRow.learner_id != tutor_id,
            AttemptRow.voided_at.is_(None),
            (ResultItemRow.pending & _is_for_tutors()) | (GivenMarkRow.at >= since),
        )
    )
    return answers if item_id is None else answers.where(ResultItemRow.item_id == item_id)


def _is_for_tutors() -> ColumnElement[bool]:
    """An answer of a timed paper or a case, or one of practice that a tutor was asked to mark."""
    asked = exists().where(MarkRequestRow.attempt_id == AttemptRow.id, MarkRequestRow.item_id == ResultItemRow.item_id)
    return (AttemptRow.mode != "practice") | asked


def asked_for(attempt_id: int) -> frozenset[str]:
    """The items of a practice attempt that a tutor was asked to mark."""
    return frozenset(db.session.scalars(select(MarkRequestRow.item_id).where(MarkRequestRow.attempt_id == attempt_id)))


def waiting(tutor_id: int, *, at: datetime) -> Select[Any]:
    """How many answers to each question wait for this tutor and since when, for Today (``shared.feed.Waiting``).

    The words are the question's id, the number is how many.
    """
    item: Any = ResultItemRow
    columns = (
        literal(WRITTEN).label("kind"),
        literal(0).label("id"),
        literal(0).label("learner_id"),
        item.item_id.label("words"),
        func.count().label("number"),
        func.min(ResultRow.at).label("at"),
    )
    mine = may_mark(tutor_id, AttemptRow.learner_id, AttemptRow.started_at, at=at)
    return _waiting(*columns).where(mine, AttemptRow.learner_id != tutor_id).group_by(item.item_id)


def open_answers_waiting(tutor_id: int, *, at: datetime) -> int:
    """How many answers wait for a mark of this tutor."""
    return db.session.scalar(*_open_answers_waiting(tutor_id, at)) or 0


@built_once
def _open_answers_waiting(tutor_id: int, at: datetime) -> Select[int]:
    every = waiting(tutor_id, at=at).subquery()
    return select(func.coalesce(func.sum(every.c.number), 0))


def answers_waiting(learner_ids: Iterable[int]) -> int:
    """How many answers of these learners wait for a mark."""
    return db.session.scalar(_waiting(func.count()).where(AttemptRow.learner_id.in_(set(learner_ids)))) or 0


def waiting_of_learners() -> Select[Any]:
    """Whose answers wait for a mark, and since when (``person_id``, ``at``), answer by answer: a subquery."""
    return _waiting(AttemptRow.learner_id.label("person_id"), ResultRow.at)


def _waiting(*columns: Any) -> Select[Any]:
    given = exists().where(GivenMarkRow.attempt_id == AttemptRow.id, GivenMarkRow.item_id == ResultItemRow.item_id)
    return (
        select(*columns)
        .select_from(AttemptRow)
        .join(ResultRow, and_(ResultRow.attempt_id == AttemptRow.id, is_latest_result()))
        .join(ResultItemRow, ResultItemRow.result_id == ResultRow.id)
        .where(ResultItemRow.pending, _is_for_tutors(), ~given, AttemptRow.voided_at.is_(None))
    )


def marks_given(attempt_ids: Iterable[int]) -> dict[int, dict[str, Given]]:
    """What tutors have given, by attempt and item: the latest for each."""
    ids = set(attempt_ids)
    rows = db.session.scalars(select(GivenMarkRow).where(GivenMarkRow.attempt_id.in_(ids)).order_by(GivenMarkRow.id))
    given: dict[int, dict[str, Given]] = {attempt_id: {} for attempt_id in ids}
    for row in rows:
        given[row.attempt_id][row.item_id] = _given(row)
    return given


def is_taught(attempt_id: int, *, tutor_id: int, at: datetime) -> bool:
    """Whether this is an attempt of a learner whom this tutor teaches: who may reopen and void it."""
    mine = AttemptRow.learner_id.in_(learners_taught_by(tutor_id, at=at))
    return db.session.scalar(select(AttemptRow.id).where(AttemptRow.id == attempt_id, mine)) is not None


def may_be_marked(attempt_id: int, *, tutor_id: int, at: datetime) -> bool:
    """Whether the written answers of this attempt are for this tutor to mark."""
    mine = may_mark(tutor_id, AttemptRow.learner_id, AttemptRow.started_at, at=at)
    return db.session.scalar(select(AttemptRow.id).where(AttemptRow.id == attempt_id, mine)) is not None


def _answer(
    attempt_id: int, version: ItemVersion, response: list[str], given: GivenMarkRow | None, own: SelfMarkRow | None
) -> WrittenAnswer:
    return WrittenAnswer(
        opaque("answer", attempt_id, version.item.id),
        attempt_id,
        version,
        tuple(response),
        _given(given) if given else None,
        SelfMark(frozenset(own.points), own.at) if own else None,
    )


def _given(row: GivenMarkRow) -> Given:
    return Given(Fraction(row.share_num, row.share_den), row.comment, row.author_id, row.at, row.id)
