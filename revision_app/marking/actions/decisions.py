from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from ...accounts.core import SignInMark
from ...accounts.queries import names
from ...audit.actions import note_in_audit
from ...audit.core import AuditKind
from ...cohorts.queries import marks
from ...db import db, part_of_action, transaction
from ...evidence import queries as evidence
from ..core.comments import NO_COMMENTS, CommentSheet
from ..core.phrase import NoSuchPhrase, NothingToKeep, Wording
from ..core.submission import Decision, Judgement, NoSuchSubmission, NotAmended, Release, Submission
from ..core.typed import TypedMarking
from ..library import called, is_locked
from ..models import DecisionRow, PhraseRow, PhraseUseRow, ReleaseRow
from ..queries import second as seconds
from ..queries import submissions as queries
from .comments import keep_comments
from .signing import sign_amendment, sign_release
from .typed_rows import settle_typed


@transaction
def mark(
    piece_id: int,
    judgements: Mapping[str, Judgement],
    *,
    assessor_id: int,
    seen: int,
    at: datetime,
    keep: Wording | None = None,
    typed: TypedMarking | None = None,
    comments: CommentSheet = NO_COMMENTS,
) -> None:
    """Keep an assessor's marking, hidden from the learner, and with ``keep`` a phrase for the feedback bank.

    ``seen`` is the latest decision they had before them, ``typed`` everything
    that stood in the fields of their sheet.
    """
    _mark(piece_id, judgements, assessor_id=assessor_id, seen=seen, at=at, typed=typed, comments=comments)
    if keep:
        _keep_phrase(keep, author_id=assessor_id, at=at)


@transaction
def release(
    piece_id: int,
    judgements: Mapping[str, Judgement],
    *,
    assessor_id: int,
    seen: int,
    at: datetime,
    on: datetime | None = None,
    typed: TypedMarking | None = None,
    sign_in: SignInMark | None = None,
    comments: CommentSheet = NO_COMMENTS,
) -> None:
    """Keep the marking, sign it and show it to the learner, now or from ``on``: all or nothing.

    A second click changes nothing. Raises what ``add_release`` does.
    """
    marked = _mark(piece_id, judgements, assessor_id=assessor_id, seen=seen, at=at, typed=typed, comments=comments)
    add_release(marked, assessor_id=assessor_id, at=at, on=on, sign_in=sign_in)


@part_of_action
def add_release(
    marked: Submission,
    *,
    assessor_id: int,
    at: datetime,
    on: datetime | None = None,
    sign_in: SignInMark | None = None,
) -> None:
    """Sign what is decided of a piece that is locked, and release it, now or from ``on``.

    What somebody in training signs waits for a countersignature. Raises what ``Submission.released`` and
    ``sign_release`` do.
    """
    released = marked.released(assessor_id=assessor_id, at=at, on=on)
    seconds.of_one(marked).must_be_settled()
    if released in (marked.release, marked.planned):
        return
    if sign_release(marked, assessor_id=assessor_id, sign_in=sign_in, at=at, on=on):
        show(marked, released)
        deed = "decisions released" if on is None else "release set"
    else:
        deed = "decisions signed in training"
    note_in_audit(
        deed,
        kind=AuditKind.WORK,
        actor_id=assessor_id,
        subject_id=marked.learner_id,
        detail=f"{marked.reference}: {_outcomes(marked)}" + (f"; from {on:%Y-%m-%d %H:%M} UTC" if on else ""),
        at=at,
    )


@part_of_action
def show(marked: Submission, release: Release) -> None:
    """From the moment of the release the learner sees what is decided."""
    db.session.add(ReleaseRow(piece_id=marked.id, assessor_id=release.assessor_id, at=release.at))
    _count_uses(marked, marked.judgements)


@transaction
def amend(
    piece_id: int,
    criterion: str,
    judged: Judgement,
    reason: str,
    *,
    assessor_id: int,
    seen: int,
    at: datetime,
    sign_in: SignInMark | None = None,
) -> None:
    """Put another decision in the place of one that was released, and sign it; the learner reads both, and why.

    Raises what ``Submission.amend`` and ``sign_amendment`` do.
    """
    submission = locked(piece_id, assessor_id=assessor_id, at=at)
    if is_locked(piece_id, criterion):
        raise NotAmended(
            "Quality assurance has confirmed this decision, so it is amended no more, unless the quality assurer "
            "returns it."
        )
    before = submission.outcomes.get(criterion)
    decision = submission.amend(criterion, judged, reason, assessor_id=assessor_id, seen=seen, at=at)
    db.session.add(_row(piece_id, decision))
    sign_amendment(submission.with_decisions([decision]), assessor_id=assessor_id, sign_in=sign_in, at=at)
    _count_uses(submission, {criterion: judged})
    note_in_audit(
        "decision amended",
        kind=AuditKind.WORK,
        actor_id=assessor_id,
        subject_id=submission.learner_id,
        detail=f"{submission.reference}: {criterion} {before}, now {judged.outcome}",
        at=at,
    )


@transaction
def keep_phrase(wording: Wording, *, author_id: int, at: datetime) -> None:
    """Keep a phrase in the feedback bank of the centre. What it has already is kept once."""
    _keep_phrase(wording, author_id=author_id, at=at)


@transaction
def retire_phrase(phrase_id: int, *, actor_id: int, at: datetime) -> None:
    """Offer a phrase no longer. What was written with it stays, and it stays counted."""
    row = db.session.get(PhraseRow, phrase_id, with_for_update=True)
    if row is None:
        raise NoSuchPhrase("There is no such phrase.")
    if row.retired_at:
        return
    row.retired_at = at
    note_in_audit("phrase retired", kind=AuditKind.WORK, actor_id=actor_id, detail=f"phrase {phrase_id}", at=at)


@part_of_action
def _keep_phrase(wording: Wording, *, author_id: int, at: datetime) -> None:
    if not wording.text:
        raise NothingToKeep("There are no words to keep as a phrase. Write them first.")
    same = select(PhraseRow.id).where(
        PhraseRow.text == wording.text, PhraseRow.criterion == wording.criterion, PhraseRow.retired_at.is_(None)
    )
    if db.session.scalar(same.limit(1)):
        return
    row = PhraseRow(**vars(wording), author_id=author_id, at=at)
    db.session.add(row)
    db.session.flush()
    note_in_audit("phrase kept", kind=AuditKind.WORK, actor_id=author_id, detail=f"phrase {row.id}", at=at)


@part_of_action
def _count_uses(submission: Submission, judgements: Mapping[str, Judgement]) -> None:
    counted = select(PhraseUseRow.phrase_id, PhraseUseRow.criterion).where(PhraseUseRow.piece_id == submission.id)
    before = {tuple(row) for row in db.session.execute(counted)}
    name = called(submission, names([submission.learner_id]))  # as it stood where the phrase was put in
    db.session.add_all(
        PhraseUseRow(phrase_id=phrase.id, piece_id=submission.id, criterion=criterion)
        for phrase in queries.phrases()
        for criterion, judged in judgements.items()
        if (phrase.id, criterion) not in before and phrase.is_said_in(judged, learner=name, criterion=criterion)
    )


@part_of_action
def _mark(
    piece_id: int,
    judgements: Mapping[str, Judgement],
    *,
    assessor_id: int,
    seen: int,
    at: datetime,
    typed: TypedMarking | None,
    comments: CommentSheet,
) -> Submission:
    submission = locked(piece_id, assessor_id=assessor_id, at=at)
    seconds.of_one(submission).must_take_first_decisions(judgements, assessor_id=assessor_id)
    added = submission.mark(judgements, assessor_id=assessor_id, seen=seen, at=at)
    if typed:
        settle_typed(piece_id, typed, assessor_id=assessor_id)
    db.session.add_all(_row(piece_id, decision) for decision in added)
    if comments.says_something:
        keep_comments(submission, comments, assessor_id=assessor_id, at=at)
    return submission.with_decisions(added)


@part_of_action
def locked(piece_id: int, *, assessor_id: int, at: datetime) -> Submission:
    """A piece that this assessor may mark, with all marking; nobody else acts on it until the action ends.

    Raises ``NoSuchSubmission``.
    """
    evidence.lock(piece_id)
    series = queries.taught_series(piece_id, tutor_id=assessor_id, at=at)
    if series is None or not marks(series.shown.learner_id, series.shown.at, tutor_id=assessor_id, at=at):
        raise NoSuchSubmission("There is no such submission for you to mark.")
    return series.shown


def _row(piece_id: int, decision: Decision) -> DecisionRow:
    judged = decision.judgement
    return DecisionRow(
        piece_id=piece_id,
        criterion=decision.criterion,
        outcome=judged.outcome,
        comment=judged.comment,
        next_step=judged.next_step,
        unmet=sorted(judged.unmet),
        reason=decision.reason,
        assessor_id=decision.assessor_id,
        at=decision.at,
    )


def _outcomes(marked: Submission) -> str:
    return ", ".join(f"{criterion} {outcome}" for criterion, outcome in marked.outcomes.items())
