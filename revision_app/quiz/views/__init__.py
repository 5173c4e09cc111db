"""The pages of the quizzes; each module brings its own to the one blueprint."""

from . import adjustments, assignments, attempts, papers, results, statistics
from .blueprint import bp

__all__ = ["adjustments", "assignments", "attempts", "bp", "papers", "results", "statistics"]
