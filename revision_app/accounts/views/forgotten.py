"""For whoever has forgotten their password: a link by mail, in the same words for every address."""

from flask import render_template

from ...web import mail
from ...web.access import open_to_anyone
from ..access import ask_for_link
from ..core.addresses import address_of
from ..core.throttle import TooManyTries
from ..forms import ForgottenForm
from .blueprint import Answer, bp


@bp.route("/forgotten", methods=["GET", "POST"])
@open_to_anyone
def forgotten() -> Answer:
    form = ForgottenForm()
    if not mail.is_set() or not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form), 422
    try:
        ask_for_link(address_of(form.email.data))
    except TooManyTries as refusal:
        form.form_errors.append(str(refusal))
        return _page(form), refusal.status, {"Retry-After": str(refusal.seconds)}
    return _page(form, asked=True)


def _page(form: ForgottenForm, *, asked: bool = False) -> str:
    return render_template("accounts/forgotten.html", form=form, asked=asked, mail_is_set=mail.is_set())
