"""The pages of internal quality assurance, and what marking's pages show of it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..accounts.access import me, note_reading, open_to
from ..accounts.core import Role
from ..accounts.queries import names, people_with
from ..cohorts import queries as cohorts
from ..criteria.library import qualification
from ..evidence.library import kind_of
from ..evidence.queries import as_declared
from ..marking.queries.comments import comments_at
from ..marking.queries.decided import released_series
from ..shared.refusal import Refusal
from ..signing.core import Signatures
from ..signing.queries import signatures
from ..web.clock import LONDON, now
from . import actions, queries
from .core import ChangedSince, NotAssured, NothingToSample, Sampled, Step, must_be_assurable_by, shares
from .forms import ReasonForm, SampleForm

bp = Blueprint("quality", __name__)

Page = str | tuple[str, int]


@bp.app_template_global()
def assured(piece_id: int) -> dict[str, Sampled]:
    """How the decisions on a piece stand in quality assurance, by criterion, for a page that shows them."""
    return queries.of_piece(piece_id, at=now())


@bp.get("/quality/")
@open_to(Role.QUALITY_ASSURER)
def sampling() -> Page:
    """What waits, what was sampled of whom, and the form that draws a sample."""
    return _sampling_page()


@bp.post("/quality/")
@open_to(Role.QUALITY_ASSURER)
def draw() -> Page | Response:
    form = _form()
    if not form.validate():
        return _sampling_page(form), 422
    try:
        sample_id = actions.draw(form.wanted, actor_id=me().id, at=now())
    except NothingToSample as refusal:
        return _sampling_page(form, refusal), 409
    flash("The sample is drawn.")
    return redirect(url_for(".sample", sample_id=sample_id), 303)


@bp.get("/quality/samples/<int:sample_id>")
@open_to(Role.QUALITY_ASSURER)
def sample(sample_id: int) -> Page:
    """What is in one sample, and how each decision of it stands."""
    at = now()
    found = next((each for each in queries.samples() if each.id == sample_id), None) or abort(404)
    sampled = queries.sampled(me().id, at=at, sample_id=sample_id)
    people = {found.drawn_by_id, *(each.assessor_id for each in sampled)}
    if found.wanted.assessor_id:
        people.add(found.wanted.assessor_id)
    cohort = cohorts.any_cohort(found.wanted.cohort_id) if found.wanted.cohort_id else None
    return render_template("quality/sample.html", sample=found, sampled=sampled, names=names(people), cohort=cohort)


@bp.get("/quality/decisions/<int:sampled_id>")
@open_to(Role.QUALITY_ASSURER)
def decision(sampled_id: int) -> Page:
    """A decision in a sample, with the piece that it is about and all that was signed."""
    return _decision_page(sampled_id, ReasonForm())


@bp.post("/quality/decisions/<int:sampled_id>")
@open_to(Role.QUALITY_ASSURER)
def judge(sampled_id: int) -> Page | Response:
    """Confirm a decision, or return it with a reason."""
    form = ReasonForm()
    if not form.validate():
        return _decision_page(sampled_id, form), 422
    seen = request.form.get("decision", -1, type=int), request.form.get("step", -1, type=int)
    step = Step.RETURNED if "return" in request.form else Step.CONFIRMED
    try:
        actions.judge(sampled_id, step, form.reason.data, actor_id=me().id, seen=seen, at=now())
    except (ChangedSince, NotAssured) as refusal:
        return _decision_page(sampled_id, form, refusal), 409
    flash("The decision is confirmed." if step is Step.CONFIRMED else "The decision is returned to its assessors.")
    return redirect(url_for(".decision", sampled_id=sampled_id), 303)


@bp.post("/quality/decisions/<int:sampled_id>/kept")
@open_to(Role.TUTOR)
def keep(sampled_id: int) -> Response:
    """Stand by a decision that was returned."""
    form = ReasonForm()
    reason = form.reason.data if form.validate() else ""
    if not reason and form.reason.errors:
        raise NotAssured(" ".join(map(str, form.reason.errors)))
    actions.keep(sampled_id, reason, actor_id=me().id, at=now())
    found = queries.one(sampled_id, person_id=me().id, at=now()) or abort(404)
    flash("The quality assurer reads your reason and looks at the decision again.")
    return redirect(url_for("marking.submission", piece_id=found[0].piece_id), 303)


def _form() -> SampleForm:
    at = now()
    mine = cohorts.assured_by(me().id, at=at)
    offered = cohorts.with_archived(at=at)
    offered.sort(key=lambda cohort: (cohort.archived_at is not None, cohort.id not in mine))  # then by name
    return SampleForm(
        {tutor.id: tutor.name for tutor in people_with(Role.TUTOR)},
        offered,
        qualification().criteria,
        seed=f"{at.astimezone(LONDON):%Y-%m-%d}",
    )


def _sampling_page(form: SampleForm | None = None, refusal: Refusal | None = None) -> str:
    at, form = now(), form or _form()
    left, sampled = queries.left(me().id, at=at), queries.sampled(me().id, at=at)
    by_assessor, samples = shares(left, sampled), queries.samples()
    people = {share.assessor_id for share in by_assessor} | {each.drawn_by_id for each in samples}
    people |= {each.assessor_id for each in sampled}
    return render_template(
        "quality/sampling.html",
        form=form,
        refusal=refusal,
        left=len(left),
        waiting=[each for each in sampled if each.state.waits_for_assurer and not each.barred],
        returned=[each for each in sampled if each.state == "returned" and not each.barred],
        shares=by_assessor,
        samples=samples,
        names=names(people),
    )


def _decision_page(sampled_id: int, form: ReasonForm, refusal: Refusal | None = None) -> str:
    at = now()
    sampled, decided = queries.one(sampled_id, person_id=me().id, at=at) or abort(404)
    must_be_assurable_by(me().id, learner_id=sampled.learner_id, decided=decided)
    series = released_series(sampled.piece_id, at=at) or abort(404)
    shown = series.shown
    note_reading("submission read in quality assurance", of=shown.learner_id, detail=f"submission {shown.id}")
    contents, declarations = as_declared([shown.id], reader_id=me().id)
    comments = comments_at([shown], contents)[shown.id]
    signed = Signatures.of(signatures([shown.id])[shown.id], shown.latest)
    people = series.people | signed.people | comments.people | {step.by_id for step in sampled.steps}
    return render_template(
        "quality/decision.html",
        sampled=sampled,
        submission=shown,
        contents=contents,
        declarations=declarations,
        comments=comments,
        words_at={each.id: each.passage.words(kind_of(shown).parts(contents[shown.id])) for each in comments.shown},
        signatures=signed,
        form=form,
        refusal=refusal,
        names=names(people),
    )
