from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert

from ....db import db, transaction
from ..core import record
from ..core.attempt import Step
from ..models import StepRow
from ..queries import attempts
from .sitting import NoSuchAttempt


@transaction
def note(text: str, attempt_id: int, *, key: str, learner_id: int, at: datetime) -> None:
    """Keep the learner's notes of an attempt as they stand."""
    attempt = attempts.attempt(attempt_id, learner_id=learner_id, held=True)
    if attempt is None:
        raise NoSuchAttempt("There is no such attempt.")
    if step := record.note(attempt, text, at, key=key):
        _add(attempt_id, [step])


@transaction
def witness(
    facts: Sequence[record.Fact], attempt_id: int, *, address: str, key: str, learner_id: int, at: datetime
) -> None:
    """Write down what a page saw. Of the ``address`` only a name is kept, which differs from attempt to attempt."""
    attempt = attempts.whole_attempt(attempt_id, learner_id=learner_id, held=True)
    if attempt is None:
        raise NoSuchAttempt("There is no such attempt.")
    place = sha256(f"{attempt_id} {attempt.seed} {address}".encode()).hexdigest()[:16]
    if steps := list(record.witnessed(attempt, facts, place, at, key=key)):
        _add(attempt_id, steps)


def _add(attempt_id: int, steps: Sequence[Step]) -> None:
    rows = [
        {
            "attempt_id": attempt_id,
            "at": step.at,
            "kind": step.kind,
            "item_id": None,
            "response": list(step.response),
            "key": step.key,
            "certainty": None,
        }
        for step in steps
    ]
    db.session.execute(insert(StepRow), rows)
