"""Own tests: choosing what is in one, beginning it, and the recipes that are kept."""

from secrets import token_hex

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....shared.refusal import Refusal
from ....shared.undo import DELETED
from ....web.clock import now
from ....web.filters import count as counted
from ...attempts.actions import grading
from ...bank import library
from ...bank.views import bp
from .. import actions, queries
from ..core.recipe import Recipe, how_many
from ..forms import NameForm, RecipeForm


@bp.get("/own-tests/")
@open_to(Role.LEARNER)
def own_tests() -> ResponseReturnValue:
    """The page on which a test is chosen, with what the address says chosen already."""
    form = RecipeForm(request.args or None, meta={"csrf": False})
    return _page(form) if form.validate() or not request.args else (_page(form), 422)


@bp.get("/own-tests/count")
@open_to(Role.LEARNER)
def count_questions() -> ResponseReturnValue:
    """How many questions there are for what a script sends as it is chosen."""
    form = RecipeForm(request.args, meta={"csrf": False})
    if not form.validate():
        return {"problem": " ".join(fault for faults in form.errors.values() for fault in faults)}, 422
    return {"words": _fitting(form.recipe)}


@bp.post("/own-tests/")
@open_to(Role.LEARNER)
def build() -> ResponseReturnValue:
    """Begin the test that was chosen, now or for later, keep it as a recipe, or say how many questions there are."""
    form, name = RecipeForm(), NameForm()
    what = request.form.get("what", "start")
    named = what != "save" or name.validate()
    if not form.validate() or not named:
        return _page(form, name), 422
    if what == "count":
        return _page(form, name)
    try:
        if what == "save":
            return _saved(form, name)
        return _begun(form.recipe, for_later=what == "keep")
    except Refusal as refusal:
        (name.name.errors if what == "save" else form.form_errors).append(str(refusal))
        return _page(form, name), 409


@bp.post("/own-tests/recipes/<int:recipe_id>")
@open_to(Role.LEARNER)
def start_recipe(recipe_id: int) -> ResponseReturnValue:
    kept = queries.recipe(recipe_id, learner_id=me().id) or abort(404)
    try:
        return _begun(kept.recipe, for_later=request.form.get("what") == "keep")
    except (actions.NothingFits, actions.TimeWouldRun) as refusal:
        form = RecipeForm.of(kept.recipe)
        form.form_errors.append(str(refusal))
        return _page(form), 409


@bp.post("/own-tests/recipes/<int:recipe_id>/rename")
@open_to(Role.LEARNER)
def rename_recipe(recipe_id: int) -> ResponseReturnValue:
    form = NameForm()
    form.name.id = f"name-{recipe_id}"
    if not form.validate():
        return _page(RecipeForm(formdata=None), renaming=(recipe_id, form)), 422
    try:
        actions.rename_recipe(recipe_id, form.name.data, learner_id=me().id)
    except actions.NameTaken as refusal:
        form.name.errors = [str(refusal)]
        return _page(RecipeForm(formdata=None), renaming=(recipe_id, form)), 409
    flash("Renamed.")
    return redirect(url_for(".own_tests", _anchor="recipes"), 303)


@bp.post("/own-tests/recipes/<int:recipe_id>/delete")
@open_to(Role.LEARNER)
def delete_recipe(recipe_id: int) -> ResponseReturnValue:
    actions.delete_recipe(recipe_id, learner_id=me().id, at=now())
    flash(f"{DELETED} The tests that you made with it stay in your results.")
    return redirect(url_for(".own_tests", _anchor="deleted"), 303)


@bp.post("/own-tests/recipes/<int:recipe_id>/restore")
@open_to(Role.LEARNER)
def restore_recipe(recipe_id: int) -> ResponseReturnValue:
    try:
        actions.restore_recipe(recipe_id, learner_id=me().id, at=now())
    except (actions.NameTaken, actions.TooManyRecipes) as refusal:
        form = RecipeForm(formdata=None)
        form.form_errors.append(str(refusal))
        return _page(form), 409
    return redirect(url_for(".own_tests", _anchor="recipes"), 303)


def _begun(chosen: Recipe, *, for_later: bool) -> ResponseReturnValue:
    """The first question, or the line that has the device keep all of them."""
    attempt_id = actions.start(chosen, learner_id=me().id, seed=token_hex(8), at=now(), for_later=for_later)
    if for_later:
        return redirect(url_for(".own_tests", _anchor=f"test-{attempt_id}"), 303)
    return redirect(url_for("quiz.item", attempt_id=attempt_id, n=1), 303)


def _saved(form: RecipeForm, name: NameForm) -> ResponseReturnValue:
    actions.save_recipe(name.name.data, form.recipe, learner_id=me().id, at=now())
    flash(f"Saved as “{name.name.data}”. It is on the quizzes page, too.")
    return redirect(url_for(".own_tests", _anchor="recipes"), 303)


def _page(form: RecipeForm, name: NameForm | None = None, renaming: tuple[int, NameForm] | None = None) -> str:
    """The page with what was chosen still there; ``renaming`` is a recipe whose new name cannot be."""
    at = now()
    running = [attempt for attempt in grading.going_on(me().id, at=at) if attempt.is_open(at)]
    return render_template(
        "quiz/own_tests.html",
        going_on=[attempt for attempt in running if library.offer(attempt.paper.id) is None],
        form=form,
        name=name or NameForm(formdata=None),
        renaming=renaming,
        words="" if form.errors else _fitting(form.recipe),
        recipes=queries.recipes(me().id),
        deleted=queries.deleted_recipes(me().id, at=now()),
    )


def _fitting(chosen: Recipe) -> str:
    """How many questions there are for what was chosen, in words."""
    fitting = how_many(queries.groups(chosen, me().id, at=now()))
    if not fitting:
        return "No question fits. Choose less narrowly."
    fit = counted(fitting, "question fits", "questions fit").capitalize()
    return f"{fit}." if fitting > chosen.count else f"{fit}, so the test has no more than that."
