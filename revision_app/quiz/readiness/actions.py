"""Keep what is worked out of many answers, so that pages about many learners need not read them all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import delete

from ...db import db, insert_missing, transaction
from . import library, queries
from .core import MODEL
from .core.ability import Ability
from .core.readiness import Readiness
from .models import AbilityRow, ItemDifficultyRow

MEASURED_EVERY = timedelta(days=7)
"""*Ours:* how hard questions are changes slowly, and after each measure every readiness is worked out again."""


def readiness_of(learner_ids: Collection[int], *, at: datetime) -> dict[int, dict[str, Readiness]]:
    """The readiness of each of these learners by criterion, from all their answers: for who may see all their results.

    It is read from what is kept, in three statements however many they are. Whoever has answered since is worked out
    anew from all their answers, and kept. What learners themselves may see is ``readiness_shown_to``.
    """
    now_from = queries.bases(learner_ids)
    kept_from, found = queries.kept_abilities(learner_ids)
    stale = sorted(learner_id for learner_id, basis in now_from.items() if kept_from[learner_id] != {basis})
    questions = queries.questions_measured()
    if stale:
        fresh = queries.abilities_from_answers(stale, questions)
        _keep({learner_id: (now_from[learner_id], fresh[learner_id]) for learner_id in stale})
        found |= fresh
    return queries.readiness(found, questions, at=at)


def readiness_shown_to(learner_id: int, *, at: datetime) -> dict[str, Readiness]:
    """A learner's own readiness by criterion, from every answer of which they may know whether it was right.

    Where these are all their answers it is what is kept.
    """
    if queries.may_know_all(learner_id, at=at):
        return readiness_of([learner_id], at=at)[learner_id]
    return queries.readiness_from_shown(learner_id, at=at)


def measure(*, at: datetime) -> int:
    """Measure how hard the questions are, unless that was done less than a week ago; how many there are answers to."""
    before = queries.measured_at()
    if before and at - before < MEASURED_EVERY:
        return 0
    return _write(queries.first_answers(), at)


readiness_of.is_transaction = readiness_shown_to.is_transaction = measure.is_transaction = True  # type: ignore[attr-defined]  # by way of _keep and _write


@transaction
def _keep(worked_out: Mapping[int, tuple[str, Mapping[str, Ability]]]) -> None:
    """A row for every criterion that is asked about, so that what was worked out is told from what was not.

    Learners come in the order of their ids, so that two pages that keep the same ones wait and do not lock each other.
    """
    db.session.execute(delete(AbilityRow).where(AbilityRow.learner_id.in_(worked_out)))
    rows = [
        {"learner_id": learner_id, "criterion": criterion, "model": MODEL, "basis": basis} | asdict(ability)
        for learner_id, (basis, abilities) in worked_out.items()
        for criterion, ability in (dict.fromkeys(library.known().criteria, Ability()) | dict(abilities)).items()
    ]
    if rows:
        db.session.execute(insert_missing(AbilityRow), rows)  # somebody else may have worked out the same just now


@transaction
def _write(measured: Sequence[tuple[str, int, float]], at: datetime) -> int:
    db.session.execute(delete(ItemDifficultyRow))
    names = ("item_id", "answers", "earned")
    rows = [dict(zip(names, each, strict=True)) | {"at": at} for each in measured]
    if rows:
        db.session.execute(insert_missing(ItemDifficultyRow), rows)
    return len(rows)
