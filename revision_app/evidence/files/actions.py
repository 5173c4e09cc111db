from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, delete, or_, select, update

from ... import deletion
from ...audit.actions import note_in_audit
from ...audit.core import AuditKind
from ...db import db, insert_all, insert_missing, part_of_action, transaction
from ...deletion import WITH_DELETED
from ...jobs.actions import discard_results
from ...shared.portfolio import exports_about
from .. import actions as evidence
from . import queries
from .core.consent import Consent, NothingToWithdraw, Purpose
from .core.file import MOST_ATTACHED, Bytes, Gone, NoSuchFile, NotRemoved, StoredFile, TooManyAttached
from .core.pair import NoSuchPair, must_be_pair, redacted
from .core.signature import FileType
from .core.upload import ABANDONED, AlreadyFinished, NoSuchUpload, Upload, must_be_a_size, must_fit
from .models import AttachmentRow, ConsentRow, FileRow, PairRow, PieceFileRow, UploadRow


@transaction
def begin_upload(name: str, size: int, *, mark: str, learner_id: int, at: datetime) -> Upload:
    """A new upload, or the one under way of the file that the browser knows by the same ``mark``.

    Raises ``TooMuch`` or ``TooMany``.
    """
    must_be_a_size(size)  # before a database is asked for a number that it cannot hold
    under_way = queries.uploads_under_way(learner_id)
    if mark and (known := queries.uploads_under_way(learner_id, mark=mark, size=size)):
        return known[0]
    files, stored = queries.stored(learner_id)
    must_fit(size, underway=len(under_way), files=files, stored=stored + sum(each.size for each in under_way))
    row = UploadRow(
        learner_id=learner_id, name=name, size=size, received=0, mark=mark, parts=[], began_at=at, changed_at=at
    )
    db.session.add(row)
    db.session.flush()
    return Upload(row.id, learner_id, name, size, 0, ())


@transaction
def add_part(upload_id: int, key: str, length: int, *, offset: int, learner_id: int, at: datetime) -> Upload:
    """Note that ``length`` bytes of an upload, from ``offset`` on, are in the store; the upload as it now stands.

    Raises ``NoSuchUpload``, ``WrongPlace`` or ``TooMuch``.
    """
    found = _upload(upload_id, learner_id)
    found.must_take(offset, length)
    row = db.session.get_one(UploadRow, upload_id)
    row.received, row.parts, row.changed_at = offset + length, [*found.parts, key], at
    return Upload(row.id, learner_id, row.name, row.size, row.received, tuple(row.parts))


@transaction
def finish_upload(
    upload_id: int, kind: FileType, stored: Bytes, *, learner_id: int, at: datetime, caption: str = ""
) -> tuple[int, bool]:
    """The file that an upload has become, and whether it became it now: a second click finds the first one's."""
    found = _upload(upload_id, learner_id)
    if found.file_id:
        return found.file_id, False
    row = FileRow(
        learner_id=learner_id,
        kind=kind.kind,
        name=kind.named(found.name),
        media_type=kind.media_type,
        **vars(stored),
        caption=caption,
        alternative="",
        uploaded_at=at,
    )
    db.session.add(row)
    db.session.flush()
    finished = {"file_id": row.id, "name": "", "parts": [], "mark": "", "changed_at": at}
    db.session.execute(update(UploadRow).where(UploadRow.id == upload_id).values(finished))
    _note(f"{kind.kind} uploaded", row.id, learner_id, at)
    return row.id, True


@transaction
def give_up_upload(upload_id: int, *, learner_id: int) -> tuple[str, ...]:
    """Forget an upload that is no file; the keys of what had arrived. Raises ``NoSuchUpload``, ``AlreadyFinished``."""
    found = _upload(upload_id, learner_id)
    if found.file_id:
        raise AlreadyFinished(found.file_id)
    db.session.execute(delete(UploadRow).where(UploadRow.id == upload_id))
    return found.parts


@transaction
def describe(file_id: int, *, caption: str, alternative: str, learner_id: int) -> None:
    """Save the words beside a file. Raises ``NoSuchFile`` or ``NotAllowed``."""
    _file(file_id, learner_id).must_be_open()
    words = {"caption": caption, "alternative": alternative}
    db.session.execute(update(FileRow).where(FileRow.id == file_id).values(words))


@transaction
def record_consent(file_id: int, consent: Consent, *, learner_id: int, at: datetime) -> Gone:
    """Add what the client of a photograph or a recording said; it counts from now on. What is to be deleted with it.

    Exports that were made while the portfolio was among the purposes are, once it is not. Raises ``NoSuchFile`` or
    ``NotAllowed``.
    """
    found = _file(file_id, learner_id)
    found.must_take_consent()
    if found.consent == consent:  # a second click says nothing new
        return Gone()
    if found.is_recording:
        db.session.execute(update(FileRow).where(FileRow.id == file_id).values(client_heard=True))
    _add_consent(file_id, consent, withdrawn=False, noted_by=learner_id, at=at)
    _note("consent recorded", file_id, learner_id, at)
    if consent.allows(Purpose.PORTFOLIO, queries.today(at)):
        return Gone()
    return Gone(exports=discard_results(exports_about(learner_id), at=at))


@transaction
def say_no_client(file_id: int, *, learner_id: int, at: datetime) -> None:
    """Note that no client can be heard in a recording, so that it needs no consent.

    Raises ``NoSuchFile``, ``NotAllowed`` or ``ClientIsHeard``.
    """
    found = _file(file_id, learner_id)
    found.must_be_without_client()
    if found.client_heard is None:
        db.session.execute(update(FileRow).where(FileRow.id == file_id).values(client_heard=False))
        _note("recording without a client", file_id, learner_id, at)


@transaction
def withdraw_consent(file_id: int, *, learner_id: int, at: datetime) -> Gone:
    """Note that a client withdrew consent: from now on nobody sees the photograph. What is to be deleted of it.

    Its digest stays, in its row and wherever it was handed in. Raises ``NoSuchFile`` or ``NotAllowed``.
    """
    found = _file(file_id, learner_id)
    if found.withdrawn_at:
        return Gone()
    found.must_have_consent()
    return _withdraw([found], noted_by=learner_id, at=at)


@transaction
def withdraw_for_client(
    file_ids: Collection[int], pseudonym: str, *, learner_id: int, administrator_id: int, at: datetime
) -> tuple[int, Gone]:
    """``withdraw_consent`` for a client who told the centre: of how many files, and what is to be deleted of them.

    Only what stands under the client's pseudonym is touched. Raises ``NothingToWithdraw``.
    """
    theirs = queries.some_of(file_ids, learner_id=learner_id, to_change=True, and_deleted=True)
    found = [file for file in theirs if file.is_of(pseudonym)]
    if not found:
        raise NothingToWithdraw
    return len(found), _withdraw(found, noted_by=administrator_id, at=at)


def _withdraw(files: Sequence[StoredFile], *, noted_by: int, at: datetime) -> Gone:
    """Withdraw the consent of files of one learner, with the words that tell of a client."""
    ids, learner_id = [file.id for file in files], files[0].learner_id
    for file in files:
        _add_consent(file.id, file.must_have_consent(), withdrawn=True, noted_by=noted_by, at=at)
    gone = {"key": None, "thumbnail_key": None, "name": "", "caption": "", "alternative": ""}
    db.session.execute(update(FileRow).where(FileRow.id.in_(ids)).values(gone), execution_options=WITH_DELETED)
    pairs = or_(PairRow.before_id.in_(ids), PairRow.after_id.in_(ids))
    db.session.execute(update(PairRow).where(pairs).values(caption=""))
    _redact_pieces(ids)
    detail = f"file {ids[0]}" if len(ids) == 1 else f"files {', '.join(map(str, ids))}"
    note_in_audit(
        "consent withdrawn", kind=AuditKind.WORK, actor_id=noted_by, subject_id=learner_id, detail=detail, at=at
    )
    return Gone(tuple(key for file in files for key in file.keys), discard_results(exports_about(learner_id), at=at))


@part_of_action
def forget_words(learner_id: int) -> None:
    """Take the words beside a learner's files out of all that they handed in."""
    theirs = select(FileRow.id).where(FileRow.learner_id == learner_id).order_by(FileRow.id)
    _redact_pieces(db.session.scalars(theirs.with_for_update()).all())  # in the order in which consent is withdrawn


def _redact_pieces(file_ids: Collection[int]) -> None:
    within = select(PieceFileRow.piece_id).where(PieceFileRow.file_id.in_(file_ids))
    evidence.redact(db.session.scalars(within).all(), lambda content: redacted(content, file_ids))


@transaction
def cover(file_id: int, covered: Bytes, *, digest: str, learner_id: int, at: datetime) -> Gone:
    """Put the ``covered`` picture in the place of the one that was seen as ``digest``; what is to be deleted of it.

    Raises ``NoSuchFile``, ``NotAllowed`` or ``NotCovered``.
    """
    found = _file(file_id, learner_id)
    found.must_be_coverable(queries.today(at), digest=digest, put_forward=queries.is_put_forward(file_id))
    db.session.execute(update(FileRow).where(FileRow.id == file_id).values(vars(covered)))
    _note("photograph covered", file_id, learner_id, at)
    return Gone(found.keys, discard_results(exports_about(learner_id), at=at))


@transaction
def make_pair(before_id: int, after_id: int, caption: str, *, learner_id: int, at: datetime) -> None:
    """Note that two photographs show the same area before and after. Raises ``NotPaired``."""
    chosen = {file.id: file for file in queries.some_of([before_id, after_id], learner_id=learner_id, to_change=True)}
    before, after = chosen.get(before_id), chosen.get(after_id)
    if before and before.pair and before.pair.after_id == after_id:  # by a second click
        return
    must_be_pair(before, after, queries.today(at))
    _part_from_deleted(before_id)
    pair = {"before_id": before_id, "after_id": after_id, "caption": caption, "made_at": at}
    db.session.add(PairRow(learner_id=learner_id, **pair))


@part_of_action
def _part_from_deleted(before_id: int) -> None:
    """Make room for a new pair where the other photograph of the one before was deleted."""
    there = select(FileRow.id).where(FileRow.id == PairRow.after_id).exists()
    db.session.execute(delete(PairRow).where(PairRow.before_id == before_id, ~there))


@transaction
def part_pair(pair_id: int, *, learner_id: int) -> None:
    """Let two photographs be a pair no longer; what was handed in stays as it was. Raises ``NoSuchPair``."""
    mine = delete(PairRow).where(PairRow.id == pair_id, PairRow.learner_id == learner_id)
    if db.session.scalar(mine.returning(PairRow.id)) is None:
        raise NoSuchPair("There is no such pair among yours.")


@transaction
def attach(kind: str, source_id: int, file_ids: Iterable[int], *, learner_id: int) -> None:
    """Attach these files of a learner's own, and no others, to a draft. Raises ``TooManyAttached``."""
    _attach(kind, source_id, [file.id for file in queries.some_of(file_ids, learner_id=learner_id)], learner_id)


@transaction
def attach_too(kind: str, source_id: int, file_id: int, *, learner_id: int) -> None:
    """Attach one more file to a draft. Raises ``TooManyAttached``."""
    _file(file_id, learner_id)
    before = [file.id for file in queries.attached(kind, source_id, learner_id=learner_id)]
    _attach(kind, source_id, [*before, file_id], learner_id)


def _attach(kind: str, source_id: int, file_ids: list[int], learner_id: int) -> None:
    if len(file_ids) > MOST_ATTACHED:
        raise TooManyAttached(f"Attach at most {MOST_ATTACHED} files. Take one off before you add another.")
    draft = {"learner_id": learner_id, "kind": kind, "source_id": source_id}
    db.session.execute(delete(AttachmentRow).filter_by(**draft).where(AttachmentRow.file_id.not_in(file_ids)))
    if file_ids:
        rows = [draft | {"file_id": file_id} for file_id in file_ids]
        db.session.execute(insert_missing(AttachmentRow), rows)


@part_of_action
def detach_all(kind: str, source_ids: ScalarSelect[int]) -> None:
    """Take the files off drafts that are deleted for good; the files stay."""
    theirs = delete(AttachmentRow).where(AttachmentRow.kind == kind, AttachmentRow.source_id.in_(source_ids))
    db.session.execute(theirs, execution_options=WITH_DELETED)


@part_of_action
def freeze_files(piece_id: int, files: Iterable[StoredFile]) -> None:
    """Note that these files were handed in with a piece."""
    insert_all(PieceFileRow, [{"piece_id": piece_id, "file_id": file.id} for file in files])


@transaction
def remove_file(file_id: int, *, learner_id: int, at: datetime) -> None:
    """Take a file from its learner's shelf, with a day to have it back: its bytes stay until then.

    Raises ``NoSuchFile``, or ``NotRemoved`` for one that was handed in.
    """
    if deletion.is_deleted(FileRow, *_own(file_id, learner_id), at=at):
        return
    found = _file(file_id, learner_id)
    if queries.was_handed_in(file_id):
        raise NotRemoved(
            "This file was handed in, and stays as it was. If the client of a photograph changes their mind, withdraw "
            "the consent: the photograph is then deleted everywhere."
        )
    deletion.delete(FileRow, *_own(file_id, learner_id), at=at)
    _note(f"{found.kind} removed", file_id, learner_id, at)


@transaction
def restore_file(file_id: int, *, learner_id: int, at: datetime) -> None:
    """Have a file back on the shelf, and in the drafts that it was attached to.

    Raises ``NoSuchFile`` where more than a day has passed.
    """
    was_deleted = deletion.is_deleted(FileRow, *_own(file_id, learner_id), at=at)
    if not deletion.restore(FileRow, *_own(file_id, learner_id), at=at):
        raise NoSuchFile("There is no such file among yours, or it can no longer be had back.")
    if was_deleted:
        _note("file restored", file_id, learner_id, at)


@transaction
def remove_for_good(*, at: datetime) -> tuple[str, ...]:
    """Empty the rows of files that were removed more than a day ago; the keys of their bytes, to delete."""
    gone = FileRow.id.in_(deletion.out_of_time(FileRow, at=at)), FileRow.removed_at.is_(None)
    asked = select(FileRow.id, FileRow.key, FileRow.thumbnail_key).where(*gone).with_for_update()
    rows = db.session.execute(asked.order_by(FileRow.id), execution_options=WITH_DELETED).all()
    empty = {"key": None, "thumbnail_key": None, "caption": "", "alternative": "", "name": "", "removed_at": at}
    for row in rows:
        db.session.execute(delete(PairRow).where(_of_pair(row.id)))
        emptied = update(FileRow).where(FileRow.id == row.id).values(empty)
        db.session.execute(emptied, execution_options=WITH_DELETED)
    return tuple(key for row in rows for key in (row.key, row.thumbnail_key) if key)


@transaction
def sweep_uploads(*, at: datetime) -> int:
    """Forget uploads that nobody went on with; how many. Their bytes are then in nobody's name."""
    old = db.session.scalars(queries.abandoned(ABANDONED, at=at)).all()
    db.session.execute(delete(UploadRow).where(UploadRow.id.in_(old)))
    return len(old)


def _upload(upload_id: int, learner_id: int) -> Upload:
    found = queries.upload(upload_id, learner_id=learner_id, to_change=True)
    if found is None:
        raise NoSuchUpload("There is no such upload under way. Choose the file again.")
    return found


def _file(file_id: int, learner_id: int) -> StoredFile:
    found = queries.file(file_id, learner_id=learner_id, to_change=True)
    if found is None:
        raise NoSuchFile("There is no such file among yours.")
    return found


def _own(file_id: int, learner_id: int) -> tuple[ColumnElement[bool], ...]:
    return FileRow.id == file_id, FileRow.learner_id == learner_id, FileRow.removed_at.is_(None)


def _of_pair(file_id: int) -> ColumnElement[bool]:
    return or_(PairRow.before_id == file_id, PairRow.after_id == file_id)


def _add_consent(file_id: int, consent: Consent, *, withdrawn: bool, noted_by: int, at: datetime) -> None:
    db.session.add(
        ConsentRow(
            file_id=file_id,
            at=at,
            noted_by=noted_by,
            withdrawn=withdrawn,
            pseudonym=consent.pseudonym,
            purposes=sorted(consent.purposes),
            given_on=consent.given_on.isoformat(),
            until=consent.until.isoformat(),
            recorded=consent.recorded,
        )
    )


def _note(deed: str, file_id: int, learner_id: int, at: datetime) -> None:
    detail = f"file {file_id}"
    note_in_audit(deed, kind=AuditKind.WORK, actor_id=learner_id, subject_id=learner_id, detail=detail, at=at)
