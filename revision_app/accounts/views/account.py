"""One's own account."""

from flask import abort, flash, jsonify, redirect, render_template, request, session, url_for
from flask_wtf.csrf import generate_csrf

from ...web import hashing
from ...web.clock import now
from .. import queries
from ..access import may_rest, me, note_use, open_to
from ..actions import passwords, people, signing_in
from ..core import Role, in_order
from ..forms import ChangePasswordForm, ReadingSettingsForm
from .blueprint import Answer, bp
from .own_password import refused
from .sign_in import leave


@bp.get("/account")
@open_to(*Role)
def account() -> Answer:
    return _account_page(ChangePasswordForm(me()))


@bp.get("/account/token")
@open_to(*Role)
def token() -> dict[str, str | int]:
    """Who is signed in, and the secret that forms carry: for a script whose page is older than the sign-in."""
    return {"who": me().id, "token": generate_csrf()}


@bp.post("/account/password")
@open_to(*Role)
def change_password() -> Answer:
    form = ChangePasswordForm(me())
    if again := refused(form, _account_page):
        return again
    if not form.is_strong():
        return _account_page(form), 422
    new_hash = hashing.hash_of(form.password.data)
    session["_user_id"] = passwords.change_password(me().id, new_hash, token=me().token, at=now())
    flash("Your password has been changed. Every other device has been signed out.")
    return redirect(url_for("accounts.account"), 303)


@bp.route("/account/rest", methods=["GET", "POST"])
@open_to(*Role)
def rest() -> Answer:
    """For how many seconds more this device may be left alone; whoever posts to it goes on using it."""
    remaining = may_rest()
    if remaining is not None and request.method == "POST":
        remaining = note_use()
    seconds = None if remaining is None else int(remaining.total_seconds())
    return jsonify(person=me().id, seconds=seconds, token=generate_csrf())


@bp.post("/account/role")
@open_to(*Role)
def act_as() -> Answer:
    chosen = request.form.get("role")
    if chosen not in me().roles:
        abort(422)
    signing_in.act_as(Role(chosen), token=me().token, person_id=me().id, at=now())
    return redirect(url_for("progress.today"), 303)


@bp.get("/account/comfort")
@open_to(*Role)
def reading_settings() -> Answer:
    return render_template("accounts/reading_settings.html", form=ReadingSettingsForm(obj=me().reading_settings))


@bp.post("/account/comfort")
@open_to(*Role)
def choose_reading_settings() -> Answer:
    form = ReadingSettingsForm()
    if not form.validate():
        return render_template("accounts/reading_settings.html", form=form), 422
    people.choose_reading_settings(me().id, form.reading_settings)
    flash("Saved. Pages look like this for you wherever you sign in.")
    return redirect(url_for(".reading_settings"), 303)


@bp.post("/account/devices/end")
@open_to(*Role)
def end_sign_in() -> Answer:
    """Sign one device out, or all others."""
    name = request.form.get("device", "")
    if name == "others":
        signing_in.end_other_sign_ins(me().id, token=me().token, at=now())
        flash("Every other device has been signed out.")
    elif signing_in.end_sign_in(name, person_id=me().id, at=now()):
        flash("The device has been signed out.")
    else:
        flash("That device was signed out already.")
    return redirect(url_for(".account", _anchor="devices"), 303)


@bp.post("/account/devices/confirm")
@open_to(*Role)
def confirm_devices() -> Answer:
    """It was oneself who signed in on new devices: those that the page showed."""
    signing_in.confirm_devices(request.form.getlist("device"), person_id=me().id, token=me().token, at=now())
    return redirect(url_for(".account", _anchor="devices"), 303)


@bp.post("/account/sign-out-everywhere")
@open_to(*Role)
def sign_out_everywhere() -> Answer:
    signing_in.sign_out_everywhere(me().id, at=now())
    return leave()


def _account_page(form: ChangePasswordForm) -> str:
    sign_ins = queries.sign_ins_of(me().id, token=me().token, at=now())
    new = queries.new_devices(me().id, token=me().token) if me().new_devices else []
    return render_template(
        "accounts/account.html", form=form, sign_ins=sign_ins, new_devices=new, roles=in_order(me().roles)
    )
