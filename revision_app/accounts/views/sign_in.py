"""Coming in and going out."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from ...web import hashing
from ...web.access import open_to_anyone
from ...web.clock import now
from ...web.opaque import opaque
from .. import queries
from ..access import (
    asking_device,
    device_of,
    me,
    note_use,
    open_to,
    own_page,
    place,
    recognise,
    remember_device,
    second_step,
    tried_as,
)
from ..actions import passwords, signing_in
from ..core import Credentials, LinkSpent, Role
from ..core.addresses import address_of
from ..core.second_step import SECOND_STEP_WAITS
from ..core.throttle import TooManyTries
from ..forms import CodeForm, NewPasswordForm, SignInForm
from .blueprint import Answer, bp

DEMONSTRATION = ("learner@example.org", "tutor@example.org", "admin@example.org", "iqa@example.org")
WAITS_FOR_CODE = "waits_for_code"
WRONG = "The e-mail address or the password is not right. Check both and try again."


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_anyone
def sign_in() -> Answer:
    if current_user.is_authenticated:
        return onward()
    form = SignInForm()
    if not form.is_submitted():
        return sign_in_page(form)
    if not form.validate():
        status = 400 if form.came_from_elsewhere() else 422
        return sign_in_page(form), status
    try:
        known = recognise(form.email.data, form.password.data)
    except TooManyTries as refusal:
        form.form_errors.append(str(refusal))
        return sign_in_page(form), refusal.status, {"Retry-After": str(refusal.seconds)}
    if known is None:
        form.form_errors.append(WRONG)
        return sign_in_page(form), 422
    return _ask_for_code(known, keep=form.keep.data) if queries.needs_code(known.person_id) else _sign_in(known, form)


def _sign_in(known: Credentials, form: SignInForm) -> Response:
    stale = hashing.is_stale(known.password_hash)
    new_hash = hashing.hash_of(form.password.data) if stale else None
    account, _ = tried_as(address_of(form.email.data), device_of(known.person_id))
    device = asking_device(known.person_id)
    token = signing_in.sign_in(known, new_hash=new_hash, keep=form.keep.data, tried_as=account, device=device, at=now())
    return enter(token, keep=form.keep.data)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@open_to_anyone
def code() -> Answer:
    """The second step, for whoever has just given the right password."""
    if current_user.is_authenticated:
        return onward()
    asked, form = asked_for_code(), CodeForm()
    if asked is None:
        flash("That took too long. Sign in again.")
        return redirect(url_for(".sign_in", next=_next()), 303)
    if not form.validate_on_submit():
        return code_page(form), 422 if form.is_submitted() else 200
    known, keep = asked
    try:
        token = second_step(known, form.code.data, keep=keep)
    except TooManyTries as refusal:
        form.form_errors.append(str(refusal))
        return code_page(form), refusal.status, {"Retry-After": str(refusal.seconds)}
    if token is None:
        form.code.errors = [
            "This code is not right, or was used before. Wait for the next one, or use a recovery code."
        ]
        return code_page(form), 422
    return enter(token, keep=keep)


def _ask_for_code(known: Credentials, *, keep: bool) -> Response:
    """Remember in the signed cookie whose password was right, and which: it counts for some minutes."""
    session.clear()
    session[WAITS_FOR_CODE] = [known.person_id, _mark_of(known), keep, int(now().timestamp())]
    return redirect(url_for(".code", next=_next()), 303)


def asked_for_code() -> tuple[Credentials, bool] | None:
    person_id, mark, keep, since = session.get(WAITS_FOR_CODE) or (0, "", False, 0)
    if not 0 <= now().timestamp() - since < SECOND_STEP_WAITS.total_seconds():
        return None
    known = queries.credentials_of(person_id)
    return (known, keep) if known and _mark_of(known) == mark else None


def _mark_of(known: Credentials) -> str:
    """Tells one password of somebody from another, and nothing of either."""
    return opaque("password was right", known.person_id, known.password_hash)


def code_page(form: CodeForm) -> str:
    waiting = asked_for_code()
    by_passkey = place() and waiting and queries.passkey_ids(waiting[0].person_id)
    by_app = waiting and queries.second_step(waiting[0].person_id).confirmed_at
    return render_template("accounts/code.html", form=form, by_passkey=by_passkey, by_app=by_app, next_page=_next())


@bp.post("/sign-out")
@open_to(*Role)
def sign_out() -> Answer:
    signing_in.sign_out(me().token, person_id=me().id, at=now())
    return leave()


@bp.route("/welcome/<link>", methods=["GET", "POST"])
@open_to_anyone
def welcome(link: str) -> Answer:
    person = queries.invited(link, at=now())
    if person is None:
        return render_template("accounts/link_spent.html"), LinkSpent.status
    form = NewPasswordForm(person)
    if not (form.validate_on_submit() and form.is_strong()):
        return render_template("accounts/welcome.html", form=form, person=person), 422 if form.is_submitted() else 200
    new_hash = hashing.hash_of(form.password.data)
    token = passwords.use_link(link, new_hash, device=asking_device(person.id), at=now())
    if token is None:
        return _ask_for_code(Credentials(person.id, new_hash), keep=False)
    return enter(token, keep=False)


def sign_in_page(form: SignInForm) -> str:
    settings = current_app.extensions["settings"]
    shown = {"accounts": DEMONSTRATION, "password": settings.demo_password} if settings.demo else None
    return render_template(
        "accounts/sign_in.html", form=form, demonstration_accounts=shown, by_passkey=place(), next_page=_next()
    )


def enter(token: str, *, keep: bool) -> Response:
    """Begin a session of which nothing was there before, so that nobody can have laid it ready."""
    session.clear()
    person = queries.signed_in(token, at=now())
    login_user(person)
    session.permanent = keep
    note_use()
    answer = onward()
    return remember_device(answer, person.id) if person else answer


def leave() -> Response:
    """Sign out here, and have the browser delete everything that it kept of this site.

    Where the page says that somebody else's words wait on the device, its script deletes what is not theirs: they
    have to survive until their writer is signed in again.
    """
    others_wait = request.form.get("waits") == "of others"
    logout_user()
    session.clear()
    answer = redirect(url_for("accounts.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"' if others_wait else '"cache", "storage"'
    return answer


def _next() -> str | None:
    return own_page(request.args.get("next"))


def onward() -> Response:
    return redirect(_next() or url_for("progress.today"), 303)
