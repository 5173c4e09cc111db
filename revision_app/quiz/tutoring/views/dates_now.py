"""Closing a paper and releasing its results at this moment, once somebody has seen what that does."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....web.clock import now
from ....web.ids import whole
from ...attempts.core.summary import Window
from ...bank.views import bp
from ..actions import rules as actions
from ..core.dates import DatesChanged, NotNow, closed_now, released_now
from ..queries.dates import cohorts_with_dates
from .assignments import cohort_taught, paper_offered


@dataclass(frozen=True)
class _Deed:
    name: str
    change: Callable[..., Window]
    act: Callable[..., None]
    done: str


_CLOSE = _Deed("close", closed_now, actions.close_now, "{} is closed.")
_RELEASE = _Deed("release", released_now, actions.release_now, "Results of {} are released.")


@bp.get("/cohorts/<int:cohort_id>/papers/<paper_id>/close")
@open_to(Role.TUTOR)
def confirm_close(cohort_id: int, paper_id: str) -> ResponseReturnValue:
    return _confirm_page(_CLOSE, cohort_id, paper_id)


@bp.post("/cohorts/<int:cohort_id>/papers/<paper_id>/close")
@open_to(Role.TUTOR)
def close_now(cohort_id: int, paper_id: str) -> ResponseReturnValue:
    return _do(_CLOSE, cohort_id, paper_id)


@bp.get("/cohorts/<int:cohort_id>/papers/<paper_id>/release")
@open_to(Role.TUTOR)
def confirm_release(cohort_id: int, paper_id: str) -> ResponseReturnValue:
    return _confirm_page(_RELEASE, cohort_id, paper_id)


@bp.post("/cohorts/<int:cohort_id>/papers/<paper_id>/release")
@open_to(Role.TUTOR)
def release_now(cohort_id: int, paper_id: str) -> ResponseReturnValue:
    return _do(_RELEASE, cohort_id, paper_id)


def _do(deed: _Deed, cohort_id: int, paper_id: str) -> ResponseReturnValue:
    cohort, paper = cohort_taught(cohort_id), paper_offered(paper_id)
    seen = whole(request.form.get("seen")) or 0
    try:
        deed.act(cohort, paper, seen=seen, author_id=me().id, at=now())
    except (NotNow, DatesChanged) as refusal:
        return _confirm_page(deed, cohort_id, paper_id, refused=str(refusal)), refusal.status
    flash(deed.done.format(paper.title))
    return redirect(url_for(".cohort_papers", cohort_id=cohort.id), 303)


def _confirm_page(deed: _Deed, cohort_id: int, paper_id: str, *, refused: str = "") -> str:
    """What would change for whom; where it cannot be done now, why."""
    at, paper = now(), paper_offered(paper_id)
    cohort_taught(cohort_id)
    (dates,) = cohorts_with_dates(me().id, paper, [cohort_id], at=at)
    window, after = dates.before or Window(), None
    try:
        after = deed.change(window, at=at)
    except NotNow as refusal:
        refused = str(refusal)
    return render_template(
        "quiz/dates_now.html",
        deed=deed.name,
        cohort=dates.cohort,
        paper=paper,
        dates=dates,
        window=window,
        after=after,
        refused=refused,
        at=at,
    )
