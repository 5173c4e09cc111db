"""How the pieces of a cohort are marked, as its centre sets it; each piece keeps the rules it was handed in under."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

MOST_TOLERATED = 50  # criteria


@dataclass(frozen=True)
class MarkingRules:
    """A cohort's rules from a moment on.

    ``second_share`` is how many pieces of a hundred get a second marker, ``tolerance`` how many criteria may differ
    between the two before they have to agree, ``return_days`` after how many calendar days a piece is due back.
    ``blind`` hides from tutors whose piece it is, until it is released.
    """

    cohort_id: int = 0
    second_share: int = 0
    tolerance: int = 0
    at: datetime | None = None
    return_days: int | None = None
    blind: bool = False


def in_force(rules: Iterable[MarkingRules]) -> MarkingRules:
    """What holds of a piece's second marking, of the rules that its learner's cohorts had by then: the strictest."""
    latest = {rule.cohort_id: rule for rule in rules}
    if not latest:
        return MarkingRules()
    asking = [rule for rule in latest.values() if rule.second_share] or list(latest.values())
    return MarkingRules(0, max(rule.second_share for rule in asking), min(rule.tolerance for rule in asking))
