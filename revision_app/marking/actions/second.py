"""What first and second markers do on a piece that both of them mark."""

from collections.abc import Mapping
from datetime import datetime

from ...accounts.core import Role
from ...accounts.queries import people_with
from ...audit.actions import note_in_audit
from ...audit.core import AuditKind
from ...db import db, part_of_action, transaction
from ...evidence import queries as evidence
from ..core.comments import NO_COMMENTS, CommentSheet
from ..core.second import NotSecondMarker, SecondMarking
from ..core.submission import Decision, Judgement, NoSuchSubmission
from ..core.typed import TypedMarking, TypedWords
from ..models import DecisionRow, SecondDecisionRow, SecondMarkingRow
from ..queries import second as queries
from ..queries import submissions
from ..queries.comments import comments_of
from .comments import keep_comments
from .decisions import locked
from .typed_rows import keep_changed, settle_typed


@transaction
def ask(piece_id: int, marker_id: int, *, actor_id: int, at: datetime) -> None:
    """Ask a tutor to mark a piece second; another may be asked until they finish. Twice changes nothing."""
    second = queries.of_one(locked(piece_id, assessor_id=actor_id, at=at))
    if second.marker_id == marker_id:
        return
    second.must_be_askable(marker_id, actor_id=actor_id)
    if marker_id not in {tutor.id for tutor in people_with(Role.TUTOR)}:
        raise NotSecondMarker("There is no such tutor to ask.")
    _name(second, marker_id, asked_by_id=actor_id, actor_id=actor_id, at=at)


@transaction
def take(piece_id: int, *, actor_id: int, at: datetime) -> None:
    """Become the second marker of a piece that the centre's share chose. A second click changes nothing."""
    second = queries.of_one(locked(piece_id, assessor_id=actor_id, at=at))
    if second.marker_id == actor_id:
        return
    second.must_be_takeable(actor_id=actor_id)
    _name(second, actor_id, asked_by_id=None, actor_id=actor_id, at=at)


@transaction
def finish_first(piece_id: int, *, actor_id: int, at: datetime) -> None:
    """Say that the first side's marking is done. A second click changes nothing."""
    second = queries.of_one(locked(piece_id, assessor_id=actor_id, at=at))
    done = second.finished_first(actor_id=actor_id)
    if second.first_done is not None:
        return
    row = _row(second)
    row.first_done, row.first_done_by_id, row.first_done_at = done, actor_id, at
    _note("first marking finished", second, actor_id=actor_id, at=at)


@transaction
def mark_second(
    piece_id: int,
    judgements: Mapping[str, Judgement],
    *,
    assessor_id: int,
    seen: int,
    finish: bool,
    at: datetime,
    typed: TypedMarking | None = None,
    comments: CommentSheet = NO_COMMENTS,
) -> None:
    """Keep the second marker's marking and comments, and with ``finish`` say that it is done: all or nothing.

    ``typed`` is as in ``decisions.mark``.
    """
    second = _locked_for_marker(piece_id, assessor_id=assessor_id, at=at)
    added = second.mark(judgements, assessor_id=assessor_id, seen=seen, finish=finish, at=at)
    if typed:
        settle_typed(piece_id, typed, assessor_id=assessor_id)
    if comments.says_something:
        keep_comments(second.second, comments, assessor_id=assessor_id, at=at, second=second)
    db.session.add_all(_decided(piece_id, decision, agreed=False) for decision in added)
    if finish and second.second_done_at is None:
        _row(second).second_done_at = at
        _note("second marking finished", second, actor_id=assessor_id, at=at)


@transaction
def keep_typed_second(piece_id: int, typed: TypedMarking, *, assessor_id: int, at: datetime) -> TypedMarking:
    """Keep what the second marker has typed so far, for themselves alone. Raises ``TypedElsewhere``, ``Finished``."""
    second = _locked_for_marker(piece_id, assessor_id=assessor_id, at=at)
    second.must_be_unfinished(assessor_id=assessor_id)
    second.mark(typed.judgements, assessor_id=assessor_id, seen=second.second.latest, finish=False, at=at)
    saved = TypedWords(second.second.judgements, comments_of(piece_id, second_by=assessor_id).as_typed)
    return keep_changed(piece_id, typed, saved, assessor_id=assessor_id, at=at)


@transaction
def agree(piece_id: int, criterion: str, judged: Judgement, reason: str, *, actor_id: int, at: datetime) -> None:
    """Settle one criterion on which the two differ; the agreed decision takes the place of the first's."""
    second = _locked_for_marker(piece_id, assessor_id=actor_id, at=at)
    if actor_id not in second.parties:
        locked(piece_id, assessor_id=actor_id, at=at)  # raises unless they teach the learner
    decision = second.agree(criterion, judged, reason, actor_id=actor_id, at=at)
    db.session.add(_decided(piece_id, decision, agreed=True))
    if judged != second.first.judgements[criterion]:
        db.session.add(
            DecisionRow(
                piece_id=piece_id,
                criterion=criterion,
                outcome=judged.outcome,
                comment=judged.comment,
                next_step=judged.next_step,
                unmet=sorted(judged.unmet),
                reason="",
                assessor_id=actor_id,
                at=at,
            )
        )
    _note("outcome agreed", second, actor_id=actor_id, at=at, more=f": {criterion} {judged.outcome}")


@part_of_action
def _locked_for_marker(piece_id: int, *, assessor_id: int, at: datetime) -> SecondMarking:
    """The second marking of a piece that somebody may read, locked; a second marker need not teach its learner."""
    evidence.lock(piece_id)
    series = submissions.taught_series(piece_id, tutor_id=assessor_id, at=at)
    if series is None:
        raise NoSuchSubmission("There is no such submission for you to mark.")
    return queries.of_one(series.shown)


@part_of_action
def _name(second: SecondMarking, marker_id: int, *, asked_by_id: int | None, actor_id: int, at: datetime) -> None:
    row = _row(second)
    row.marker_id, row.asked_by_id = marker_id, asked_by_id
    _note("second marker named", second, actor_id=actor_id, at=at, more=f": person {marker_id}")


@part_of_action
def _row(second: SecondMarking) -> SecondMarkingRow:
    row = db.session.get(SecondMarkingRow, second.first.id)
    if row is None:
        row = SecondMarkingRow(piece_id=second.first.id)
        db.session.add(row)
    return row


@part_of_action
def _note(deed: str, second: SecondMarking, *, actor_id: int, at: datetime, more: str = "") -> None:
    note_in_audit(
        deed,
        kind=AuditKind.WORK,
        actor_id=actor_id,
        subject_id=second.first.learner_id,
        detail=second.first.reference + more,
        at=at,
    )


def _decided(piece_id: int, decision: Decision, *, agreed: bool) -> SecondDecisionRow:
    judged = decision.judgement
    return SecondDecisionRow(
        piece_id=piece_id,
        criterion=decision.criterion,
        outcome=judged.outcome,
        comment=judged.comment,
        next_step=judged.next_step,
        unmet=sorted(judged.unmet),
        reason=decision.reason,
        agreed=agreed,
        assessor_id=decision.assessor_id,
        at=decision.at,
    )
