from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from ..criteria.core import Mastery
from ..db import db
from ..people.queries import learners_taught_by
from . import library
from .core.attempt import SUBMIT_KEY, Attempt, Step, StepKind, flag_key
from .core.grading import CriterionMark, Grade, ItemMark, Result
from .core.paper import ItemVersion, Paper, digests_in, thaw_item, thaw_paper
from .core.summary import AttemptSummary, PaperSummary, Score
from .models import (
    AttemptRow,
    ItemVersionRow,
    PaperVersionRow,
    ResultCriterionRow,
    ResultItemRow,
    ResultRow,
    StepRow,
)

_thawed: dict[str, Paper] = {}  # by digest: what a digest names never changes
_MOST_THAWED = 500


# Statements that every save and every question's page need are written once; only their values change.
_A: Any = AttemptRow.__table__.c
_S: Any = StepRow.__table__.c
_ONE: Any = StepRow.__table__.alias().c
_has_result = exists().where(ResultRow.attempt_id == _A.id)


def _attempts_with_steps(which: ColumnElement[bool], steps: ColumnElement[bool] | None = None) -> Select[Any]:
    """Attempts, whether each is marked, and a row for each of their steps (of those that ``steps`` lets through)."""
    belongs = _S.attempt_id == _A.id
    about = (_A.id, _A.learner_id, _A.number, _A.paper_digest, _A.started_at, _A.allowance_seconds)
    did = (_S.id.label("step_id"), _S.kind, _S.at, _S.key, _S.item_id, _S.response)
    joined = AttemptRow.__table__.outerjoin(StepRow.__table__, belongs if steps is None else and_(belongs, steps))
    columns = select(*about, _has_result.label("marked"), *did).select_from(joined)
    return columns.where(which).order_by(_A.id, _S.id)


_MINE = and_(_A.id == bindparam("attempt_id"), _A.learner_id == bindparam("learner_id"))
_AMONG = _A.id.in_(bindparam("attempt_ids", expanding=True))


def _last(*which: ColumnElement[bool]) -> ScalarSelect[Any]:
    """The id of the attempt's last step of which this is true: found from an index, however many steps there are."""
    mine = and_(_ONE.attempt_id == bindparam("attempt_id"), *which)
    return select(_ONE.id).where(mine).order_by(_ONE.id.desc()).limit(1).scalar_subquery()


_BEARS_ON_SAVE = _S.id.in_(
    [
        *(_last(_ONE.item_id == bindparam("item_id"), _ONE.kind == kind) for kind in StepKind if kind.is_about_an_item),
        *(_last(_ONE.key == bindparam(name)) for name in ("key", "flag_key", "submit_key")),
    ]
)
_ATTEMPT = _attempts_with_steps(_MINE)
_ATTEMPT_AT_ITEM = _attempts_with_steps(_MINE, _BEARS_ON_SAVE)
_ATTEMPTS = _attempts_with_steps(_AMONG)
_UNMARKED = _attempts_with_steps(and_(_A.learner_id == bindparam("learner_id"), ~_has_result))
_HOLD_MINE = select(_A.id).where(_MINE).with_for_update()
_HOLD = select(_A.id).where(_AMONG).order_by(_A.id).with_for_update()


def attempt(attempt_id: int, *, learner_id: int, held: bool = False) -> Attempt | None:
    """A learner's own attempt, held until the transaction ends where so asked; someone else's is as good as missing."""
    mine = {"attempt_id": attempt_id, "learner_id": learner_id}
    if held:
        _hold(_HOLD_MINE, mine)
    return next(iter(_read(_ATTEMPT, mine)), None)


def attempt_at_item(attempt_id: int, item_id: str, key: str, *, learner_id: int) -> Attempt | None:
    """A learner's own attempt with only the steps that bear on a save to one item, held until the transaction ends."""
    mine = {"attempt_id": attempt_id, "learner_id": learner_id}
    _hold(_HOLD_MINE, mine)
    save = {"item_id": item_id, "key": key, "flag_key": flag_key(key), "submit_key": SUBMIT_KEY}
    return next(iter(_read(_ATTEMPT_AT_ITEM, mine | save)), None)


def attempts_held(attempt_ids: Collection[int]) -> list[Attempt]:
    """These attempts, whoever's they are, held until the transaction ends: to be marked."""
    among = {"attempt_ids": list(attempt_ids)}
    _hold(_HOLD, among)
    return _read(_ATTEMPTS, among)


def open_attempts(learner_id: int, at: datetime) -> list[Attempt]:
    """What a learner is in the middle of, the one that ends first first."""
    found = _read(_UNMARKED, {"learner_id": learner_id})
    return sorted((one for one in found if one.is_open(at)), key=lambda one: one.deadline)


def overdue(at: datetime, learner_ids: Collection[int] | None = None) -> list[int]:
    """The attempts that are over and have no result yet: of these learners, or of everybody."""
    columns = select(AttemptRow.id, AttemptRow.started_at, AttemptRow.allowance_seconds)
    query = columns.where(~_has_result).order_by(AttemptRow.id)
    if learner_ids is not None:
        query = query.where(AttemptRow.learner_id.in_(learner_ids))
    rows = db.session.execute(query)
    return [row.id for row in rows if at >= row.started_at + timedelta(seconds=row.allowance_seconds)]


def _hold(rows: Select[Any], values: Mapping[str, Any]) -> None:
    """Wait for and lock the rows, so that what is read next is the latest; SQLite has one writer at a time anyway."""
    if db.session.get_bind().dialect.name != "sqlite":
        db.session.execute(rows, values).all()


def _read(attempts: Select[Any], values: Mapping[str, Any]) -> list[Attempt]:
    rows = db.session.execute(attempts, values).all()
    heads = {row.id: row for row in rows}
    steps: dict[int, list[Step]] = {attempt_id: [] for attempt_id in heads}
    for row in rows:
        if row.step_id is not None:
            response = tuple(row.response or ())
            steps[row.id].append(Step(row.kind, row.at, row.key, row.item_id, response, row.step_id))
    papers = paper_versions(row.paper_digest for row in heads.values())
    return [
        Attempt(
            id=row.id,
            learner_id=row.learner_id,
            number=row.number,
            paper=papers[row.paper_digest],
            started_at=row.started_at,
            allowance=timedelta(seconds=row.allowance_seconds),
            steps=tuple(steps[row.id]),
            marked=row.marked,
        )
        for row in heads.values()
    ]


def paper_versions(digests: Iterable[str]) -> dict[str, Paper]:
    """Papers as frozen, by digest; no statement for those that are offered now or were asked for before."""
    live = library.bank().papers_by_digest
    found = {digest: live.get(digest) or _thawed.get(digest) for digest in set(digests)}
    missing = [digest for digest, paper in found.items() if paper is None]
    if missing:
        rows = select(PaperVersionRow.text).where(PaperVersionRow.digest.in_(missing))
        texts = db.session.scalars(rows).all()
        versions = item_versions({digest for text in texts for digest in digests_in(text)})
        thawed = [thaw_paper(text, versions) for text in texts]
        if len(_thawed) + len(thawed) > _MOST_THAWED:
            _thawed.clear()
        _thawed.update((paper.digest, paper) for paper in thawed)
        found |= {paper.digest: paper for paper in thawed}
    return {digest: paper for digest, paper in found.items() if paper}


def item_versions(digests: Collection[str]) -> dict[str, ItemVersion]:
    """Items as frozen, by digest."""
    texts = db.session.scalars(select(ItemVersionRow.text).where(ItemVersionRow.digest.in_(digests)))
    return {version.digest: version for version in map(thaw_item, texts)}


def paper_is_kept(digest: str) -> bool:
    """Whether this version has been sat before, so that its text and its items' are stored."""
    return db.session.scalar(select(PaperVersionRow.digest).where(PaperVersionRow.digest == digest)) is not None


def papers_for(learner_id: int, at: datetime) -> list[PaperSummary]:
    """Every paper on offer with this learner's attempts; settle first, or an attempt just over has no score yet."""
    attempts = _summaries(AttemptRow.learner_id == learner_id)
    return [
        PaperSummary(paper, tuple(one for one in attempts if one.paper_id == paper.id), at)
        for paper in library.bank().papers.values()
    ]


def attempts_at(paper_id: str, *, learner_id: int) -> tuple[AttemptSummary, ...]:
    """A learner's attempts at one paper, the earliest first."""
    return tuple(_summaries(AttemptRow.learner_id == learner_id, AttemptRow.paper_id == paper_id))


def results_of(learner_id: int) -> list[Score]:
    """What a learner has sat, whether or not it is still on offer, the latest first."""
    scores = [attempt.score for attempt in _summaries(AttemptRow.learner_id == learner_id) if attempt.score]
    return sorted(scores, key=lambda score: score.at, reverse=True)


def _summaries(*where: ColumnElement[bool]) -> list[AttemptSummary]:
    rows = db.session.execute(
        select(AttemptRow, ResultRow)
        .outerjoin(ResultRow, and_(ResultRow.attempt_id == AttemptRow.id, _is_latest_result()))
        .where(*where)
        .order_by(AttemptRow.number, AttemptRow.id)
    ).all()
    papers = paper_versions(row.paper_digest for row, _ in rows)
    return [
        AttemptSummary(
            id=row.id,
            paper_id=row.paper_id,
            number=row.number,
            started_at=row.started_at,
            allowance=timedelta(seconds=row.allowance_seconds),
            score=_score(marked, papers[row.paper_digest].title),
        )
        for row, marked in rows
    ]


def _score(row: ResultRow | None, title: str) -> Score | None:
    if row is None:
        return None
    scored = Fraction(row.scored_num, row.scored_den)
    return Score(row.attempt_id, title, scored, row.available, row.passed, row.at)


def _is_latest_result() -> ColumnElement[bool]:
    newer = aliased(ResultRow)
    latest = select(func.max(newer.number)).where(newer.attempt_id == AttemptRow.id).correlate(AttemptRow)
    return ResultRow.number == latest.scalar_subquery()


def result(attempt_id: int, *, learner_id: int) -> Result | None:
    """The latest result of a learner's own attempt; none where it is not theirs or not over and settled."""
    return _result(AttemptRow.id == attempt_id, AttemptRow.learner_id == learner_id)


def learner_of(attempt_id: int, *, tutor_id: int) -> int | None:
    """Whose attempt this is, where it is a learner's of this tutor's cohorts."""
    return db.session.scalar(
        select(AttemptRow.learner_id).where(
            AttemptRow.id == attempt_id, AttemptRow.learner_id.in_(learners_taught_by(tutor_id))
        )
    )


def _result(*where: ColumnElement[bool]) -> Result | None:
    found = db.session.execute(
        select(ResultRow, AttemptRow)
        .join(AttemptRow, AttemptRow.id == ResultRow.attempt_id)
        .where(_is_latest_result(), *where)
    ).one_or_none()
    if found is None:
        return None
    row, sat = found
    paper = paper_versions([sat.paper_digest])[sat.paper_digest]
    return Result(
        attempt_id=sat.id,
        learner_id=sat.learner_id,
        attempt_number=sat.number,
        paper=paper,
        started_at=sat.started_at,
        number=row.number,
        at=row.at,
        reason=row.reason,
        grade=Grade(
            items=_item_marks(row.id, paper),
            criteria=_criterion_marks(row.id),
            scored=Fraction(row.scored_num, row.scored_den),
            available=row.available,
            passed=row.passed,
        ),
    )


def _item_marks(result_id: int, paper: Paper) -> tuple[ItemMark, ...]:
    mine = select(ResultItemRow).where(ResultItemRow.result_id == result_id).order_by(ResultItemRow.position)
    rows = db.session.scalars(mine).all()
    versions = {version.digest: version for version in paper.items}
    regraded = {row.item_digest for row in rows} - set(versions)
    if regraded:
        versions |= item_versions(regraded)
    return tuple(_item_mark(row, versions[row.item_digest]) for row in rows)


def _item_mark(row: ResultItemRow, version: ItemVersion) -> ItemMark:
    response = tuple(row.response)
    unsafe = version.item.unsafe(response)
    return ItemMark(version, response, Fraction(row.mark_num, row.mark_den), row.available, unsafe)


def _criterion_marks(result_id: int) -> tuple[CriterionMark, ...]:
    mine = select(ResultCriterionRow).where(ResultCriterionRow.result_id == result_id)
    rows = db.session.scalars(mine.order_by(ResultCriterionRow.criterion))
    return tuple(CriterionMark(row.criterion, Fraction(row.scored_num, row.scored_den), row.available) for row in rows)


def mastery(learner_ids: Collection[int]) -> dict[int, dict[str, Mastery]]:
    """By learner and criterion: marks scored of marks available, over the latest finished attempt at each paper."""
    found: dict[int, dict[str, Mastery]] = {learner_id: {} for learner_id in learner_ids}
    for row in db.session.execute(_latest_criterion_marks(found)):
        scored = Fraction(row.scored_num, row.scored_den)
        before = found[row.learner_id].get(row.criterion, Mastery(row.criterion, Fraction(0), 0, row.at))
        found[row.learner_id][row.criterion] = Mastery(
            row.criterion, before.scored + scored, before.available + row.available, max(before.at, row.at)
        )
    return found


def _latest_criterion_marks(learner_ids: Collection[int]) -> Select[Any]:
    ranked = (
        select(
            ResultRow.id,
            ResultRow.at,
            AttemptRow.learner_id,
            func.row_number()
            .over(
                partition_by=(AttemptRow.learner_id, AttemptRow.paper_id),
                order_by=(AttemptRow.number.desc(), ResultRow.number.desc()),
            )
            .label("place"),
        )
        .join(AttemptRow, AttemptRow.id == ResultRow.attempt_id)
        .where(AttemptRow.learner_id.in_(learner_ids))
        .subquery()
    )
    return (
        select(
            ranked.c.learner_id,
            ranked.c.at,
            ResultCriterionRow.criterion,
            ResultCriterionRow.scored_num,
            ResultCriterionRow.scored_den,
            ResultCriterionRow.available,
        )
        .join(ResultCriterionRow, ResultCriterionRow.result_id == ranked.c.id)
        .where(ranked.c.place == 1)
    )
