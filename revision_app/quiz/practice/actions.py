"""Beginning own tests, and keeping recipes for them."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from ... import deletion
from ...db import db, insert_missing, transaction
from ...deletion import WITH_DELETED
from ...shared.refusal import Refusal
from ..attempts.actions.sitting import begin
from ..attempts.core.adjustment import AS_IT_COMES
from ..attempts.core.timing import Timing
from ..attempts.queries.attempts import still_counting
from ..attempts.queries.rules import adjustment_of
from . import queries
from .core.recipe import Recipe, drawn, paper_of
from .models import RecipeRow

MOST_RECIPES = 30


class NothingFits(Refusal):
    """No question answers to what was chosen, or none that may be asked now."""


class TimeWouldRun(Refusal):
    """A test that is made ahead is sat later, and its time runs from when it is made."""

    def __init__(self) -> None:
        super().__init__(
            "The time of a test runs from when it is made, so one with a time limit cannot be kept for later."
            " Leave the limit empty, or start the test now."
        )


class NoSuchRecipe(Refusal):
    status = 404


class NameTaken(Refusal):
    """The learner keeps another recipe under this name."""

    def __init__(self) -> None:
        super().__init__("You have a recipe with this name already. Give this one another.")


class TooManyRecipes(Refusal):
    """The learner keeps as many recipes as one may."""


@transaction
def start(chosen: Recipe, *, learner_id: int, seed: str, at: datetime, for_later: bool = False) -> int:
    """Begin a test of what was chosen; the id of the one that is open already where there is one of the same choice.

    ``seed`` decides which questions it has and in which order. *Ours:* it is called by its choices and never by the
    name of a recipe, because tutors read results, and papers are kept when their learner is erased. One that is made
    ``for_later`` may have no time limit. Raises ``NothingFits`` and ``TimeWouldRun``.
    """
    if for_later and chosen.minutes:
        raise TimeWouldRun
    running = still_counting(learner_id, at)
    for attempt in running:
        if attempt.is_open(at) and attempt.paper.id.startswith(chosen.name):
            return attempt.id
    groups = queries.groups(chosen, learner_id, at=at, running=running)
    items = drawn(chosen, groups, seed)
    if not items:
        raise NothingFits(
            "No question fits what you chose. Choose less narrowly, or come back when you have answered more."
            if not groups
            else "These questions belong to a longer story. Ask for more questions."
        )
    paper = paper_of(chosen, items, seed=seed)
    adjustment = adjustment_of(learner_id) if paper.time else AS_IT_COMES
    timing = Timing(at, adjustment.limit(paper.time), rest=adjustment.rest)
    return begin(paper, timing, learner_id=learner_id, number=1, seed=seed)


@transaction
def save_recipe(name: str, chosen: Recipe, *, learner_id: int, at: datetime) -> int:
    """Keep what was chosen under a name; its id."""
    _must_have_room(learner_id)
    values = {"learner_id": learner_id, "name": name, "at": at, **asdict(chosen)}
    recipe_id: int | None = db.session.scalar(insert_missing(RecipeRow, "id"), values)
    if recipe_id is None:
        raise NameTaken
    return recipe_id


@transaction
def rename_recipe(recipe_id: int, name: str, *, learner_id: int) -> None:
    """Keep a recipe under another name."""
    mine = RecipeRow.id == recipe_id, RecipeRow.learner_id == learner_id
    try:
        renamed = db.session.execute(update(RecipeRow).where(*mine).values(name=name).returning(RecipeRow.id)).all()
    except IntegrityError as error:
        raise NameTaken from error
    if not renamed:
        raise NoSuchRecipe("There is no such recipe.")


@transaction
def delete_recipe(recipe_id: int, *, learner_id: int, at: datetime) -> None:
    """Delete a recipe, with a day to have it back; the tests that it made stay."""
    if not deletion.delete(RecipeRow, *_own(recipe_id, learner_id), at=at):
        raise NoSuchRecipe("There is no such recipe.")


@transaction
def restore_recipe(recipe_id: int, *, learner_id: int, at: datetime) -> None:
    """Have a deleted recipe back. Raises ``NoSuchRecipe``, ``NameTaken`` and ``TooManyRecipes``."""
    if deletion.is_deleted(RecipeRow, *_own(recipe_id, learner_id), at=at):
        _must_have_room(learner_id)
    try:
        there = deletion.restore(RecipeRow, *_own(recipe_id, learner_id), at=at)
    except IntegrityError as error:
        raise NameTaken from error
    if not there:
        raise NoSuchRecipe("There is no such recipe.")


@transaction
def sweep(*, at: datetime) -> None:
    """Delete for good the recipes that were deleted more than a day ago."""
    gone = delete(RecipeRow).where(RecipeRow.id.in_(deletion.out_of_time(RecipeRow, at=at)))
    db.session.execute(gone, execution_options=WITH_DELETED)


def _own(recipe_id: int, learner_id: int) -> tuple[ColumnElement[bool], ...]:
    return RecipeRow.id == recipe_id, RecipeRow.learner_id == learner_id


def _must_have_room(learner_id: int) -> None:
    kept = select(func.count()).where(RecipeRow.learner_id == learner_id)
    if (db.session.scalar(kept) or 0) >= MOST_RECIPES:
        raise TooManyRecipes(f"You keep {MOST_RECIPES} recipes, which is as many as there can be. Delete one first.")
