"""What learners do with a text: read it and write on it."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.exc import IntegrityError

from .. import deletion
from ..db import db, transaction
from ..deletion import WITH_DELETED
from . import queries
from .core.note import Anchor, NoSuchNote, Note, clipped
from .core.reading import State
from .models import NoteRow, SectionReadRow


@transaction
def note_section(unit_id: str, section_id: str, state: State, *, digest: str, learner_id: int, at: datetime) -> None:
    """A section was seen, or read, or is to be read again. ``digest`` says which text of it was on the page.

    Seeing a section does not undo that it was read; sent twice, the same changes nothing but the time.
    """
    row = _section(unit_id, section_id, digest=digest, learner_id=learner_id, at=at)
    if state is State.READ:
        row.read_at, row.digest = at, digest
    elif state is State.UNREAD:
        row.read_at = None
    row.seen_at = at


@transaction
def finish_unit(unit_id: str, digests: dict[str, str], *, learner_id: int, at: datetime) -> None:
    """Count every section (by id, each with its digest) as read."""
    for section_id, digest in digests.items():
        row = _section(unit_id, section_id, digest=digest, learner_id=learner_id, at=at)
        if row.read_at is None or row.digest != digest:
            row.read_at, row.digest = at, digest


def _section(unit_id: str, section_id: str, *, digest: str, learner_id: int, at: datetime) -> SectionReadRow:
    """The row of a section, made where there is none; two tabs may make it at the same time."""
    key = (learner_id, unit_id, section_id)
    row = db.session.get(SectionReadRow, key, with_for_update=True)
    if row is None:
        try:
            with db.session.begin_nested():
                row = SectionReadRow(
                    learner_id=learner_id, unit_id=unit_id, section_id=section_id, seen_at=at, digest=digest
                )
                db.session.add(row)
        except IntegrityError:
            row = db.session.get_one(SectionReadRow, key, with_for_update=True)
    return row


@transaction
def add_note(unit_id: str, anchor: Anchor, body: str, *, key: str, learner_id: int, at: datetime) -> Note:
    """Keep a note or, without a body, a highlight; sent again under its key it is the note that is there."""
    known = queries.note_with(key, learner_id=learner_id)
    if known:
        return known
    clipped_anchor = clipped(anchor)
    row = NoteRow(
        learner_id=learner_id,
        key=key,
        unit_id=unit_id,
        block_id=clipped_anchor.block,
        quotation=clipped_anchor.quotation,
        prefix=clipped_anchor.prefix,
        suffix=clipped_anchor.suffix,
        body=body,
        made_at=at,
        changed_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the same note, sent twice at the same time
        known = queries.note_with(key, learner_id=learner_id)
        if known is None:
            raise
        return known
    return Note(row.id, unit_id, clipped_anchor, body, at, at)


@transaction
def change_note(note_id: int, body: str, *, learner_id: int, at: datetime) -> None:
    """Write a note anew. Raises ``NoSuchNote`` where it is not this learner's."""
    mine = update(NoteRow).where(NoteRow.id == note_id, NoteRow.learner_id == learner_id)
    if not db.session.execute(mine.values(body=body, changed_at=at).returning(NoteRow.id)).all():
        raise NoSuchNote("This note is no longer there.")


@transaction
def delete_note(note_id: int, *, learner_id: int, at: datetime) -> None:
    """Delete a note, with a day to have it back. Raises ``NoSuchNote`` where it is not this learner's."""
    if not deletion.delete(NoteRow, *_own(note_id, learner_id), at=at):
        raise NoSuchNote("This note is no longer there.")


@transaction
def restore_note(note_id: int, *, learner_id: int, at: datetime) -> None:
    """Have a deleted note back. Raises ``NoSuchNote`` where more than a day has passed."""
    if not deletion.restore(NoteRow, *_own(note_id, learner_id), at=at):
        raise NoSuchNote("This note is no longer there.")


@transaction
def sweep(*, at: datetime) -> None:
    """Delete for good the notes that were deleted more than a day ago."""
    gone = delete(NoteRow).where(NoteRow.id.in_(deletion.out_of_time(NoteRow, at=at)))
    db.session.execute(gone, execution_options=WITH_DELETED)


def _own(note_id: int, learner_id: int) -> tuple[ColumnElement[bool], ...]:
    return NoteRow.id == note_id, NoteRow.learner_id == learner_id
