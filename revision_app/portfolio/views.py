"""A portfolio as a file: asked for here, made by a job, downloaded here."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..accounts.access import me, note_reading, open_to
from ..accounts.core import Role
from ..accounts.queries import names
from ..cohorts.core import StillHere
from ..jobs import actions as jobs
from ..jobs import library as results
from ..jobs.core import TooManyJobs
from ..jobs.queries import job
from ..jobs.queries import jobs as asked_for
from ..jobs.views import sent
from ..shared.refusal import Refusal
from ..web.clock import now
from ..web.pdf import NoPango, pdf_is_possible
from . import actions, queries
from .core.about import About
from .core.declaring import NotDeclared, digest_of, lacking
from .exports import IN_THE_ZIP, PDF, ZIP
from .forms import AllWorkForm, ExportForm

bp = Blueprint("portfolio", __name__)

Page = str | tuple[str, int] | Response


@bp.get("/portfolio/")
@open_to(Role.LEARNER)
def mine() -> Page:
    return _own_page()


@bp.post("/portfolio/")
@open_to(Role.LEARNER)
def export_mine() -> Page:
    """Ask for one's own portfolio as a file."""
    return _ask(About(me().id), url_for(".mine", watch="yes"))


@bp.post("/portfolio/declaration")
@open_to(Role.LEARNER)
def declare() -> Page:
    """Declare all one's work at the end."""
    form = AllWorkForm()
    at_the_end = not lacking(queries.portfolio(me().id, reader_id=me().id, at=now()))
    if not form.validate() and at_the_end:
        return _own_page(declaring=form), 422
    try:
        actions.declare(form.declaration, learner_id=me().id, at=now())
    except NotDeclared as refusal:
        return _own_page(declaring=form, refusal=refusal), 409
    return redirect(url_for(".mine", _anchor="declaration"), 303)


@bp.get("/learners/<int:learner_id>/portfolio")
@open_to(Role.TUTOR)
def taught(learner_id: int) -> Page:
    return _others_page(_taught(learner_id))


@bp.post("/learners/<int:learner_id>/portfolio")
@open_to(Role.TUTOR)
def export_taught(learner_id: int) -> Page:
    """Ask for what one may read of a learner's work as a file."""
    return _ask(_taught(learner_id), url_for(".taught", learner_id=learner_id, watch="yes"))


@bp.get("/people/<int:person_id>/records/portfolio")
@open_to(Role.ADMINISTRATOR)
def recorded(person_id: int) -> Page:
    return _others_page(_left(person_id))


@bp.post("/people/<int:person_id>/records/portfolio")
@open_to(Role.ADMINISTRATOR)
def export_recorded(person_id: int) -> Page:
    """Ask for what somebody who has left handed in as a file."""
    return _ask(_left(person_id), url_for(".recorded", person_id=person_id, watch="yes"))


@bp.get("/portfolio/files/<int:job_id>")
@open_to(Role.LEARNER)
def download(job_id: int) -> Response:
    """One's own portfolio, once it is made."""
    return _file(About(me().id), job_id)


@bp.get("/learners/<int:learner_id>/portfolio/<int:tutors_job_id>")
@open_to(Role.TUTOR)
def download_taught(learner_id: int, tutors_job_id: int) -> Response:
    """What this tutor asked for, as long as they may read it."""
    return _file(_taught(learner_id), tutors_job_id)


@bp.get("/people/<int:person_id>/records/portfolio/<int:job_id>")
@open_to(Role.ADMINISTRATOR)
def download_recorded(person_id: int, job_id: int) -> Response:
    return _file(_left(person_id), job_id)


def _file(about: About, job_id: int) -> Response:
    """What a job made about this learner, for whoever asked for it."""
    made = job(job_id, owner_id=me().id) or abort(404)
    file = results.file_of(made, at=now())
    if made.about != str(about) or made.kind not in (ZIP, PDF) or file is None:
        abort(404)
    note_reading("portfolio downloaded", of=about.learner_id, detail=f"export {job_id}")
    return sent(file, "application/pdf" if made.kind == PDF else "application/zip")


def _taught(learner_id: int) -> About:
    if learner_id == me().id or not queries.may_read(me().id, learner_id, at=now()):
        abort(404)
    return About(learner_id)


def _left(person_id: int) -> About:
    if person_id == me().id or not queries.has_left(person_id, at=now()):
        raise StillHere
    return About(person_id, as_administrator=True)


def _ask(about: About, then: str) -> Page:
    form = ExportForm()
    page = _own_page if about.learner_id == me().id else lambda **more: _others_page(about, **more)
    if not form.validate():
        return page(form=form), 422
    try:
        jobs.ask(form.kind.data, str(about), owner_id=me().id, at=now())
    except TooManyJobs as refusal:
        return page(form=form, refusal=refusal), 409
    return redirect(then, 303)


def _own_page(
    *, form: ExportForm | None = None, declaring: AllWorkForm | None = None, refusal: Refusal | None = None
) -> str:
    about = About(me().id)
    portfolio = queries.portfolio(me().id, reader_id=me().id, at=now())
    latest = portfolio.declared[0] if portfolio.declared else None
    return render_template(
        "portfolio/mine.html",
        portfolio=portfolio,
        lacking=lacking(portfolio),
        declared=latest,
        more_since=latest is not None and latest.digest != digest_of(piece.digest for piece in portfolio.pieces),
        declaring=declaring or AllWorkForm(formdata=None),
        refusal=refusal,
        **_exports(about, form),
    )


def _others_page(about: About, *, form: ExportForm | None = None, refusal: Refusal | None = None) -> str:
    note_reading("portfolio page read", of=about.learner_id)
    return render_template(
        "portfolio/others.html",
        about=about,
        name=names([about.learner_id])[about.learner_id],
        refusal=refusal,
        **_exports(about, form),
    )


def _exports(about: About, form: ExportForm | None) -> dict[str, object]:
    listed = asked_for(me().id, kinds=(ZIP, PDF), about=[str(about)])
    return {
        "form": form or ExportForm(formdata=None),
        "exports": listed,
        "at": now(),
        "watched": "watch" in request.args and any(each.is_open for each in listed),
        "no_pango": None if pdf_is_possible() else f"{NoPango()} {IN_THE_ZIP}",
        "PDF": PDF,
    }
