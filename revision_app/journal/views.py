from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..cohorts.core import NO_TUTOR
from ..criteria.library import qualification
from ..evidence import queries as evidence
from ..evidence.core import Content, Kind, NotHandedIn, obstacles
from ..evidence.core.passage import NoSuchPassage, Part, claim_marks, placed
from ..evidence.files import actions as file_actions
from ..evidence.files import queries as files
from ..evidence.files.core.file import TooManyAttached, lacking
from ..evidence.files.core.pair import with_files
from ..shared.anonymity.browser import served as anonymity_rules
from ..shared.refusal import Refusal
from ..shared.undo import DELETED
from ..web.clock import now
from ..web.filters import iso
from ..web.ids import whole
from ..web.requests import wants_json
from . import actions, library, queries
from .core.balance import balance
from .core.depth import depth_prompts
from .core.depth import served as depth_rules
from .core.guide import LAST_TIME, Stage
from .core.reflection import KIND, ChangedElsewhere, DraftDeleted, NotDeleted, Opened, Reflection, TooManyNames
from .core.text import WORDING_LIMIT, WordingNotSaved
from .core.versions import Version, compared
from .forms import HandInForm, NameForm, PassageForm, ReflectionForm, StartForm, WordingForm

bp = Blueprint("journal", __name__)

RESTORE_AGAIN = "The draft has changed since you opened this page. Look at both once more, then restore the version."

Page = str | tuple[str, int]

AS_EVIDENCE = Kind(
    KIND,
    template="journal/piece.html",
    draft=lambda reflection_id: url_for("journal.reflection", reflection_id=reflection_id),
    shelf="Journal",
    shelf_address=lambda: url_for("journal.reflections"),
    parts=lambda content: _parts_of(content),  # noqa: PLW0108 - which is defined below
)

bp.add_app_template_global(library.guide, "journal_guide")


@bp.get("/journal/")
@open_to(Role.LEARNER)
def reflections() -> Page:
    continued = _continued()
    return _list_page(StartForm.offering(library.models(), continued), continued)


@bp.post("/journal/")
@open_to(Role.LEARNER)
def start() -> Page | Response:
    continued = _continued()
    form = StartForm.offering(library.models(), continued)
    if not form.validate():
        return _list_page(form, continued), 422
    started = actions.start(
        form.title.data,
        learner_id=me().id,
        at=now(),
        context=form.context.data,
        model=form.model.data,
        continues=continued.id if continued else None,
    )
    return redirect(url_for(".reflection", reflection_id=started), 303)


@bp.get("/journal/<int:reflection_id>")
@open_to(Role.LEARNER)
def reflection(reflection_id: int) -> Page:
    opened = _opened(reflection_id)
    if opened.draft.deleted_at:
        return render_template("journal/deleted.html", reflection=opened.draft)
    return _reflection_page(opened, _form(opened.draft), revision=opened.draft.revision)


@bp.post("/journal/<int:reflection_id>")
@open_to(Role.LEARNER)
def save(reflection_id: int) -> Page | Response | tuple[dict[str, str], int] | dict[str, str | int]:
    """Keep the draft: from the page, or from a script that asks for JSON."""
    form = _form(_opened(reflection_id).draft)
    revision = request.form.get("revision", -1, type=int)  # a form that does not say has seen none
    script = wants_json()
    if not form.validate():
        if script:
            return {"problem": " ".join(fault for faults in form.errors.values() for fault in faults)}, 422
        return _reflection_page(_opened(reflection_id), form, revision=revision), 422
    by_hand = "auto" not in request.form
    try:
        if "undo" in request.form:
            actions.restore_draft(reflection_id, learner_id=me().id, at=now())
        saved = actions.save(reflection_id, form.text, learner_id=me().id, revision=revision, at=now(), by_hand=by_hand)
    except (ChangedElsewhere, DraftDeleted) as refusal:
        if script:
            parted = {"why": "parted"} if isinstance(refusal, ChangedElsewhere) else {}
            return {"problem": str(refusal)} | parted, 409
        return _not_saved_page(reflection_id, form, refusal, revision), 409
    if script:
        return {"revision": saved.revision, "saved_at": iso(saved.changed_at)}
    if form.depth.data:
        actions.switch_depth_prompts(on=form.depth.data == "on", learner_id=me().id)
    after = ".before_hand_in" if form.hand_in.data else ".passages" if form.passages.data else ".reflection"
    return redirect(url_for(after, reflection_id=reflection_id), 303)


@bp.post("/journal/<int:reflection_id>/delete")
@open_to(Role.LEARNER)
def delete_draft(reflection_id: int) -> Page | Response:
    opened = _opened(reflection_id)
    try:
        actions.delete_draft(reflection_id, learner_id=me().id, at=now())
    except NotDeleted as refusal:
        draft = opened.draft
        return _reflection_page(opened, _form(draft), revision=draft.revision, refused=refusal), 409
    flash(DELETED)
    return redirect(url_for(".reflections", _anchor="deleted"), 303)


@bp.post("/journal/<int:reflection_id>/restore")
@open_to(Role.LEARNER)
def restore_draft(reflection_id: int) -> Response:
    _opened(reflection_id)
    actions.restore_draft(reflection_id, learner_id=me().id, at=now())
    return redirect(url_for(".reflection", reflection_id=reflection_id), 303)


@bp.get("/journal/<int:reflection_id>/versions")
@open_to(Role.LEARNER)
def versions(reflection_id: int) -> Page:
    """What was saved before, and two versions side by side where the address names them."""
    return _versions_page(_mine(reflection_id))


@bp.get("/journal/rules")
@open_to(Role.LEARNER)
def rules() -> Response:
    """What scripts go by where a learner types: the rules of the anonymity check, and those of prompts for depth."""
    guide = library.guide()
    response = jsonify(
        anonymity=anonymity_rules(guide.familiar, queries.not_clients(me().id)), depth=depth_rules(guide.theory)
    )
    response.headers["Cache-Control"] = "private, no-cache"  # kept, and compared each time
    response.add_etag()
    return response.make_conditional(request)


@bp.post("/journal/<int:reflection_id>/versions/<int:version>/restore")
@open_to(Role.LEARNER)
def restore(reflection_id: int, version: int) -> Page | Response:
    """Make a version the draft again; nothing is lost by it."""
    _mine(reflection_id)
    revision = request.form.get("revision", -1, type=int)
    try:
        actions.restore(reflection_id, version, learner_id=me().id, revision=revision, at=now())
    except ChangedElsewhere:
        return _versions_page(_mine(reflection_id), refusal=RESTORE_AGAIN, before=version), 409
    flash("That version is your draft again. What the draft held before is among the versions.")
    return redirect(url_for(".reflection", reflection_id=reflection_id), 303)


@bp.get("/journal/<int:reflection_id>/files")
@open_to(Role.LEARNER)
def attachments(reflection_id: int) -> Page:
    """Choose the files that go with a reflection, or add one straight from the camera."""
    return _attachments_page(_mine(reflection_id))


@bp.post("/journal/<int:reflection_id>/files")
@open_to(Role.LEARNER)
def attach(reflection_id: int) -> Page | Response:
    draft = _mine(reflection_id)
    chosen = [file_id for each in request.form.getlist("files") if (file_id := whole(each)) is not None]
    try:
        file_actions.attach(KIND, reflection_id, chosen, learner_id=me().id)
    except TooManyAttached as refusal:
        return _attachments_page(draft, problem=str(refusal), chosen=chosen), 409
    flash("Saved.")
    return redirect(url_for(".reflection", reflection_id=reflection_id), 303)


@bp.get("/journal/<int:reflection_id>/hand-in")
@open_to(Role.LEARNER)
def before_hand_in(reflection_id: int) -> Page:
    """What is missing, what to look at once more, and the button."""
    return _hand_in_page(reflection_id, HandInForm())


@bp.post("/journal/<int:reflection_id>/hand-in")
@open_to(Role.LEARNER)
def hand_in(reflection_id: int) -> Page | Response:
    form = HandInForm()
    revision = request.form.get("revision", -1, type=int)
    if not form.validate():
        return _hand_in_page(reflection_id, form), 422
    try:
        piece_id = actions.hand_in(reflection_id, form.declaration, learner_id=me().id, revision=revision, at=now())
    except NotHandedIn as refusal:
        return _hand_in_page(reflection_id, form, refusal), 409
    return redirect(url_for("marking.evidence", piece_id=piece_id), 303)


@bp.get("/journal/<int:reflection_id>/passages")
@open_to(Role.LEARNER)
def passages(reflection_id: int) -> Page:
    """Which words of a draft show which criterion, as its learner says."""
    draft = _mine(reflection_id)
    return _passages_page(draft, _passage_form(draft))


@bp.post("/journal/<int:reflection_id>/passages")
@open_to(Role.LEARNER)
def claim_passage(reflection_id: int) -> Page | Response:
    draft = _mine(reflection_id)
    form = _passage_form(draft)
    revision = request.form.get("revision", -1, type=int)
    if not form.validate():
        return _passages_page(draft, form), 422
    try:
        actions.claim_passage(
            reflection_id,
            form.criterion.data,
            str(form.passage.passage),
            learner_id=me().id,
            revision=revision,
            at=now(),
        )
    except NoSuchPassage as refusal:
        return _passages_page(_mine(reflection_id), form, refusal), 409
    return redirect(url_for(".passages", reflection_id=reflection_id), 303)


@bp.post("/journal/<int:reflection_id>/passages/<int:claim_id>/remove")
@open_to(Role.LEARNER)
def remove_claim(reflection_id: int, claim_id: int) -> Response:
    actions.remove_claim(reflection_id, claim_id, learner_id=me().id, at=now())
    return redirect(url_for(".passages", reflection_id=reflection_id), 303)


@bp.post("/journal/<int:reflection_id>/wording")
@open_to(Role.LEARNER)
def use_wording(reflection_id: int) -> Page | Response:
    """Another wording where something could identify somebody: a save like any other."""
    form = WordingForm.of(_mine(reflection_id).text)
    revision = request.form.get("revision", -1, type=int)
    if not form.validate():
        fault = next(iter(form.wording.errors), "Nothing was found there. Here is what is found now.")
        return _hand_in_page(reflection_id, HandInForm(formdata=None), not_saved=(fault, form.wording.data)), 422
    try:
        actions.use_wording(
            reflection_id,
            form.found,
            form.wording.data,
            everywhere=form.everywhere.data,
            familiar=library.guide().familiar,
            learner_id=me().id,
            revision=revision,
            at=now(),
        )
    except WordingNotSaved as refusal:
        page = _hand_in_page(reflection_id, HandInForm(formdata=None), not_saved=(str(refusal), form.wording.data))
        return page, 409
    flash("Your wording is in the draft.")
    return _to_check(reflection_id)


@bp.post("/journal/<int:reflection_id>/not-a-client")
@open_to(Role.LEARNER)
def keep_not_a_client(reflection_id: int) -> Page | Response:
    """This name is not pointed out to the learner again."""
    _mine(reflection_id)
    form = NameForm()
    try:
        if form.validate():
            actions.keep_not_a_client(form.name.data, learner_id=me().id)
    except TooManyNames as refusal:
        return _hand_in_page(reflection_id, HandInForm(formdata=None), not_saved=(str(refusal), "")), 409
    return _to_check(reflection_id)


@bp.post("/journal/<int:reflection_id>/check-again")
@open_to(Role.LEARNER)
def check_name_again(reflection_id: int) -> Response:
    _mine(reflection_id)
    form = NameForm()
    if form.validate():
        actions.check_name_again(form.name.data, learner_id=me().id)
    return _to_check(reflection_id)


def _to_check(reflection_id: int) -> Response:
    return redirect(url_for(".before_hand_in", reflection_id=reflection_id, _anchor="anonymity"), 303)


def _mine(reflection_id: int) -> Reflection:
    return queries.reflection(reflection_id, learner_id=me().id) or abort(404)


def _form(draft: Reflection) -> ReflectionForm:
    return ReflectionForm.asking(library.guide(), qualification().criteria, draft)


def _continued() -> Reflection | None:
    """The reflection of their own that the learner goes on from in a new one."""
    asked = request.values.get("continues")
    if not asked:
        return None
    return queries.reflection(whole(asked) or 0, learner_id=me().id) or abort(404)


def _parts(draft: Reflection) -> tuple[Part, ...]:
    return _parts_of(draft.as_evidence.content)


def _parts_of(content: Content) -> tuple[Part, ...]:
    """The stages of a reflection, or of another model that it was written by, as its template shows them."""
    model = content.get("model")
    stages = [(each["id"], each["title"]) for each in model["stages"]] if model else _gibbs()
    return tuple(Part(name, title, content.get(name, "")) for name, title in [(LAST_TIME, "Since last time"), *stages])


def _gibbs() -> list[tuple[str, str]]:
    return [(stage.id.value, stage.title) for stage in library.guide().stages]


def _passage_form(draft: Reflection) -> PassageForm:
    tagged = [criterion for criterion in qualification().criteria if criterion.id in draft.text.criteria]
    return PassageForm.offering(_parts(draft), tagged)


def _passages_page(draft: Reflection, form: PassageForm, refusal: Refusal | None = None) -> str:
    claims = placed(evidence.draft_claims(KIND, draft.id, learner_id=me().id), _parts(draft))
    return render_template(
        "journal/passages.html",
        reflection=draft,
        form=form,
        refusal=refusal,
        claims=claims,
        marks=claim_marks(claims),
        guide=library.guide(),
    )


def _list_page(form: StartForm, continued: Reflection | None) -> str:
    reflections, deleted = queries.reflections_and_deleted(me().id, at=now())
    return render_template(
        "journal/reflections.html",
        form=form,
        continued=continued,
        models=library.models(),
        reflections=reflections,
        deleted=deleted,
    )


def _opened(reflection_id: int) -> Opened:
    """A learner's own reflection, without those that cannot be had back."""
    opened = queries.opened(reflection_id, learner_id=me().id)
    if opened is None or (opened.draft.undo_until and now() >= opened.draft.undo_until):
        abort(404)
    return opened


def _reflection_page(
    opened: Opened,
    form: ReflectionForm,
    *,
    revision: int,
    other: Reflection | None = None,
    refused: Refusal | None = None,
) -> str:
    """The draft; ``other`` is the saved version to show beside what was typed, where the two have parted."""
    draft, theory = opened.draft, library.guide().theory
    return render_template(
        "journal/reflection.html",
        reflection=draft,
        answered=opened.answered,
        continued=opened.continued,
        continuing=opened.continuing,
        balance=balance(form.text, draft.asking),
        prompted=opened.prompted,
        depth_prompts=depth_prompts(form.text, draft.asking, theory) if opened.prompted else [],
        covering={stage: draft.asking.covering(stage) for stage in Stage},
        last_time=LAST_TIME,
        form=form,
        revision=revision,
        other=other,
        refused=refused,
        guide=library.guide(),
        no_tutor=NO_TUTOR,
        attached=files.attached(KIND, draft.id, learner_id=me().id),
        into=f"{KIND} {draft.id}",
    )


def _not_saved_page(reflection_id: int, form: ReflectionForm, refusal: Refusal, revision: int) -> str:
    """What was typed, beside what was saved elsewhere or with a way to have a deleted draft back."""
    opened = _opened(reflection_id)
    if isinstance(refusal, DraftDeleted):
        return _reflection_page(opened, form, revision=revision, refused=refusal)
    return _reflection_page(opened, form, revision=opened.draft.revision, other=opened.draft)


def _attachments_page(draft: Reflection, *, problem: str = "", chosen: list[int] | None = None) -> str:
    attached = files.attached(KIND, draft.id, learner_id=me().id)
    return render_template(
        "journal/files.html",
        reflection=draft,
        files=files.files_of(me().id),
        chosen=[file.id for file in attached] if chosen is None else chosen,
        today=files.today(now()),
        problem=problem,
        into=f"{KIND} {draft.id}",
    )


def _versions_page(draft: Reflection, *, refusal: str = "", before: int | None = None) -> str:
    """The list, and what ``before`` and ``after`` of the address are; without an ``after`` it is the draft."""
    older = _version(draft, before or whole(request.args.get("before")))
    newer = _version(draft, whole(request.args.get("after"))) or _as_version(draft)
    if older and older.revision > newer.revision:
        older, newer = newer, older
    return render_template(
        "journal/versions.html",
        reflection=draft,
        refusal=refusal,
        versions=queries.versions(draft.id, learner_id=me().id),
        older=older,
        newer=newer,
        compared=compared(older.text, newer.text) if older else [],
    )


def _version(draft: Reflection, number: int | None) -> Version | None:
    if number == draft.revision:
        return _as_version(draft)
    return queries.version(draft.id, number, learner_id=me().id) if number is not None else None


def _as_version(draft: Reflection) -> Version:
    return Version(draft.revision, draft.text, draft.changed_at)


def _hand_in_page(
    reflection_id: int,
    form: HandInForm,
    refusal: Refusal | None = None,
    *,
    not_saved: tuple[str, str] | None = None,
) -> str:
    """``not_saved``: why a wording was not taken over, and the wording."""
    found = queries.before_hand_in(reflection_id, learner_id=me().id, at=now()) or abort(404)
    draft, taught, not_clients, has_files, has_claims = found
    last = evidence.last(KIND, draft.id, learner_id=me().id, at=now())
    attached = files.attached(KIND, draft.id, learner_id=me().id) if has_files else []
    reasons = [*draft.text.lacking, *lacking(attached, files.today(now()))]
    handed_in = with_files(draft.as_evidence, attached)
    if last and has_claims:  # a first submission repeats nothing
        handed_in = evidence.with_claims(handed_in, learner_id=me().id)
    return render_template(
        "journal/hand_in.html",
        reflection=draft,
        form=form,
        refusal=refusal,
        not_saved=not_saved,
        anonymity=draft.text.shared.checked(familiar=library.guide().familiar, not_clients=not_clients),
        wording_limit=WORDING_LIMIT,
        not_clients=not_clients,
        obstacles=obstacles(handed_in, last, reasons),
        attached=attached,
        guide=library.guide(),
        balance=balance(draft.text.shared, draft.asking),
        last_time=LAST_TIME,
        no_tutor=None if taught else NO_TUTOR,
    )
