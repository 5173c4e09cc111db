from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from .. import deletion
from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..db import db, insert_missing, part_of_action, transaction
from ..deletion import WITH_DELETED
from ..evidence import actions as evidence_actions
from ..evidence import queries as evidence
from ..evidence.actions import forget_draft_claims, put_forward
from ..evidence.core.declaration import Declaration
from ..evidence.core.passage import NoSuchPassage, Passage
from ..evidence.files import queries as files
from ..evidence.files.actions import detach_all, freeze_files
from ..evidence.files.core.file import lacking
from ..evidence.files.core.pair import with_files
from ..evidence.library import kind_of
from ..shared.anonymity import folded
from . import queries
from .core.guide import LAST_TIME
from .core.reflection import KIND, NAMES_LIMIT, NoSuchReflection, Reflection, TooManyNames
from .core.text import Found, Text
from .core.versions import NoSuchVersion, count_words, is_kept
from .models import DepthPromptsOffRow, NotClientsRow, ReflectionRow, ReflectionVersionRow


@transaction
def start(
    title: str, *, learner_id: int, at: datetime, context: str = "", model: str = "", continues: int | None = None
) -> int:
    """A new, empty reflection; its id. The last action plan of the same context comes back with it.

    Raises ``NoSuchReflection`` where ``continues`` is not one of the learner's own.
    """
    if continues is not None and queries.reflection(continues, learner_id=learner_id) is None:
        raise NoSuchReflection("There is no such reflection in your journal to go on from.")
    row = ReflectionRow(
        model=model,
        context=context,
        continues_id=continues,
        answers_id=queries.last_plan(context, learner_id=learner_id),
        learner_id=learner_id,
        title=title,
        writing={},
        criteria=[],
        kept_back=[],
        started_at=at,
        changed_at=at,
        revision=1,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


@transaction
def save(
    reflection_id: int, text: Text, *, learner_id: int, revision: int, at: datetime, by_hand: bool = True
) -> Reflection:
    """Keep ``text``, written by someone who had seen ``revision``; the reflection as it now stands.

    What is saved by hand is a version of its own; of what is saved while it is typed, see ``versions.is_kept``.
    """
    reflection = _locked(reflection_id, learner_id, and_deleted=True)
    return _saved(reflection, text, revision=revision, at=at, by_hand=by_hand)


@transaction
def delete_draft(reflection_id: int, *, learner_id: int, at: datetime) -> None:
    """Delete a draft with all that goes with it, with a day to have it back. Raises ``NotDeleted``."""
    reflection = _locked(reflection_id, learner_id, and_deleted=True)
    if reflection.deleted_at:
        return
    last = evidence.last(KIND, reflection_id, learner_id=learner_id, at=at)
    reflection.must_be_a_draft_only(put_forward=last is not None)
    deletion.delete(ReflectionRow, ReflectionRow.id == reflection_id, at=at)
    _note("draft deleted", reflection_id, learner_id, at=at)


@transaction
def restore_draft(reflection_id: int, *, learner_id: int, at: datetime) -> None:
    """Have a deleted draft back. Raises ``NoSuchReflection`` where more than a day has passed."""
    reflection = _locked(reflection_id, learner_id, and_deleted=True)
    if not deletion.restore(ReflectionRow, ReflectionRow.id == reflection_id, at=at):
        raise NoSuchReflection("More than a day has passed since this draft was deleted, so it cannot be had back.")
    if reflection.deleted_at:
        _note("draft restored", reflection_id, learner_id, at=at)


@transaction
def sweep(*, at: datetime) -> None:
    """Delete for good what was deleted more than a day ago. What went on from it stays, and goes on from nothing."""
    gone = deletion.out_of_time(ReflectionRow, at=at)
    for column in (ReflectionRow.continues_id, ReflectionRow.answers_id):
        loosened = update(ReflectionRow).where(column.in_(gone)).values({column.key: None})
        db.session.execute(loosened, execution_options=WITH_DELETED)
    detach_all(KIND, gone)
    forget_draft_claims(KIND, gone)
    for row in (ReflectionVersionRow.reflection_id, ReflectionRow.id):
        db.session.execute(delete(row.class_).where(row.in_(gone)), execution_options=WITH_DELETED)


@transaction
def restore(reflection_id: int, number: int, *, learner_id: int, revision: int, at: datetime) -> Reflection:
    """Make an earlier version the draft again; what takes its place there is kept as a version too.

    Raises ``NoSuchVersion``, ``ChangedElsewhere``.
    """
    reflection = _locked(reflection_id, learner_id)
    version = queries.version(reflection_id, number, learner_id=learner_id)
    if version is None:
        raise NoSuchVersion("There is no such version of this reflection.")
    return _saved(reflection, reflection.text.with_words_of(version.text), revision=revision, at=at)


@transaction
def use_wording(
    reflection_id: int,
    found: Found,
    wording: str,
    *,
    everywhere: bool,
    familiar: Iterable[str],
    learner_id: int,
    revision: int,
    at: datetime,
) -> Reflection:
    """Save the draft with another wording for what could identify somebody; the reflection as it now stands.

    Raises ``WordingNotSaved``.
    """
    reflection = _locked(reflection_id, learner_id)
    text = reflection.reworded(found, wording, everywhere=everywhere, revision=revision, familiar=familiar)
    return _saved(reflection, text, revision=revision, at=at, by_hand=False)


@transaction
def keep_not_a_client(name: str, *, learner_id: int) -> None:
    """Note that a name is no client's; said twice, it is noted once. Raises ``TooManyNames``."""
    kept = _not_clients(learner_id)
    names = {*kept.names, folded(name)}
    if len(names) > NAMES_LIMIT:
        raise TooManyNames(f"You have set {NAMES_LIMIT} names aside. Take one off the list before you add another.")
    kept.names = sorted(names)


@transaction
def switch_depth_prompts(*, on: bool, learner_id: int) -> None:
    """Show a learner prompts for depth, or no longer; said twice, it is kept once."""
    if on:
        db.session.execute(delete(DepthPromptsOffRow).where(DepthPromptsOffRow.learner_id == learner_id))
    else:
        db.session.execute(insert_missing(DepthPromptsOffRow), [{"learner_id": learner_id}])


@transaction
def check_name_again(name: str, *, learner_id: int) -> None:
    """Point a name out again that the learner had said is no client's."""
    kept = _not_clients(learner_id)
    kept.names = [other for other in kept.names if other != folded(name)]


@transaction
def hand_in(reflection_id: int, declaration: Declaration, *, learner_id: int, revision: int, at: datetime) -> int:
    """Freeze a learner's reflection as a piece of evidence; its id. A second click finds the first one's piece.

    Raises ``NotHandedIn``.
    """
    reflection = _locked(reflection_id, learner_id)
    attached = files.attached(KIND, reflection_id, learner_id=learner_id, to_change=True)
    draft = evidence.with_claims(with_files(reflection.as_evidence, attached), learner_id=learner_id)
    last = evidence.last(KIND, reflection_id, learner_id=learner_id, at=at)
    if last and last.repeated_by(draft):
        return last.piece.id
    reflection.must_be_seen(revision)
    reasons = [*reflection.text.lacking, *lacking(attached, files.today(at))]
    piece_id = put_forward(draft, last, reasons, declaration=declaration, learner_id=learner_id, at=at)
    freeze_files(piece_id, attached)
    return piece_id


@transaction
def claim_passage(
    reflection_id: int, criterion: str, said: str, *, learner_id: int, revision: int, at: datetime
) -> None:
    """Say that words of a draft show a criterion. Raises ``NoSuchPassage``."""
    reflection = _locked(reflection_id, learner_id)
    if revision != reflection.revision:
        raise NoSuchPassage("The draft has changed since you opened this page. Here is how it stands now.")
    draft = reflection.as_evidence
    parts = kind_of(draft).parts(draft.content)
    evidence_actions.claim_passage(draft, criterion, Passage.said(said, parts), parts, learner_id=learner_id, at=at)


@transaction
def remove_claim(reflection_id: int, claim_id: int, *, learner_id: int, at: datetime) -> None:
    """Say no longer that these words of a draft show a criterion. Raises ``NoSuchClaim``."""
    draft = _locked(reflection_id, learner_id).as_evidence
    evidence_actions.remove_claim(draft, claim_id, learner_id=learner_id, at=at)


@part_of_action
def _note(deed: str, reflection_id: int, learner_id: int, *, at: datetime) -> None:
    detail = f"{KIND} {reflection_id}"
    note_in_audit(deed, kind=AuditKind.WORK, actor_id=learner_id, subject_id=learner_id, detail=detail, at=at)


def _not_clients(learner_id: int) -> NotClientsRow:
    """A learner's row, locked, made where there is none; two tabs may make it at the same time."""
    row = db.session.get(NotClientsRow, learner_id, with_for_update=True)
    if row is None:
        try:
            with db.session.begin_nested():
                row = NotClientsRow(learner_id=learner_id, names=[])
                db.session.add(row)
        except IntegrityError:
            row = db.session.get_one(NotClientsRow, learner_id, with_for_update=True)
    return row


def _saved(reflection: Reflection, text: Text, *, revision: int, at: datetime, by_hand: bool = True) -> Reflection:
    saved = reflection.saved(text, revision=revision, at=at)
    if saved != reflection:
        if by_hand or is_kept(reflection, text, at=at):
            _keep_version(reflection)
        db.session.execute(
            update(ReflectionRow)
            .where(ReflectionRow.id == reflection.id)
            .values(
                title=text.title,
                writing=dict(text.writing),
                criteria=list(text.criteria),
                kept_back=list(text.kept_back),
                context=text.context,
                answers_id=_answered(reflection, text),
                changed_at=at,
                revision=saved.revision,
            )
        )
    if by_hand:
        _keep_version(saved)
    return saved


def _keep_version(reflection: Reflection) -> None:
    """Keep a draft as it stands, once; one in which nothing is written is no version."""
    words = count_words(reflection.text)
    if not words:
        return
    version = {
        "reflection_id": reflection.id,
        "revision": reflection.revision,
        "title": reflection.text.title,
        "writing": dict(reflection.text.writing),
        "criteria": list(reflection.text.criteria),
        "words": words,
        "saved_at": reflection.changed_at,
    }
    db.session.execute(insert_missing(ReflectionVersionRow), [version])


def _answered(reflection: Reflection, text: Text) -> int | None:
    """Whose plan the reflection answers: in another context that one's last plan, unless an answer stands already."""
    if text.context == reflection.text.context or text.said_in([LAST_TIME]):
        return reflection.answers
    return queries.last_plan(text.context, learner_id=reflection.learner_id, but=reflection.id) or reflection.answers


def _locked(reflection_id: int, learner_id: int, *, and_deleted: bool = False) -> Reflection:
    reflection = queries.reflection(reflection_id, learner_id=learner_id, to_change=True, and_deleted=and_deleted)
    if reflection is None:
        raise NoSuchReflection("There is no such reflection in your journal.")
    return reflection
