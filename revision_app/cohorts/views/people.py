"""Everyone's accounts and cohorts, for administrators."""

from flask import abort, flash, redirect, render_template, request, url_for

from ...accounts import queries as accounts
from ...accounts.access import me, open_to
from ...accounts.actions import change_person
from ...accounts.core import Account, EmailTaken, Role
from ...accounts.forms import PersonForm, one_line, whole
from ...accounts.views.links import hand_over, shown_once
from ...web.clock import now
from .. import actions, queries
from ..forms import NewPersonForm
from .blueprint import Answer, bp

PAGE = 50


@bp.get("/people/")
@open_to(Role.ADMINISTRATOR)
def people() -> Answer:
    words, page = one_line(request.args.get("q")), whole(request.args.get("page")) or 1
    found = accounts.accounts(words, skip=(page - 1) * PAGE, most=PAGE + 1)
    return render_template(
        "cohorts/people.html",
        people=found[:PAGE],
        cohorts=queries.cohorts_by_person(person.id for person in found),
        words=words,
        page=page,
        more=len(found) > PAGE,
    )


@bp.route("/people/new", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def new_person() -> Answer:
    form = NewPersonForm(queries.all_cohorts())
    if not form.validate_on_submit():
        return render_template("cohorts/new_person.html", form=form), 422 if form.is_submitted() else 200
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
        return render_template("cohorts/new_person.html", form=form), refusal.status
    hand_over(link, _account(person_id))
    return redirect(url_for("cohorts.person", person_id=person_id), 303)


@bp.route("/people/<int:person_id>", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def person(person_id: int) -> Answer:
    account = _account(person_id)
    form = PersonForm(data={"name": account.name, "roles": account.roles})
    if not form.validate_on_submit():
        page = render_template(
            "cohorts/person.html",
            form=form,
            person=account,
            cohorts=queries.cohorts_by_person([person_id])[person_id],
            link=shown_once(person_id),
        )
        return page, 422 if form.is_submitted() else 200
    roles = frozenset(form.roles.data)
    change_person(person_id, name=form.name.data, roles=roles, actor_id=me().id, at=now())
    flash("The changes have been saved.")
    return redirect(url_for("cohorts.person", person_id=person_id), 303)


def _account(person_id: int) -> Account:
    return accounts.account(person_id) or abort(404)
