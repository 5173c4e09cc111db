"""What is read of papers, attempts and results."""

from .attempts import (
    attempt,
    attempt_at,
    attempts_held,
    hold_attempts,
    open_attempts,
    overdue,
    running_held,
    those_open,
    timing_columns,
    unmarked,
    whole_attempt,
)
from .certainty import certainties, due_and_certainties
from .challenges import challenge, challenge_to, challenges
from .exports import lines_of
from .news import news
from .open_answers import is_taught, marks_given, open_answers, open_answers_waiting
from .papers import paper_is_kept, paper_versions, remember
from .practice import practised
from .regrading import (
    corrections,
    hold_regrade,
    how_many,
    item_results,
    leaves_nothing,
    next_attempts,
    outdated_items,
    reaches_beyond,
    regrade,
    regrades,
    regrades_of,
    standings,
    unfinished_regrades,
    versions_of,
    written_by,
)
from .reports import report
from .results import criterion_columns, item_columns, learner_of, mastery, result, results_written
from .rules import adjusted, adjustment_of, adjustments_of, dates_of, windows_for, windows_of
from .sittings import sittings
from .summaries import attempts_at, paper_for, papers_for, results_of

__all__ = [
    "adjusted",
    "adjustment_of",
    "adjustments_of",
    "attempt",
    "attempt_at",
    "attempts_at",
    "attempts_held",
    "certainties",
    "challenge",
    "challenge_to",
    "challenges",
    "corrections",
    "criterion_columns",
    "dates_of",
    "due_and_certainties",
    "hold_attempts",
    "hold_regrade",
    "how_many",
    "is_taught",
    "item_columns",
    "item_results",
    "learner_of",
    "leaves_nothing",
    "lines_of",
    "marks_given",
    "mastery",
    "news",
    "next_attempts",
    "open_answers",
    "open_answers_waiting",
    "open_attempts",
    "outdated_items",
    "overdue",
    "paper_for",
    "paper_is_kept",
    "paper_versions",
    "papers_for",
    "practised",
    "reaches_beyond",
    "regrade",
    "regrades",
    "regrades_of",
    "remember",
    "report",
    "result",
    "results_of",
    "results_written",
    "running_held",
    "sittings",
    "standings",
    "those_open",
    "timing_columns",
    "unfinished_regrades",
    "unmarked",
    "versions_of",
    "whole_attempt",
    "windows_for",
    "windows_of",
    "written_by",
]
