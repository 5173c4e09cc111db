from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from sqlalchemy import Select, select

from ....cohorts.queries import may_read
from ....db import built_once, db
from ...bank import library
from ...bank.core.offer import Offer
from ...bank.core.paper import Paper
from ...bank.core.reveal import Part, shown
from ...bank.queries import paper_versions
from ..core.summary import AttemptSummary, PaperSummary, Score, Window
from ..models import AttemptRow, ResultRow
from .attempts import timing_of
from .results import result_as_it_stands
from .rules import adjustment_of, closing_and_release, dates_of_learner

_WithResults = Select[AttemptRow, ResultRow | None, datetime | None, datetime | None]


def papers_for(learner_id: int, at: datetime) -> list[PaperSummary]:
    """Every paper on offer with this learner's attempts; settle first, or an attempt just over has no score yet."""
    return overview(learner_id, at)[0]


def overview(learner_id: int, at: datetime) -> tuple[list[PaperSummary], list[Score]]:
    """The above, and the scores that this learner may see, of what is no longer on offer too; the latest first."""
    attempts = _summaries(*_attempts_of(learner_id), shown_at=at)
    return _offered(library.bank().papers.values(), attempts, learner_id, at), _latest_first(attempts)


def paper_for(paper_id: str, learner_id: int, at: datetime) -> PaperSummary | None:
    """One paper on offer with this learner's attempts."""
    offers = [offer] if (offer := library.offer(paper_id)) else []
    attempts = _summaries(*_attempts_of(learner_id, paper_id), shown_at=at)
    return next(iter(_offered(offers, attempts, learner_id, at)), None)


def _offered(
    offers: Iterable[Offer], attempts: Sequence[AttemptSummary], learner_id: int, at: datetime
) -> list[PaperSummary]:
    dates, adjustment = dates_of_learner(learner_id, at=at), adjustment_of(learner_id)
    return [
        PaperSummary(
            offer,
            tuple(attempt for attempt in attempts if attempt.paper_id == offer.id),
            at,
            dates.window(offer.id),
            adjustment,
            dates.terms(offer.id),
            paused=dates.paused,
        )
        for offer in offers
    ]


def attempts_at(paper_id: str, *, learner_id: int) -> tuple[AttemptSummary, ...]:
    """A learner's attempts at one paper, the earliest first."""
    return tuple(_summaries(*_attempts_of(learner_id, paper_id)))


def results_of(learner_id: int, *, shown_at: datetime | None = None) -> list[Score]:
    """What a learner has sat, whether or not it is still on offer, the latest first.

    With ``shown_at`` only what the learner may see then; a tutor may see all.
    """
    return _latest_first(_summaries(*_attempts_of(learner_id), shown_at=shown_at))


def results_read_by(tutor_id: int, learner_id: int, *, at: datetime) -> list[Score]:
    """What of a learner's sat papers a tutor may read, the latest first: see ``cohorts.may_read``."""
    return _latest_first(_summaries(*_attempts_read_by(tutor_id, learner_id, at)))


def _latest_first(attempts: Iterable[AttemptSummary]) -> list[Score]:
    scores = [attempt.score for attempt in attempts if attempt.score]
    return sorted(scores, key=lambda score: score.at, reverse=True)


@built_once
def _attempts_of(learner_id: int, paper_id: str | None = None) -> _WithResults:
    mine = _with_results().where(AttemptRow.learner_id == learner_id)
    return mine if paper_id is None else mine.where(AttemptRow.paper_id == paper_id)


@built_once
def _attempts_read_by(tutor_id: int, learner_id: int, at: datetime) -> _WithResults:
    readable = may_read(tutor_id, AttemptRow.learner_id, AttemptRow.started_at, at=at)
    return _with_results().where(AttemptRow.learner_id == learner_id, readable)


def _summaries(
    query: _WithResults, parameters: Mapping[str, object], *, shown_at: datetime | None = None
) -> list[AttemptSummary]:
    rows = db.session.execute(query, parameters).all()
    papers = paper_versions(row.paper_digest for row, *_ in rows)
    return [
        _summary(row, marked, papers[row.paper_digest], Window(None, *dates), shown_at) for row, marked, *dates in rows
    ]


def _with_results() -> _WithResults:
    """Attempts, each with its result as it stands, and with when its paper closes and its results are released."""
    joined = select(AttemptRow, ResultRow, *closing_and_release()).outerjoin(ResultRow, result_as_it_stands())
    return joined.order_by(AttemptRow.number, AttemptRow.id)


def _summary(
    row: AttemptRow, marked: ResultRow | None, paper: Paper, window: Window, shown_at: datetime | None
) -> AttemptSummary:
    return AttemptSummary(
        id=row.id,
        paper_id=row.paper_id,
        paper_digest=row.paper_digest,
        number=row.number,
        timing=timing_of(row),
        finished_at=marked.at if marked else None,
        score=_score(marked, paper) if marked and _is_shown(marked, paper, window, shown_at) else None,
        release_at=window.release_at,
        voided=row.voided_at is not None,
    )


def _is_shown(row: ResultRow, paper: Paper, window: Window, at: datetime | None) -> bool:
    """Whether the learner may see the marks; to a tutor, who asks without a time, they are shown always."""
    dates = {"closes_at": window.closes_at, "release_at": window.release_at}
    return at is None or Part.MARKS in shown(paper.reveal, at, finished_at=row.at, **dates)


def _score(row: ResultRow, paper: Paper) -> Score:
    scored = Fraction(row.scored_num, row.scored_den)
    return Score(row.attempt_id, paper.title, scored, row.available, row.passed, row.at, row.pending, paper.is_practice)
