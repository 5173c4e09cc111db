"""Everyone's accounts, for administrators."""

from flask import abort, flash, redirect, render_template, request, session, url_for

from ...web import mail
from ...web.clock import now
from .. import actions, queries
from ..access import me, open_to
from ..core import Account, EmailTaken, Role
from ..forms import NewPersonForm, PersonForm, one_line, whole
from .blueprint import Answer, bp

PAGE = 50


@bp.get("/people/")
@open_to(Role.ADMINISTRATOR)
def people() -> Answer:
    words, page = one_line(request.args.get("q")), whole(request.args.get("page")) or 1
    found = queries.accounts(words, skip=(page - 1) * PAGE, most=PAGE + 1)
    more = len(found) > PAGE
    return render_template("accounts/people.html", people=found[:PAGE], words=words, page=page, more=more)


@bp.route("/people/new", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def new_person() -> Answer:
    form = NewPersonForm(queries.all_cohorts())
    if not form.validate_on_submit():
        return render_template("accounts/new_person.html", form=form), 422 if form.is_submitted() else 200
    try:
        person_id, link = actions.add_person(
            name=form.name.data,
            email=form.email.data,
            roles=frozenset(form.roles.data),
            cohort_ids=form.cohorts.data,
            actor_id=me().id,
            at=now(),
        )
    except EmailTaken as refusal:
        form.email.errors = [str(refusal)]
        return render_template("accounts/new_person.html", form=form), refusal.status
    _hand_over(link, person_id)
    return redirect(url_for("accounts.person", person_id=person_id), 303)


@bp.route("/people/<int:person_id>", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def person(person_id: int) -> Answer:
    account = _account(person_id)
    form = PersonForm(data={"name": account.name, "roles": account.roles})
    if not form.validate_on_submit():
        link = session.pop("link", None)
        shown = link["address"] if link and link["person"] == person_id else None
        page = render_template("accounts/person.html", form=form, person=account, link=shown)
        return page, 422 if form.is_submitted() else 200
    roles = frozenset(form.roles.data)
    actions.change_person(person_id, name=form.name.data, roles=roles, actor_id=me().id, at=now())
    flash("The changes have been saved.")
    return redirect(url_for("accounts.person", person_id=person_id), 303)


@bp.post("/people/<int:person_id>/close")
@open_to(Role.ADMINISTRATOR)
def close_account(person_id: int) -> Answer:
    actions.close_account(_account(person_id).id, actor_id=me().id, at=now())
    flash("The account has been closed. What this person did is kept.")
    return redirect(url_for("accounts.person", person_id=person_id), 303)


@bp.post("/people/<int:person_id>/reopen")
@open_to(Role.ADMINISTRATOR)
def reopen_account(person_id: int) -> Answer:
    actions.reopen_account(_account(person_id).id, actor_id=me().id, at=now())
    flash("The account is open again.")
    return redirect(url_for("accounts.person", person_id=person_id), 303)


@bp.post("/people/<int:person_id>/link")
@open_to(Role.ADMINISTRATOR)
def new_link(person_id: int) -> Answer:
    link = actions.make_link(_account(person_id).id, actor_id=me().id, at=now())
    _hand_over(link, person_id)
    return redirect(url_for("accounts.person", person_id=person_id), 303)


def _account(person_id: int) -> Account:
    return queries.account(person_id) or abort(404)


def _hand_over(link: str, person_id: int) -> None:
    """Mail the link, or else show it once, on the administrator's next page."""
    account, address = _account(person_id), url_for("accounts.welcome", link=link, _external=True)
    text = render_template("accounts/link.txt", name=account.name, address=address)
    if mail.send(account.email, "Choose the password for your account", text):
        flash(f"The link has been sent to {account.email}.")
    else:
        session["link"] = {"person": person_id, "address": address}
