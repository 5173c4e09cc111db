from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...cohorts.queries import why_no_tutor
from ...criteria.library import qualification
from ...shared.refusal import Refusal
from ...web.clock import now
from .. import queries as evidence
from ..core import Kind, NotHandedIn, obstacles
from ..files import queries as files
from . import actions, queries
from .core import KIND, ChangedElsewhere, FileSet
from .forms import HandInForm, SetForm, StartForm

bp = Blueprint("sets", __name__)

Page = str | tuple[str, int]

AS_EVIDENCE = Kind(
    KIND,
    template="sets/piece.html",
    draft=lambda set_id: url_for("sets.file_set", set_id=set_id),
    shelf="Sets of files",
    shelf_address=lambda: url_for("sets.sets"),
)


@bp.get("/file-sets/")
@open_to(Role.LEARNER)
def sets() -> Page:
    return _list_page(StartForm())


@bp.post("/file-sets/")
@open_to(Role.LEARNER)
def start() -> Page | Response:
    form = StartForm()
    if not form.validate():
        return _list_page(form), 422
    started = actions.start(form.title.data, learner_id=me().id, at=now())
    return redirect(url_for(".file_set", set_id=started), 303)


@bp.get("/file-sets/<int:set_id>")
@open_to(Role.LEARNER)
def file_set(set_id: int) -> Page:
    found = _mine(set_id)
    return _set_page(found, _form(found), revision=found.revision)


@bp.post("/file-sets/<int:set_id>")
@open_to(Role.LEARNER)
def save(set_id: int) -> Page | Response:
    found = _mine(set_id)
    form = _form(found)
    revision = request.form.get("revision", -1, type=int)
    if not form.validate():
        return _set_page(found, form, revision=revision), 422
    try:
        actions.save(set_id, form.text, learner_id=me().id, revision=revision, at=now())
    except ChangedElsewhere as refusal:
        found = _mine(set_id)
        return _set_page(found, form, revision=found.revision, refusal=refusal), 409
    if form.hand_in.data:
        return redirect(url_for(".before_hand_in", set_id=set_id), 303)
    flash("Saved.")
    return redirect(url_for(".file_set", set_id=set_id), 303)


@bp.get("/file-sets/<int:set_id>/hand-in")
@open_to(Role.LEARNER)
def before_hand_in(set_id: int) -> Page:
    return _hand_in_page(_mine(set_id), HandInForm())


@bp.post("/file-sets/<int:set_id>/hand-in")
@open_to(Role.LEARNER)
def hand_in(set_id: int) -> Page | Response:
    form = HandInForm()
    found = _mine(set_id)
    if not form.validate():
        return _hand_in_page(found, form), 422
    revision = request.form.get("revision", -1, type=int)
    try:
        piece_id = actions.hand_in(set_id, form.declaration, learner_id=me().id, revision=revision, at=now())
    except NotHandedIn as refusal:
        return _hand_in_page(_mine(set_id), form, refusal), 409
    return redirect(url_for("marking.evidence", piece_id=piece_id), 303)


def _mine(set_id: int) -> FileSet:
    return queries.file_set(set_id, learner_id=me().id) or abort(404)


def _form(found: FileSet) -> SetForm:
    return SetForm.asking(found.text, qualification().criteria, files.files_of(me().id))


def _list_page(form: StartForm) -> str:
    return render_template("sets/sets.html", form=form, sets=queries.sets_of(me().id))


def _set_page(found: FileSet, form: SetForm, *, revision: int, refusal: Refusal | None = None) -> str:
    """The set; with a refusal, the saved version stands below what was typed."""
    return render_template(
        "sets/set.html",
        found=found,
        form=form,
        revision=revision,
        refusal=refusal,
        files=files.files_of(me().id),
        today=files.today(now()),
    )


def _hand_in_page(found: FileSet, form: HandInForm, refusal: Refusal | None = None) -> str:
    at, today = now(), files.today(now())
    chosen = files.some_of(found.text.files, learner_id=me().id)
    draft = found.as_evidence(chosen)
    last = evidence.last(KIND, found.id, learner_id=me().id, at=at)
    return render_template(
        "sets/hand_in.html",
        found=found,
        files=chosen,
        today=today,
        form=form,
        refusal=refusal,
        obstacles=obstacles(draft, last, found.lacking(chosen, today)),
        no_tutor=why_no_tutor(me().id, at=at),
    )
