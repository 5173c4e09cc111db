"""What learners have answered, as the model of readiness reads it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Double,
    Select,
    Text,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from ...db import built_once, db
from ..attempts.core.attempt import StepKind
from ..attempts.core.grading import Way
from ..attempts.models import AssignmentRow, AttemptRow, PracticeAnswerRow, ResultItemRow, ResultRow, StepRow
from ..attempts.queries.results import result_as_it_stands
from ..attempts.queries.rules import closing_and_release, may_know_right
from ..practice.core.recipe import OWN_TEST
from . import library
from .core import MODEL
from .core.ability import Ability, Answered, abilities, ability
from .core.question import Fair, Question
from .core.readiness import Occasion, Readiness
from .models import AbilityRow, ItemDifficultyRow

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Abilities = dict[int, dict[str, Ability]]
"""By learner and criterion; a criterion without an answer is not there."""


def readiness_from_shown(learner_id: int, *, at: datetime) -> dict[str, Readiness]:
    """A learner's readiness by criterion, from the answers of which they may know whether they were right."""
    questions = questions_measured()
    found = abilities_from_answers([learner_id], questions, shown_at=at)
    return readiness(found, questions, at=at)[learner_id]


def may_know_all(learner_id: int, *, at: datetime) -> bool:
    """Whether a learner may know of every answer in their attempts that are over whether it was right."""
    return all(may_know_right(row, at) for row in db.session.execute(*_dated_results(learner_id)))


@built_once
def _dated_results(learner_id: int) -> Select[*tuple[Any, ...]]:
    closes, release = closing_and_release()
    dated = select(AttemptRow.paper_id, ResultRow.at, closes.label("closes_at"), release.label("release_at"))
    return dated.join(ResultRow, result_as_it_stands()).where(AttemptRow.learner_id == learner_id)


def told_of(learner_id: int, criterion_id: str, *, at: datetime) -> tuple[dict[str, Readiness], list[Occasion]]:
    """The same, and what that on one criterion was worked out from, the oldest first."""
    questions = questions_measured()
    answered = list(_answered([learner_id], questions, at))
    names = library.known().fair(questions)
    on = {name: [(row, answer) for row, answer, criteria in answered if name in criteria] for name in names}
    found = {name: ability([answer for _, answer in told]) for name, told in on.items()}
    occasions = _occasions(on[criterion_id], names[criterion_id]) if criterion_id in names else ()
    return readiness({learner_id: found}, questions, at=at)[learner_id], list(occasions)


@dataclass(frozen=True)
class Sitting:
    """An attempt that a learner finished: at which paper, when, in how many minutes, and how many answers of it count.

    A paper that was paused took as long as it lay there.
    """

    paper_id: str
    at: datetime
    minutes: float
    answers: int


def readiness_and_sittings(learner_id: int, *, at: datetime) -> tuple[dict[str, Readiness], list[Sitting]]:
    """A learner's own readiness, and the attempts that are behind it, the oldest first; in the same statements."""
    questions = questions_measured()
    answered = list(_answered([learner_id], questions, at))
    names = library.known().fair(questions)
    found = {name: ability([answer for _, answer, criteria in answered if name in criteria]) for name in names}
    sat = [row for row, _, _ in answered if row.paper_id]
    sittings = [_sitting(list(rows)) for _, rows in groupby(sat, lambda row: row.occasion)]
    return readiness({learner_id: found}, questions, at=at)[learner_id], sittings


def _sitting(rows: list[Any]) -> Sitting:
    row = rows[-1]
    return Sitting(row.paper_id, row.at, (row.at - row.started_at) / timedelta(minutes=1), len(rows))


def readiness(known: Abilities, questions: dict[str, Question], *, at: datetime) -> dict[int, dict[str, Readiness]]:
    """What these abilities say on a day, of every criterion that the bank asks about."""
    fair = library.known().fair(questions)
    today = day_of(at)
    return {
        learner: {name: Readiness.of(found.get(name, Ability()), fair[name], day=today) for name in fair}
        for learner, found in known.items()
    }


_MEASURED = select(ItemDifficultyRow.item_id, ItemDifficultyRow.answers, ItemDifficultyRow.earned)


def questions_measured() -> dict[str, Question]:
    """How hard each question of the bank is, from what was measured last."""
    rows = db.session.execute(_MEASURED)
    return library.known().questions({row.item_id: (row.answers, row.earned) for row in rows})


def abilities_from_answers(
    learner_ids: Collection[int], questions: dict[str, Question], *, shown_at: datetime | None = None
) -> Abilities:
    """What is believed of these learners, worked out from all their answers in one pass.

    With ``shown_at`` only from answers of which their learner may know by then whether they were right. An answer to a
    question that the bank no longer asks says nothing: it is no measure of a new one.
    """
    answers: defaultdict[tuple[int, str], list[Answered]] = defaultdict(list)
    for row, answer, criteria in _answered(learner_ids, questions, shown_at):
        for criterion in criteria:
            answers[row.learner_id, criterion].append(answer)
    found: Abilities = {learner_id: {} for learner_id in learner_ids}
    for (learner_id, criterion), given in answers.items():
        found[learner_id][criterion] = ability(given)
    return found


def _answered(
    learner_ids: Collection[int], questions: Mapping[str, Question], shown_at: datetime | None
) -> Iterator[tuple[Any, Answered, tuple[str, ...]]]:
    """Each answer's row, the answer as the model reads it, and the criteria that its question is about."""
    asked = library.known().asked
    met: dict[tuple[int, str], float] = {}
    for row in _in_order(learner_ids, shown_at):
        if row.item_id not in asked:
            continue
        question, this = questions[row.item_id], (row.learner_id, row.item_id)
        day = day_of(row.at)
        share = question.guess if row.is_blank else row.mark_num / (row.mark_den * row.available)
        yield (
            row,
            Answered(row.occasion, day, question, share, row.certainty, met.get(this)),
            asked[row.item_id].criteria,
        )
        met[this] = day


def _occasions(rows: Iterable[tuple[Any, Answered]], fair: Fair) -> Iterator[Occasion]:
    """The occasions of one learner on one criterion."""
    told = list(rows)
    groups = (list(group) for _, group in groupby(told, lambda each: each[1].occasion))
    for group, after in zip(groups, abilities(answer for _, answer in told), strict=True):
        row, answer = group[-1]
        earned = sum(row.mark_num / (row.mark_den * row.available) for row, _ in group) / len(group)
        attempt = row.number if row.paper_id else None
        known = Readiness.of(after, fair, day=answer.day)
        yield Occasion(row.at, attempt, row.paper_id, len(group), earned, known)


def _in_order(learner_ids: Collection[int], shown_at: datetime | None) -> Iterable[Any]:
    """A row for each answer that says something, the oldest first."""
    rows = db.session.execute(*_every_answer(learner_ids, dated=shown_at is not None))
    if shown_at is None:
        return rows
    may_know: dict[str, bool] = {}
    return [
        row
        for row in rows
        if row.paper_id is None or may_know.setdefault(row.occasion, _knows(may_know, row, shown_at))
    ]


@built_once
def _every_answer(learner_ids: Collection[int], *, dated: bool) -> Select[Any]:
    every = union_all(_results(learner_ids, dated=dated), _checks(learner_ids)).subquery()
    return select(every).order_by(every.c.at, every.c.number, every.c.position)


def _knows(known: dict[str, bool], row: Any, at: datetime) -> bool:
    """Asked once for each attempt."""
    return known[row.occasion] if row.occasion in known else may_know_right(row, at)


def _results(learner_ids: Collection[int], *, dated: bool) -> Select[Any]:
    """Answers in attempts that are over. What a tutor is still to mark, what was taken out and what everybody was given
    says nothing; nor does a question that was not reached before the time ran out."""
    item: Any = ResultItemRow
    blank = cast(item.response, Text) == "[]"
    submitted = exists().where(
        StepRow.attempt_id == AttemptRow.id, StepRow.segment == AttemptRow.segment, StepRow.kind == StepKind.SUBMITTED
    )
    nothing = type_coerce(null(), AssignmentRow.closes_at.type)
    closes, release = closing_and_release() if dated else (nothing, nothing)
    return (
        select(
            *(AttemptRow.learner_id, item.item_id, item.mark_num, item.mark_den, item.available, item.certainty),
            *(blank.label("is_blank"), ResultRow.at, cast(AttemptRow.id, Text).label("occasion")),
            *(AttemptRow.id.label("number"), item.position),
            *(AttemptRow.paper_id, closes.label("closes_at"), release.label("release_at"), AttemptRow.started_at),
        )
        .join(ResultRow, ResultRow.id == item.result_id)
        .join(AttemptRow, result_as_it_stands())
        .where(AttemptRow.learner_id.in_(learner_ids), ~item.pending, item.available > 0)
        .where(or_(item.ruling.is_(None), item.ruling == Way.AS_NOW), or_(~blank, submitted))
    )


def _checks(learner_ids: Collection[int]) -> Select[Any]:
    """Answers to the questions that units ask; those of a day are an occasion."""
    answer: Any = PracticeAnswerRow
    nothing = type_coerce(null(), AssignmentRow.closes_at.type)
    day = literal("checks on ") + func.substr(cast(answer.at, Text), 1, 10)
    return select(
        *(answer.learner_id, answer.item_id, answer.mark_num, answer.mark_den, literal(1), null(), false()),
        *(answer.at, day, answer.id, literal(0), null(), nothing, nothing, nothing),
    ).where(answer.learner_id.in_(learner_ids))


def day_of(at: datetime) -> float:
    """A moment in days since 1970."""
    return (at - _EPOCH) / timedelta(days=1)


def bases(learner_ids: Collection[int]) -> dict[int, str]:
    """What each learner's abilities would be worked out from now, in short: it changes with every answer that counts,
    with what is taken back, with how hard questions are found to be, and with the bank. Who has answered nothing is not
    there."""
    told: defaultdict[int, list[str]] = defaultdict(list)
    for learner_id, *numbers in db.session.execute(*_numbers_answered(learner_ids)):
        told[learner_id].append("-".join(map(str, numbers)))
    on_all = [library.known().digest, *told.pop(0, [])]
    return {learner_id: " ".join([*on_all, *sorted(parts)]) for learner_id, parts in told.items()}


@built_once
def _numbers_answered(learner_ids: Collection[int]) -> CompoundSelect[*tuple[Any, ...]]:
    # Those that were replaced are among them: a new one changes the numbers as well, and the latest take long to find.
    counts = ResultRow.segment == AttemptRow.segment, AttemptRow.voided_at.is_(None)
    results = (
        select(AttemptRow.learner_id, func.count(), func.max(ResultRow.id), func.sum(ResultRow.id))
        .join(ResultRow, and_(ResultRow.attempt_id == AttemptRow.id, *counts))
        .where(AttemptRow.learner_id.in_(learner_ids))
        .group_by(AttemptRow.learner_id)
    )
    answer = PracticeAnswerRow
    checks = (
        select(answer.learner_id, func.count(), func.max(answer.id), literal(-1))
        .where(answer.learner_id.in_(learner_ids))
        .group_by(answer.learner_id)
    )
    measured = select(literal(0), func.count(), func.sum(ItemDifficultyRow.answers), literal(-2))
    return union_all(results, checks, measured)


@built_once
def _kept(learner_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    return select(*AbilityRow.__table__.c).where(AbilityRow.learner_id.in_(learner_ids), AbilityRow.model == MODEL)


def kept_abilities(learner_ids: Collection[int]) -> tuple[dict[int, set[str]], Abilities]:
    """The abilities that are kept of these learners, and from what each learner's were worked out."""
    found: Abilities = {learner_id: {} for learner_id in learner_ids}
    worked_out_from: dict[int, set[str]] = {learner_id: set() for learner_id in learner_ids}
    for row in db.session.execute(*_kept(learner_ids)):
        worked_out_from[row.learner_id].add(row.basis)
        found[row.learner_id][row.criterion] = Ability(row.mean, row.variance, row.day, row.answers, row.occasions)
    return worked_out_from, found


def first_answers() -> list[tuple[str, int, float]]:
    """Each item with how many have answered it, and what they earned, in the first attempts of learners at papers.

    Own tests are left out, for learners choose what they are weak in; so are blanks, and what no longer stands.
    """
    item: Any = ResultItemRow
    share = cast(item.mark_num, Double) / (item.mark_den * item.available)
    rows = db.session.execute(
        select(item.item_id, func.count(), func.sum(share))
        .join(ResultRow, ResultRow.id == item.result_id)
        .join(AttemptRow, result_as_it_stands())
        .where(AttemptRow.number == 1, AttemptRow.paper_id.not_like(f"{OWN_TEST}-%"))
        .where(~item.pending, item.available > 0, item.ruling.is_(None), cast(item.response, Text) != "[]")
        .group_by(item.item_id)
    )
    return [(item_id, answers, float(earned)) for item_id, answers, earned in rows]


def measured_at() -> datetime | None:
    """When it was last measured how hard the questions are."""
    return db.session.scalar(select(func.max(ItemDifficultyRow.at)))
