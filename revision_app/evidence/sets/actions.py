from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from ...db import db, transaction
from .. import queries as evidence
from ..actions import put_forward
from ..core.declaration import Declaration
from ..files import queries as files
from ..files.actions import freeze_files
from . import queries
from .core import KIND, FileSet, NoSuchSet, Text
from .models import FileSetRow


@transaction
def start(title: str, *, learner_id: int, at: datetime) -> int:
    """A new, empty set; its id."""
    row = FileSetRow(
        learner_id=learner_id, title=title, about="", criteria=[], file_ids=[], started_at=at, changed_at=at, revision=1
    )
    db.session.add(row)
    db.session.flush()
    return row.id


@transaction
def save(set_id: int, text: Text, *, learner_id: int, revision: int, at: datetime) -> FileSet:
    """Keep ``text``, written by someone who had seen ``revision``, without files that are not the learner's.

    Raises ``NoSuchSet`` or ``ChangedElsewhere``.
    """
    found = _locked(set_id, learner_id)
    theirs = {file.id for file in files.some_of(text.files, learner_id=learner_id)}
    text = replace(text, files=tuple(file_id for file_id in text.files if file_id in theirs))
    saved = found.saved(text, revision=revision, at=at)
    if saved != found:
        db.session.execute(
            update(FileSetRow)
            .where(FileSetRow.id == set_id)
            .values(
                title=text.title,
                about=text.about,
                criteria=list(text.criteria),
                file_ids=list(text.files),
                changed_at=at,
                revision=saved.revision,
            )
        )
    return saved


@transaction
def hand_in(set_id: int, declaration: Declaration, *, learner_id: int, revision: int, at: datetime) -> int:
    """Freeze a set as a piece of evidence; its id. A second click finds the first one's piece.

    Raises ``NoSuchSet`` or ``NotHandedIn``.
    """
    found = _locked(set_id, learner_id)
    chosen = files.some_of(found.text.files, learner_id=learner_id, to_change=True)
    draft = found.as_evidence(chosen)
    last = evidence.last(KIND, set_id, learner_id=learner_id, at=at)
    if last and last.repeated_by(draft):
        return last.piece.id
    found.must_be_seen(revision)
    lacking = found.lacking(chosen, files.today(at))
    piece_id = put_forward(draft, last, lacking, declaration=declaration, learner_id=learner_id, at=at)
    freeze_files(piece_id, chosen)
    return piece_id


def _locked(set_id: int, learner_id: int) -> FileSet:
    found = queries.file_set(set_id, learner_id=learner_id, to_change=True)
    if found is None:
        raise NoSuchSet("There is no such set among yours.")
    return found
