"""A result as a piece of evidence: what it shows of knowledge, and nothing of practice.

*Ours:* a timed paper counts, once everything in it is marked and shown to whoever sat it; only criteria that it asks
can be claimed. Practice is not put forward: it can be repeated until it is right.
"""

from collections.abc import Collection

from ....evidence.core import Draft
from ....shared.refusal import Refusal
from ...bank.core.reveal import Part
from .grading import Result
from .report import Report

KIND = "quiz result"


class NoEvidence(Refusal):
    """A result that cannot be put forward."""


def must_be_evidence(report: Report, *, seen: int | None = None) -> None:
    """Raise ``NoEvidence`` unless the result can be put forward now, and is the one ``seen``, by its number."""
    if seen is not None and report.result.number != seen:
        raise NoEvidence("This result was marked again since you opened the page. Look at it once more.")
    if report.result.paper.is_practice:
        raise NoEvidence("Only timed papers are evidence. Practice can be repeated until it is right.")
    if Part.MARKS not in report.parts:
        raise NoEvidence("You can put this result forward once its marks are shown to you.")
    if report.result.grade.pending:
        raise NoEvidence("You can put this result forward once all of its answers are marked.")


def as_evidence(result: Result, criteria: Collection[str]) -> Draft:
    """What would be frozen. Marks are a numerator and a denominator, so that nothing is rounded."""
    content = {
        "attempt": result.attempt_number,
        "sat": result.at.isoformat(),
        "scored": [result.grade.scored.numerator, result.grade.scored.denominator],
        "available": result.grade.available,
        "pass_mark": result.paper.pass_mark,
        "passed": result.grade.passed,
        "unsafe": len(result.unsafe),
        "criteria": [
            [mark.criterion, [mark.scored.numerator, mark.scored.denominator], mark.available]
            for mark in result.grade.criteria
        ],
    }
    return Draft(KIND, result.attempt_id, result.paper.title, content, tuple(criteria))
