"""Everyone's accounts and cohorts, for administrators."""

from flask import abort, flash, redirect, render_template, request, url_for

from ...accounts import queries as accounts
from ...accounts.access import me, open_to
from ...accounts.actions.people import change_person
from ...accounts.actions.people import correct_email as change_email
from ...accounts.core import Account, AccountChanged, EmailTaken, ReferenceTaken, Role, Sort, State
from ...accounts.forms import AddressForm, PersonForm
from ...accounts.views.links import hand_over, letters_of_new_address, shown_once
from ...shared.text import one_line
from ...web import mail
from ...web.clock import now
from ...web.filters import bdi
from ...web.ids import whole
from .. import actions, queries
from ..core import Belonging, Cohort, has_left
from ..core.enrolment import UNDONE_WITHIN, standing
from ..forms import NewPersonForm, PlaceForm
from .blueprint import Answer, bp
from .leaving import asked_first

PAGE = 50
LEARNERS = {"none": queries.unplaced, "untaught": queries.untaught}  # whom nobody teaches, by what addresses say


@bp.get("/people/")
@open_to(Role.ADMINISTRATOR)
def people() -> Answer:
    words, page = one_line(request.args.get("q")), whole(request.args.get("page")) or 1
    kind = request.args.get("cohort", "")
    among = LEARNERS.get(kind)
    sort = next((sort for sort in Sort if sort == request.args.get("sort")), Sort.NAME)
    backwards = request.args.get("backwards") == "yes"
    people = accounts.accounts(
        words,
        among=among(at=now()) if among else None,
        sort=sort,
        backwards=backwards,
        skip=(page - 1) * PAGE,
        most=PAGE + 1,
    )
    asked = {
        "q": words or None,
        "cohort": kind if among else None,
        "sort": sort if sort != Sort.NAME else None,
        "backwards": "yes" if backwards else None,
    }
    return render_template(
        "cohorts/people.html",
        people=people[:PAGE],
        cohorts=queries.cohorts_by_person((person.id for person in people), at=now()),
        kind=kind if among else "",
        asked=asked,
        sort=sort,
        backwards=backwards,
        words=words,
        page=page,
        more=len(people) > PAGE,
    )


@bp.route("/people/new", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def new_person() -> Answer:
    form = NewPersonForm(queries.all_cohorts(at=now()))
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
    form = PersonForm(obj=account)
    if not form.validate_on_submit():
        return _person_page(account, form), 422 if form.is_submitted() else 200
    roles = frozenset(form.roles.data)
    try:
        change_person(
            person_id,
            name=form.name.data,
            roles=roles,
            reference=form.reference.data,
            awarding_body_number=form.awarding_body_number.data,
            actor_id=me().id,
            at=now(),
        )
    except ReferenceTaken as refusal:
        form.reference.errors = [str(refusal)]
        return _person_page(account, form), refusal.status
    flash("The changes have been saved.")
    return redirect(url_for("cohorts.person", person_id=person_id), 303)


@bp.post("/people/<int:person_id>/email")
@open_to(Role.ADMINISTRATOR)
def correct_email(person_id: int) -> Answer:
    """Correct a mistyped address, and tell both."""
    account, form = _account(person_id), AddressForm()
    if not form.validate():
        return _person_page(account, address=form), 422
    before = form.before.data or account.email
    try:
        corrected = change_email(
            person_id, form.email.data, before=before, letters=letters_of_new_address, actor_id=me().id, at=now()
        )
    except (AccountChanged, EmailTaken) as refusal:
        form.email.errors, form.before.data = [str(refusal)], account.email
        return _person_page(account, address=form), refusal.status
    if corrected:
        flash(_corrected(account.state))
    return redirect(url_for("cohorts.person", person_id=person_id), 303)


def _corrected(state: State) -> str:
    """What is said once an address has been corrected."""
    words = ["The address has been corrected."]
    words.append(
        "Both addresses are told by e-mail." if mail.is_set() else "No mail was sent: tell this person yourself."
    )
    if state is State.INVITED:
        words.append("Links for the old address no longer work: make a new one.")
    return " ".join(words)


@bp.post("/people/<int:person_id>/cohort")
@open_to(Role.ADMINISTRATOR)
def place(person_id: int) -> Answer:
    """Put a learner into a cohort, out of another one where they are in any."""
    account = _account(person_id)
    form = _place_form(account, *queries.history(person_id))
    if not form.validate():
        return _person_page(account, place=form), 422
    leaves = form.leaves.data if "leaves" in form else None
    joins = [tutor for tutor in queries.tutors_of(form.to.data, at=now()) if tutor.id != person_id]
    leaving = asked_first(
        [person_id] if leaves else [],
        before=queries.tutors_teaching(person_id, at=now()),
        after=[*queries.tutors_teaching(person_id, at=now(), without=leaves), *joins],
        action=f"Move to {form.chosen} all the same",
        back=(account.name, url_for("cohorts.person", person_id=person_id)),
    )
    if leaving:
        return leaving
    if "leaves" in form:
        actions.move(person_id, from_id=form.leaves.data, to_id=form.to.data, actor_id=me().id, at=now())
    else:
        actions.enrol(form.to.data, [person_id], actor_id=me().id, at=now())
    flash(bdi(account.name) + " is in " + bdi(form.chosen) + " now.")
    return redirect(url_for("cohorts.person", person_id=person_id), 303)


@bp.post("/enrolments/changes/<int:change_id>/undo")
@open_to(Role.ADMINISTRATOR)
def undo_change(change_id: int) -> Answer:
    person_id = actions.undo_change(change_id, actor_id=me().id, at=now())
    flash("This has been undone.")
    return redirect(url_for("cohorts.person", person_id=person_id), 303)


def _person_page(
    account: Account,
    form: PersonForm | None = None,
    place: PlaceForm | None = None,
    address: AddressForm | None = None,
) -> str:
    """An account and its times in cohorts; one of the forms perhaps returned with its faults."""
    if account.merged_into is not None:
        return render_template("cohorts/merged.html", person=account)
    cohorts, history = queries.history(account.id)
    return render_template(
        "cohorts/person.html",
        form=form or PersonForm(formdata=None, obj=account),
        address_form=address or AddressForm(formdata=None, email=account.email, before=account.email),
        mail_is_set=mail.is_set(),
        second_step=accounts.second_step(account.id),
        place_form=place or _place_form(account, cohorts, history),
        person=account,
        cohorts=[time.cohort for time in history if time.ended_at is None],
        history=history,
        changes=queries.changes_of(account.id) if any(time.role is Role.LEARNER for time in history) else {},
        standing=standing,
        undone_until=now() - UNDONE_WITHIN,
        left=has_left(history, closed=account.state is State.DEACTIVATED),
        link=shown_once(account.id),
    )


def _place_form(account: Account, cohorts: list[Cohort], history: list[Belonging]) -> PlaceForm:
    """For a learner with an open account; for anybody else there is nowhere to go."""
    here = {time.cohort.id: time.cohort for time in history if time.role is Role.LEARNER and time.ended_at is None}
    learns = Role.LEARNER in account.roles and account.state is not State.DEACTIVATED
    return PlaceForm(here.values(), [cohort for cohort in cohorts if learns and cohort.id not in here])


def _account(person_id: int) -> Account:
    return accounts.account(person_id) or abort(404)
