"""Everything about whoever is signed in, as a file; and erasing a learner who has left, for administrators."""

from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..accounts.access import me, open_to
from ..accounts.core import Account, Role
from ..accounts.queries import account, accounts
from ..db import leave_nothing_behind
from ..evidence.core import Kind
from ..evidence.files import store
from ..jobs import actions as jobs
from ..jobs import library as results
from ..jobs.core import TooManyJobs
from ..jobs.queries import job
from ..jobs.queries import jobs as asked_for
from ..jobs.views import sent
from ..outbox.core import Letter
from ..portfolio.core.about import About
from ..shared.refusal import Refusal
from ..shared.text import one_line
from ..web.access import open_to_anyone
from ..web.clock import now
from ..web.ids import whole
from ..web.moments import shown
from . import actions, library, queries
from .core.erasure import BACKUPS, ERASED, NotErased, is_erased, why_not
from .core.holdings import DataClass, by_class
from .core.merging import Merging, NotMerged
from .core.privacy import WARNED, Ending
from .exports import KIND
from .forms import EraseForm, HoldForm, MergeForm

bp = Blueprint("rights", __name__)

AS_EVIDENCE = Kind(
    ERASED,
    template="rights/erased.html",
    draft=lambda _source_id: url_for("cohorts.people"),
    shelf="People",
    shelf_address=lambda: url_for("cohorts.people"),
    is_made=False,
)

bp.add_app_template_global(library.privacy, "privacy")

FOUND = 20  # accounts that are offered at once

Page = str | tuple[str, int] | Response


@bp.get("/privacy")
@open_to_anyone
def privacy() -> Page:
    """What the centre says of privacy and how long it keeps what; there is no such page where it has no file."""
    says = library.privacy() or abort(404)
    return render_template("rights/privacy.html", says=says, classes=DataClass)


def sweep(*, at: datetime) -> tuple[int, int]:
    """Tell learners of what will be deleted, and delete what was kept for long enough; how often each."""
    today = shown(at).date()
    listed = queries.all_endings(at=at)
    told = sum(_warn(each, at=at) for each in listed if each.is_near(today))
    return told, sum(_end(each, at=at) for each in listed if each.is_over(today))


def _end(ending: Ending, *, at: datetime) -> bool:
    leftovers = actions.end(ending, at=at)
    if leftovers is None:
        return False
    store.delete(leftovers.keys)
    results.delete(leftovers.results)
    return True


def _warn(ending: Ending, *, at: datetime) -> bool:
    person = account(ending.person_id)
    if person is None or is_erased(person):
        return False
    until = max(ending.until, shown(at).date() + WARNED)
    text = render_template("rights/warning.txt", person=person, ending=ending, until=until)
    subject = "Data about you will be deleted"
    actions.warn(ending, Letter(person.email, subject, text, person.id), at=at)
    return True


@bp.get("/account/data")
@open_to(Role.LEARNER)
def mine() -> Page:
    return _page()


@bp.post("/account/data")
@open_to(Role.LEARNER)
def export_mine() -> Page:
    """Ask for everything about oneself as a file."""
    try:
        jobs.ask(KIND, str(About(me().id)), owner_id=me().id, at=now())
    except TooManyJobs as refusal:
        return _page(refusal), 409
    return redirect(url_for(".mine", watch="yes"), 303)


@bp.get("/account/data/<int:own_job_id>")
@open_to(Role.LEARNER)
def download(own_job_id: int) -> Response:
    """What oneself asked for, once it is made."""
    made = job(own_job_id, owner_id=me().id) or abort(404)
    file = results.file_of(made, at=now())
    if made.kind != KIND or file is None:
        abort(404)
    return sent(file, "application/zip")


def _page(refusal: Refusal | None = None) -> str:
    listed = asked_for(me().id, kinds=(KIND,), about=[str(About(me().id))])
    return render_template(
        "rights/mine.html",
        classes=list(by_class(taken=True)),
        left_out=list(by_class(taken=False)),
        exports=listed,
        at=now(),
        watched="watch" in request.args and any(each.is_open for each in listed),
        says=library.privacy(),
        endings=queries.my_endings(me().id, at=now()),
        refusal=refusal,
        PDF=None,
    )


@bp.get("/people/<int:person_id>/erasure")
@open_to(Role.ADMINISTRATOR)
def erasure(person_id: int) -> Page:
    """What erasing somebody would do, and what stands in its way."""
    return _erasure_page(_person(person_id))


@bp.post("/people/<int:person_id>/erasure")
@open_to(Role.ADMINISTRATOR)
def erase(person_id: int) -> Page:
    person, form = _person(person_id), EraseForm()
    if not form.validate():
        return _erasure_page(person, erase_form=form), 422
    try:
        leftovers = actions.erase(person_id, actor_id=me().id, at=now())
    except NotErased as refusal:
        return _erasure_page(person, refusal=refusal), 409
    store.delete(leftovers.keys)
    results.delete(leftovers.results)
    leave_nothing_behind()
    flash("They have been erased. What the centre must keep of decisions stays, under a number.")
    return redirect(url_for(".erasure", person_id=person_id), 303)


@bp.post("/people/<int:person_id>/erasure/hold")
@open_to(Role.ADMINISTRATOR)
def hold(person_id: int) -> Page:
    """Say why somebody is not to be erased for now."""
    person, form = _person(person_id), HoldForm()
    if not form.validate():
        return _erasure_page(person, hold_form=form), 422
    actions.hold(person_id, form.reason.data, actor_id=me().id, at=now())
    flash("Their data is on hold: nobody can erase it until you lift the hold.")
    return redirect(url_for(".erasure", person_id=person_id), 303)


@bp.post("/people/<int:person_id>/erasure/lift")
@open_to(Role.ADMINISTRATOR)
def lift_hold(person_id: int) -> Page:
    actions.lift_hold(_person(person_id).id, actor_id=me().id, at=now())
    flash("The hold is lifted.")
    return redirect(url_for(".erasure", person_id=person_id), 303)


def _person(person_id: int) -> Account:
    """Somebody's account; whoever asks for one that was merged is led to the one that stays."""
    person = account(person_id) or abort(404)
    if person.merged_into is not None:
        abort(redirect(url_for(".erasure", person_id=person.merged_into), 303))
    return person


@bp.get("/people/<int:person_id>/merge")
@open_to(Role.ADMINISTRATOR)
def merge_accounts(person_id: int) -> Page:
    """Find another account of the same person, or see what merging one that was found would do."""
    person = account(person_id) or abort(404)
    if merging := _merging(person):
        return _merge_page(person, merging)
    words = one_line(request.args.get("q", person.name))
    found = [each for each in accounts(words, most=FOUND + 1) if each.id != person_id and each.merged_into is None]
    return render_template("rights/merge_with.html", person=person, words=words, found=found[:FOUND])


@bp.post("/people/<int:person_id>/merge")
@open_to(Role.ADMINISTRATOR)
def merge(person_id: int) -> Page:
    person, form = account(person_id) or abort(404), MergeForm()
    merging = _merging(person)
    if merging is None:
        return redirect(url_for(".merge_accounts", person_id=person_id), 303)
    if not form.validate():
        return _merge_page(person, merging, form), 422
    ids = merging.closes.id, merging.stays.id
    try:
        leftovers = actions.merge(*ids, seen=form.seen.data or "", actor_id=me().id, at=now())
    except NotMerged as refusal:
        return _merge_page(person, _merging(person) or merging, refusal=refusal), 409
    results.delete(leftovers.results)
    flash("The accounts are merged. The other one is closed for good: tell them which one to sign in with.")
    return redirect(url_for("cohorts.person", person_id=merging.stays.id), 303)


def _merging(person: Account) -> Merging | None:
    """What the address asks to be merged with this account, and which of both stays: this one unless it says so."""
    other = account(whole(request.args.get("with")) or 0)
    if other is None:
        return None
    closes, stays = (person, other) if request.args.get("stays") == str(other.id) else (other, person)
    return queries.merging(closes, stays, at=now())


def _merge_page(
    person: Account, merging: Merging, form: MergeForm | None = None, *, refusal: Refusal | None = None
) -> str:
    return render_template(
        "rights/merge.html",
        person=person,
        other=merging.stays if merging.closes.id == person.id else merging.closes,
        merging=merging,
        form=form or MergeForm(formdata=None),
        refusal=refusal,
    )


def _erasure_page(
    person: Account,
    *,
    erase_form: EraseForm | None = None,
    hold_form: HoldForm | None = None,
    refusal: Refusal | None = None,
) -> str:
    hold, says = queries.hold_on(person.id), library.privacy()
    backups = says.backups if says else BACKUPS
    return render_template(
        "rights/erasure.html",
        person=person,
        erased=is_erased(person),
        hold=hold,
        why_not=why_not(person, is_enrolled=queries.is_enrolled(person.id, at=now()), hold=hold),
        preview=queries.preview(person.id),
        backups_until=now() + timedelta(days=backups),
        backups_days=backups,
        erase_form=erase_form or EraseForm(formdata=None),
        hold_form=hold_form or HoldForm(formdata=None),
        refusal=refusal,
    )
