"""The pages of the quizzes; each module brings its own to the one blueprint."""

from . import (
    adjustments,
    assignments,
    attempts,
    cases,
    challenges,
    open_answers,
    papers,
    practice,
    results,
    statistics,
)
from .blueprint import bp

__all__ = [
    "adjustments",
    "assignments",
    "attempts",
    "bp",
    "cases",
    "challenges",
    "open_answers",
    "papers",
    "practice",
    "results",
    "statistics",
]
