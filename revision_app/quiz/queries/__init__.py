"""What is read of papers, attempts and results."""

from .attempts import (
    attempt,
    attempt_at,
    attempts_held,
    open_attempts,
    overdue,
    running_held,
    those_open,
    timing_columns,
    unmarked,
)
from .challenges import challenge, challenge_to, challenges
from .news import news
from .open_answers import is_taught, marks_given, open_answers, open_answers_waiting
from .papers import item_versions, paper_is_kept, paper_versions, remember
from .practice import practised
from .reports import report
from .results import learner_of, mastery, result, results_written
from .rules import adjusted, adjustment_of, adjustments_of, dates_of, due, windows_for, windows_of
from .summaries import attempts_at, paper_for, papers_for, results_of

__all__ = [
    "adjusted",
    "adjustment_of",
    "adjustments_of",
    "attempt",
    "attempt_at",
    "attempts_at",
    "attempts_held",
    "challenge",
    "challenge_to",
    "challenges",
    "dates_of",
    "due",
    "is_taught",
    "item_versions",
    "learner_of",
    "marks_given",
    "mastery",
    "news",
    "open_answers",
    "open_answers_waiting",
    "open_attempts",
    "overdue",
    "paper_for",
    "paper_is_kept",
    "paper_versions",
    "papers_for",
    "practised",
    "remember",
    "report",
    "result",
    "results_of",
    "results_written",
    "running_held",
    "those_open",
    "timing_columns",
    "unmarked",
    "windows_for",
    "windows_of",
]
