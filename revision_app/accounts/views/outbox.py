"""What became of the letters that the site sends."""

from flask import flash, redirect, render_template, request, url_for

from ...outbox import actions, queries
from ...web import mail
from ...web.clock import now
from ...web.ids import whole
from ..access import open_to
from ..core import Role
from .blueprint import Answer, bp

PAGE = 50


@bp.get("/people/letters")
@open_to(Role.ADMINISTRATOR)
def letters() -> Answer:
    found = queries.letters(before=whole(request.args.get("before")), most=PAGE + 1)
    more = len(found) > PAGE
    return render_template("accounts/letters.html", letters=found[:PAGE], more=more, mail_is_set=mail.is_set())


@bp.post("/people/letters/<int:letter_id>/again")
@open_to(Role.ADMINISTRATOR)
def send_again(letter_id: int) -> Answer:
    done = mail.is_set() and actions.try_again(letter_id, at=now())
    flash("The letter is sent again." if done else "This letter is on its way already, or no longer of use.")
    return redirect(url_for(".letters"), 303)
