"""What a learner does with a result that shows what they know."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from ....db import db, transaction
from ....evidence import queries as evidence
from ....evidence.actions import put_forward
from ....evidence.core.declaration import Declaration
from ..core.as_evidence import KIND, as_evidence, must_be_evidence
from ..models import AttemptRow
from ..queries import reports, results
from .sitting import NoSuchAttempt


@transaction
def put_result_forward(
    attempt_id: int,
    criteria: Collection[str],
    declaration: Declaration,
    *,
    learner_id: int,
    number: int,
    at: datetime,
) -> int:
    """Freeze a result as a piece of evidence; its id. A second click finds the first one's piece.

    ``number`` is that of the result that its learner had before them. Raises ``NoEvidence`` and ``NotHandedIn``.
    """
    db.session.execute(select(AttemptRow.id).where(AttemptRow.id == attempt_id).with_for_update())
    result = results.result(attempt_id, learner_id=learner_id)
    if result is None:
        raise NoSuchAttempt("There is no such result of yours.")
    must_be_evidence(reports.bare_report(result, at=at), seen=number)
    asked = {mark.criterion for mark in result.grade.criteria}
    draft = as_evidence(result, [criterion for criterion in criteria if criterion in asked])
    last = evidence.last(KIND, attempt_id, learner_id=learner_id, at=at)
    if last and last.repeated_by(draft):
        return last.piece.id
    return put_forward(draft, last, declaration=declaration, learner_id=learner_id, at=at)
