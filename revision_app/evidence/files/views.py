from collections.abc import Collection
from io import BytesIO

from flask import Blueprint, abort, flash, g, redirect, render_template, request, send_file, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from ...accounts.access import me, note_reading, open_to
from ...accounts.core import Role
from ...accounts.queries import names
from ...shared.refusal import Refusal
from ...shared.text import one_line
from ...shared.undo import DELETED
from ...web.clock import now
from ...web.filters import count
from ...web.ids import whole
from ...web.offline import keepable
from ...web.requests import wants_json
from ..core import Content
from . import actions, intake, queries
from .core.consent import PSEUDONYM_LIMIT, NothingToWithdraw, Purpose
from .core.file import CAPTION_LIMIT, HANDED_IN, NAME_LIMIT, ClientIsHeard, NotDescribed, StoredFile
from .core.pair import PAIR_CAPTION_LIMIT, NotPaired, Shown, shown
from .core.signature import JPEG
from .core.upload import LARGEST, LARGEST_PART, Upload, WrongPlace
from .forms import ConsentForm, CoverForm, DescriptionForm, PairForm

bp = Blueprint("files", __name__)

Page = str | tuple[str, int]
Told = dict[str, str | int]

SANDBOX = "sandbox; default-src 'none'"
REFLECTION = "reflection"  # the kind of drafts to which files are attached as they are uploaded
MOST_AT_ONCE = 5  # files of one request


@bp.app_template_global()
def upload_limits() -> dict[str, int]:
    """What a form for files says of them: bytes of a file and of a part, characters of a caption."""
    return {"largest": LARGEST, "part": LARGEST_PART, "caption": CAPTION_LIMIT}


@bp.get("/files/")
@open_to(Role.LEARNER)
def shelf() -> Page:
    return _shelf_page()


@bp.get("/files/new")
@open_to(Role.LEARNER)
@keepable
def new() -> str:
    """Choose files or take photographs, also without a connection: the device keeps this page, and what is chosen."""
    return render_template("files/new.html")


@bp.post("/files/")
@open_to(Role.LEARNER)
def upload() -> Page | Response:
    """Files in one request, for browsers without scripts."""
    sent = [each for each in request.files.getlist("file") if each.filename][:MOST_AT_ONCE]
    if not sent:
        return _shelf_page("Choose a file or take a photograph first."), 422
    try:
        kept = [_keep(each) for each in sent]
    except Refusal as refusal:
        return _shelf_page(str(refusal)), getattr(refusal, "status", 409)
    flash("Uploaded." if len(kept) == 1 else f"{len(kept)} files uploaded.")
    return redirect(url_for(".file", file_id=kept[0]) if len(kept) == 1 else url_for(".shelf"), 303)


def _keep(sent: FileStorage) -> int:
    return _finished(intake.receive_whole(_name(sent.filename), sent.read(), learner_id=me().id, at=now()))


def _finished(upload_id: int) -> int:
    """The file that an upload becomes, attached to the draft that the form names."""
    caption = one_line(request.form.get("caption"))
    if len(caption) > CAPTION_LIMIT:
        raise NotDescribed(f"Write a caption of at most {CAPTION_LIMIT} characters.")
    kept = intake.finish(upload_id, caption=caption, learner_id=me().id, at=now())
    kind, _, source = request.form.get("into", "").partition(" ")
    if kind == REFLECTION and (source_id := whole(source)) is not None:
        actions.attach_too(kind, source_id, kept, learner_id=me().id)
    return kept


@bp.post("/files/uploads")
@open_to(Role.LEARNER)
def begin_upload() -> Told:
    """A script is about to send a file in parts: where it begins, or goes on."""
    size = request.form.get("size", 0, type=int)
    mark = one_line(request.form.get("mark"))[:NAME_LIMIT]
    begun = actions.begin_upload(_name(request.form.get("name")), size, mark=mark, learner_id=me().id, at=now())
    return _told(begun)


@bp.post("/files/uploads/<int:upload_id>")
@open_to(Role.LEARNER)
def receive(upload_id: int) -> Told | tuple[Told, int]:
    """The next part of a file, as the request's body."""
    offset = request.args.get("offset", -1, type=int)
    try:
        return _told(intake.receive(upload_id, request.get_data(), offset=offset, learner_id=me().id, at=now()))
    except WrongPlace as refusal:
        return {"problem": str(refusal), "received": refusal.received}, 409


@bp.post("/files/uploads/<int:upload_id>/finish")
@open_to(Role.LEARNER)
def finish(upload_id: int) -> Page | Response | Told:
    try:
        kept = _finished(upload_id)
    except Refusal as refusal:
        if wants_json():
            raise
        return _shelf_page(str(refusal)), getattr(refusal, "status", 409)
    address = url_for(".file", file_id=kept)
    if not wants_json():
        return redirect(address, 303)
    return {"address": address, "obstacle": _mine(kept).why_not(queries.today(now()))}


@bp.post("/files/uploads/<int:upload_id>/give-up")
@open_to(Role.LEARNER)
def give_up(upload_id: int) -> Response:
    intake.give_up(upload_id, learner_id=me().id)
    return redirect(url_for(".shelf"), 303)


@bp.get("/files/<int:file_id>")
@open_to(Role.LEARNER)
def file(file_id: int) -> Page:
    found = _mine(file_id)
    return _file_page(found)


@bp.post("/files/<int:file_id>")
@open_to(Role.LEARNER)
def describe(file_id: int) -> Page | Response:
    found = _mine(file_id)
    found.must_be_seen(queries.today(now()))
    form = DescriptionForm.asking(found)
    if not form.validate():
        return _file_page(found, description=form), 422
    words = {"caption": form.caption.data, "alternative": form.alternative.data}
    actions.describe(file_id, **words, learner_id=me().id)
    flash("Saved.")
    return redirect(url_for(".file", file_id=file_id), 303)


@bp.post("/files/<int:file_id>/consent")
@open_to(Role.LEARNER)
def record_consent(file_id: int) -> Page | Response:
    found = _mine(file_id)
    found.must_take_consent()
    form = ConsentForm.asking(found, today=queries.today(now()))
    if not form.validate():
        return _file_page(found, consent=form), 422
    intake.record_consent(file_id, form.consent, learner_id=me().id, at=now())
    flash("Consent recorded.")
    return redirect(url_for(".file", file_id=file_id), 303)


@bp.post("/files/<int:file_id>/no-client")
@open_to(Role.LEARNER)
def say_no_client(file_id: int) -> Page | Response:
    try:
        actions.say_no_client(file_id, learner_id=me().id, at=now())
    except ClientIsHeard as refusal:
        return _file_page(_mine(file_id), problem=str(refusal)), 409
    flash("Noted: no client can be heard.")
    return redirect(url_for(".file", file_id=file_id), 303)


@bp.post("/files/<int:file_id>/withdraw")
@open_to(Role.LEARNER)
def withdraw_consent(file_id: int) -> Page | Response:
    found = _mine(file_id)
    if not request.form.get("sure"):
        return _file_page(
            found, problem=f"Tick that the {found.kind} is to be deleted, then press the button again."
        ), 422
    intake.withdraw_consent(file_id, learner_id=me().id, at=now())
    flash(f"Consent withdrawn. The {found.kind} has been deleted.")
    return redirect(url_for(".file", file_id=file_id), 303)


@bp.get("/files/<int:file_id>/cover")
@open_to(Role.LEARNER)
def before_cover(file_id: int) -> Page:
    """Draw boxes over a photograph; what is under them is gone once they are saved."""
    found = _mine(file_id)
    found.must_be_a_picture(queries.today(now()))
    return _cover_page(found, CoverForm(formdata=None))


@bp.post("/files/<int:file_id>/cover")
@open_to(Role.LEARNER)
def cover(file_id: int) -> Page | Response:
    found = _mine(file_id)
    found.must_be_a_picture(queries.today(now()))
    form = CoverForm()
    if not form.validate():
        return _cover_page(found, form), 422
    try:
        intake.cover(file_id, form.drawn, digest=form.digest.data, learner_id=me().id, at=now())
    except Refusal as refusal:
        return _cover_page(_mine(file_id), form, str(refusal)), getattr(refusal, "status", 409)
    flash("Covered. What was under the boxes is gone.")
    return redirect(url_for(".file", file_id=file_id), 303)


@bp.post("/files/<int:file_id>/remove")
@open_to(Role.LEARNER)
def remove(file_id: int) -> Page | Response:
    if not request.form.get("delete"):
        return _file_page(
            _mine(file_id), problem="Tick that the file is to be deleted, then press the button again."
        ), 422
    actions.remove_file(file_id, learner_id=me().id, at=now())
    flash(DELETED)
    return redirect(url_for(".shelf", _anchor="deleted"), 303)


@bp.post("/files/<int:file_id>/restore")
@open_to(Role.LEARNER)
def restore_file(file_id: int) -> Response:
    actions.restore_file(file_id, learner_id=me().id, at=now())
    return redirect(url_for(".file", file_id=file_id), 303)


@bp.get("/files/pairs")
@open_to(Role.LEARNER)
def pairs() -> Page:
    """Photographs of the same area before and after."""
    return _pairs_page(_photographs(), before=request.args.get("before"))


@bp.post("/files/pairs")
@open_to(Role.LEARNER)
def make_pair() -> Page | Response:
    photographs = _photographs()
    form = PairForm.asking(_to_pair(photographs))
    if not form.validate():
        return _pairs_page(photographs, form), 422
    chosen = int(form.before.data), int(form.after.data)
    try:
        actions.make_pair(*chosen, form.caption.data, learner_id=me().id, at=now())
    except NotPaired as refusal:
        return _pairs_page(_photographs(), form, str(refusal)), 409
    flash("The two photographs are a pair.")
    return redirect(url_for(".pairs"), 303)


@bp.post("/files/pairs/<int:pair_id>/part")
@open_to(Role.LEARNER)
def part_pair(pair_id: int) -> Response:
    actions.part_pair(pair_id, learner_id=me().id)
    flash("The two photographs are no pair any more. Both are still here.")
    return redirect(url_for(".pairs"), 303)


@bp.app_template_global()
def frozen_files(content: Content) -> list[Shown]:
    """What a piece says of its files, each with the file where whoever asks may see it now; pairs together."""
    said = content.get("files", [])
    seen: dict[int, StoredFile] = g.setdefault("frozen_files", {})
    if said and said[0]["id"] not in seen:  # those of all pieces of the series: one question for a page
        seen.update(queries.handed_in_beside(said[0]["id"]))
    return shown(said, {file.id: file for each in said if (file := seen.get(each["id"])) and _may_be_seen(file)})


def _may_be_seen(found: StoredFile) -> bool:
    """Whether the consent of a file covers whoever asks, in the role that they act in."""
    day = queries.today(now())
    if me().role is Role.LEARNER and found.learner_id == me().id:
        return found.may_be_seen(day)
    return me().role is Role.TUTOR and found.may_be_seen(day, Purpose.PORTFOLIO)


@bp.get("/files/<int:file_id>/content")
@open_to(Role.LEARNER, Role.TUTOR)
def content(file_id: int) -> Response:
    """The file itself, of a recording the range that a player asks for.

    Whether it may be seen is asked each time, and nothing on the way may keep it.
    """
    found = _to_see(file_id)
    return _sent(found, found.key, attached=not (found.is_photograph or found.is_recording))


@bp.get("/files/<int:file_id>/thumbnail")
@open_to(Role.LEARNER, Role.TUTOR)
def thumbnail(file_id: int) -> Response:
    found = _to_see(file_id)
    return _sent(found, found.thumbnail_key or abort(404), attached=False)


def _to_see(file_id: int) -> StoredFile:
    """A file whose bytes may leave the store now; one without consent that holds is as good as missing."""
    if me().role is Role.LEARNER:
        found = _mine(file_id)
    else:
        found = queries.file_to_judge(file_id, tutor_id=me().id, at=now()) or abort(404)
    if not _may_be_seen(found):
        abort(404)
    note_reading("file read", of=found.learner_id, detail=f"file {file_id}")
    return found


def _sent(found: StoredFile, key: str | None, *, attached: bool) -> Response:
    """The bytes under a key. A photograph was written anew as JPEG, whatever it was uploaded as."""
    body = BytesIO(intake.opened(key))
    media_type, ending = (JPEG.media_type, JPEG.ending) if found.is_photograph else (found.media_type, found.ending)
    name = found.name if attached else f"{found.kind}-{found.id}.{ending.lower()}"
    response = send_file(
        body, media_type, as_attachment=attached, download_name=name, etag=False, conditional=found.is_recording
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _mine(file_id: int) -> StoredFile:
    return queries.file(file_id, learner_id=me().id) or abort(404)


def _name(given: str | None) -> str:
    """What a browser calls a file, without the folders that some send along; never trusted to say what it is."""
    return one_line((given or "").replace("\\", "/").rpartition("/")[2])[-NAME_LIMIT:] or "file"


def _told(upload: Upload) -> Told:
    return {"id": upload.id, "received": upload.received, "size": upload.size}


def _shelf_page(problem: str = "") -> str:
    return render_template(
        "files/shelf.html",
        files=queries.files_of(me().id),
        deleted=queries.deleted_files(me().id, at=now()),
        uploads=queries.uploads_under_way(me().id),
        today=queries.today(now()),
        problem=problem,
        caption=request.form.get("caption", ""),
    )


def _file_page(
    found: StoredFile,
    *,
    description: DescriptionForm | None = None,
    consent: ConsentForm | None = None,
    problem: str = "",
) -> str:
    today = queries.today(now())
    return render_template(
        "files/file.html",
        file=found,
        state=found.state(today),
        today=today,
        description=description or DescriptionForm.asking(found, posted=False),
        consent=consent or ConsentForm.asking(found, today=today, posted=False),
        problem=problem,
        caption_limit=CAPTION_LIMIT,
    )


def _cover_page(found: StoredFile, form: CoverForm, problem: str = "") -> str:
    return render_template(
        "files/cover.html",
        file=found,
        form=form,
        handed_in=HANDED_IN if queries.is_put_forward(found.id) else "",
        problem=problem,
    )


def _photographs() -> list[StoredFile]:
    return [file for file in queries.files_of(me().id) if file.is_photograph]


def _to_pair(photographs: list[StoredFile]) -> list[StoredFile]:
    today = queries.today(now())
    return [file for file in photographs if file.may_be_seen(today)]


def _pairs_page(
    photographs: list[StoredFile], form: PairForm | None = None, problem: str = "", *, before: str | None = None
) -> str:
    """The pairs, each with both of its photographs where both may be seen."""
    today, by_id = queries.today(now()), {file.id: file for file in photographs}
    return render_template(
        "files/pairs.html",
        pairs=[(file, by_id[file.pair.after_id]) for file in photographs if file.pair and file.pair.after_id in by_id],
        to_pair=_to_pair(photographs),
        form=form or PairForm.asking(_to_pair(photographs), before),
        today=today,
        problem=problem,
        caption_limit=PAIR_CAPTION_LIMIT,
    )


@bp.get("/consents/")
@open_to(Role.ADMINISTRATOR)
def consents() -> Page:
    """Find what stands under a client's consent: for a client who tells the centre that they withdraw it."""
    return _consents_page(one_line(request.args.get("client"))[:PSEUDONYM_LIMIT])


@bp.post("/consents/")
@open_to(Role.ADMINISTRATOR)
def withdraw_for_client() -> Page | Response:
    client = one_line(request.form.get("client"))[:PSEUDONYM_LIMIT]
    chosen = [file_id for each in request.form.getlist("files") if (file_id := whole(each)) is not None]
    learner_id = whole(request.form.get("learner"))
    if not request.form.get("sure") or not chosen or learner_id is None:
        words = "Choose what to delete, and tick that you know who called. Then press the button again."
        return _consents_page(client, words, chosen), 422
    by = {"learner_id": learner_id, "administrator_id": me().id}
    try:
        number = intake.withdraw_for_client(chosen, client, **by, at=now())
    except NothingToWithdraw as refusal:
        return _consents_page(client, str(refusal)), 409
    flash(f"Consent withdrawn. {count(number, 'file')} deleted; the learner is told on their Today page.")
    return redirect(url_for(".consents"), 303)


def _consents_page(client: str, problem: str = "", chosen: Collection[int] = ()) -> str:
    """What stands under a pseudonym, by learner: no caption and no picture, since none is needed to find it."""
    found = queries.of_client(client) if client else []
    if client:
        note_reading("consents looked up", detail=count(len(found), "file"))
    by_learner: dict[int, list[StoredFile]] = {}
    for file in found:
        by_learner.setdefault(file.learner_id, []).append(file)
    return render_template(
        "files/consents.html",
        client=client,
        by_learner=by_learner,
        names=names(by_learner),
        chosen=set(chosen),
        problem=problem,
        limit=PSEUDONYM_LIMIT,
    )
