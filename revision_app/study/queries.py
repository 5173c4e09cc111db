from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, func, literal, select

from .. import deletion
from ..db import db, read_alone
from ..deletion import WITH_DELETED
from ..shared.feed import InHand
from ..shared.undo import UNDO, Deleted
from . import library
from .core.note import Anchor, Note, Placed, placed
from .core.reading import Read, Reading, reading
from .models import NoteRow, SectionReadRow

# How far a learner has read

_READS = select(
    SectionReadRow.unit_id,
    SectionReadRow.section_id,
    SectionReadRow.seen_at,
    SectionReadRow.read_at,
    SectionReadRow.digest,
).where(SectionReadRow.learner_id == bindparam("learner"))
READ, SEEN = "section read", "section seen"
_READS_OF_UNIT = _READS.where(SectionReadRow.unit_id == bindparam("unit"))


def reads(learner_id: int) -> list[Read]:
    """All that a learner has seen of any section."""
    return [_read(row) for row in read_alone(_READS, learner=learner_id)]


def in_hand(learner_id: int) -> Select[Any]:
    """What a learner has seen and read, for Today (``shared.feed.InHand``); ``read_among`` reads it."""
    row: Any = SectionReadRow
    kind = case((row.read_at.is_not(None), READ), else_=SEEN).label("kind")
    name = (row.unit_id + "#" + row.section_id + "@" + row.digest).label("title")
    touched = func.coalesce(row.read_at, row.seen_at).label("at")
    return select(kind, literal(0).label("id"), name, touched).where(row.learner_id == learner_id)


def read_among(in_hand: Iterable[InHand]) -> frozenset[str]:
    """The ``unit#section`` whose text of today a learner has read, among what they have in hand."""
    read = {each.title for each in in_hand if each.kind == READ}
    return frozenset(
        f"{unit.id}#{section.id}"
        for unit in library.shelf().units.values()
        for section in unit.sections
        if f"{unit.id}#{section.id}@{section.digest}" in read
    )


def begun_among(in_hand: Iterable[InHand]) -> frozenset[str]:
    """The units of which a learner has had a section before them, among what they have in hand."""
    return frozenset(each.title.partition("#")[0] for each in in_hand if each.kind in (READ, SEEN))


def reading_of(unit_id: str, *, learner_id: int) -> Reading | None:
    """One unit as a learner left it; ``None`` if there is no such unit."""
    unit = library.unit(unit_id)
    if unit is None:
        return None
    return reading(unit, [_read(row) for row in read_alone(_READS_OF_UNIT, learner=learner_id, unit=unit_id)])


def readings(learner_id: int) -> list[Reading]:
    """Every unit as a learner left it, in reading order."""
    mine: dict[str, list[Read]] = {}
    for read in reads(learner_id):
        mine.setdefault(read.unit, []).append(read)
    return [reading(unit, mine.get(unit.id, ())) for unit in library.shelf().units.values()]


def _read(row: Row[Any]) -> Read:
    return Read(row.unit_id, row.section_id, row.seen_at, row.read_at, row.digest)


# Their notes


def notes_of(learner_id: int, *, unit_id: str | None = None) -> list[Placed]:
    """A learner's notes, of one unit or of all, each with its place today; in the order of the units' pages."""
    chosen = select(NoteRow).where(NoteRow.learner_id == learner_id).order_by(NoteRow.id)
    if unit_id is not None:
        chosen = chosen.where(NoteRow.unit_id == unit_id)
    return _in_place(db.session.scalars(chosen))


def notes_and_deleted(learner_id: int, *, at: datetime) -> tuple[list[Placed], list[Deleted]]:
    """All of a learner's notes, and those that they have deleted and can have back, the latest first.

    In one statement.
    """
    both = NoteRow.learner_id == learner_id, deletion.there_or_deleted(NoteRow, since=at - UNDO)
    rows = db.session.scalars(select(NoteRow).where(*both).order_by(NoteRow.id), execution_options=WITH_DELETED)
    there, deleted = deletion.parted(rows, lambda row: row.body or row.quotation or "A note without words")
    return _in_place(there), deleted


def _in_place(rows: Iterable[NoteRow]) -> list[Placed]:
    units = library.shelf().units
    notes = [placed(_note(row), units.get(row.unit_id)) for row in rows]
    order = {
        (unit.id, block): (n, m)
        for n, unit in enumerate(units.values())
        if any(placed_note.note.unit == unit.id for placed_note in notes)
        for m, block in enumerate(
            name for section in unit.sections for name in (section.id, *(block.id for block in section.blocks))
        )
    }
    last = (len(units), 0)
    return sorted(
        notes,
        key=lambda placed_note: (
            order.get((placed_note.note.unit, placed_note.place.block), last) if placed_note.place else last
        ),
    )


def note(note_id: int, *, learner_id: int) -> Placed | None:
    """A learner's own note; anyone else's is as good as missing."""
    row = db.session.scalars(
        select(NoteRow).where(NoteRow.id == note_id, NoteRow.learner_id == learner_id)
    ).one_or_none()
    return placed(_note(row), library.unit(row.unit_id)) if row else None


def note_with(key: str, *, learner_id: int) -> Note | None:
    """The note that was sent under this key, if it has arrived before; one that was deleted since as well."""
    sent = select(NoteRow).where(NoteRow.learner_id == learner_id, NoteRow.key == key)
    row = db.session.scalars(sent, execution_options=WITH_DELETED).one_or_none()
    return _note(row) if row else None


def _note(row: NoteRow) -> Note:
    anchor = Anchor(row.block_id, row.quotation, row.prefix, row.suffix)
    return Note(row.id, row.unit_id, anchor, row.body, row.made_at, row.changed_at)
