"""Writing down what tutors do to attempts, and what follows from it."""

from collections.abc import Iterable

from sqlalchemy import insert, update

from ....db import db, part_of_action
from ..core.interventions import Intervention, InterventionKind
from ..models import AttemptRow, InterventionRow


@part_of_action
def intervene(attempt_ids: Iterable[int], intervention: Intervention, *, key: str | None = None) -> None:
    """Do this to attempts: one that is reopened goes on in a new segment, one that is voided does not count any more.

    ``key`` names the form that asked for it, if that may be sent twice. What time an attempt then has is for
    ``write_timings``.
    """
    ids = list(attempt_ids)
    db.session.execute(
        insert(InterventionRow), [{"attempt_id": attempt_id, **vars(intervention), "key": key} for attempt_id in ids]
    )
    these = update(AttemptRow).where(AttemptRow.id.in_(ids))
    if intervention.kind is InterventionKind.REOPENED:
        db.session.execute(these.values(segment=AttemptRow.segment + 1))
    elif intervention.kind is InterventionKind.VOIDED:
        db.session.execute(these.values(voided_at=intervention.at))
