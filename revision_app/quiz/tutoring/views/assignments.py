"""When a cohort may sit each paper, set by its tutors."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....cohorts import queries as cohorts
from ....cohorts.core import Cohort
from ....web.clock import now
from ....web.filters import count
from ...attempts.core.summary import Window
from ...attempts.queries import rules as queries
from ...bank import library
from ...bank.core.paper import Paper
from ...bank.views import bp
from ..actions import rules as actions
from ..forms import DatesForm
from ..queries.dates import learners_shown


@bp.get("/cohorts/<int:cohort_id>/papers")
@open_to(Role.TUTOR)
def cohort_papers(cohort_id: int) -> ResponseReturnValue:
    cohort = cohort_taught(cohort_id)
    dates = queries.dates_of(cohort.id)
    papers = sorted((offer.sample for offer in library.bank().papers.values()), key=lambda paper: paper.is_practice)
    return render_template("quiz/cohort_papers.html", cohort=cohort, papers=papers, dates=dates, at=now())


@bp.get("/cohorts/<int:cohort_id>/papers/<paper_id>")
@open_to(Role.TUTOR)
def dates(cohort_id: int, paper_id: str) -> ResponseReturnValue:
    return _dates_page(cohort_taught(cohort_id), paper_offered(paper_id))


@bp.post("/cohorts/<int:cohort_id>/papers/<paper_id>")
@open_to(Role.TUTOR)
def assign(cohort_id: int, paper_id: str) -> ResponseReturnValue:
    cohort, paper = cohort_taught(cohort_id), paper_offered(paper_id)
    form = DatesForm(paper, _window(cohort, paper))
    if not form.validate():
        return _dates_page(cohort, paper, form), 422
    moved = actions.assign(cohort, paper, form.window, author_id=me().id, at=now())
    return _done(cohort, " ".join((f"Dates saved for {paper.title}.", *form.notes)), moved)


@bp.post("/cohorts/<int:cohort_id>/papers/<paper_id>/withdraw")
@open_to(Role.TUTOR)
def withdraw(cohort_id: int, paper_id: str) -> ResponseReturnValue:
    cohort, paper = cohort_taught(cohort_id), paper_offered(paper_id)
    moved = actions.withdraw(cohort, paper, author_id=me().id, at=now())
    return _done(cohort, f"{paper.title} has no dates now.", moved)


def cohort_taught(cohort_id: int) -> Cohort:
    return cohorts.cohort(cohort_id, tutor_id=me().id, at=now()) or abort(404)


def paper_offered(paper_id: str) -> Paper:
    offer = library.offer(paper_id) or abort(404)
    return offer.sample


def _window(cohort: Cohort, paper: Paper) -> Window | None:
    return queries.dates_of(cohort.id).get(paper.id)


def _dates_page(cohort: Cohort, paper: Paper, form: DatesForm | None = None) -> str:
    window = _window(cohort, paper)
    form = form or DatesForm(paper, window)
    at = now()
    shown = learners_shown(paper.id, [cohort.id], at=at).get(cohort.id, 0)
    return render_template("quiz/dates.html", cohort=cohort, paper=paper, window=window, form=form, shown=shown, at=at)


def _done(cohort: Cohort, words: str, moved: int) -> Response:
    changed = count(moved, "running attempt was", "running attempts were")
    flash(f"{words} {changed} changed too." if moved else words)
    return redirect(url_for(".cohort_papers", cohort_id=cohort.id), 303)
