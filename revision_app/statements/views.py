import secrets
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from ..accounts import queries as accounts
from ..accounts.access import me, note_reading, open_to
from ..accounts.core import Person, Role
from ..accounts.core.own_work import OwnWork
from ..cohorts import queries as cohorts
from ..criteria.library import qualification
from ..evidence import queries as evidence
from ..evidence.core import Kind, NotHandedIn, obstacles
from ..evidence.files import queries as files
from ..links.access import for_visitors, opened
from ..links.core import LinkClosed
from ..shared.refusal import Refusal
from ..study.library import shelf
from ..web.access import open_to_anyone
from ..web.clock import now
from ..web.filters import full_date
from ..web.opaque import sealed, unsealed
from . import actions, queries
from .core import PURPOSE, NotAsWitness, Said, Statement, StatementKind, TooManyRequests, as_content
from .forms import AskForm, DiscussionForm, HandInForm, ObservationForm, WitnessForm

bp = Blueprint("statements", __name__)
bp.add_app_template_filter(as_content, "as_content")
bp.add_app_template_filter(lambda iso: full_date(date.fromisoformat(iso)), "day_in_words")

Page = str | tuple[str, int]


def _kind(name: StatementKind) -> Kind:
    return Kind(
        name,
        template="statements/piece.html",
        draft=lambda statement_id: url_for("statements.statement", statement_id=statement_id),
        shelf="What others say",
        shelf_address=lambda: url_for("statements.statements"),
    )


AS_EVIDENCE = [_kind(name) for name in StatementKind]


# Its learner


@bp.get("/statements/")
@open_to(Role.LEARNER)
def statements() -> Page:
    return _list_page(AskForm())


@bp.post("/statements/witnesses")
@open_to(Role.LEARNER)
def ask_witness() -> Page | Response:
    form = AskForm()
    if not form.validate():
        return _list_page(form), 422
    try:
        asked, token = actions.ask_witness(form.about.data, form.witness.data, learner_id=me().id, at=now())
    except TooManyRequests as refusal:
        return _list_page(form, refusal), 409
    return _hand_over(asked, token)


@bp.post("/statements/witnesses/<int:request_id>/link")
@open_to(Role.LEARNER)
def link_again(request_id: int) -> Page | Response:
    try:
        token = actions.link_again(request_id, learner_id=me().id, at=now())
    except LinkClosed:
        return redirect(url_for(".statements"), 303)  # it was answered meanwhile, and stands in the list
    return _hand_over(request_id, token)


@bp.post("/statements/witnesses/<int:request_id>/take-back")
@open_to(Role.LEARNER)
def take_back(request_id: int) -> Response:
    actions.take_back(request_id, learner_id=me().id, at=now())
    flash("You no longer ask for it. Its link does not work any more.")
    return redirect(url_for(".statements"), 303)


@bp.get("/statements/<int:statement_id>")
@open_to(Role.LEARNER)
def statement(statement_id: int) -> str:
    found = _mine(statement_id)
    return _statement_page(found, _hand_in_form(found))


@bp.post("/statements/<int:statement_id>")
@open_to(Role.LEARNER)
def hand_in(statement_id: int) -> Page | Response:
    found = _mine(statement_id)
    form = _hand_in_form(found)
    if not form.validate():
        return _statement_page(found, form), 422
    try:
        chosen = form.chosen_recordings
        piece_id = actions.hand_in(
            statement_id, form.chosen, form.declaration, recordings=chosen, learner_id=me().id, at=now()
        )
    except NotHandedIn as refusal:
        return _statement_page(found, form, refusal), 409
    return redirect(url_for("marking.evidence", piece_id=piece_id), 303)


# Who assesses them


@bp.get("/learners/<int:learner_id>/statements")
@open_to(Role.TUTOR)
def of_learner(learner_id: int) -> str:
    learner = _taught(learner_id)
    note_reading("statements read", of=learner_id)
    found = queries.statements_read_by(me().id, learner_id, at=now())
    return render_template("statements/recorded.html", learner=learner, statements=found, checklist=shelf().checklist)


@bp.route("/learners/<int:learner_id>/observations/new", methods=["GET", "POST"])
@open_to(Role.TUTOR)
def observe(learner_id: int) -> Page | Response:
    learner, checklist = _taught(learner_id), shelf().checklist or abort(404)
    form = ObservationForm.asking(checklist, qualification().criteria)
    if form.validate_on_submit():
        return _record(StatementKind.OBSERVATION, learner, form.observation(checklist, me().name))
    page = render_template("statements/observation.html", learner=learner, checklist=checklist, form=form, key=_key())
    return page, 422 if form.errors else 200


@bp.route("/learners/<int:learner_id>/discussions/new", methods=["GET", "POST"])
@open_to(Role.TUTOR)
def discuss(learner_id: int) -> Page | Response:
    learner = _taught(learner_id)
    form = DiscussionForm()
    form.ask_of(qualification().criteria)
    if form.validate_on_submit():
        return _record(StatementKind.DISCUSSION, learner, form.discussion(me().name))
    page = render_template("statements/discussion.html", learner=learner, form=form, key=_key())
    return page, 422 if form.errors else 200


# A witness


@bp.route("/witness/<token>", methods=["GET", "POST"])
@open_to_anyone
@for_visitors
def bear_witness(token: str) -> Page | Response:
    link = opened(token, purpose=PURPOSE)
    asked = queries.request(link.subject_id)
    if asked is None:
        raise LinkClosed
    form, refusal = WitnessForm(), None
    actor_id = me().id if current_user.is_authenticated else None
    try:
        if form.validate_on_submit():
            actions.bear_witness(token, form.statement(asked.about), actor_id=actor_id, at=now())
            return redirect(url_for(".witnessed"), 303)
    except (NotAsWitness, OwnWork) as error:
        refusal = error
    page = render_template(
        "statements/witness.html",
        form=form,
        refusal=refusal,
        asked=asked,
        learner=accounts.names([asked.learner_id])[asked.learner_id],
        link=link,
    )
    return page, 409 if refusal else 422 if form.errors else 200


@bp.get("/witnessed")
@open_to_anyone
@for_visitors
def witnessed() -> str:
    return render_template("statements/witnessed.html")


def _mine(statement_id: int) -> Statement:
    return queries.statement(statement_id, learner_id=me().id) or abort(404)


def _taught(learner_id: int) -> Person:
    return cohorts.learner(learner_id, tutor_id=me().id, at=now()) or abort(404)


def _key() -> str:
    """Of the form, so that a second click makes no second record."""
    return request.form.get("key", "")[:64] or secrets.token_urlsafe(16)


def _record(kind: StatementKind, learner: Person, said: Said) -> Response:
    actions.record(kind, said, learner_id=learner.id, author_id=me().id, key=_key(), at=now())
    flash(f"The {kind} is recorded. {learner.name} sees it, and can put it forward as evidence.")
    return redirect(url_for(".of_learner", learner_id=learner.id), 303)


def _hand_over(request_id: int, token: str) -> Response:
    """Show the link once, on the next page."""
    session["witness"] = {"request": request_id, "link": sealed(token)}  # which the browser keeps and cannot read
    return redirect(url_for(".statements", _anchor="asked"), 303)


def _hand_in_form(found: Statement) -> HandInForm:
    """With the recordings of a discussion that could go with it."""
    recorded = files.files_of(me().id) if found.kind is StatementKind.DISCUSSION else []
    recordings = [file for file in recorded if file.is_recording and file.may_be_seen(files.today(now()))]
    return HandInForm.asking(qualification().criteria, found.said.criteria, recordings)


def _list_page(form: AskForm, refusal: Refusal | None = None) -> str:
    made = session.pop("witness", None)
    return render_template(
        "statements/statements.html",
        form=form,
        refusal=refusal,
        statements=queries.statements_about(me().id),
        asked=queries.requests_of(me().id),
        made=made and made["request"],
        address=made and url_for(".bear_witness", token=unsealed(made["link"]), _external=True),
    )


def _statement_page(found: Statement, form: HandInForm, refusal: Refusal | None = None) -> str:
    last = evidence.last(found.kind, found.id, learner_id=me().id, at=now())
    return render_template(
        "statements/statement.html",
        statement=found,
        form=form,
        refusal=refusal,
        last=last,
        obstacles=obstacles(found.as_evidence(found.said.criteria), last) if last and not last.settled else [],
        no_tutor=cohorts.why_no_tutor(me().id, at=now()),
    )
