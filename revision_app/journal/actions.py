from datetime import datetime

from sqlalchemy import update

from ..db import db, transaction
from . import queries
from .core import NoSuchReflection, Reflection, Text
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
    found = queries.reflection(reflection_id, learner_id=learner_id, to_change=True)
    if found is None:
        raise NoSuchReflection("There is no such reflection in your journal.")
    saved = found.saved(text, revision=revision, at=at)
    if saved != found:
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
