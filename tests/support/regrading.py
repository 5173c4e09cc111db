"""Many attempts at once, as they stand in the database after they were sat, and regrades of their items."""

from collections.abc import Sequence
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select

from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
from revision_app.db import db
from revision_app.quiz.attempts.core.attempt import Attempt, Step, StepKind
from revision_app.quiz.attempts.core.grading import grade
from revision_app.quiz.attempts.core.timing import Timing
from revision_app.quiz.attempts.models import AttemptRow, ResultCriterionRow, ResultItemRow, ResultRow
from revision_app.quiz.attempts.queries import attempts as attempts_queries
from revision_app.quiz.attempts.queries import results
from revision_app.quiz.bank.core.paper import Paper
from revision_app.quiz.bank.models import ItemVersionRow, PaperVersionRow
from revision_app.quiz.regrading import actions
from revision_app.quiz.regrading import queries as regrading_queries
from revision_app.web.clock import now
from tests.support.builders import a_person

Answers = dict[str, str]


def sat_by_many(app: Flask, paper: Paper, answers: Sequence[Answers]) -> list[int]:
    """An attempt of a new learner for each of these answers, marked and written down; the learners' ids."""
    with app.app_context():
        at = now()
        _insert(
            ItemVersionRow,
            [
                {"digest": one.digest, "item_id": one.item.id, "text": one.text}
                for one in paper.items
                if db.session.get(ItemVersionRow, one.digest) is None
            ],
        )
        if db.session.get(PaperVersionRow, paper.digest) is None:
            _insert(PaperVersionRow, [{"digest": paper.digest, "paper_id": paper.id, "text": paper.text}])
        first = (db.session.scalar(select(func.max(PersonRow.id))) or 0) + 1
        before = db.session.scalar(select(func.max(AttemptRow.id))) or 0
        people = [
            {"name": f"Learner {n}", "email": f"many{n}@example.org", "made_at": at}
            for n in range(first, first + len(answers))
        ]
        _insert(PersonRow, people)
        learners = list(db.session.scalars(select(PersonRow.id).where(PersonRow.id >= first).order_by(PersonRow.id)))
        timing = attempts_queries.timing_columns(Timing(at, paper.time))
        sitting: dict[str, Any] = {"paper_digest": paper.digest, "paper_id": paper.id, "number": 1, "mode": paper.mode}
        _insert(AttemptRow, [{"learner_id": one, "seed": "", "segment": 1, **sitting, **timing} for one in learners])
        attempts = db.session.scalars(select(AttemptRow.id).where(AttemptRow.id > before).order_by(AttemptRow.id)).all()
        _write(paper, dict(zip(attempts, answers, strict=True)))
        db.session.commit()
        return learners


def _write(paper: Paper, answers: dict[int, Answers]) -> None:
    at, first = now(), (db.session.scalar(select(func.max(ResultRow.id))) or 0)
    known = {tuple(given.items()): _graded(paper, given) for given in answers.values()}
    marks = {attempt: known[tuple(given.items())] for attempt, given in answers.items()}
    _insert(
        ResultRow,
        [
            {
                "attempt_id": attempt,
                "number": 1,
                "segment": 1,
                "at": at,
                "reason": "submitted",
                "scored_num": one.scored.numerator,
                "scored_den": one.scored.denominator,
                "available": one.available,
                "passed": one.passed,
                "pending": one.pending,
            }
            for attempt, one in marks.items()
        ],
    )
    written = db.session.execute(select(ResultRow.id, ResultRow.attempt_id).where(ResultRow.id > first)).all()
    _insert(
        ResultItemRow,
        [
            {"result_id": row.id, "position": place, **results.item_columns(mark)}
            for row in written
            for place, mark in enumerate(marks[row.attempt_id].items, 1)
        ],
    )
    _insert(
        ResultCriterionRow,
        [
            {"result_id": row.id, **results.criterion_columns(mark)}
            for row in written
            for mark in marks[row.attempt_id].criteria
        ],
    )


def _graded(paper: Paper, given: Answers) -> Any:
    steps = [
        Step(StepKind.RESPONDED, now(), item, item, paper.item(item).item.read(tuple(letters)), n)
        for n, (item, letters) in enumerate(given.items(), 1)
    ]
    return grade(Attempt(1, 1, 1, paper, Timing(now(), paper.time), tuple(steps)))


def _insert(table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(table), rows)


def begin(app: Flask, item_id: str, way: Any, reason: str = "The key was wrong.", author: int | None = None) -> int:
    """Decide that an item is marked otherwise, as an administrator does on its page."""
    author = author or a_person(app, Role.ADMINISTRATOR)
    with app.app_context():
        correction = regrading_queries.item_results(item_id).corrections[way]
        return actions.begin_regrade(item_id, correction, reason, tutor_id=None, author_id=author, at=now())


def finish(app: Flask, regrade_id: int) -> int:
    """Work through a regrade; how many results were written."""
    written = 0
    with app.app_context():
        while some := actions.regrade_some(regrade_id, actor_id=None, at=now()):
            written += some
    return written


def regrade(app: Flask, item_id: str, way: Any, **more: Any) -> int:
    regrade_id = begin(app, item_id, way, **more)
    finish(app, regrade_id)
    return regrade_id
