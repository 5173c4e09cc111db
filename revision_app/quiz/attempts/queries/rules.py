"""What holds for one learner beside what a paper says: adjustments and dates."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from ....cohorts.queries import enrolments, enrolments_so_far, is_paused
from ....db import built_once, db, read_alone
from ...bank import library
from ...bank.core.paper import Paper
from ...bank.core.reveal import TIMED, Part, shown
from ..core.adjustment import AS_IT_COMES, Adjusted, Adjustment
from ..core.summary import Window, together
from ..models import AdjustmentRow, AssignmentRow, AttemptCohortRow, AttemptRow, ResultRow

_SET: Any = AdjustmentRow.__table__.c
_ADJUSTMENT = (
    select(_SET.extra_percent, _SET.extra_minutes, _SET.rest_minutes, _SET.untimed, _SET.calm_timer)
    .where(_SET.learner_id == bindparam("learner_id"))
    .order_by(_SET.id.desc())
    .limit(1)
)


def adjustment_of(learner_id: int) -> Adjustment:
    """A learner's adjustments as they stand."""
    row = db.session.execute(_ADJUSTMENT, {"learner_id": learner_id}).first()
    return Adjustment(*row) if row else AS_IT_COMES


def adjustment_shown(learner_id: int) -> Adjustment:
    """The same, read alone: for a page of an attempt, which asks little else."""
    row = next(iter(read_alone(_ADJUSTMENT, learner_id=learner_id)), None)
    return Adjustment(*row) if row else AS_IT_COMES


def adjustments_of(learner_ids: Collection[int]) -> dict[int, Adjustment]:
    """The adjustments of each of these learners as they stand."""
    latest = select(func.max(AdjustmentRow.id)).where(AdjustmentRow.learner_id.in_(learner_ids))
    rows = db.session.scalars(
        select(AdjustmentRow).where(AdjustmentRow.id.in_(latest.group_by(AdjustmentRow.learner_id)))
    )
    return dict.fromkeys(learner_ids, AS_IT_COMES) | {row.learner_id: _adjusted(row).adjustment for row in rows}


def adjustments_by(moments: Mapping[int, datetime]) -> dict[int, Adjusted]:
    """Of each of these learners the adjustment that stood at the moment beside their id; who had none is not there."""
    rows = db.session.scalars(
        select(AdjustmentRow).where(AdjustmentRow.learner_id.in_(list(moments))).order_by(AdjustmentRow.id)
    )
    return {row.learner_id: _adjusted(row) for row in rows if row.at <= moments[row.learner_id]}


def all_adjustments() -> dict[int, Adjustment]:
    """The adjustments of everybody who ever had any, as they stand."""
    latest = select(func.max(AdjustmentRow.id)).group_by(AdjustmentRow.learner_id)
    rows = db.session.scalars(select(AdjustmentRow).where(AdjustmentRow.id.in_(latest)))
    return {row.learner_id: _adjusted(row).adjustment for row in rows}


def adjusted(learner_id: int) -> list[Adjusted]:
    """Every adjustment that was set for a learner, the latest first."""
    mine = select(AdjustmentRow).where(AdjustmentRow.learner_id == learner_id)
    return [_adjusted(row) for row in db.session.scalars(mine.order_by(AdjustmentRow.id.desc()))]


def _adjusted(row: AdjustmentRow) -> Adjusted:
    adjustment = Adjustment(row.extra_percent, row.extra_minutes, row.rest_minutes, row.untimed, row.calm_timer)
    return Adjusted(adjustment, row.reason, row.author_id, row.at)


OPENS, CLOSES = "opens", "closes"


@dataclass(frozen=True)
class DatesOfLearner:
    """What dates say to one learner: of the papers that have any, and of all others.

    *Ours:* a paper that has no dates in the cohorts they are in has those that it had in the cohorts they have left,
    when they left them: leaving opens nothing. A paper without any dates is open. ``paused`` says that their place is
    paused in every cohort they are in.
    """

    by_paper: Mapping[str, tuple[Window, Mapping[int, int | None]]]
    cohort_ids: tuple[int, ...]
    paused: bool = False

    def window(self, paper_id: str) -> Window:
        """When they may begin a paper and when they are to see its results; see ``together`` for several cohorts."""
        return self.by_paper[paper_id][0] if paper_id in self.by_paper else Window()

    def terms(self, paper_id: str) -> Mapping[int, int | None]:
        """The cohorts whose dates an attempt keeps that begins now, each with the id of these dates, if any."""
        return dict.fromkeys(self.cohort_ids) | dict(self.by_paper[paper_id][1] if paper_id in self.by_paper else {})


def dates_of_learner(learner_id: int, *, at: datetime) -> DatesOfLearner:
    """The dates that hold for a learner who begins something now, in one statement."""
    cohorts: dict[int, bool] = {}
    spells_of: dict[str, dict[tuple[int, bool], list[_Dates]]] = {}
    asked = {"learner_id": learner_id, "at": at}
    for cohort_id, ended_at, paused, row, release_at in db.session.execute(_dates(), asked):
        if ended_at is None:
            cohorts[cohort_id] = paused
        if row:
            dates = _Dates(row.id, cohort_id, Window(row.opens_at, row.closes_at, release_at), row.withdrawn)
            spells_of.setdefault(row.paper_id, {}).setdefault((cohort_id, ended_at is None), []).append(dates)
    by_paper = {}
    for paper_id, spells in spells_of.items():
        in_force = _in_force(spells, at)
        latest = {cohort_id: rows[-1].id for (cohort_id, present), rows in spells.items() if present}
        terms: dict[int, int | None] = {**latest, **{each.cohort_id: each.id for each in in_force}}
        by_paper[paper_id] = together(each.window for each in in_force), terms
    return DatesOfLearner(by_paper, tuple(sorted(cohorts)), paused=bool(cohorts) and all(cohorts.values()))


@dataclass(frozen=True)
class _Dates:
    """Dates that a cohort was given. The window says when results come, see ``release_of_dates``."""

    id: int
    cohort_id: int
    window: Window
    withdrawn: bool = False


def _in_force(spells: Mapping[tuple[int, bool], Sequence[_Dates]], at: datetime) -> list[_Dates]:
    """Of one paper's dates in the cohorts that somebody has been in: those of today's, or else of the others."""
    held = [(present, _held(dates, at)) for (_, present), dates in spells.items()]
    today = [dates for present, dates in held if dates and present]
    return today or [dates for _, dates in held if dates]


def _held(dates: Sequence[_Dates], at: datetime) -> _Dates | None:
    """What holds of the dates that a cohort was given, the latest last.

    *Ours:* dates that were withdrawn still hold back results until they were to come, and while somebody sits who began
    before: see ``release_of_dates``.
    """
    latest, dated = dates[-1], [each for each in dates if not each.withdrawn][-1:]
    if not latest.withdrawn:
        return latest
    if dated and dated[0].window.release_at and dated[0].window.release_at > at:
        return replace(dated[0], window=Window(release_at=dated[0].window.release_at))
    return None


@cache
def _dates() -> Select[Any]:
    """Each time in a cohort with when it ended and, of each paper, the latest dates and the latest not withdrawn.

    Of the learner ``learner_id`` at the moment ``at``. Beside the dates stands when their results come. The latest come
    last. Of a time that has ended there is only what was set until then; where there is nothing, none.
    """
    spell, newer = enrolments_so_far(at=bindparam("at")).subquery(), aliased(AssignmentRow)
    same = newer.cohort_id == AssignmentRow.cohort_id, newer.paper_id == AssignmentRow.paper_id
    by_then = or_(spell.c.ended_at.is_(None), newer.at <= spell.c.ended_at)
    latest = select(func.max(newer.id)).where(*same, by_then).correlate(AssignmentRow, spell)
    counts = AssignmentRow.id.in_((latest.scalar_subquery(), latest.where(~newer.withdrawn).scalar_subquery()))
    return (
        select(spell.c.cohort_id, spell.c.ended_at, spell.c.paused, AssignmentRow, release_of_dates())
        .select_from(spell)
        .outerjoin(AssignmentRow, and_(AssignmentRow.cohort_id == spell.c.cohort_id, counts))
        .where(spell.c.learner_id == bindparam("learner_id"))
        .order_by(AssignmentRow.id)
    )


def dates_ahead(learner_id: int, *, at: datetime) -> Select[AssignmentRow]:
    """The dates of a learner's cohorts for papers that they have not begun; none where their place is paused."""
    begun = exists().where(
        AttemptRow.learner_id == learner_id,
        AttemptRow.paper_id == AssignmentRow.paper_id,
        AttemptRow.voided_at.is_(None),
    )
    joined = enrolments(at=at).where(~is_paused()).subquery()
    return (
        select(AssignmentRow)
        .join(joined, joined.c.cohort_id == AssignmentRow.cohort_id)
        .where(joined.c.learner_id == learner_id, _is_latest(), ~AssignmentRow.withdrawn, ~begun)
    )


def dates_near(*, at: datetime, until: datetime) -> Select[Any]:
    """Learners with the dates of papers that they have not begun and that open or close for anybody until then.

    As ``dates_ahead`` has them, for all learners: ``learner_id``, ``paper_id``, ``opens_at``, ``closes_at``. Dates far
    away are among them, for to somebody in two cohorts a paper closes with the last of its dates.
    """
    joined = enrolments(at=at).where(~is_paused()).subquery()
    row: Any = AssignmentRow
    any_dates = aliased(AssignmentRow)
    near = or_(any_dates.opens_at.between(at, until), any_dates.closes_at.between(at, until))
    begun = exists().where(
        AttemptRow.learner_id == joined.c.learner_id,
        AttemptRow.paper_id == row.paper_id,
        AttemptRow.voided_at.is_(None),
    )
    return (
        select(joined.c.learner_id, row.paper_id, row.opens_at, row.closes_at)
        .join(row, row.cohort_id == joined.c.cohort_id)
        .where(row.paper_id.in_(select(any_dates.paper_id).where(near)), _is_latest(), ~row.withdrawn, ~begun)
    )


def dates_within(cohort_ids: Collection[int], *, at: datetime, until: datetime) -> list[Select[Any]]:
    """What opens and what closes for these cohorts between two moments, for Today (``shared.feed.Waiting``).

    The id is the cohort's, the words are the paper's id.
    """
    dates: tuple[tuple[str, Any], ...] = ((OPENS, AssignmentRow.opens_at), (CLOSES, AssignmentRow.closes_at))
    return [
        select(
            literal(word).label("kind"),
            AssignmentRow.cohort_id.label("id"),
            literal(0).label("learner_id"),
            AssignmentRow.paper_id.label("words"),
            literal(0).label("number"),
            moment.label("at"),
        ).where(
            AssignmentRow.cohort_id.in_(cohort_ids), _is_latest(), ~AssignmentRow.withdrawn, moment.between(at, until)
        )
        for word, moment in dates
    ]


def due(rows: Iterable[Any], at: datetime) -> list[tuple[Paper, Window]]:
    """Of such dates the papers on offer that are open now or later; the next one first."""
    windows_of: dict[str, list[Window]] = {}
    for row in rows:
        windows_of.setdefault(row.paper_id, []).append(Window(row.opens_at, row.closes_at, row.release_at))
    windows = {paper_id: together(several) for paper_id, several in windows_of.items()}
    offers = library.bank().papers
    ahead = [(offers[name].sample, window) for name, window in windows.items() if name in offers and window.next(at)]
    return sorted(ahead, key=lambda dated: (dated[1].next(at) or at, dated[0].title))


@cache
def _is_latest() -> ColumnElement[bool]:
    newer = aliased(AssignmentRow)
    same = newer.cohort_id == AssignmentRow.cohort_id, newer.paper_id == AssignmentRow.paper_id
    latest = select(func.max(newer.id)).where(*same).correlate(AssignmentRow)
    return AssignmentRow.id == latest.scalar_subquery()


def release_of_dates() -> ColumnElement[datetime | None]:
    """When the results of a cohort's dates come, beside the dates' row; ``None`` where nothing holds them back.

    *Ours:* at the release that was set, otherwise at the close; and never while somebody who began before that still
    sits the paper under these dates, with their own extra time: then at the last of their deadlines.
    """
    said = func.coalesce(AssignmentRow.release_at, AssignmentRow.closes_at)
    began, sat = aliased(AttemptCohortRow), aliased(AttemptRow)
    marked = exists().where(ResultRow.attempt_id == sat.id, ResultRow.segment == sat.segment).correlate(sat)
    last = (
        select(func.max(sat.deadline_at))
        .join(began, began.attempt_id == sat.id)
        .where(sat.paper_id == AssignmentRow.paper_id, began.cohort_id == AssignmentRow.cohort_id)
        .where(sat.deadline_at > said, sat.started_at < said, sat.mode != "practice", sat.voided_at.is_(None), ~marked)
        .correlate(AssignmentRow)
    )
    return func.coalesce(last.scalar_subquery(), said)


def is_released(at: datetime) -> ColumnElement[bool]:
    """Whether an attempt's learner may see its results by then, as far as dates say."""
    _, release = closing_and_release()
    return or_(release.is_(None), release <= at)


def released_attempts(at: datetime) -> Select[int]:
    """The ids of all attempts whose learners may see their results by then, as a subquery."""
    return select(AttemptRow.id).where(is_released(at))


def shown_in(cohort_ids: Collection[int], paper_id: str, *, at: datetime) -> Select[int, int, int]:
    """The attempts at a paper, with cohort and learner, that began in these cohorts and whose results have been shown.

    An attempt whose time is up counts as shown where its results may be, though they are written when somebody looks.
    """
    marked = exists().where(ResultRow.attempt_id == AttemptRow.id, ResultRow.segment == AttemptRow.segment)
    return (
        select(AttemptRow.id, AttemptRow.learner_id, AttemptCohortRow.cohort_id)
        .join(AttemptCohortRow, AttemptCohortRow.attempt_id == AttemptRow.id)
        .where(AttemptCohortRow.cohort_id.in_(cohort_ids), AttemptRow.paper_id == paper_id)
        .where(or_(marked, AttemptRow.deadline_at <= at), AttemptRow.voided_at.is_(None), is_released(at))
    )


@cache
def closing_and_release() -> tuple[ColumnElement[datetime | None], ColumnElement[datetime | None]]:
    """When an attempt's paper closes for its learner and when its results are released, beside the attempt's row.

    The dates are those of the cohorts that it began in, as they were set last before its results were shown. *Ours:*
    what was released stays released (as the states of a timed attempt have it), so dates that are set afterwards are
    for those who sit the paper then. Withdrawing dates changes neither; what the learner's enrolments have become does
    not matter. What is practised waits for nobody's close.
    """
    began, newer = aliased(AttemptCohortRow), aliased(AssignmentRow)
    dated = (
        select(func.max(newer.id))
        .where(newer.cohort_id == began.cohort_id, newer.paper_id == AttemptRow.paper_id, ~newer.withdrawn)
        .where(newer.id >= func.coalesce(began.assignment_id, 0))
        .where(or_(began.shown_before_id.is_(None), newer.id < began.shown_before_id))
        .correlate(began, AttemptRow)
        .scalar_subquery()
    )

    def of(date: Any) -> ColumnElement[datetime | None]:
        dates = select(date).select_from(began).join(AssignmentRow, AssignmentRow.id == dated)
        return dates.where(began.attempt_id == AttemptRow.id).correlate(AttemptRow).scalar_subquery()

    closes: Any = AssignmentRow.closes_at
    release = case((AttemptRow.mode == "practice", AssignmentRow.release_at), else_=release_of_dates())
    return of(case((func.count(closes) == func.count(), func.max(closes)))), of(func.max(release))


def may_know_right(row: Any, at: datetime) -> bool:
    """Whether a learner may know if what they answered was right.

    ``row`` says ``paper_id``, ``closes_at`` and ``release_at`` of the attempt, and ``at``, when it was marked. What may
    be known follows the paper as it is offered today.
    """
    offer = library.offer(row.paper_id)
    table = offer.sample.reveal if offer else TIMED
    dates = {"closes_at": row.closes_at, "release_at": row.release_at}
    return Part.CORRECTNESS in shown(table, at, finished_at=row.at, **dates)


def window_of(attempt_id: int) -> Window:
    """When an attempt's paper closes for its learner and when its results are released."""
    return Window(None, *db.session.execute(*_window_of(attempt_id)).one())


@built_once
def _window_of(attempt_id: int) -> Select[datetime | None, datetime | None]:
    return select(*closing_and_release()).where(AttemptRow.id == attempt_id)


def closes_of(attempt_ids: Collection[int]) -> dict[int, datetime | None]:
    """When the cohorts in which each of these attempts began close its paper now; dates that were withdrawn do not."""
    rows = db.session.execute(
        select(AttemptCohortRow.attempt_id, AssignmentRow.closes_at)
        .join(AttemptRow, AttemptRow.id == AttemptCohortRow.attempt_id)
        .join(AssignmentRow, AssignmentRow.cohort_id == AttemptCohortRow.cohort_id)
        .where(AssignmentRow.paper_id == AttemptRow.paper_id, _is_latest(), ~AssignmentRow.withdrawn)
        .where(AttemptRow.id.in_(attempt_ids))
    )
    windows: dict[int, list[Window]] = {}
    for attempt_id, closes_at in rows:
        windows.setdefault(attempt_id, []).append(Window(closes_at=closes_at))
    return {attempt_id: together(windows.get(attempt_id, [])).closes_at for attempt_id in attempt_ids}


def began_in(cohort_id: int, attempt: type[AttemptRow] = AttemptRow) -> ColumnElement[bool]:
    """Whether an attempt began in this cohort, beside the attempt's row."""
    mine = AttemptCohortRow.attempt_id == attempt.id, AttemptCohortRow.cohort_id == cohort_id
    return exists().where(*mine)


def dates_concern(person_id: int, cohort_id: int, paper_id: str, *, at: datetime) -> bool:
    """Whether somebody sits a paper by the dates of this cohort: as its learner, or in an attempt that keeps them."""
    joined = enrolments(at=at).subquery().c
    enrolled = exists().where(joined.learner_id == person_id, joined.cohort_id == cohort_id)
    sat = exists().where(AttemptRow.learner_id == person_id, AttemptRow.paper_id == paper_id, began_in(cohort_id))
    return bool(db.session.scalar(select(or_(enrolled, sat))))


def dates_of(cohort_id: int) -> dict[str, Window]:
    """The dates of each paper that is assigned to a cohort."""
    rows = db.session.scalars(*_dates_of(cohort_id))
    return {row.paper_id: Window(row.opens_at, row.closes_at, row.release_at) for row in rows}


@built_once
def _dates_of(cohort_id: int) -> Select[AssignmentRow]:
    return select(AssignmentRow).where(AssignmentRow.cohort_id == cohort_id, _is_latest(), ~AssignmentRow.withdrawn)


def dates_of_cohorts(cohort_ids: Collection[int]) -> list[tuple[int, str, Window]]:
    """Cohort, paper and dates, with when the results come, of all papers of these cohorts: in one statement."""
    theirs = AssignmentRow.cohort_id.in_(cohort_ids), _is_latest(), ~AssignmentRow.withdrawn
    rows = db.session.execute(select(AssignmentRow, release_of_dates()).where(*theirs).order_by(AssignmentRow.id))
    return [(row.cohort_id, row.paper_id, Window(row.opens_at, row.closes_at, release)) for row, release in rows]


def latest_dates(paper_id: str, cohort_ids: Collection[int]) -> dict[int, tuple[int, Window | None]]:
    """Of each of these cohorts that ever had dates for a paper: what names the latest, and the dates where it has any.

    In one statement.
    """
    mine = AssignmentRow.cohort_id.in_(cohort_ids), AssignmentRow.paper_id == paper_id, _is_latest()
    rows = db.session.scalars(select(AssignmentRow).where(*mine))
    return {
        row.cohort_id: (row.id, None if row.withdrawn else Window(row.opens_at, row.closes_at, row.release_at))
        for row in rows
    }
