from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, literal, select

from ..cohorts.queries import is_taught
from ..db import built_once, db
from ..deletion import MOST_SHOWN, WITH_DELETED
from ..shared.undo import UNDO
from .core.record import Countersignature, Record, Version
from .core.selection import KIND, Choice, Selection
from .models import CountersignatureRow, PutForwardRow, RecordRow, SelectionRow, VersionRow

AnyRow = Row[*tuple[Any, ...]]


def record(record_id: int, *, learner_id: int) -> Record | None:
    """A learner's own record, a deleted one as long as it can be had back; anyone else's is as good as missing."""
    mine = _records().where(RecordRow.id == record_id, RecordRow.learner_id == learner_id)
    rows = db.session.execute(mine, execution_options=WITH_DELETED).all()
    return _record(rows[0]) if rows else None


def record_behind(record_id: int) -> Record | None:
    """A record, for whoever has a link to it."""
    rows = db.session.execute(_records().where(RecordRow.id == record_id), execution_options=WITH_DELETED).all()
    return _record(rows[0]) if rows else None


def records_of(learner_id: int) -> list[Record]:
    """All of a learner's records but deleted ones, the one made last first."""
    mine = _records().where(RecordRow.learner_id == learner_id)
    return [_record(row) for row in db.session.execute(mine.order_by(RecordRow.id.desc()))]


def deleted_records(learner_id: int, *, at: datetime) -> list[Record]:
    """What a learner has deleted and can have back."""
    mine = _records().where(RecordRow.learner_id == learner_id, RecordRow.deleted_at > at - UNDO)
    latest = mine.order_by(RecordRow.deleted_at.desc()).limit(MOST_SHOWN)
    return [_record(row) for row in db.session.execute(latest, execution_options=WITH_DELETED)]


def said_of(learner_id: int) -> list[dict[str, Any]]:
    """What a learner's records say, and nothing else of them, the one made last first."""
    return list(db.session.scalars(*_said_of(learner_id)))


@built_once
def _said_of(learner_id: int) -> Select[dict[str, Any]]:
    latest = and_(VersionRow.record_id == RecordRow.id, VersionRow.number == RecordRow.number)
    query = select(VersionRow.said).join(RecordRow, latest)
    mine = query.where(RecordRow.learner_id == learner_id)
    return mine.order_by(RecordRow.id.desc())


def tagged(learner_id: int) -> Select[*tuple[Any, ...]]:
    """A learner's selections with the criteria that they are tagged with (``progress.core.own_matrix.Drafted``)."""
    changed = SelectionRow.changed_at.label("at")
    asked = select(literal(KIND).label("kind"), SelectionRow.id, SelectionRow.title, changed, SelectionRow.criteria)
    return asked.where(SelectionRow.learner_id == learner_id)


LOGGED = "logged"


def happened(learner_id: int) -> Select[Any]:
    """That a learner made records, and nothing of what they say, for those who teach them (``shared.feed.Waiting``)."""
    row: Any = RecordRow
    nothing = literal("").label("words"), literal(0).label("number")
    made = select(literal(LOGGED).label("kind"), row.id, row.learner_id, *nothing, row.made_at.label("at"))
    return made.where(row.learner_id == learner_id)


def said_in_pieces(learner_id: int) -> dict[int, dict[str, frozenset[str]]]:
    """What is chosen in the records of each piece that a learner handed in, by piece and field."""
    rows = db.session.execute(
        select(PutForwardRow.piece_id, VersionRow.said)
        .join(RecordRow, RecordRow.id == PutForwardRow.record_id)
        .join(VersionRow, and_(VersionRow.record_id == RecordRow.id, VersionRow.number == PutForwardRow.number))
        .where(RecordRow.learner_id == learner_id)
    )
    found: dict[int, dict[str, frozenset[str]]] = {}
    for piece_id, said in rows:
        for name, value in said.items():
            chosen = [value] if isinstance(value, str) else [each for each in value if isinstance(each, str)]
            of_piece = found.setdefault(piece_id, {})
            of_piece[name] = of_piece.get(name, frozenset()) | set(chosen)
    return found


def versions_of(record_id: int) -> list[Version]:
    """What a record said, the latest first; ask first whether it may be seen."""
    rows = db.session.scalars(
        select(VersionRow).where(VersionRow.record_id == record_id).order_by(VersionRow.number.desc())
    )
    return [Version(row.number, row.at, row.said) for row in rows]


def countersignatures_of(record_id: int) -> list[Countersignature]:
    """Every countersignature of a record, the latest first; ask first whether it may be seen."""
    rows = db.session.scalars(
        select(CountersignatureRow)
        .where(CountersignatureRow.record_id == record_id)
        .order_by(CountersignatureRow.id.desc())
    )
    return [_countersignature(row) for row in rows]


def selection(selection_id: int, *, learner_id: int, to_change: bool = False) -> Selection | None:
    """A learner's own selection; ``to_change`` locks it until the action ends."""
    query = select(SelectionRow).where(SelectionRow.id == selection_id, SelectionRow.learner_id == learner_id)
    row = db.session.scalars(query.with_for_update() if to_change else query).one_or_none()
    return _selection(row) if row else None


def selections_of(learner_id: int) -> list[Selection]:
    """A learner's selections, the one changed last first."""
    rows = db.session.scalars(
        select(SelectionRow)
        .where(SelectionRow.learner_id == learner_id)
        .order_by(SelectionRow.changed_at.desc(), SelectionRow.id.desc())
    )
    return [_selection(row) for row in rows]


def taught(learner_id: int, *, at: datetime) -> bool:
    """Whether a tutor would get what this learner hands in."""
    return bool(db.session.scalar(select(is_taught(learner_id, at=at))))


def lock(record_ids: Iterable[int]) -> None:
    """Let nobody else change these records until the action ends; in one order, so that no two block each other."""
    chosen = select(RecordRow.id).where(RecordRow.id.in_(sorted(set(record_ids)))).order_by(RecordRow.id)
    db.session.execute(chosen.with_for_update(), execution_options=WITH_DELETED)


def _records() -> Select[*tuple[Any, ...]]:
    """Each record with its latest version and countersignature, in one statement."""
    signed = select(func.max(CountersignatureRow.id)).where(CountersignatureRow.record_id == RecordRow.id)
    return (
        select(
            RecordRow.id,
            RecordRow.learner_id,
            RecordRow.made_at,
            RecordRow.deleted_at,
            VersionRow.number,
            VersionRow.at,
            VersionRow.said,
            CountersignatureRow,
            exists().where(PutForwardRow.record_id == RecordRow.id).label("put_forward"),
        )
        .join(VersionRow, and_(VersionRow.record_id == RecordRow.id, VersionRow.number == RecordRow.number))
        .outerjoin(CountersignatureRow, CountersignatureRow.id == signed.correlate(RecordRow).scalar_subquery())
    )


def _record(row: AnyRow) -> Record:
    signed = row.CountersignatureRow
    return Record(
        row.id,
        row.learner_id,
        Version(row.number, row.at, row.said),
        row.made_at,
        row.deleted_at,
        bool(row.put_forward),
        _countersignature(signed) if signed else None,
    )


def _countersignature(row: CountersignatureRow) -> Countersignature:
    return Countersignature(row.number, row.digest, row.at, row.name, row.role, row.registration, row.declaration)


def _selection(row: SelectionRow) -> Selection:
    choice = Choice(row.title, tuple(row.records), tuple(row.criteria))
    return Selection(row.id, row.learner_id, choice, row.changed_at, row.revision)
