"""Everything about whoever is signed in: what there is, and as a file."""

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..jobs import actions as jobs
from ..jobs import library as results
from ..jobs.core import JobState, TooManyJobs
from ..jobs.queries import job
from ..jobs.queries import jobs as asked_for
from ..portfolio.core.about import About
from ..shared.refusal import Refusal
from ..web.clock import now
from .core.holdings import by_class
from .exports import KIND

bp = Blueprint("rights", __name__)

Page = str | tuple[str, int] | Response


@bp.get("/account/data")
@open_to(Role.LEARNER)
def mine() -> Page:
    return _page()


@bp.post("/account/data")
@open_to(Role.LEARNER)
def export_mine() -> Page:
    """Ask for everything about oneself as a file."""
    try:
        jobs.ask(KIND, str(About(me().id)), owner_id=me().id, at=now())
    except TooManyJobs as refusal:
        return _page(refusal), 409
    return redirect(url_for(".mine", watch="yes"), 303)


@bp.get("/account/data/<int:own_job_id>")
@open_to(Role.LEARNER)
def download(own_job_id: int) -> Response:
    """What oneself asked for, once it is made."""
    made = job(own_job_id, owner_id=me().id) or abort(404)
    if made.kind != KIND or made.state(now()) is not JobState.DONE or made.result is None:
        abort(404)
    file = results.folder() / made.result.file
    if not file.exists():
        abort(404)
    answer = send_file(file, "application/zip", as_attachment=True, download_name=made.result.name, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(refusal: Refusal | None = None) -> str:
    listed = asked_for(me().id, kinds=(KIND,), about=str(About(me().id)))
    return render_template(
        "rights/mine.html",
        classes=list(by_class(taken=True)),
        left_out=list(by_class(taken=False)),
        exports=listed,
        at=now(),
        watched="watch" in request.args and any(each.is_open for each in listed),
        refusal=refusal,
        PDF=None,
    )
