"""Adjustments in words, for a feature below that reads them in a list of people."""

from ...cohorts.library import Adjusting
from ..attempts.core.adjustment import read_adjustment
from ..attempts.queries.rules import all_adjustments
from .actions.rules import adjust_many


def _standing() -> dict[int, str]:
    return {learner_id: adjustment.words for learner_id, adjustment in all_adjustments().items()}


ADJUSTING = Adjusting(lambda text: read_adjustment(text).words, _standing, adjust_many)
