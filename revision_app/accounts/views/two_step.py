"""Setting up the second step of signing in, and taking it back."""

from collections.abc import Sequence

import segno
from flask import current_app, flash, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from ...web.clock import now
from .. import queries
from ..access import lacks_second_step, me, must_have_second_step, open_to
from ..actions import second_step
from ..core import Role
from ..core.second_step import uri
from ..forms import CodeForm, CurrentPasswordForm
from .blueprint import Answer, bp
from .own_password import refused

PASSKEYS_LEFT = "You sign in with your passkeys and recovery codes now. Codes of the app no longer work."


@bp.get("/account/two-step")
@open_to(*Role)
def two_step() -> Answer:
    return _page()


@bp.post("/account/two-step/begin")
@open_to(*Role)
def begin_two_step() -> Answer:
    form, step = CurrentPasswordForm(), queries.second_step(me().id)
    if step.secret or step.confirmed_at:
        return _back()
    if again := refused(form, _page):
        return again
    second_step.begin_second_step(me().id, at=now())
    return _back()


@bp.post("/account/two-step/confirm")
@open_to(*Role)
def confirm_two_step() -> Answer:
    """The first code of the app; the recovery codes are the answer, and shown this once."""
    form = CodeForm()
    if queries.second_step(me().id).secret is None:
        return _back()
    if not form.validate():
        return _page(code=form), 422
    codes = second_step.confirm_second_step(me().id, form.code.data, token=me().token, at=now())
    if codes is None:
        form.code.errors = ["This code is not right. Look at the app again, and at the clock of your phone."]
        return _page(code=form), 422
    return codes_page(codes)


@bp.post("/account/two-step/codes")
@open_to(*Role)
def make_recovery_codes() -> Answer:
    form = CurrentPasswordForm()
    if not me().has_second_step:
        return _back()
    if again := refused(form, _page):
        return again
    codes = second_step.make_recovery_codes(me().id, at=now())
    return codes_page(codes) if codes else _back()


@bp.post("/account/two-step/end")
@open_to(*Role)
def end_two_step() -> Answer:
    form = CurrentPasswordForm()
    if not me().has_second_step:
        return _back()
    if again := refused(form, _page):
        return again
    required = must_have_second_step(me())
    if second_step.end_second_step(me().id, actor_id=me().id, required=required, at=now()):
        left = queries.needs_code(me().id)
        flash(PASSKEYS_LEFT if left else "Two-step sign-in is off. Your password alone signs you in.")
    return _back()


def _back() -> Response:
    """To the page as it stands now: also where another tab was quicker."""
    return redirect(url_for(".two_step"), 303)


def _page(password: CurrentPasswordForm | None = None, *, code: CodeForm | None = None) -> str:
    step = queries.second_step(me().id)
    address = step.secret and uri(step.secret, email=me().email, issuer=issuer())
    return render_template(
        "accounts/two_step.html",
        step=step,
        password_form=password or CurrentPasswordForm(formdata=None),
        code_form=code or CodeForm(formdata=None),
        address=address,
        drawing=address and _drawing(address),
        required=must_have_second_step(me()),
        lacking=lacks_second_step(me()),
    )


def codes_page(codes: Sequence[str]) -> str:
    return render_template("accounts/recovery_codes.html", codes=codes)


def issuer() -> str:
    """How an app lists the account."""
    return str(current_app.extensions["qualification"].short_title)


def _drawing(address: str) -> Markup:
    """The QR code as SVG: dark on light in either theme, because apps read no other."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(scale=4, border=4, dark="#000", light="#fff", title="QR code for your app"))  # noqa: S704 - of segno's making
