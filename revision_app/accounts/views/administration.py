"""What administrators do to one account. Its page, with the cohorts beside it, is that of ``cohorts``."""

from flask import abort, flash, redirect, render_template, url_for

from ...outbox.core import Letter
from ...web.clock import now
from .. import queries
from ..access import me, open_to
from ..actions import passwords, people, second_step
from ..core import Account, NotToYourself, Role
from .blueprint import Answer, bp
from .links import hand_over


@bp.post("/people/<int:person_id>/close")
@open_to(Role.ADMINISTRATOR)
def deactivate_account(person_id: int) -> Answer:
    people.deactivate_account(_account(person_id).id, actor_id=me().id, at=now())
    flash("The account is deactivated. What this person did is kept.")
    return redirect(url_for("cohorts.person", person_id=person_id), 303)


@bp.post("/people/<int:person_id>/reopen")
@open_to(Role.ADMINISTRATOR)
def reactivate_account(person_id: int) -> Answer:
    people.reactivate_account(_account(person_id).id, actor_id=me().id, at=now())
    flash("The account is active again.")
    return redirect(url_for("cohorts.person", person_id=person_id), 303)


@bp.post("/people/<int:person_id>/link")
@open_to(Role.ADMINISTRATOR)
def new_link(person_id: int) -> Answer:
    account = _account(person_id)
    hand_over(passwords.make_link(person_id, actor_id=me().id, at=now()), account)
    return redirect(url_for("cohorts.person", person_id=person_id), 303)


@bp.post("/people/<int:person_id>/two-step/end")
@open_to(Role.ADMINISTRATOR)
def end_persons_two_step(person_id: int) -> Answer:
    """For somebody who has lost their app and their recovery codes."""
    account = _account(person_id)
    if account.id == me().id:
        raise NotToYourself("Turn off your own two-step sign-in on your account page.")
    text = render_template("accounts/two_step_ended.txt", name=account.name)
    letter = Letter(account.email, "Two-step sign-in has been turned off", text, account.id)
    if second_step.end_second_step(account.id, actor_id=me().id, letters=[letter], at=now()):
        flash("Two-step sign-in is off for this person, and they are signed out everywhere.")
    return redirect(url_for("cohorts.person", person_id=person_id), 303)


def _account(person_id: int) -> Account:
    return queries.account(person_id) or abort(404)
