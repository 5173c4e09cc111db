from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, literal, null, select, type_coerce, union_all

from ... import deletion
from ...db import built_once, db
from ...shared.undo import Deleted
from ..attempts.core.attempt import Attempt, StepKind
from ..attempts.core.certainty import Certainty
from ..attempts.models import AttemptRow, PracticeAnswerRow, ResultItemRow, ResultRow, StepRow
from ..attempts.queries.results import result_as_it_stands
from ..attempts.queries.rules import closing_and_release, may_know_right
from ..attempts.queries.withheld import withheld
from ..bank import library
from .core.recipe import Answered, Group, History, Only, Recipe, available
from .models import RecipeRow


@dataclass(frozen=True)
class SavedRecipe:
    id: int
    name: str
    recipe: Recipe


def recipes(learner_id: int) -> list[SavedRecipe]:
    """What a learner keeps, by name."""
    return [_saved(row) for row in db.session.scalars(*_recipes(learner_id))]


@built_once
def _recipes(learner_id: int) -> Select[RecipeRow]:
    return select(RecipeRow).where(RecipeRow.learner_id == learner_id).order_by(RecipeRow.name)


def recipe(recipe_id: int, *, learner_id: int) -> SavedRecipe | None:
    """A learner's own recipe; someone else's is as good as missing."""
    row = db.session.scalar(select(RecipeRow).where(RecipeRow.id == recipe_id, RecipeRow.learner_id == learner_id))
    return _saved(row) if row else None


def deleted_recipes(learner_id: int, *, at: datetime) -> list[Deleted]:
    """The recipes that a learner has deleted and can have back."""
    return deletion.deleted(RecipeRow, RecipeRow.name, RecipeRow.learner_id == learner_id, at=at)


def _saved(row: RecipeRow) -> SavedRecipe:
    chosen = Recipe(row.unit, row.criterion, row.kind, row.level, Only(row.only), row.count, row.minutes, row.at_end)
    return SavedRecipe(row.id, row.name, chosen)


def groups(
    chosen: Recipe, learner_id: int, *, at: datetime, running: Iterable[Attempt] | None = None
) -> tuple[Group, ...]:
    """What a learner's test may be made of now; asks for their answers only where it depends on them."""
    held_back = withheld(learner_id, at=at, running=running)
    past = history(learner_id, at=at, held_back=held_back) if chosen.only is not Only.ANY else History()
    return available(chosen, library.bank().items.values(), past, held_back)


def history(learner_id: int, *, at: datetime, held_back: Collection[str]) -> History:
    """What a learner has met, what of it they may know to be right or wrong, and what they have flagged.

    In one statement. What was answered in a paper whose result is not shown to them yet has been met, and no more.
    Nothing is said of what is ``held_back``.
    """
    told_of = [row for row in db.session.execute(*_history(learner_id)) if row.item_id not in held_back]
    answers = [row for row in told_of if row.kind is None]
    flags: dict[str, bool] = defaultdict(bool)
    for row in told_of:
        if row.kind is not None:
            flags[row.item_id] = row.kind == StepKind.FLAGGED
    return History.of(
        (row.item_id for row in answers),
        (_answered(row) for row in answers if row.paper_id is None or may_know_right(row, at)),
        (item_id for item_id, is_flagged in flags.items() if is_flagged),
    )


@built_once
def _history(learner_id: int) -> Select[Any]:
    told = union_all(_results(learner_id), _practised(learner_id), _flags(learner_id)).subquery()
    return select(told).order_by(told.c.at, told.c.step)


def _answered(row: Any) -> Answered:
    share = Fraction(row.mark_num, row.mark_den * row.available)
    wrong = None if row.certainty is None else row.certainty == Certainty.CERTAIN and (row.unsafe or not share)
    return Answered(row.item_id, share, wrong)


def _results(learner_id: int) -> Select[Any]:
    """Answers in attempts that are over; what a tutor is still to mark or took out says nothing."""
    item: Any = ResultItemRow
    closes, release = closing_and_release()
    return (
        select(
            *(item.item_id, item.mark_num, item.mark_den, item.available, item.unsafe, item.certainty),
            *(ResultRow.at, AttemptRow.paper_id, closes.label("closes_at"), release.label("release_at")),
            *(literal(0).label("step"), type_coerce(null(), StepRow.kind.type).label("kind")),
        )
        .join(ResultRow, ResultRow.id == item.result_id)
        .join(AttemptRow, result_as_it_stands())
        .where(AttemptRow.learner_id == learner_id, ~item.pending, item.available > 0)
    )


def _practised(learner_id: int) -> Select[Any]:
    """Answers to the questions that units ask."""
    answer: Any = PracticeAnswerRow
    return select(
        *(answer.item_id, answer.mark_num, answer.mark_den, literal(1), literal(False), null()),
        *(answer.at, null(), null(), null(), answer.id, null()),
    ).where(answer.learner_id == learner_id)


def _flags(learner_id: int) -> Select[Any]:
    """Flags as they were set and lifted."""
    step: Any = StepRow
    return (
        select(
            *(step.item_id, literal(0), literal(1), literal(1), literal(False), null()),
            *(step.at, null(), null(), null(), step.id, step.kind),
        )
        .join(AttemptRow, AttemptRow.id == step.attempt_id)
        .where(AttemptRow.learner_id == learner_id, step.kind.in_((StepKind.FLAGGED, StepKind.UNFLAGGED)))
    )
