"""Random histories of answers, written straight into the tables, and what counts of them, told plainly."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select

from revision_app.db import db
from revision_app.quiz.attempts.core.attempt import StepKind
from revision_app.quiz.attempts.core.grading import ResultReason, Way
from revision_app.quiz.attempts.models import (
    AttemptRow,
    PracticeAnswerRow,
    ResultItemRow,
    ResultRow,
    StepRow,
)
from revision_app.quiz.bank import library
from revision_app.quiz.bank.models import ItemVersionRow, PaperVersionRow
from revision_app.web.clock import now


def a_history(app: Flask, learner_id: int, chance: Random, *, attempts: int = 6, checks: int = 6) -> None:
    """Attempts of every fate at papers of the bank's items, and answers to checks, all of them in the past."""
    with app.app_context():
        items = sorted(library.bank().items)
        _versions(items)
        for number in range(1, attempts + 1):
            _an_attempt(learner_id, number, items, chance)
        for n in range(checks):
            at = now() - timedelta(days=chance.uniform(0, 60))
            item_id = chance.choice(items)
            mark = {"mark_num": chance.randint(0, 2), "mark_den": 2}
            row = {"learner_id": learner_id, "item_id": item_id, "item_digest": item_id, "response": ["b"], **mark}
            db.session.add(PracticeAnswerRow(at=at + timedelta(seconds=n), **row))
        db.session.commit()


def _versions(items: Iterable[str]) -> None:
    known = set(db.session.scalars(select(ItemVersionRow.digest)))
    for item_id in {*items, "gone"} - known:
        db.session.add(ItemVersionRow(digest=item_id, item_id=item_id, text="{}"))
    if not db.session.get(PaperVersionRow, "a digest"):
        db.session.add(PaperVersionRow(digest="a digest", paper_id="some-paper", text="{}"))
    db.session.flush()


def _an_attempt(learner_id: int, number: int, items: list[str], chance: Random) -> None:
    at = now() - timedelta(days=chance.uniform(0, 90))
    attempt = AttemptRow(
        learner_id=learner_id,
        paper_digest="a digest",
        paper_id="some-paper",
        number=number,
        mode=chance.choice(("timed", "practice")),
        seed="",
        segment=chance.choice((1, 1, 1, 2)),
        started_at=at,
        extended_seconds=0,
        rest_seconds=0,
        rested_seconds=0.0,
        voided_at=chance.choice((None, None, None, None, at)),
    )
    db.session.add(attempt)
    db.session.flush()
    if chance.random() < 0.7:
        step = {"attempt_id": attempt.id, "segment": attempt.segment, "at": at, "kind": StepKind.SUBMITTED}
        db.session.add(StepRow(**step))
    asked = chance.sample([*items, "gone"], chance.randint(1, len(items)))
    for result in range(1, chance.choice((1, 1, 2)) + 1):
        _a_result(attempt, result, asked, at, chance)


def _a_result(attempt: AttemptRow, number: int, asked: list[str], at: datetime, chance: Random) -> None:
    row = ResultRow(
        attempt_id=attempt.id,
        number=number,
        segment=chance.choice((attempt.segment, attempt.segment, 1)),
        at=at,
        reason=ResultReason.SUBMITTED,
        scored_num=0,
        scored_den=1,
        available=len(asked),
        passed=False,
        pending=0,
    )
    db.session.add(row)
    db.session.flush()
    for position, item_id in enumerate(asked, 1):
        blank, ruling = chance.random() < 0.15, chance.choice((None, None, None, None, *Way))
        available = 0 if ruling is Way.VOID else chance.choice((1, 2, 3))
        num, den = (0, 1) if blank else (chance.randint(0, 2 * available), 2)
        db.session.add(
            ResultItemRow(
                result_id=row.id,
                position=position,
                item_id=item_id,
                item_digest=item_id,
                response=[] if blank else ["b"],
                mark_num=num,
                mark_den=den,
                available=available,
                unsafe=False,
                pending=chance.random() < 0.1,
                certainty=chance.choice((None, 0, 1, 2, 3)),
                ruling=ruling,
            )
        )


def answers_that_count(learner_id: int) -> list[dict[str, Any]]:
    """What counts of a learner's answers, read row by row and told as the rules say it, the oldest first."""
    told: list[dict[str, Any]] = []
    for attempt in db.session.scalars(select(AttemptRow).where(AttemptRow.learner_id == learner_id)):
        results = db.session.scalars(select(ResultRow).where(ResultRow.attempt_id == attempt.id)).all()
        latest = max(results, key=lambda each: each.number, default=None)
        if latest is None or latest.segment != attempt.segment or attempt.voided_at:
            continue
        steps = db.session.scalars(select(StepRow).where(StepRow.attempt_id == attempt.id)).all()
        submitted = any(step.kind is StepKind.SUBMITTED and step.segment == attempt.segment for step in steps)
        for item in db.session.scalars(select(ResultItemRow).where(ResultItemRow.result_id == latest.id)):
            if item.pending or not item.available or item.ruling in (Way.VOID, Way.FULL):
                continue
            if not item.response and not submitted:
                continue
            share = None if not item.response else item.mark_num / (item.mark_den * item.available)
            order = latest.at, attempt.id, item.position
            told.append(_told(order, item.item_id, share, item.certainty, f"attempt {attempt.id}"))
    for check in db.session.scalars(select(PracticeAnswerRow).where(PracticeAnswerRow.learner_id == learner_id)):
        order = check.at, check.id, 0
        told.append(_told(order, check.item_id, check.mark_num / check.mark_den, None, f"checks {check.at.date()}"))
    return sorted(told, key=lambda each: each["order"])


def _told(order: Any, item_id: str, share: float | None, certainty: int | None, occasion: str) -> dict[str, Any]:
    return {"order": order, "item_id": item_id, "share": share, "certainty": certainty, "occasion": occasion}
