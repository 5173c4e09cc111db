from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from ....cohorts.core.enrolment import PAUSED
from ....cohorts.queries import hold_cohorts_of
from ....db import db, insert_missing, part_of_action, transaction
from ....shared.refusal import Refusal
from ...bank.actions import keep_paper
from ...bank.core.items import Unreadable
from ...bank.core.paper import Paper
from ..core.attempt import Attempt, AttemptClosed, Save, Step, StepKind
from ..core.refusals import NothingToPractise
from ..core.timing import Timing
from ..models import AttemptCohortRow, AttemptRow, StepRow
from ..queries import attempts, summaries, withheld
from .grading import write_results

_STEPS: Any = StepRow.__table__

_ADD_STEP = insert(_STEPS).returning(_STEPS.c.id)


class NoSuchPaper(Refusal):
    status = 404


class NoSuchAttempt(Refusal):
    status = 404


class NoAttemptsLeft(Refusal):
    """The paper has been sat as often as it may be."""


_CASE = "This is a case. Open it again to decide; its last decision hands it in."


class WrongPage(Refusal):
    """A decision was sent to a paper of questions, or the other way round."""


class NotOpenNow(Refusal):
    """The paper may not be begun at this moment."""


@dataclass(frozen=True)
class Receipt:
    """What a learner is told of a saved answer: its number and the server's time.

    ``closed`` says why it is kept and not counted, where it came too late.
    """

    step: int
    at: datetime
    closed: AttemptClosed | None = None


@transaction
def start(paper_id: str, *, learner_id: int, seed: str, at: datetime) -> int:
    """Begin an attempt at a paper, pinned to its text of now; the id of the open attempt where there is one already.

    ``seed`` decides what is drawn and in which order it is shown.
    """
    hold_cohorts_of(learner_id, at=at)  # a tutor who closes the paper at this moment sees this attempt, or comes first
    summary = summaries.paper_for(paper_id, learner_id, at)
    if summary is None:
        raise NoSuchPaper("There is no such paper.")
    if open_attempt := summary.open_attempt:
        return open_attempt.id
    if summary.left == 0:
        raise NoAttemptsLeft("You have used every attempt at this paper. Your results stay where they are.")
    if summary.is_held:
        raise NotOpenNow(PAUSED)
    if not summary.is_startable:
        raise NotOpenNow("This paper is not open at the moment. Its page says when you can sit it.")
    offer = summary.offer
    if summary.paper.is_practice:
        offer = offer.without(withheld.withheld(learner_id, at=at))
        if not offer.sections:
            raise NothingToPractise
    paper = offer.paper(seed)
    adjustment = summary.adjustment
    timing = Timing(
        started_at=at,
        limit=adjustment.limit(paper.time),
        closes_at=adjustment.closes_at(summary.window.closes_at, paper.time),
        rest=adjustment.rest,
    )
    number = len(summary.attempts) + 1
    return begin(paper, timing, learner_id=learner_id, number=number, seed=seed, terms=summary.terms)


@part_of_action
def begin(
    paper: Paper,
    timing: Timing,
    *,
    learner_id: int,
    number: int,
    seed: str,
    terms: Mapping[int, int | None] | None = None,
) -> int:
    """Write down an attempt that begins; its id, or that of one which another window began at this very moment.

    ``terms`` are the cohorts whose dates it keeps, see ``PaperSummary``; practice keeps none.
    """
    keep_paper(paper)
    begun = {
        "learner_id": learner_id,
        "paper_digest": paper.digest,
        "paper_id": paper.id,
        "number": number,
        "mode": paper.mode,
        "seed": seed,
        "segment": 1,
        **attempts.timing_columns(timing),
    }
    attempt_id: int | None = db.session.scalar(insert_missing(AttemptRow, "id"), begun)
    if attempt_id is None:
        return summaries.attempts_at(paper.id, learner_id=learner_id)[-1].id
    db.session.add_all(
        AttemptCohortRow(attempt_id=attempt_id, cohort_id=cohort_id, assignment_id=assignment_id)
        for cohort_id, assignment_id in (terms or {}).items()
    )
    return attempt_id


@transaction
def respond(save: Save, attempt_id: int, *, learner_id: int, at: datetime) -> Receipt | None:
    """Save an answer, and set or lift the item's flag where the save says so; ``None`` if nothing is answered.

    Sent again under its key, a save adds nothing and earns the same receipt. What comes too late is kept and not
    counted. Raises what ``Attempt.respond`` raises.
    """
    attempt = attempts.attempt_at(save, attempt_id, learner_id=learner_id)
    if attempt is None:
        raise NoSuchAttempt("There is no such attempt.")
    if attempt.paper.branching:
        raise WrongPage(_CASE)
    step = attempt.respond(save, at)
    counted = step is not None and step.kind is StepKind.RESPONDED
    if step and counted and not step.id and attempt.timing.is_resting(at):  # who answers has gone on
        whole = _locked(attempt_id, learner_id)
        attempt = replace(attempt, timing=_retimed(whole, whole.resume(at, key=save.key)).timing)
    receipt = Receipt(step.id or add_step(attempt_id, step), step.at) if step else None
    if attempt.marked or attempt.is_final(at):
        return receipt if counted else Receipt(receipt.step if receipt else 0, at, attempt.closed(at))
    wanted = save.flagged is not None and attempt.is_open(at)
    if wanted and (flag := attempt.flag(save.item_id, bool(save.flagged), at, key=save.key)):
        add_step(attempt_id, flag)
    return receipt


@transaction
def decide(save: Save, attempt_id: int, *, learner_id: int, at: datetime) -> None:
    """Save the next decision of a branching case; the one that ends it hands it in, and it is marked.

    Sent again under its key, a decision changes nothing. Raises what ``Attempt.respond`` raises.
    """
    attempt = _locked(attempt_id, learner_id)
    case = attempt.paper.branching
    if case is None:
        raise WrongPage("This is a paper of questions. Open it again to answer them.")
    if not attempt.is_open(at):
        raise attempt.closed(at)
    step = attempt.respond(save, at)
    if step is None or (step.id and step.key != save.key):
        raise Unreadable("Choose what you do; then the case goes on.")
    if step.id:
        return
    attempt = attempt.after(replace(step, id=add_step(attempt_id, step)))
    if case.is_over(step.response):
        end = attempt.submit(at)
        add_step(attempt_id, end)
        write_results([attempt.after(end)], at)


@transaction
def check(attempt_id: int, item_id: str, *, key: str, learner_id: int, at: datetime) -> None:
    """In practice, ask for the reasons of an answered item; from then on its answer stands."""
    attempt = _locked(attempt_id, learner_id)
    if step := attempt.check(item_id, at, key=key):
        withheld.must_be_free([item_id], learner_id, at=at)
        add_step(attempt_id, step)


@transaction
def open_in(window: str, attempt_id: int, *, learner_id: int, at: datetime) -> None:
    """Let this window be the one that answers."""
    attempt = _locked(attempt_id, learner_id)
    if step := attempt.open_in(window, at):
        add_step(attempt_id, step)


@transaction
def rest(attempt_id: int, *, key: str, learner_id: int, at: datetime) -> None:
    """Begin a break in which the clock stands still."""
    attempt = _locked(attempt_id, learner_id)
    _retimed(attempt, attempt.rest(at, key=key))


@transaction
def resume(attempt_id: int, *, key: str, learner_id: int, at: datetime) -> None:
    """End a break."""
    attempt = _locked(attempt_id, learner_id)
    _retimed(attempt, attempt.resume(at, key=key))


@transaction
def submit(attempt_id: int, *, learner_id: int, at: datetime) -> None:
    """Hand the paper in and mark it. Raises ``AttemptClosed`` where it is over already."""
    attempt = _locked(attempt_id, learner_id)
    if attempt.paper.branching and attempt.is_open(at):
        raise WrongPage(_CASE)
    step = attempt.submit(at)
    add_step(attempt_id, step)
    write_results([attempt.after(step)], at)


def _locked(attempt_id: int, learner_id: int) -> Attempt:
    attempt = attempts.attempt(attempt_id, learner_id=learner_id, locked=True)
    if attempt is None:
        raise NoSuchAttempt("There is no such attempt.")
    return attempt


def _retimed(attempt: Attempt, change: tuple[Step, Timing] | None) -> Attempt:
    """Write down a step that changes the time of an attempt; the attempt as it is then."""
    if change is None:
        return attempt
    step, timing = change
    add_step(attempt.id, step)
    write_timing(attempt.id, timing)
    return replace(attempt, timing=timing)


@part_of_action
def write_timing(attempt_id: int, timing: Timing) -> None:
    db.session.execute(update(AttemptRow).where(AttemptRow.id == attempt_id).values(attempts.timing_columns(timing)))


@part_of_action
def add_step(attempt_id: int, step: Step) -> int:
    """Write down what a learner did; its id."""
    values = {
        "attempt_id": attempt_id,
        "segment": step.segment,
        "at": step.at,
        "kind": step.kind,
        "item_id": step.item_id,
        "response": list(step.response) if step.response or step.kind is StepKind.RESPONDED else None,
        "key": step.key,
        "certainty": step.certainty,
        "window": step.window,
        "notes": step.notes,
    }
    step_id: int = db.session.execute(_ADD_STEP, values).scalar_one()
    return step_id
