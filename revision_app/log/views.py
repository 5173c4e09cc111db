import secrets
from collections.abc import Mapping
from itertools import pairwise

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from ..accounts import queries as accounts
from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..accounts.core.own_work import OwnWork
from ..cohorts.core import NO_TUTOR
from ..criteria.library import qualification
from ..evidence import queries as evidence
from ..evidence.core import Kind, NotHandedIn, obstacles
from ..links import queries as links
from ..links.access import for_visitors, opened
from ..shared.refusal import Refusal
from ..shared.undo import DELETED, Deleted
from ..web.access import open_to_anyone
from ..web.clock import LONDON, now
from ..web.kept import KEY
from ..web.offline import keepable
from ..web.opaque import sealed, unsealed
from ..web.requests import wants_offline_copy
from . import actions, library, queries
from .core import counting, entry
from .core.entry import Entry
from .core.guide import Guide
from .core.record import (
    PURPOSE,
    SHOWN_AT_ONCE,
    ChangedElsewhere,
    NotChanged,
    Record,
    SavedBefore,
    looks_like_a_name,
    warnings,
)
from .core.selection import KIND, Selection, SelectionChangedElsewhere, TooMany, lacking
from .forms import CountersignForm, HandInForm, SelectionForm, StartForm

bp = Blueprint("log", __name__)

Page = str | tuple[str, int]
PER_PAGE = 25
KEY_LENGTH = 8, 64  # characters of the key that a form for a new record sends

AS_EVIDENCE = Kind(
    KIND,
    template="log/piece.html",
    draft=lambda selection_id: url_for("log.selection", selection_id=selection_id),
    shelf="Log",
    shelf_address=lambda: url_for("log.records"),
)

bp.add_app_template_global(library.guide, "log_guide")
bp.add_app_template_global(entry.name_of, "log_field_name")


@bp.before_request
def _only_where_there_is_one() -> None:
    if library.guide() is None:
        abort(404)


@bp.get("/log/")
@open_to(Role.LEARNER)
def records() -> str:
    guide, mine = _guide(), queries.records_of(me().id)
    wanted = _wanted(guide)
    found = [mine[n] for n in counting.narrowed(guide, (record.values for record in mine), wanted)]
    page = request.args.get("page", 1, type=int)
    page = max(1, min(page, -(-len(found) // PER_PAGE)))
    return render_template(
        "log/records.html",
        guide=guide,
        records=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(mine),
        found=len(found),
        page=page,
        pages=-(-len(found) // PER_PAGE),
        wanted=wanted,
        deleted=[
            Deleted(record.id, guide.title_of(record.values), record.undo_until)
            for record in queries.deleted_records(me().id, at=now())
            if record.undo_until
        ],
        lacking=counting.gaps(counting.standings(guide, [record.values for record in mine])),
    )


@bp.get("/log/new")
@open_to(Role.LEARNER)
@keepable
def new() -> str:
    guide = _guide()
    if wants_offline_copy():
        return _new_page(entry.written(guide, {}), key="")
    last = next(iter(queries.said_of(me().id)), {})
    begins = guide.repeated(last) | {guide.when: now().astimezone(LONDON).date().isoformat()}
    return _new_page(entry.written(guide, begins), key=secrets.token_urlsafe(16))


@bp.post("/log/new")
@open_to(Role.LEARNER)
def add() -> Page | Response:
    typed = _typed()
    key = request.form.get("key") or request.form.get(KEY, "")  # a copy that was kept for offline has none of its own
    if not KEY_LENGTH[0] <= len(key) <= KEY_LENGTH[1]:
        key = secrets.token_urlsafe(16)
    if typed.faults:
        return _new_page(typed, key=key), 422
    try:
        record_id = actions.add(typed.values, key=key, learner_id=me().id, at=now())
    except SavedBefore as before:
        return _new_page(typed, key=secrets.token_urlsafe(16), before=before), 409
    except NotChanged as refusal:
        return _new_page(typed, key=key, refusal=refusal), 409
    flash(f"Your {_guide().one} is in the log.")
    return redirect(url_for(".record", record_id=record_id), 303)


@bp.get("/log/<int:record_id>")
@open_to(Role.LEARNER)
def record(record_id: int) -> str:
    found = _mine(record_id)
    return _record_page(found, entry.written(_guide(), found.values))


@bp.post("/log/<int:record_id>")
@open_to(Role.LEARNER)
def correct(record_id: int) -> Page | Response:
    found = _mine(record_id)
    typed = _typed(found)
    seen = request.form.get("seen", -1, type=int)  # a form that does not say has seen none
    if typed.faults:
        return _record_page(found, typed, seen=seen), 422
    try:
        actions.correct(record_id, typed.values, learner_id=me().id, seen=seen, at=now())
    except ChangedElsewhere:
        found = _mine(record_id)
        return _record_page(found, typed, other=found), 409
    except NotChanged as refusal:
        return _record_page(_mine(record_id), typed, refusal=refusal), 409
    flash("Saved. What it said before is kept below.")
    return redirect(url_for(".record", record_id=record_id), 303)


@bp.post("/log/<int:record_id>/delete")
@open_to(Role.LEARNER)
def delete_record(record_id: int) -> Page | Response:
    found = _mine(record_id)
    try:
        actions.delete_record(record_id, learner_id=me().id, at=now())
    except NotChanged as refusal:
        return _record_page(found, entry.written(_guide(), found.values), refusal=refusal), 409
    flash(DELETED)
    return redirect(url_for(".records"), 303)


@bp.post("/log/<int:record_id>/restore")
@open_to(Role.LEARNER)
def restore_record(record_id: int) -> Response:
    _mine(record_id)
    actions.restore_record(record_id, learner_id=me().id, at=now())
    return redirect(url_for(".record", record_id=record_id), 303)


@bp.post("/log/<int:record_id>/links")
@open_to(Role.LEARNER)
def make_link(record_id: int) -> Page | Response:
    """A link to countersign, shown once on the record's page."""
    found = _mine(record_id)
    try:
        token = actions.make_link(record_id, learner_id=me().id, at=now())
    except Refusal as refusal:
        return _record_page(found, entry.written(_guide(), found.values), refusal=refusal), 409
    session["countersign"] = {"record": record_id, "link": sealed(token)}  # which the browser keeps and cannot read
    return redirect(url_for(".record", record_id=record_id, _anchor="countersigning"), 303)


@bp.post("/log/<int:record_id>/links/<int:link_id>/revoke")
@open_to(Role.LEARNER)
def revoke_link(record_id: int, link_id: int) -> Response:
    _mine(record_id)
    actions.revoke_link(record_id, link_id, learner_id=me().id, at=now())
    return redirect(url_for(".record", record_id=record_id, _anchor="countersigning"), 303)


@bp.get("/log/counts")
@open_to(Role.LEARNER)
def counts() -> str:
    guide, said = _guide(), queries.said_of(me().id)
    return render_template(
        "log/counts.html",
        guide=guide,
        total=len(said),
        standings=(standings := counting.standings(guide, said)),
        lacking=counting.gaps(standings),
        charts=counting.charts(guide, said, today=now().astimezone(LONDON).date()),
    )


@bp.get("/log/selections/")
@open_to(Role.LEARNER)
def selections() -> str:
    return _selections_page(StartForm())


@bp.post("/log/selections/")
@open_to(Role.LEARNER)
def start_selection() -> Page | Response:
    form = StartForm()
    if not form.validate():
        return _selections_page(form), 422
    try:
        started = actions.start_selection(form.title.data, learner_id=me().id, at=now())
    except TooMany as refusal:
        return _selections_page(form, refusal), 409
    return redirect(url_for(".selection", selection_id=started), 303)


@bp.get("/log/selections/<int:selection_id>")
@open_to(Role.LEARNER)
def selection(selection_id: int) -> str:
    mine = _my_selection(selection_id)
    return _selection_page(mine, *_selection_form(mine), revision=mine.revision)


@bp.post("/log/selections/<int:selection_id>")
@open_to(Role.LEARNER)
def save_selection(selection_id: int) -> Page | Response:
    mine = _my_selection(selection_id)
    form, records = _selection_form(mine)
    revision = request.form.get("revision", -1, type=int)
    if not form.validate():
        return _selection_page(mine, form, records, revision=revision), 422
    try:
        actions.save_selection(selection_id, form.choice, learner_id=me().id, revision=revision, at=now())
    except SelectionChangedElsewhere as refusal:
        mine = _my_selection(selection_id)
        return _selection_page(mine, form, records, revision=mine.revision, refusal=refusal), 409
    if "hand_in" in request.form:
        return redirect(url_for(".before_hand_in", selection_id=selection_id), 303)
    flash("Selection saved.")
    return redirect(url_for(".selection", selection_id=selection_id), 303)


@bp.get("/log/selections/<int:selection_id>/hand-in")
@open_to(Role.LEARNER)
def before_hand_in(selection_id: int) -> str:
    """What is missing, what to look at once more, and the button."""
    return _hand_in_page(selection_id, HandInForm())


@bp.post("/log/selections/<int:selection_id>/hand-in")
@open_to(Role.LEARNER)
def hand_in(selection_id: int) -> Page | Response:
    _my_selection(selection_id)
    form = HandInForm()
    if not form.validate():
        return _hand_in_page(selection_id, form), 422
    revision, digest = request.form.get("revision", -1, type=int), request.form.get("digest", "")
    try:
        piece_id = actions.hand_in(
            selection_id, _guide(), form.declaration, learner_id=me().id, revision=revision, digest=digest, at=now()
        )
    except NotHandedIn as refusal:
        return _hand_in_page(selection_id, form, refusal), 409
    return redirect(url_for("marking.evidence", piece_id=piece_id), 303)


@bp.route("/countersign/<token>", methods=["GET", "POST"])
@open_to_anyone
@for_visitors
def countersign(token: str) -> Page | Response:
    """One record, and what somebody who saw the work may declare of it."""
    link = opened(token, purpose=PURPOSE)
    form, guide = CountersignForm(), _guide()
    form.declared.label.text = guide.declaration
    refusal: Refusal | None = None
    found = queries.record_behind(link.subject_id) or abort(404)
    try:
        found.must_say(link.shows)
        if form.validate_on_submit():
            actions.countersign(
                token,
                name=form.name.data,
                role=form.role.data,
                registration=form.registration.data,
                declaration=guide.declaration,
                actor_id=me().id if current_user.is_authenticated else None,
                at=now(),
            )
            return redirect(url_for(".countersigned"), 303)
    except (NotChanged, OwnWork) as error:
        refusal = error
    page = render_template(
        "log/countersign.html",
        guide=guide,
        form=form,
        refusal=refusal,
        record=None if isinstance(refusal, NotChanged) else found,
        learner=accounts.names([found.learner_id])[found.learner_id],
        link=link,
    )
    return page, 409 if refusal else 422 if form.errors else 200


@bp.get("/countersigned")
@open_to_anyone
@for_visitors
def countersigned() -> str:
    return render_template("log/countersigned.html")


def _guide() -> Guide:
    return library.guide() or abort(404)


def _mine(record_id: int) -> Record:
    """A learner's own record, without those that cannot be had back."""
    found = queries.record(record_id, learner_id=me().id)
    if found is None or (found.undo_until and now() >= found.undo_until):
        abort(404)
    return found


def _typed(before: Record | None = None) -> Entry:
    typed = {name: request.form.getlist(name) for name in request.form if name.startswith("log-")}
    today = now().astimezone(LONDON).date()
    return entry.read(_guide(), typed, today=today, before=before.values if before else None)


def _wanted(guide: Guide) -> Mapping[str, str]:
    """The filter of the list, without what there is not."""
    asked = {name: request.args.get(name, "") for name in guide.filters}
    return {name: option for name, option in asked.items() if option in guide.field(name).options}


def _new_page(typed: Entry, *, key: str, refusal: Refusal | None = None, before: SavedBefore | None = None) -> str:
    """``before`` says which record the form made when it was sent the first time."""
    return render_template("log/new.html", guide=_guide(), entry=typed, key=key, refusal=refusal, before=before)


def _record_page(
    found: Record,
    typed: Entry,
    *,
    seen: int | None = None,
    refusal: Refusal | None = None,
    other: Record | None = None,
) -> str:
    """The record; ``other`` is the saved version to show beside what was typed, where the two have parted."""
    guide = _guide()
    versions = queries.versions_of(found.id)
    changes = [(after, _changed(guide, before.values, after.values)) for after, before in pairwise(versions)]
    passages = warnings(guide, found.values)
    return render_template(
        "log/record.html",
        guide=guide,
        record=found,
        entry=typed,
        seen=found.latest.number if seen is None else seen,
        refusal=refusal,
        other=other,
        first=versions[-1],
        changes=changes,
        passages=passages[:SHOWN_AT_ONCE],
        passages_found=len(passages),
        name_like=looks_like_a_name(guide, found.values),
        countersignatures=queries.countersignatures_of(found.id)[:SHOWN_AT_ONCE],
        links=links.links_of(found.id, purpose=PURPOSE)[:SHOWN_AT_ONCE],
        at=now(),
        link_address=_shown_once(found.id),
    )


def _shown_once(record_id: int) -> str | None:
    """The address of a link that was just made, the first time it is asked for."""
    made = session.pop("countersign", None)
    if not made or made["record"] != record_id:
        return None
    return url_for(".countersign", token=unsealed(made["link"]), _external=True)


def _changed(guide: Guide, before: Mapping[str, object], after: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """What a correction changed, by label: what it said, and what it says."""
    lines = [
        (field.label, field.lines_of(before.get(field.id)), field.lines_of(after.get(field.id)))
        for field in guide.fields
    ]
    return [(label, "; ".join(old), "; ".join(new)) for label, old, new in lines if old != new]


def _my_selection(selection_id: int) -> Selection:
    return queries.selection(selection_id, learner_id=me().id) or abort(404)


def _selection_form(mine: Selection) -> tuple[SelectionForm, list[Record]]:
    records = queries.records_of(me().id)
    return SelectionForm.asking(_guide(), records, qualification().criteria, mine.choice), records


def _selections_page(form: StartForm, refusal: Refusal | None = None) -> str:
    return render_template(
        "log/selections.html", guide=_guide(), form=form, refusal=refusal, selections=queries.selections_of(me().id)
    )


def _selection_page(
    mine: Selection, form: SelectionForm, records: list[Record], *, revision: int, refusal: Refusal | None = None
) -> str:
    return render_template(
        "log/selection.html",
        guide=_guide(),
        selection=mine,
        form=form,
        records=records,
        revision=revision,
        refusal=refusal,
    )


def _hand_in_page(selection_id: int, form: HandInForm, refusal: Refusal | None = None) -> str:
    mine, guide = _my_selection(selection_id), _guide()
    records = mine.chosen(queries.records_of(me().id))
    draft = mine.as_evidence(guide, records)
    last = evidence.last(KIND, mine.id, learner_id=me().id, at=now())
    return render_template(
        "log/hand_in.html",
        guide=guide,
        selection=mine,
        records=records,
        digest=draft.digest,
        form=form,
        refusal=refusal,
        obstacles=obstacles(draft, last, lacking(records)),
        warned=[(record, passages) for record in records if (passages := warnings(guide, record.values))],
        no_tutor=None if queries.taught(me().id, at=now()) else NO_TUTOR,
    )
