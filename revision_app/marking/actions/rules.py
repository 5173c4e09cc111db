"""How a cohort's pieces are marked, as administrators set it."""

from datetime import datetime

from ...audit.actions import note_in_audit
from ...audit.core import AuditKind
from ...db import db, transaction
from ..models import MarkingRuleRow
from ..queries import rules as queries


@transaction
def set_rules(
    cohort_id: int,
    *,
    second_share: int,
    tolerance: int,
    return_days: int | None,
    blind: bool,
    author_id: int,
    at: datetime,
) -> None:
    """Set how what a cohort hands in from now on is marked. The same again changes nothing."""
    now_in_force = queries.rules_of(cohort_id)
    rules = {"second_share": second_share, "tolerance": tolerance, "return_days": return_days, "blind": blind}
    if rules.items() <= vars(now_in_force).items():
        return
    db.session.add(MarkingRuleRow(cohort_id=cohort_id, **rules, author_id=author_id, at=at))
    note_in_audit(
        "marking rules set",
        kind=AuditKind.COHORTS,
        actor_id=author_id,
        detail=f"cohort {cohort_id}: {second_share} per cent with a second marker, {tolerance} may differ, "
        + ("no time to return" if return_days is None else f"due back after {return_days} days")
        + (", marked blind" if blind else ""),
        at=at,
    )
