import secrets

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..cohorts import queries as cohorts
from ..cohorts.core.archiving import CohortArchived
from ..shared.refusal import Refusal
from ..web.clock import now
from ..web.filters import count
from ..web.ids import whole
from . import actions, queries
from .core import MOST_AT_ONCE, WRITERS, CannotAnswer, NobodyToWriteTo, Thread, TooManyMessages, parts
from .forms import AnnouncementForm, AnswerForm, MessageForm

bp = Blueprint("messages", __name__)
bp.add_app_template_filter(parts, "with_links")

Page = str | tuple[str, int]


@bp.get("/messages/")
@open_to(*Role)
def threads() -> str:
    page = whole(request.args.get("page")) or 1
    listed = queries.threads(me().id, skip=(page - 1) * queries.LISTED)
    return render_template(
        "messages/threads.html",
        threads=listed[: queries.LISTED],
        more=len(listed) > queries.LISTED,
        page=page,
        sent=queries.sent(me().id) if page == 1 else [],
        may_write=me().role in WRITERS,
        cohorts=[each for each in cohorts.cohorts_of(me().id, at=now()) if not each.archived_at]
        if me().role is Role.TUTOR
        else [],
    )


@bp.route("/messages/new", methods=["GET", "POST"])
@open_to(*WRITERS)
def new() -> Page | Response:
    at, cohort = now(), None
    asked = {number for number in map(whole, request.values.getlist("to")[:MOST_AT_ONCE]) if number}
    if (cohort_id := whole(request.args.get("cohort"))) is not None:
        cohort, people = queries.addressed_in(cohort_id, person_id=me().id, role=me().role, at=at) or abort(404)
    else:
        people = queries.addressees(me().id, me().role, chosen=asked, at=at)
    form, refusal = MessageForm(), None
    alone = {people[0].id} if len(people) == 1 else set()
    form.offer(people, asked or ({each.id for each in people} if cohort else alone))
    if form.validate_on_submit():
        try:
            made = actions.send(form.draft, form.to.data, writer_id=me().id, role=me().role, key=_key(), at=at)
        except (NobodyToWriteTo, TooManyMessages) as error:
            refusal = error
        else:
            return _delivered(made)
    page = render_template("messages/new.html", form=form, cohort=cohort, refusal=refusal, key=_key())
    return page, _status(form, refusal)


@bp.route("/cohorts/<int:cohort_id>/announcement", methods=["GET", "POST"])
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def announce(cohort_id: int) -> Page | Response:
    role, at = me().role, now()
    cohort, people = queries.addressed_in(cohort_id, person_id=me().id, role=role, at=at) or abort(404)
    form, refusal = AnnouncementForm(), None
    if form.validate_on_submit():
        try:
            made = actions.announce(form.draft, cohort_id, writer_id=me().id, role=role, key=_key(), at=at)
        except (CohortArchived, NobodyToWriteTo, TooManyMessages) as error:
            refusal = error
        else:
            return _delivered(made)
    given = {"form": form, "cohort": cohort, "people": len(people), "refusal": refusal, "key": _key()}
    return render_template("messages/announce.html", **given), _status(form, refusal)


@bp.get("/messages/sent/<int:message_id>")
@open_to(*WRITERS)
def sent(message_id: int) -> str:
    message = queries.sent_message(message_id, writer_id=me().id) or abort(404)
    return render_template("messages/sent.html", message=message)


@bp.get("/messages/<int:thread_id>")
@open_to(*Role)
def thread(thread_id: int) -> str:
    found = _mine(thread_id)
    actions.note_read(thread_id, sum(not said.is_mine for said in found.words), person_id=me().id)
    return render_template("messages/thread.html", thread=found, form=AnswerForm(), refusal=None, key=_key())


@bp.post("/messages/<int:thread_id>")
@open_to(*Role)
def answer(thread_id: int) -> Page | Response:
    found, form, refusal = _mine(thread_id), AnswerForm(), None
    if form.validate():
        try:
            actions.answer(thread_id, form.text.data, author_id=me().id, key=_key(), at=now())
        except (CannotAnswer, TooManyMessages) as error:
            refusal = error
        else:
            flash(f"{found.other} can read your answer.")
            return redirect(url_for(".thread", thread_id=thread_id), 303)
    page = render_template("messages/thread.html", thread=found, form=form, refusal=refusal, key=_key())
    return page, _status(form, refusal)


def _mine(thread_id: int) -> Thread:
    return queries.thread(thread_id, person_id=me().id, at=now()) or abort(404)


def _delivered(made: actions.Delivery) -> Response:
    flash(f"Sent to {count(len(made.threads), 'person', 'people')}.")
    if len(made.threads) == 1:
        return redirect(url_for(".thread", thread_id=made.threads[0]), 303)
    return redirect(url_for(".sent", message_id=made.message_id), 303)


def _status(form: AnswerForm, refusal: Refusal | None) -> int:
    return 409 if refusal else 422 if form.errors else 200


def _key() -> str:
    """Of the form, so that a second click sends no second message."""
    return request.form.get("key", "")[:64] or secrets.token_urlsafe(16)
