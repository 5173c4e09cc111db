from datetime import datetime

from sqlalchemy import update

from ..db import db, transaction
from ..evidence import queries as evidence
from ..evidence.actions import put_forward
from . import queries
from .core import KIND, NoSuchReflection, Reflection, Text
from .models import ReflectionRow


@transaction
def start(title: str, *, learner_id: int, at: datetime) -> int:
    """A new, empty reflection; its id."""
    row = ReflectionRow(
        learner_id=learner_id, title=title, writing={}, criteria=[], started_at=at, changed_at=at, revision=1
    )
    db.session.add(row)
    db.session.flush()
    return row.id


@transaction
def save(reflection_id: int, text: Text, *, learner_id: int, revision: int, at: datetime) -> Reflection:
    """Keep ``text``, written by someone who had seen ``revision``; the reflection as it now stands."""
    reflection = _locked(reflection_id, learner_id)
    saved = reflection.saved(text, revision=revision, at=at)
    if saved != reflection:
        db.session.execute(
            update(ReflectionRow)
            .where(ReflectionRow.id == reflection_id)
            .values(
                title=text.title,
                writing=dict(text.writing),
                criteria=list(text.criteria),
                changed_at=at,
                revision=saved.revision,
            )
        )
    return saved


@transaction
def hand_in(reflection_id: int, *, learner_id: int, revision: int, at: datetime) -> int:
    """Freeze a learner's reflection as a piece of evidence; its id. A second click finds the first one's piece.

    Raises ``NotHandedIn``.
    """
    reflection = _locked(reflection_id, learner_id)
    draft = reflection.as_evidence
    last = evidence.last(KIND, reflection_id, learner_id=learner_id)
    if last and last.repeated_by(draft):
        return last.piece.id
    reflection.must_be_seen(revision)
    return put_forward(draft, last, reflection.text.lacking, learner_id=learner_id, at=at)


def _locked(reflection_id: int, learner_id: int) -> Reflection:
    reflection = queries.reflection(reflection_id, learner_id=learner_id, to_change=True)
    if reflection is None:
        raise NoSuchReflection("There is no such reflection in your journal.")
    return reflection
