"""The pages of the quizzes; each module brings its own to the one blueprint."""

from . import (
    adjustments,
    assignments,
    attempts,
    breaks,
    cases,
    certainty,
    challenges,
    exports,
    open_answers,
    papers,
    practice,
    record,
    regrading,
    results,
    sittings,
    statistics,
)
from .blueprint import bp

__all__ = [
    "adjustments",
    "assignments",
    "attempts",
    "bp",
    "breaks",
    "cases",
    "certainty",
    "challenges",
    "exports",
    "open_answers",
    "papers",
    "practice",
    "record",
    "regrading",
    "results",
    "sittings",
    "statistics",
]
