from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from ...db import Base, db, transaction
from ...shared.refusal import Refusal
from .. import library, queries
from ..core.attempt import Step, StepKind, flag_key
from ..core.paper import Paper
from ..models import AttemptRow, ItemVersionRow, PaperVersionRow, StepRow
from .results import write_results

_STEPS: Any = StepRow.__table__

_ADD_STEP = insert(_STEPS).returning(_STEPS.c.id)


class NoSuchPaper(Refusal):
    status = 404


class NoSuchAttempt(Refusal):
    status = 404


class NoAttemptsLeft(Refusal):
    """The paper has been sat as often as it may be."""


@dataclass(frozen=True)
class Receipt:
    """What a learner is told of a saved answer: its number and the server's time."""

    step: int
    at: datetime


@transaction
def start(paper_id: str, *, learner_id: int, at: datetime) -> int:
    """Begin an attempt at a paper, pinned to its text of now; the id of the open attempt where there is one already."""
    paper = library.paper(paper_id)
    if paper is None:
        raise NoSuchPaper("There is no such paper.")
    attempts = queries.attempts_at(paper_id, learner_id=learner_id)
    if found := next((attempt for attempt in attempts if attempt.is_open(at)), None):
        return found.id
    if len(attempts) >= paper.attempts:
        raise NoAttemptsLeft("You have used every attempt at this paper. Your results stay where they are.")
    _keep(paper)
    row = AttemptRow(
        learner_id=learner_id,
        paper_digest=paper.digest,
        paper_id=paper.id,
        number=len(attempts) + 1,
        started_at=at,
        allowance_seconds=int(paper.time.total_seconds()),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # another window has started it at this very moment: it is the same attempt
        return queries.attempts_at(paper_id, learner_id=learner_id)[-1].id
    return row.id


@transaction
def respond(
    attempt_id: int,
    item_id: str,
    submitted: Sequence[str],
    *,
    key: str,
    seen: int,
    learner_id: int,
    at: datetime,
    flagged: bool | None = None,
) -> Receipt | None:
    """Save a response, and set or lift the item's flag where ``flagged`` says so; none where nothing is answered.

    ``key`` names this save: sent again, it saves nothing more and earns the same receipt. ``seen`` is the number of
    the latest answer to the item that the sender knew of. Raises what ``Attempt.respond`` raises.
    """
    attempt = queries.attempt_at_item(attempt_id, item_id, key, learner_id=learner_id)
    if attempt is None:
        raise NoSuchAttempt("There is no such attempt.")
    step = attempt.respond(item_id, submitted, at, key=key, seen=seen)
    receipt = Receipt(step.id or _add(attempt_id, step), step.at) if step else None
    if flagged is not None and (flag := attempt.flag(item_id, flagged, at, key=flag_key(key))):
        _add(attempt_id, flag)
    return receipt


@transaction
def submit(attempt_id: int, *, learner_id: int, at: datetime) -> None:
    """Hand the paper in and mark it. Raises ``AttemptClosed`` where it is over already."""
    attempt = queries.attempt(attempt_id, learner_id=learner_id, held=True)
    if attempt is None:
        raise NoSuchAttempt("There is no such attempt.")
    step = attempt.submit(at)
    _add(attempt_id, step)
    write_results([attempt.after(step)], at)


def _keep(paper: Paper) -> None:
    """Store the texts of this paper and its items, unless they are stored already."""
    if queries.paper_is_kept(paper.digest):
        return
    items = {version.digest: version for version in paper.items}
    _insert_missing(
        ItemVersionRow,
        [{"digest": digest, "item_id": items[digest].item.id, "text": items[digest].text} for digest in sorted(items)],
    )
    _insert_missing(PaperVersionRow, [{"digest": paper.digest, "paper_id": paper.id, "text": paper.text}])


def _insert_missing(table: type[Base], rows: list[dict[str, str]]) -> None:
    postgres = db.session.get_bind().dialect.name == "postgresql"
    insert_into = postgresql.insert if postgres else sqlite.insert
    db.session.execute(insert_into(table).on_conflict_do_nothing(), rows)


def _add(attempt_id: int, step: Step) -> int:
    values = {
        "attempt_id": attempt_id,
        "at": step.at,
        "kind": step.kind,
        "item_id": step.item_id,
        "response": list(step.response) if step.kind is StepKind.RESPONDED else None,
        "key": step.key,
    }
    step_id: int = db.session.execute(_ADD_STEP, values).scalar_one()
    return step_id
