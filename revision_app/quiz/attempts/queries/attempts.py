from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, bindparam, exists, func, or_, select

from ....db import db, read_alone
from ...bank.queries import paper_versions
from ..core.attempt import BEAR_ON_AN_ANSWER, OF_A_SAVE, Attempt, Save, Step, StepKind
from ..core.interventions import InterventionKind
from ..core.timing import LOAD_ALLOWANCE, Timing
from ..models import AttemptRow, InterventionRow, ResultRow, StepRow
from .rules import began_in

_SECOND = timedelta(seconds=1)
_NEVER = datetime.max.replace(tzinfo=UTC)

# Statements that every save and every question's page need are written once; only their values change.
_A: Any = AttemptRow.__table__.c

_S: Any = StepRow.__table__.c

_ONE: Any = StepRow.__table__.alias().c

_has_result = exists().where(ResultRow.attempt_id == _A.id, ResultRow.segment == _A.segment)
_TIMING = (
    _A.started_at,
    _A.limit_seconds,
    _A.extended_seconds,
    _A.rest_seconds,
    _A.rested_seconds,
    _A.resting_since,
    _A.closes_at,
)


def _attempts_with_steps(which: ColumnElement[bool], *steps: ColumnElement[bool]) -> Select[Any]:
    """Attempts, whether each is marked, and a row for each of their steps (of those that ``steps`` let through)."""
    return _attempts_joined(which, and_(_S.attempt_id == _A.id, *steps))


def _attempts_joined(which: ColumnElement[bool], on: ColumnElement[bool]) -> Select[Any]:
    about = (_A.id, _A.learner_id, _A.number, _A.paper_digest, _A.seed, _A.segment, _A.voided_at, *_TIMING)
    did = (_S.kind, _S.at, _S.key, _S.item_id, _S.response, _S.certainty, _S.window, _S.notes)
    when = (_S.id.label("step_id"), _S.segment.label("step_segment"))
    joined = AttemptRow.__table__.outerjoin(StepRow.__table__, on)
    columns = select(*about, _has_result.label("marked"), *did, *when).select_from(joined)
    return columns.where(which).order_by(_A.id, _S.id)


_MINE = and_(_A.id == bindparam("attempt_id"), _A.learner_id == bindparam("learner_id"))

_AMONG = _A.id.in_(bindparam("attempt_ids", expanding=True))


def _last(*which: ColumnElement[bool]) -> ScalarSelect[Any]:
    """The id of the attempt's last step of which this is true: found from an index, however many steps there are."""
    mine = and_(_ONE.attempt_id == bindparam("attempt_id"), *which)
    return select(_ONE.id).where(mine).order_by(_ONE.id.desc()).limit(1).scalar_subquery()


_BEARS_ON_SAVE = _S.id.in_(
    [
        *(_last(_ONE.item_id == bindparam("item_id"), _ONE.kind == kind) for kind in BEAR_ON_AN_ANSWER),
        *(_last(_ONE.item_id.is_(None), _ONE.kind == kind) for kind in (StepKind.OPENED, StepKind.SUBMITTED)),
        *(_last(_ONE.key == bindparam("key"), _ONE.kind == kind) for kind in OF_A_SAVE),
    ]
)
_MATTERS = _S.kind != StepKind.NOTED

_ATTEMPT = _attempts_with_steps(_MINE, or_(_MATTERS, _S.id == _last(_ONE.kind == StepKind.NOTED)))

# By the ids of its steps alone, which are the attempt's own. Told more, a database may choose to go through all it has.
_ATTEMPT_AT_ITEM = _attempts_joined(_MINE, _BEARS_ON_SAVE)

# Read from an index, which is gone through as a whole; of an answer that was changed hundreds of times it gives one.
_LATEST = select(func.max(_ONE.id)).where(_ONE.attempt_id == bindparam("attempt_id")).group_by(_ONE.item_id, _ONE.kind)

_ATTEMPT_AS_IT_STANDS = _attempts_joined(_MINE, _S.id.in_(_LATEST))

_ATTEMPTS = _attempts_with_steps(_AMONG, _MATTERS)

_UNMARKED = _attempts_with_steps(
    and_(_A.learner_id == bindparam("learner_id"), ~_has_result, _A.voided_at.is_(None)), _MATTERS
)

_OVERDUE = (
    select(_A.id).where(_A.deadline_at <= bindparam("ended_by"), _A.voided_at.is_(None), ~_has_result).order_by(_A.id)
)

_OVERDUE_AMONG = _OVERDUE.where(_A.learner_id.in_(bindparam("learner_ids", expanding=True)))

_LOCK_MINE = select(_A.id).where(_MINE).with_for_update()

_LOCK = select(_A.id).where(_AMONG).order_by(_A.id).with_for_update()


def attempt(attempt_id: int, *, learner_id: int, locked: bool = False) -> Attempt | None:
    """A learner's own attempt, locked until the transaction ends if ``locked``; someone else's is as good as missing.

    Of the notes it has the latest.
    """
    mine = {"attempt_id": attempt_id, "learner_id": learner_id}
    if locked:
        _lock(_LOCK_MINE, mine)
    return next(iter(_read(_ATTEMPT, mine)), None)


def attempt_as_it_stands(attempt_id: int, *, learner_id: int) -> Attempt | None:
    """The same to be shown, with only the latest step of each kind for each item: it cannot tell what was sent before.

    So a page costs as much after six hundred saves as after twenty. It is read alone, for a page that asks little else.
    """
    return next(iter(_made(read_alone(_ATTEMPT_AS_IT_STANDS, attempt_id=attempt_id, learner_id=learner_id))), None)


def attempt_at(save: Save, attempt_id: int, *, learner_id: int) -> Attempt | None:
    """A learner's own attempt, locked, with only the steps that bear on a save to one item."""
    mine = {"attempt_id": attempt_id, "learner_id": learner_id}
    _lock(_LOCK_MINE, mine)
    return next(iter(_read(_ATTEMPT_AT_ITEM, mine | {"item_id": save.item_id, "key": save.key})), None)


def locked_attempts(attempt_ids: Collection[int]) -> list[Attempt]:
    """These attempts, whoever's they are, locked until the transaction ends: to be marked."""
    lock_attempts(attempt_ids)
    return _read(_ATTEMPTS, {"attempt_ids": list(attempt_ids)})


def lock_attempts(attempt_ids: Collection[int]) -> None:
    """Nobody else writes results of these attempts until the transaction ends."""
    _lock(_LOCK, {"attempt_ids": list(attempt_ids)})


def locked_running(
    at: datetime,
    *,
    attempt_ids: Collection[int] | None = None,
    learner_ids: Collection[int] | None = None,
    cohort_id: int | None = None,
    paper_id: str | None = None,
) -> list[Attempt]:
    """The attempts that go on: these, of these learners, begun in this cohort, at this paper, as far as each is said.

    They come without the answers, locked until the transaction ends.
    """
    which = [~_has_result, _A.voided_at.is_(None)]
    if attempt_ids is not None:
        which.append(_A.id.in_(attempt_ids))
    if learner_ids is not None:
        which.append(_A.learner_id.in_(learner_ids))
    if cohort_id is not None:
        which.append(began_in(cohort_id))
    if paper_id is not None:
        which.append(_A.paper_id == paper_id)
    _lock(select(_A.id).where(*which).order_by(_A.id).with_for_update(), {})
    submissions = _S.kind == StepKind.SUBMITTED
    return [attempt for attempt in _read(_attempts_with_steps(and_(*which), submissions), {}) if attempt.is_open(at)]


def open_attempts(learner_id: int, at: datetime) -> list[Attempt]:
    """What a learner is in the middle of, the one that ends first first."""
    return [attempt for attempt in still_counting(learner_id, at) if attempt.is_open(at)]


def still_counting(learner_id: int, at: datetime) -> list[Attempt]:
    """A learner's attempts in which an answer can still count: those open, and those within the load allowance."""
    return those_counting(unmarked(learner_id), at)


def those_counting(attempts: Iterable[Attempt], at: datetime) -> list[Attempt]:
    """Those in which an answer can still count, the one that ends first first; what has no end comes last."""
    counting = (attempt for attempt in attempts if not attempt.is_final(at))
    return sorted(counting, key=lambda attempt: attempt.deadline(at) or _NEVER)


def unmarked(learner_id: int) -> list[Attempt]:
    """A learner's attempts without a result: open, or over and still to be marked."""
    return _read(_UNMARKED, {"learner_id": learner_id})


def overdue(at: datetime, learner_ids: Collection[int] | None = None) -> list[int]:
    """The attempts that are over and have no result yet: of these learners, or of everybody."""
    over = {"ended_by": at - LOAD_ALLOWANCE}
    if learner_ids is None:
        return list(db.session.scalars(_OVERDUE, over))
    return list(db.session.scalars(_OVERDUE_AMONG, over | {"learner_ids": list(learner_ids)}))


def _lock(rows: Select[Any], values: Mapping[str, Any]) -> None:
    """Wait for and lock the rows, so that what is read next is the latest; SQLite has one writer at a time anyway."""
    if db.session.get_bind().dialect.name != "sqlite":
        db.session.execute(rows, values).all()


def _read(attempts: Select[Any], values: Mapping[str, Any]) -> list[Attempt]:
    return _made(db.session.execute(attempts, values).all())


def _made(rows: Sequence[Row[Any]]) -> list[Attempt]:
    """The attempts that rows of ``_attempts_joined`` tell of."""
    heads = {row.id: row for row in rows}
    steps: dict[int, list[Step]] = {attempt_id: [] for attempt_id in heads}
    for row in rows:
        if row.step_id is not None:
            steps[row.id].append(_step(row))
    reopened = _reopened([row.id for row in heads.values() if row.segment > 1])
    papers = paper_versions(row.paper_digest for row in heads.values())
    return [
        Attempt(
            id=row.id,
            learner_id=row.learner_id,
            number=row.number,
            paper=papers[row.paper_digest],
            timing=timing_of(row),
            steps=tuple(steps[row.id]),
            marked=row.marked,
            segment=row.segment,
            seed=row.seed,
            voided=row.voided_at is not None,
            reopened_at=tuple(reopened.get(row.id, ())),
        )
        for row in heads.values()
    ]


def _step(row: Any) -> Step:
    return Step(
        kind=row.kind,
        at=row.at,
        key=row.key,
        item_id=row.item_id,
        response=tuple(row.response or ()),
        id=row.step_id,
        certainty=row.certainty,
        window=row.window,
        notes=row.notes,
        segment=row.step_segment,
    )


def _reopened(attempt_ids: Collection[int]) -> dict[int, list[datetime]]:
    """When each of these attempts was reopened; no statement where there are none, which is nearly always so."""
    moments: dict[int, list[datetime]] = {}
    if attempt_ids:
        row: Any = InterventionRow
        reopened = row.attempt_id.in_(attempt_ids), row.kind == InterventionKind.REOPENED
        for attempt_id, at in db.session.execute(select(row.attempt_id, row.at).where(*reopened).order_by(row.id)):
            moments.setdefault(attempt_id, []).append(at)
    return moments


def timing_of(row: Any) -> Timing:
    """The timing that an attempt's row says."""
    return Timing(
        started_at=row.started_at,
        limit=None if row.limit_seconds is None else timedelta(seconds=row.limit_seconds),
        extended=timedelta(seconds=row.extended_seconds),
        closes_at=row.closes_at,
        rest=timedelta(seconds=row.rest_seconds),
        rested=timedelta(seconds=row.rested_seconds),
        resting_since=row.resting_since,
    )


def timing_columns(timing: Timing) -> dict[str, Any]:
    """What an attempt's row says of a timing."""
    return {
        "started_at": timing.started_at,
        "limit_seconds": None if timing.limit is None else round(timing.limit / _SECOND),
        "extended_seconds": round(timing.extended / _SECOND),
        "rest_seconds": round(timing.rest / _SECOND),
        "rested_seconds": timing.rested / _SECOND,
        "resting_since": timing.resting_since,
        "closes_at": timing.closes_at,
        "deadline_at": timing.latest_deadline,
    }
