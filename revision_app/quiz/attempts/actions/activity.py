"""Keeping a learner's notes, and what a page reports of how it is sat."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import cast

from sqlalchemy import Table, insert

from ....db import db, transaction
from ..core.activity import Reported, activity_of
from ..core.attempt import Attempt
from ..models import ActivityRow
from ..queries import activity, attempts
from .sitting import NoSuchAttempt, add_step

_ADD = insert(cast(Table, ActivityRow.__table__))  # of the table: one statement whatever is empty in a row


@transaction
def keep_notes(text: str, attempt_id: int, *, key: str, learner_id: int, at: datetime) -> None:
    """Keep the learner's notes of an attempt as they stand."""
    if step := _locked(attempt_id, learner_id).note(text, at, key=key):
        add_step(attempt_id, step)


@transaction
def report_activity(
    reported: Sequence[Reported], attempt_id: int, *, address: str, key: str, learner_id: int, at: datetime
) -> None:
    """Write down what a page saw. Of the ``address`` only a name is kept, which differs from attempt to attempt."""
    attempt = _locked(attempt_id, learner_id)
    network = sha256(f"{attempt_id} {attempt.seed} {address}".encode()).hexdigest()[:16]
    seen = activity_of(attempt, activity.of_attempt(attempt_id), reported, network, at, key=key)
    if seen:
        db.session.execute(_ADD, [{"attempt_id": attempt_id, **vars(activity_seen)} for activity_seen in seen])


def _locked(attempt_id: int, learner_id: int) -> Attempt:
    attempt = attempts.attempt(attempt_id, learner_id=learner_id, locked=True)
    if attempt is None:
        raise NoSuchAttempt("There is no such attempt.")
    return attempt
