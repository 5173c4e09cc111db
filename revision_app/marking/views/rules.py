"""How the pieces of each cohort are marked, for administrators."""

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...cohorts import queries as cohorts
from ...web.clock import now
from ..actions import rules as actions
from ..core.returning import FEWEST, WEEKS
from ..forms import RulesForm
from ..queries import rules as queries
from .marking import Page, bp


@bp.get("/marking/rules/")
@open_to(Role.ADMINISTRATOR)
def all_rules() -> Page:
    at = now()
    return render_template(
        "marking/all_rules.html",
        cohorts=cohorts.all_cohorts(at=at),
        rules=queries.all_rules(),
        returned=queries.returned(at=at),
        weeks=WEEKS,
        fewest=FEWEST,
    )


@bp.get("/marking/rules/<int:cohort_id>")
@open_to(Role.ADMINISTRATOR)
def rules(cohort_id: int) -> Page:
    return _page(cohort_id, RulesForm(queries.rules_of(cohort_id)))


@bp.post("/marking/rules/<int:cohort_id>")
@open_to(Role.ADMINISTRATOR)
def set_rules(cohort_id: int) -> Page | Response:
    cohort = cohorts.any_cohort(cohort_id) or abort(404)
    form = RulesForm(queries.rules_of(cohort_id))
    if not form.validate():
        return _page(cohort_id, form), 422
    actions.set_rules(
        cohort_id,
        second_share=form.second_share.data,
        tolerance=form.tolerance.data,
        return_days=form.return_days.data,
        blind=form.blind.data,
        author_id=me().id,
        at=now(),
    )
    flash(f"Saved. It holds for what {cohort.name} hands in from now on.")
    return redirect(url_for(".all_rules"), 303)


def _page(cohort_id: int, form: RulesForm) -> str:
    cohort = cohorts.any_cohort(cohort_id) or abort(404)
    return render_template("marking/rules.html", cohort=cohort, form=form)
