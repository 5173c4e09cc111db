from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Exists, Row, Select, and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from ... import deletion
from ...cohorts.queries import may_read
from ...db import db
from ...deletion import WITH_DELETED
from ...shared.undo import Deleted
from ...web.moments import shown
from .. import library
from .. import queries as evidence
from ..core import Content
from .core.consent import Consent, Purpose, as_said
from .core.file import Pair, StoredFile
from .core.pair import redacted, without_halves
from .core.upload import Upload
from .models import AttachmentRow, ConsentRow, FileRow, PairRow, PieceFileRow, UploadRow

WITHDRAWN = "consent withdrawn by the centre"  # a kind of what a learner has in hand


def today(at: datetime) -> date:
    """The day by London's calendar, in which consent is given and ends."""
    return shown(at).date()


def file(file_id: int, *, learner_id: int, to_change: bool = False) -> StoredFile | None:
    """A learner's own file; anyone else's is as good as missing. ``to_change`` locks it until the action ends."""
    mine = FileRow.id == file_id, FileRow.learner_id == learner_id, FileRow.removed_at.is_(None)
    if to_change:
        db.session.execute(select(FileRow.id).where(*mine).with_for_update())
    return next(iter(_files(*mine)), None)


def files_of(learner_id: int, *, and_deleted: bool = False) -> list[StoredFile]:
    """A learner's files, the one uploaded last first; photographs whose consent was withdrawn are among them."""
    return _files(FileRow.learner_id == learner_id, FileRow.removed_at.is_(None), and_deleted=and_deleted)


def deleted_files(learner_id: int, *, at: datetime) -> list[Deleted]:
    """What a learner has removed from their shelf and can have back."""
    words = (FileRow.caption != "", FileRow.caption), (FileRow.name != "", FileRow.name)
    title = case(*words, else_="A file whose client withdrew their consent")
    mine = FileRow.learner_id == learner_id, FileRow.removed_at.is_(None)
    return deletion.deleted(FileRow, title, *mine, at=at)


def some_of(
    file_ids: Iterable[int], *, learner_id: int, to_change: bool = False, and_deleted: bool = False
) -> list[StoredFile]:
    """Those of these files that are a learner's own, in the order of the ids. ``to_change`` locks them."""
    wanted = list(file_ids)
    mine = FileRow.id.in_(wanted), FileRow.learner_id == learner_id, FileRow.removed_at.is_(None)
    if to_change:
        locked = select(FileRow.id).where(*mine).order_by(FileRow.id).with_for_update()
        db.session.execute(locked, execution_options=_options(and_deleted))
    return sorted(_files(*mine, and_deleted=and_deleted), key=lambda file: wanted.index(file.id))


def attached(kind: str, source_id: int, *, learner_id: int, to_change: bool = False) -> list[StoredFile]:
    """The files that a learner attached to a draft, the one uploaded first first. ``to_change`` locks them."""
    ids = select(AttachmentRow.file_id).where(AttachmentRow.learner_id == learner_id)
    ids = ids.where(AttachmentRow.kind == kind, AttachmentRow.source_id == source_id)
    if to_change:
        db.session.execute(select(FileRow.id).where(FileRow.id.in_(ids)).order_by(FileRow.id).with_for_update())
    return list(reversed(_files(FileRow.id.in_(ids), FileRow.removed_at.is_(None))))


def has_attached(kind: str, source_id: int, *, learner_id: int) -> Exists:
    """Whether there is anything that ``attached`` might give, as a part of another question."""
    return exists().where(
        AttachmentRow.learner_id == learner_id, AttachmentRow.kind == kind, AttachmentRow.source_id == source_id
    )


def was_handed_in(file_id: int) -> bool:
    return db.session.scalar(select(exists().where(PieceFileRow.file_id == file_id))) or False


def is_put_forward(file_id: int) -> bool:
    """Whether it is in a piece of evidence that was not withdrawn."""
    piece = evidence.pieces().subquery()
    within = select(PieceFileRow.file_id).join(piece, piece.c.id == PieceFileRow.piece_id)
    standing = within.where(PieceFileRow.file_id == file_id, piece.c.withdrawn_at.is_(None))
    return db.session.scalar(select(standing.exists())) or False


def handed_in_beside(file_id: int) -> dict[int, StoredFile]:
    """Every file that the learner of this one has handed in, by its id."""
    learner = select(FileRow.learner_id).where(FileRow.id == file_id).scalar_subquery()
    handed_in = FileRow.id.in_(select(PieceFileRow.file_id))
    return {file.id: file for file in _files(FileRow.learner_id == learner, handed_in)}


def file_to_judge(file_id: int, *, tutor_id: int, at: datetime) -> StoredFile | None:
    """A file that was handed in with a piece that this tutor may read: see ``cohorts.may_read``, or judges."""
    piece = evidence.pieces().subquery()
    theirs = or_(may_read(tutor_id, piece.c.learner_id, piece.c.at, at=at), piece.c.id.in_(library.judged_by(tutor_id)))
    readable = theirs, piece.c.withdrawn_at.is_(None)
    handed_in = select(PieceFileRow.file_id).join(piece, piece.c.id == PieceFileRow.piece_id)
    handed_in = handed_in.where(PieceFileRow.file_id == file_id, *readable)
    return next(iter(_files(FileRow.id.in_(handed_in))), None)


def permitted(piece_id: int, purpose: Purpose, *, at: datetime) -> list[StoredFile]:
    """The files of a piece that may be used for a purpose now: ask first whether the piece may be seen.

    Whoever exports them asks at the moment of the export; ``intake.opened`` gives the bytes under a file's ``key``.
    """
    of_piece = select(PieceFileRow.file_id).where(PieceFileRow.piece_id == piece_id)
    return _permitted(_files(FileRow.id.in_(of_piece)), purpose, at)


def as_permitted(contents: Mapping[int, Content], purpose: Purpose, *, at: datetime) -> dict[int, Content]:
    """What pieces say, by id, without the words beside files that may not be used for a purpose now."""
    ids = {said["id"] for content in contents.values() for said in content.get("files", ())}
    if not ids:
        return dict(contents)
    day = today(at)
    hidden = ids - {file.id for file in _files(FileRow.id.in_(ids)) if file.may_be_seen(day, purpose)}
    return {piece_id: redacted(content, hidden) for piece_id, content in contents.items()}


def handed_in(learner_id: int, purpose: Purpose, *, at: datetime) -> list[StoredFile]:
    """The files of what a learner has handed in and not withdrawn that may be used for a purpose now, oldest first."""
    piece = evidence.pieces().subquery()
    in_pieces = select(PieceFileRow.file_id).join(piece, piece.c.id == PieceFileRow.piece_id)
    theirs = in_pieces.where(piece.c.learner_id == learner_id, piece.c.withdrawn_at.is_(None))
    return _permitted(_files(FileRow.id.in_(theirs)), purpose, at)


def _permitted(files: list[StoredFile], purpose: Purpose, at: datetime) -> list[StoredFile]:
    allowed = {file.id for file in files if file.may_be_seen(today(at), purpose)}
    return without_halves(reversed(files), allowed)


def of_client(pseudonym: str) -> list[StoredFile]:
    """What any learner keeps under the standing consent of a client of this pseudonym, by learner and oldest first.

    What its learner deleted and could have back is among it: a client who withdraws is done with for good.
    Pseudonyms are each learner's own: several may call a client by the same one. Databases differ in what they take
    for the same letter, so the pseudonyms are compared here, each once.
    """
    every = db.session.scalars(select(ConsentRow.pseudonym).where(ConsentRow.withdrawn.is_(False)).distinct())
    same = [each for each in every if as_said(each) == as_said(pseudonym)]
    standing = ConsentRow.withdrawn.is_(False), FileRow.key.is_not(None), FileRow.removed_at.is_(None)
    found = _files(ConsentRow.pseudonym.in_(same), *standing, and_deleted=True)
    return sorted((file for file in found if file.is_of(pseudonym)), key=lambda file: (file.learner_id, file.id))


def in_hand(learner_id: int, *, since: datetime) -> Select[str, int, str, datetime]:
    """Files of a learner of which the centre withdrew a client's consent, for Today (``shared.feed.InHand``)."""
    told = select(literal(WITHDRAWN).label("kind"), FileRow.id, ConsentRow.pseudonym.label("title"), ConsentRow.at)
    told = told.join(ConsentRow, ConsentRow.file_id == FileRow.id)
    by_centre = ConsentRow.withdrawn.is_(True), ConsentRow.noted_by != FileRow.learner_id, ConsentRow.at >= since
    return told.where(FileRow.learner_id == learner_id, FileRow.removed_at.is_(None), *by_centre)


def upload(upload_id: int, *, learner_id: int, to_change: bool = False) -> Upload | None:
    """A learner's own upload. ``to_change`` locks it until the action ends."""
    query = select(UploadRow).where(UploadRow.id == upload_id, UploadRow.learner_id == learner_id)
    row = db.session.scalars(query.with_for_update() if to_change else query).one_or_none()
    return _upload(row) if row else None


def uploads_under_way(learner_id: int, *, mark: str | None = None, size: int | None = None) -> list[Upload]:
    """A learner's uploads that are no file yet, oldest first; with ``mark`` and ``size``, those of one file."""
    query = select(UploadRow).where(UploadRow.learner_id == learner_id, UploadRow.file_id.is_(None))
    if mark is not None:
        query = query.where(UploadRow.mark == mark, UploadRow.size == size)
    return [_upload(row) for row in db.session.scalars(query.order_by(UploadRow.id))]


def stored(learner_id: int) -> tuple[int, int]:
    """How many files of a learner there are, and their bytes together; those that they can have back among them."""
    counted = select(func.count(), func.coalesce(func.sum(FileRow.size), 0))
    mine = counted.where(FileRow.learner_id == learner_id, FileRow.key.is_not(None))
    number, size = db.session.execute(mine, execution_options=WITH_DELETED).one()
    return number, int(size)


def named_keys() -> list[str]:
    """Every key that a row names, that of a file which can be had back as well."""
    named = union_all(*(select(column).where(column.is_not(None)) for column in (FileRow.key, FileRow.thumbnail_key)))
    parts = db.session.scalars(select(UploadRow.parts).where(UploadRow.file_id.is_(None)))
    return [*db.session.scalars(named, execution_options=WITH_DELETED), *(key for listed in parts for key in listed)]


def abandoned(since: timedelta, *, at: datetime) -> Select[int]:
    """The ids of uploads that have not gone on, and of those that became files, for so long."""
    return select(UploadRow.id).where(UploadRow.changed_at < at - since)


def _options(and_deleted: bool) -> Mapping[str, Any]:
    return WITH_DELETED if and_deleted else {}


def _files(*which: ColumnElement[bool], and_deleted: bool = False) -> list[StoredFile]:
    other = aliased(FileRow)  # of a pair; a pair with a photograph that was deleted is none meanwhile
    both = select(other.id).where(other.id == PairRow.after_id).exists()
    latest = select(func.max(ConsentRow.id)).where(ConsentRow.file_id == FileRow.id).correlate(FileRow)
    rows = db.session.execute(
        select(FileRow, ConsentRow, PairRow)
        .select_from(FileRow)
        .outerjoin(PairRow, and_(PairRow.before_id == FileRow.id, both))
        .outerjoin(ConsentRow, and_(ConsentRow.file_id == FileRow.id, ConsentRow.id == latest.scalar_subquery()))
        .where(*which)
        .order_by(FileRow.id.desc()),
        execution_options=_options(and_deleted),
    )
    return [_file(row) for row in rows]


def _file(row: Row[FileRow, ConsentRow | None, PairRow | None]) -> StoredFile:
    kept, said, pair = row[0], row[1], row[2]
    return StoredFile(
        id=kept.id,
        learner_id=kept.learner_id,
        kind=kept.kind,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        digest=kept.digest,
        uploaded_at=kept.uploaded_at,
        width=kept.width,
        height=kept.height,
        caption=kept.caption,
        alternative=kept.alternative,
        key=kept.key,
        thumbnail_key=kept.thumbnail_key,
        client_heard=kept.client_heard,
        consent=_consent(said) if said else None,
        withdrawn_at=said.at if said and said.withdrawn else None,
        withdrawn_by_centre=bool(said and said.withdrawn and said.noted_by != kept.learner_id),
        pair=Pair(pair.id, pair.after_id, pair.caption) if pair else None,
    )


def _consent(row: ConsentRow) -> Consent:
    days = date.fromisoformat(row.given_on), date.fromisoformat(row.until)
    return Consent(row.pseudonym, frozenset(map(Purpose, row.purposes)), *days, row.recorded)


def _upload(row: UploadRow) -> Upload:
    return Upload(row.id, row.learner_id, row.name, row.size, row.received, tuple(row.parts), row.file_id)
