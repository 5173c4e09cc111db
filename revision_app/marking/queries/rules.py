"""How cohorts' pieces are marked."""

from sqlalchemy import select

from ...db import db
from ..core.rules import MarkingRules
from ..models import MarkingRuleRow


def all_rules() -> dict[int, MarkingRules]:
    """What holds now of each cohort that has rules, by its id."""
    rows = db.session.scalars(select(MarkingRuleRow).order_by(MarkingRuleRow.id))
    return {row.cohort_id: _rules(row) for row in rows}


def rules_of(cohort_id: int) -> MarkingRules:
    latest = select(MarkingRuleRow).where(MarkingRuleRow.cohort_id == cohort_id).order_by(MarkingRuleRow.id.desc())
    row = db.session.scalar(latest.limit(1))
    return _rules(row) if row else MarkingRules(cohort_id)


def _rules(row: MarkingRuleRow) -> MarkingRules:
    return MarkingRules(row.cohort_id, row.second_share, row.tolerance, row.at)
