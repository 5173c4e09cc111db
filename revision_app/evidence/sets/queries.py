from typing import Any

from sqlalchemy import Select, literal, select

from ...db import db
from .core import KIND, FileSet, Text
from .models import FileSetRow


def file_set(set_id: int, *, learner_id: int, to_change: bool = False) -> FileSet | None:
    """A learner's own set; anyone else's is as good as missing. ``to_change`` locks it until the action ends."""
    query = select(FileSetRow).where(FileSetRow.id == set_id, FileSetRow.learner_id == learner_id)
    row = db.session.scalars(query.with_for_update() if to_change else query).one_or_none()
    return _file_set(row) if row else None


def sets_of(learner_id: int) -> list[FileSet]:
    """A learner's sets, the one changed last first."""
    mine = select(FileSetRow).where(FileSetRow.learner_id == learner_id)
    return [_file_set(row) for row in db.session.scalars(mine.order_by(FileSetRow.changed_at.desc(), FileSetRow.id))]


def tagged(learner_id: int) -> Select[*tuple[Any, ...]]:
    """A learner's sets with the criteria that they are tagged with (``progress.core.own_matrix.Drafted``)."""
    changed = FileSetRow.changed_at.label("at")
    asked = select(literal(KIND).label("kind"), FileSetRow.id, FileSetRow.title, changed, FileSetRow.criteria)
    return asked.where(FileSetRow.learner_id == learner_id)


def _file_set(row: FileSetRow) -> FileSet:
    text = Text(row.title, row.about, tuple(row.criteria), tuple(row.file_ids))
    return FileSet(row.id, row.learner_id, text, row.changed_at, row.revision)
