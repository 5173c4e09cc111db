"""What is read of papers, attempts and results."""

from .attempts import attempt, attempt_at, attempts_held, open_attempts, overdue, timing_columns
from .papers import item_versions, paper_is_kept, paper_versions, remember
from .results import learner_of, mastery, result
from .rules import adjustment_of, windows_of
from .summaries import attempts_at, paper_for, papers_for, results_of

__all__ = [
    "adjustment_of",
    "attempt",
    "attempt_at",
    "attempts_at",
    "attempts_held",
    "item_versions",
    "learner_of",
    "mastery",
    "open_attempts",
    "overdue",
    "paper_for",
    "paper_is_kept",
    "paper_versions",
    "papers_for",
    "remember",
    "result",
    "results_of",
    "timing_columns",
    "windows_of",
]
