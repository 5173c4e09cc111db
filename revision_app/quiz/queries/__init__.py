"""What is read of papers, attempts and results."""

from .attempts import attempt, attempt_at_item, attempts_held, open_attempts, overdue
from .papers import item_versions, paper_is_kept, paper_versions
from .results import learner_of, mastery, result
from .summaries import attempts_at, papers_for, results_of

__all__ = [
    "attempt",
    "attempt_at_item",
    "attempts_at",
    "attempts_held",
    "item_versions",
    "learner_of",
    "mastery",
    "open_attempts",
    "overdue",
    "paper_is_kept",
    "paper_versions",
    "papers_for",
    "result",
    "results_of",
]
