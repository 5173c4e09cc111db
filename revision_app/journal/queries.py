from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, literal, or_, select
from sqlalchemy.orm import aliased

from .. import deletion
from ..cohorts.queries import is_taught
from ..db import built_once, db
from ..deletion import WITH_DELETED
from ..evidence.files.queries import has_attached
from ..evidence.queries import has_draft_claims
from ..shared.undo import UNDO, Deleted
from . import library
from .core.guide import LAST_TIME
from .core.reflection import KIND, Opened, Reflection
from .core.text import Text
from .core.versions import Version, VersionHeading
from .models import DepthPromptsOffRow, NotClientsRow, ReflectionRow, ReflectionVersionRow


def reflection(
    reflection_id: int, *, learner_id: int, to_change: bool = False, and_deleted: bool = False
) -> Reflection | None:
    """A learner's own reflection; anyone else's is as good as missing. ``to_change`` locks it until the action ends."""
    query = select(ReflectionRow).where(ReflectionRow.id == reflection_id, ReflectionRow.learner_id == learner_id)
    options = WITH_DELETED if and_deleted else {}
    row = db.session.scalars(query.with_for_update() if to_change else query, execution_options=options).one_or_none()
    return _reflection(row) if row else None


def before_hand_in(
    reflection_id: int, *, learner_id: int, at: datetime
) -> tuple[Reflection, bool, tuple[str, ...], bool, bool] | None:
    """A learner's own reflection, whether a tutor would get it, and which names are no client's.

    Then whether it has files, and whether passages are marked in it. All in one statement.
    """
    mine = ReflectionRow.id == reflection_id, ReflectionRow.learner_id == learner_id
    has_files = has_attached(KIND, reflection_id, learner_id=learner_id)
    has_claims = has_draft_claims(KIND, reflection_id, learner_id=learner_id)
    asked = select(ReflectionRow, is_taught(learner_id, at=at), NotClientsRow.names, has_files, has_claims)
    asked = asked.outerjoin(NotClientsRow, NotClientsRow.learner_id == ReflectionRow.learner_id)
    row = db.session.execute(asked.where(*mine)).one_or_none()
    return (_reflection(row[0]), row[1], tuple(row[2] or ()), row[3], row[4]) if row else None


def not_clients(learner_id: int) -> tuple[str, ...]:
    """The names that a learner said are no client's, by alphabet."""
    return tuple(db.session.scalar(select(NotClientsRow.names).where(NotClientsRow.learner_id == learner_id)) or ())


def reflections_and_deleted(learner_id: int, *, at: datetime) -> tuple[list[Reflection], list[Deleted]]:
    """A learner's reflections, the one changed last first, and the drafts that they have deleted and can have back.

    In one statement.
    """
    rows = db.session.scalars(*_reflections_and_deleted(learner_id, at - UNDO), execution_options=WITH_DELETED)
    there, deleted = deletion.parted(rows, lambda row: row.title)
    return [_reflection(row) for row in there], deleted


@built_once
def _reflections_and_deleted(learner_id: int, since: datetime) -> Select[ReflectionRow]:
    both = ReflectionRow.learner_id == learner_id, deletion.there_or_deleted(ReflectionRow, since=since)
    return select(ReflectionRow).where(*both).order_by(ReflectionRow.changed_at.desc(), ReflectionRow.id.desc())


def in_hand(learner_id: int) -> Select[str, int, str, datetime]:
    """A learner's reflections, for Today (``shared.feed.InHand``)."""
    changed = ReflectionRow.changed_at.label("at")
    mine = ReflectionRow.learner_id == learner_id
    return select(literal(KIND).label("kind"), ReflectionRow.id, ReflectionRow.title, changed).where(mine)


def tagged(learner_id: int) -> Select[*tuple[Any, ...]]:
    """A learner's reflections with the criteria that they are tagged with (``progress.core.own_matrix.Drafted``)."""
    changed = ReflectionRow.changed_at.label("at")
    asked = select(literal(KIND).label("kind"), ReflectionRow.id, ReflectionRow.title, changed, ReflectionRow.criteria)
    return asked.where(ReflectionRow.learner_id == learner_id)


def versions(reflection_id: int, *, learner_id: int) -> list[VersionHeading]:
    """The versions of a learner's own reflection that are kept, the latest first."""
    kept = ReflectionVersionRow
    rows = db.session.execute(
        select(kept.revision, kept.title, kept.words, kept.saved_at)
        .join(ReflectionRow, ReflectionRow.id == kept.reflection_id)
        .where(kept.reflection_id == reflection_id, ReflectionRow.learner_id == learner_id)
        .order_by(kept.revision.desc())
    )
    return [VersionHeading(*row) for row in rows]


def version(reflection_id: int, revision: int, *, learner_id: int) -> Version | None:
    """One version of a learner's own reflection; anyone else's is as good as missing."""
    kept = ReflectionVersionRow
    row = db.session.scalars(
        select(kept)
        .join(ReflectionRow, ReflectionRow.id == kept.reflection_id)
        .where(kept.reflection_id == reflection_id, kept.revision == revision, ReflectionRow.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        return None
    text = Text(row.title, row.writing, tuple(row.criteria), stages=tuple(row.writing))
    return Version(row.revision, text, row.saved_at)


def opened(reflection_id: int, *, learner_id: int) -> Opened | None:
    """A learner's own reflection, also a deleted one, with all that its page needs of the journal; in one statement."""
    rows = db.session.execute(*_opened(reflection_id, learner_id), execution_options=WITH_DELETED).all()
    found = {row.id: _reflection(row) for row, _ in rows}
    draft = found.pop(reflection_id, None)
    there = tuple(each for each in found.values() if not each.deleted_at)
    return Opened(draft, there, prompted=not any(is_off for _, is_off in rows)) if draft else None


@built_once
def _opened(reflection_id: int, learner_id: int) -> Select[ReflectionRow, bool]:
    this = aliased(ReflectionRow)
    near = or_(
        ReflectionRow.id.in_([this.id, this.continues_id, this.answers_id]), ReflectionRow.continues_id == this.id
    )
    off = exists().where(DepthPromptsOffRow.learner_id == learner_id)
    mine = this.id == reflection_id, this.learner_id == learner_id, ReflectionRow.learner_id == learner_id
    asked = select(ReflectionRow, off).join(this, near).where(*mine)
    return asked.order_by(ReflectionRow.started_at, ReflectionRow.id)


def last_plan(context: str, *, learner_id: int, but: int | None = None) -> int | None:
    """The learner's latest reflection in a context that says what they will do next time, other than ``but``."""
    asked = select(ReflectionRow).where(ReflectionRow.learner_id == learner_id, ReflectionRow.context == context)
    latest = asked.order_by(ReflectionRow.started_at.desc(), ReflectionRow.id.desc())
    found = (_reflection(row) for row in db.session.scalars(latest))
    return next((each.id for each in found if each.id != but and each.plan), None)


def _reflection(row: ReflectionRow) -> Reflection:
    asking = library.models().of(row.model).with_stages_of(row.writing)
    stages = (*([LAST_TIME] if row.answers_id else []), *asking.names)
    kept_back = tuple(name for name in row.kept_back if name in stages)
    text = Text(row.title, row.writing, tuple(row.criteria), kept_back, row.context, stages)
    return Reflection(
        row.id,
        row.learner_id,
        text,
        row.started_at,
        row.changed_at,
        row.revision,
        row.model,
        asking,
        row.continues_id,
        row.answers_id,
        row.deleted_at,
    )
