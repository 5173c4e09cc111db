"""The same dates for several cohorts: chosen, looked at, and only then set."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....cohorts import queries as cohorts
from ....web.clock import now
from ....web.filters import count
from ...bank.core.paper import Paper
from ...bank.views import bp
from ..actions import rules as actions
from ..core.dates import DatesChanged, fingerprint
from ..forms import SeveralDatesForm
from ..queries.dates import cohorts_with_dates
from .assignments import paper_offered


@bp.get("/cohorts/papers/<paper_id>")
@open_to(Role.TUTOR)
def several_dates(paper_id: str) -> ResponseReturnValue:
    paper = paper_offered(paper_id)
    return _form_page(paper, _form(paper))


@bp.post("/cohorts/papers/<paper_id>")
@open_to(Role.TUTOR)
def assign_several(paper_id: str) -> ResponseReturnValue:
    paper = paper_offered(paper_id)
    form = _form(paper)
    if not form.validate():
        return _form_page(paper, form), 422
    if "again" in request.form:
        return _form_page(paper, form)
    if "seen" not in request.form:
        return _preview_page(paper, form)
    try:
        changed, moved = actions.assign_several(
            paper, form.cohorts.data, form.window, seen=request.form["seen"], author_id=me().id, at=now()
        )
    except DatesChanged as refusal:
        return _preview_page(paper, form, refused=str(refusal)), refusal.status
    attempts = f" {count(moved, 'running attempt was', 'running attempts were')} changed too." if moved else ""
    flash(f"Dates of {paper.title} saved for {count(changed, 'cohort')}.{attempts}")
    return redirect(url_for("cohorts.cohorts"), 303)


def _form(paper: Paper) -> SeveralDatesForm:
    """With the cohorts that somebody teaches and does not learn in."""
    taught = cohorts.learners_by_cohort(me().id, at=now())
    return SeveralDatesForm(paper, [cohort for cohort, learners in taught.items() if me().id not in learners])


def _form_page(paper: Paper, form: SeveralDatesForm) -> str:
    return render_template("quiz/several_dates.html", paper=paper, form=form)


def _preview_page(paper: Paper, form: SeveralDatesForm, *, refused: str = "") -> str:
    chosen = cohorts_with_dates(me().id, paper, form.cohorts.data, at=now())
    return render_template(
        "quiz/several_dates_preview.html",
        paper=paper,
        form=form,
        chosen=chosen,
        seen=fingerprint(form.window, chosen),
        refused=refused,
    )
