from datetime import datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, and_, select

from ...db import db
from .. import library
from ..core.paper import Paper
from ..core.summary import AttemptSummary, PaperSummary, Score, Window
from ..models import AttemptRow, ResultRow
from .attempts import timing_of
from .papers import paper_versions
from .results import is_latest_result
from .rules import adjustment_of, windows_of


def papers_for(learner_id: int, at: datetime) -> list[PaperSummary]:
    """Every paper on offer with this learner's attempts; settle first, or an attempt just over has no score yet."""
    attempts = _summaries(AttemptRow.learner_id == learner_id)
    windows, adjustment = windows_of(learner_id), adjustment_of(learner_id)
    return [
        PaperSummary(
            offer,
            tuple(one for one in attempts if one.paper_id == offer.id),
            at,
            windows.get(offer.id, Window()),
            adjustment,
        )
        for offer in library.bank().papers.values()
    ]


def paper_for(paper_id: str, learner_id: int, at: datetime) -> PaperSummary | None:
    """One paper on offer with this learner's attempts."""
    return next((one for one in papers_for(learner_id, at) if one.offer.id == paper_id), None)


def attempts_at(paper_id: str, *, learner_id: int) -> tuple[AttemptSummary, ...]:
    """A learner's attempts at one paper, the earliest first."""
    return tuple(_summaries(AttemptRow.learner_id == learner_id, AttemptRow.paper_id == paper_id))


def results_of(learner_id: int) -> list[Score]:
    """What a learner has sat, whether or not it is still on offer, the latest first."""
    scores = [attempt.score for attempt in _summaries(AttemptRow.learner_id == learner_id) if attempt.score]
    return sorted(scores, key=lambda score: score.at, reverse=True)


def _summaries(*where: ColumnElement[bool]) -> list[AttemptSummary]:
    rows = db.session.execute(
        select(AttemptRow, ResultRow)
        .outerjoin(ResultRow, _result_as_it_stands())
        .where(*where)
        .order_by(AttemptRow.number, AttemptRow.id)
    ).all()
    papers = paper_versions(row.paper_digest for row, _ in rows)
    return [
        AttemptSummary(
            id=row.id,
            paper_id=row.paper_id,
            paper_digest=row.paper_digest,
            number=row.number,
            timing=timing_of(row),
            score=_score(marked, papers[row.paper_digest]),
            voided=row.voided_at is not None,
        )
        for row, marked in rows
    ]


def _result_as_it_stands() -> ColumnElement[bool]:
    """The latest result, unless the attempt has been reopened or voided since."""
    counts = and_(ResultRow.segment == AttemptRow.segment, AttemptRow.voided_at.is_(None))
    return and_(ResultRow.attempt_id == AttemptRow.id, is_latest_result(), counts)


def _score(row: ResultRow | None, paper: Paper) -> Score | None:
    if row is None:
        return None
    scored = Fraction(row.scored_num, row.scored_den)
    return Score(row.attempt_id, paper.title, scored, row.available, row.passed, row.at, row.pending, paper.is_practice)
