"""The pages of the quizzes: each wing brings its own to the one blueprint."""

from .attempts.views import activity, attempts, breaks, cases, evidence, papers, practice, results
from .bank.views import bp
from .practice.views import own_tests, quizzes
from .regrading import views as regrading
from .statistics.views import certainty, statistics
from .tutoring.views import (
    adjustments,
    assignments,
    challenges,
    dates_now,
    exports,
    open_answers,
    several_dates,
    sittings,
)

__all__ = [
    "activity",
    "adjustments",
    "assignments",
    "attempts",
    "bp",
    "breaks",
    "cases",
    "certainty",
    "challenges",
    "dates_now",
    "evidence",
    "exports",
    "open_answers",
    "own_tests",
    "papers",
    "practice",
    "quizzes",
    "regrading",
    "results",
    "several_dates",
    "sittings",
    "statistics",
]
