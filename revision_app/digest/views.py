"""Somebody's own page about letters that say what waits for them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..web import mail
from . import actions, queries
from .core import HowOften
from .forms import HowOftenForm

bp = Blueprint("digest", __name__)


@bp.get("/account/letters")
@open_to(*Role)
def letters() -> str:
    return _page(HowOftenForm(how_often=queries.how_often(me().id).value))


@bp.post("/account/letters")
@open_to(*Role)
def choose() -> ResponseReturnValue:
    form = HowOftenForm()
    if not form.validate():
        return _page(form), 422
    actions.choose(me().id, HowOften(form.how_often.data))
    flash("Saved. Letters come as you chose.")
    return redirect(url_for(".letters"), 303)


def _page(form: HowOftenForm) -> str:
    return render_template("digest/letters.html", form=form, mail_is_set=mail.is_set())
