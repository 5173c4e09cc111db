"""The page of a learner's plan."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..progress import queries as progress
from ..quiz.attempts.actions import grading
from ..web.clock import LONDON, now
from . import actions, queries
from .core.words import feasibility, hours
from .forms import PlanForm

bp = Blueprint("planning", __name__)


@bp.get("/plan/")
@open_to(Role.LEARNER)
def page() -> str:
    return _page()


@bp.post("/plan/")
@open_to(Role.LEARNER)
def choose() -> ResponseReturnValue:
    form = PlanForm.of(None, None, today=now().astimezone(LONDON).date(), posted=True)
    if not form.validate():
        return _page(form), 422
    actions.choose(form.aim, form.time, learner_id=me().id, at=now())
    flash("Your plan is made for this time.")
    return redirect(url_for(".page"), 303)


@bp.post("/plan/remove")
@open_to(Role.LEARNER)
def remove() -> ResponseReturnValue:
    actions.remove(learner_id=me().id)
    flash("You have no plan now. Your date stays; you can remove it, too.")
    return redirect(url_for("progress.today"), 303)


def _page(form: PlanForm | None = None) -> str:
    """The plan with what it is made for; with a form that was refused as it was sent."""
    learner_id, at = me().id, now()
    grading.settle([learner_id], at=at)
    rows = progress.decided([learner_id], at=at)[learner_id]
    in_hand = progress.in_hand(learner_id, since=at)
    made = queries.planned(learner_id, rows, in_hand, at=at)
    today = at.astimezone(LONDON).date()
    aim, time = progress.aim_among(in_hand), queries.time_among(in_hand)
    return render_template(
        "planning/page.html",
        made=made,
        today=today,
        words=made and feasibility(made.plan),
        hours=hours,
        form=form or PlanForm.of(aim, time, today=today, posted=False),
        is_refused=form is not None,
    )
