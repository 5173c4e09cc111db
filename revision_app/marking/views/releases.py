"""Releasing several submissions at once, now or at a time, and calling back what has not been shown yet."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...accounts.queries import names
from ...cohorts import queries as cohorts
from ...shared.refusal import Refusal
from ...signing.core import NotSigned
from ...web.clock import now
from ...web.filters import count, moment
from ..actions import releases as actions
from ..core.releases import ChangedSince, Preview
from ..core.second import SecondMarkingOpen
from ..core.submission import AlreadyReleased, ReleaseInPast, ReleaseSet, Withdrawn
from ..forms import SeveralForm
from ..queries import second as seconds
from ..queries import submissions as queries
from .marking import Page, bp


@bp.get("/marking/releases/")
@open_to(Role.TUTOR)
def releases() -> Page:
    """What of all that waits for a tutor, or of one cohort, is ready to be released."""
    return _page(SeveralForm())


@bp.post("/marking/releases/")
@open_to(Role.TUTOR)
def release_several() -> Page | Response:
    form = SeveralForm()
    if not form.validate() or "release" not in request.form:
        return _page(form), 422
    try:
        actions.release_several(form.seen, assessor_id=me().id, at=now(), on=form.on, sign_in=me().mark)
    except (
        ChangedSince,
        AlreadyReleased,
        ReleaseSet,
        ReleaseInPast,
        NotSigned,
        SecondMarkingOpen,
        Withdrawn,
    ) as refusal:
        return _page(form, refusal), 409
    released = count(len(form.seen), "submission").capitalize()
    words = f"{released} will be released {moment(form.on)}." if form.on else f"{released} released."
    flash(" ".join(filter(None, (words, form.release_at.note if form.on else ""))))
    return _back()


@bp.post("/submissions/<int:piece_id>/release/call-back")
@open_to(Role.TUTOR)
def call_back(piece_id: int) -> Response:
    """Undo a release whose moment has not come."""
    actions.call_back(piece_id, assessor_id=me().id, at=now())
    flash("The release is called back. The decisions are yours to change again.")
    return _back() if "listed" in request.form else redirect(url_for(".submission", piece_id=piece_id), 303)


def _back() -> Response:
    return redirect(url_for(".releases", cohort=_chosen()), 303)


def _chosen() -> int | None:
    return request.args.get("cohort", type=int)


def _page(form: SeveralForm, refusal: Refusal | None = None) -> str:
    at, tutor_id = now(), me().id
    taught = cohorts.learners_by_cohort(tutor_id, at=at)
    learners = {cohort.id: ids for cohort, ids in taught.items()}
    chosen = _chosen()
    waiting = queries.waiting(tutor_id, at=at)
    preview = Preview.of(
        waiting,
        queries.planned(tutor_id, at=at),
        seconds=seconds.of(waiting),
        learners=learners.get(chosen) if chosen else None,
        tutor_id=tutor_id,
        at=at,
    )
    people = {each.learner_id for each in (*preview.waiting, *preview.planned)}
    judged = {decision.assessor_id for each in preview.ready for decision in each.decisions}
    return render_template(
        "marking/releases.html",
        form=form,
        refusal=refusal,
        preview=preview,
        cohorts=list(taught),
        chosen=chosen if chosen in learners else None,
        names=names(people | judged | {each.planned.assessor_id for each in preview.planned if each.planned}),
    )
