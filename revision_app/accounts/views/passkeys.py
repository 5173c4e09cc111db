"""Signing in by passkey, and one's own passkeys: added, listed and removed.

A browser's script asks for a challenge, hands it to the device and sends the answer with the form of the page.
"""

import secrets

from flask import Response as Json
from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from ...outbox.core import Letter
from ...web.access import open_to_anyone
from ...web.clock import now
from ...web.ids import whole
from ...web.opaque import opaque
from .. import queries
from ..access import asking_device, me, must_have_second_step, open_to, own_page, passkey, place
from ..actions import passkeys as actions
from ..core import Role
from ..core.passkeys import (
    CHALLENGE_LASTS,
    CHALLENGE_SIZE,
    MOST_PASSKEYS,
    NewKey,
    Place,
    asks_for_answer,
    asks_for_new,
    made,
)
from ..core.second_step import SECOND_STEP_WAITS
from ..forms import CodeForm, NewPasskeyForm, PasskeyAnswerForm, PasskeySignInForm, RemovePasskeyForm, SignInForm
from .blueprint import Answer, bp
from .own_password import refused
from .sign_in import asked_for_code, code_page, enter, onward, sign_in_page
from .two_step import codes_page, issuer

CHALLENGE = "challenge"
NEW_PASSKEY = "new_passkey"  # in the session: for whom, under which name, since when
NOT_RIGHT = "This passkey did not work. Try again, or use your password."
NOT_RIGHT_HERE = "This passkey did not work. Try again, or use a code."
TOO_LONG = "That took too long. Try again."


@bp.get("/sign-in/passkey/options")
@open_to_anyone
def ask_for_passkey() -> Answer:
    here = place() or abort(404)
    return _json(asks_for_answer(here, challenge=_new_challenge("sign in").encode()))


@bp.route("/sign-in/passkey", methods=["GET", "POST"])
@open_to_anyone
def sign_in_with_passkey() -> Answer:
    """Both steps in one, for whoever's passkey it is."""
    if current_user.is_authenticated:
        return onward()
    form, page = PasskeySignInForm(), SignInForm()
    if not form.is_submitted():
        return redirect(url_for(".sign_in", next=own_page(request.args.get("next"))), 303)
    if not form.validate():
        page.form_errors.append(TOO_LONG if "csrf_token" in form.errors else NOT_RIGHT)
        return sign_in_page(page), 400 if "csrf_token" in form.errors else 422
    challenge = _asked_challenge("sign in")
    token = challenge and passkey(form.credential.data, challenge=challenge, known=None, keep=form.keep.data)
    if not token:
        page.form_errors.append(NOT_RIGHT if challenge else TOO_LONG)
        return sign_in_page(page), 422
    return enter(token, keep=form.keep.data)


@bp.get("/sign-in/code/passkey/options")
@open_to_anyone
def ask_for_second_passkey() -> Answer:
    here, waiting = place(), asked_for_code()
    if here is None or waiting is None:
        abort(404)
    known = queries.passkey_ids(waiting[0].person_id)
    return _json(asks_for_answer(here, challenge=_new_challenge("second step").encode(), known=known))


@bp.route("/sign-in/code/passkey", methods=["GET", "POST"])
@open_to_anyone
def second_step_by_passkey() -> Answer:
    """In place of a code, for whoever has just given the right password."""
    if current_user.is_authenticated:
        return onward()
    waiting, form, page = asked_for_code(), PasskeyAnswerForm(), CodeForm(formdata=None)
    if waiting is None or not form.is_submitted():
        return redirect(url_for(".code", next=own_page(request.args.get("next"))), 303)
    known, keep = waiting
    challenge = _asked_challenge("second step")
    right = form.validate() and challenge
    token = right and passkey(form.credential.data, challenge=challenge or "", known=known, keep=keep)
    if not token:
        page.form_errors.append(NOT_RIGHT_HERE if challenge else TOO_LONG)
        return code_page(page), 422
    return enter(token, keep=keep)


@bp.get("/account/passkeys")
@open_to(*Role)
def passkeys() -> Answer:
    return _page(NewPasskeyForm(formdata=None, name=asking_device(me().id).name))


@bp.post("/account/passkeys")
@open_to(*Role)
def begin_passkey() -> Answer:
    """The password is asked before, because who adds a passkey comes back whenever they like."""
    form = NewPasskeyForm()
    if place() is None:
        return _page(form), 409
    if again := refused(form, _page):
        return again
    session[NEW_PASSKEY] = [me().id, form.name.data, int(now().timestamp())]
    return redirect(url_for(".new_passkey"), 303)


@bp.get("/account/passkeys/new")
@open_to(*Role)
def new_passkey() -> Answer:
    name, here = _begun(), place()
    return _start_again() if name is None or here is None else _new_page(name, here, PasskeyAnswerForm(formdata=None))


@bp.post("/account/passkeys/new")
@open_to(*Role)
def add_passkey() -> Answer:
    """Keep what the device has made; with the first second step of somebody their recovery codes are the answer."""
    name, here, form = _begun(), place(), PasskeyAnswerForm()
    if name is None or here is None:
        return _start_again()
    challenge = _asked_challenge("add")
    key = (
        made(form.credential.data, place=here, challenge=challenge.encode()) if challenge and form.validate() else None
    )
    codes = _keep(key, name, challenge) if key and challenge else None
    if codes is None:
        form.form_errors.append("The passkey was not added. Try again.")
        return _new_page(name, here, form), 422
    session.pop(NEW_PASSKEY)
    if codes:
        return codes_page(codes)
    flash(f"The passkey “{name}” is added.")
    return redirect(url_for(".passkeys"), 303)


@bp.post("/account/passkeys/remove")
@open_to(*Role)
def remove_passkey() -> Answer:
    form = RemovePasskeyForm()
    mine = queries.own_passkey(whole(form.passkey.data) or 0, person_id=me().id)
    if mine is None:
        flash("That passkey was removed already.")
        return redirect(url_for(".passkeys"), 303)
    if again := refused(form, lambda form: _page(NewPasskeyForm(formdata=None), form)):
        return again
    actions.remove_passkey(mine.id, person_id=me().id, required=must_have_second_step(me()), at=now())
    flash(f"The passkey “{mine.name}” no longer signs you in. Delete it on your device, too.")
    return redirect(url_for(".passkeys"), 303)


def _new_page(name: str, here: Place, form: PasskeyAnswerForm) -> str:
    asked = asks_for_new(
        here,
        site=issuer(),
        handle=opaque("passkeys of", me().id).encode(),
        email=me().email,
        name=me().name,
        challenge=_new_challenge("add").encode(),
        known=queries.passkey_ids(me().id),
    )
    return render_template("accounts/new_passkey.html", name=name, form=form, asked=asked)


def _keep(key: NewKey, name: str, challenge: str) -> list[str] | None:
    text = render_template("accounts/passkey_added.txt", name=me().name, passkey=name)
    letter = Letter(me().email, "A passkey has been added to your account", text, me().id)
    return actions.add_passkey(
        me().id, key, name=name, challenge=challenge, token=me().token, letters=[letter], at=now()
    )


def _begun() -> str | None:
    """The name of the passkey that somebody is adding, if they gave their password a moment ago."""
    person_id, name, since = session.get(NEW_PASSKEY) or (0, "", 0)
    lately = 0 <= now().timestamp() - since < SECOND_STEP_WAITS.total_seconds()
    return name if person_id == me().id and lately else None


def _start_again() -> Response:
    flash(TOO_LONG)
    return redirect(url_for(".passkeys"), 303)


def _new_challenge(purpose: str) -> str:
    """Remembered in the signed cookie of whoever asks, until it is answered or something else is asked."""
    challenge = secrets.token_urlsafe(CHALLENGE_SIZE)
    session[CHALLENGE] = [purpose, challenge, int(now().timestamp())]
    return challenge


def _asked_challenge(purpose: str) -> str | None:
    """The challenge that whoever answers was given for this a moment ago; no answer finds it twice."""
    asked_for, challenge, since = session.pop(CHALLENGE, None) or ("", "", 0)
    lately = 0 <= now().timestamp() - since < CHALLENGE_LASTS.total_seconds()
    return challenge if asked_for == purpose and lately else None


def _json(text: str) -> Response:
    return Json(text, mimetype="application/json")


def _page(form: NewPasskeyForm, removing: RemovePasskeyForm | None = None) -> str:
    return render_template(
        "accounts/passkeys.html",
        form=form,
        removing=removing or RemovePasskeyForm(formdata=None),
        passkeys=queries.passkeys_of(me().id),
        step=queries.second_step(me().id),
        place=place(),
        by_name=_by_name(),
        most=MOST_PASSKEYS,
    )


def _by_name() -> str | None:
    """Where this page is on the same machine by name, for whoever came by number; ``None`` for anybody else."""
    host, _, port = request.host.rpartition(":")
    numbered = current_app.extensions["settings"].site_address is None and host in ("127.0.0.1", "[::1]")
    return f"http://localhost:{port}{request.path}" if numbered else None
