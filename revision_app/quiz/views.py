"""The pages of the quizzes: each wing brings its own to the one blueprint."""

from .attempts.views import attempts, breaks, cases, papers, practice, record, results
from .bank.views import bp
from .regrading import views as regrading
from .statistics.views import certainty, statistics
from .tutoring.views import adjustments, assignments, challenges, exports, open_answers, sittings

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
