"""Prompts for depth: simple rules that look at a draft and ask a question each. They name themselves and never mark.

The rules are *ours*, on what Gibbs asks in each stage. They read words and understand nothing, so each speaks only
where enough is written to go by, and each can be wrong.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...shared.javascript import as_javascript
from .guide import Asking, Stage
from .text import Text

ENOUGH = 15  # words of a stage: with fewer there is nothing to go by
A_STORY = 25  # words of a description that ask for how it was
SAME = 0.7  # of the telling words of a conclusion: beyond it, it says again what was said
TELLING = 8  # such words are needed to say so


FEELINGS = "Description without feeling", "What went through your mind then, and did it change what you did?"
STANDARDS = (
    "Evaluation without a standard",
    "Good or bad measured against what: a plan, a guideline, a photograph, what was agreed?",
)
SOURCES = "Analysis without theory or a source", "Which fact or which published source explains it? Name one."
REPEATS = (
    "Conclusion that repeats",
    "This says again what happened. What do you know now that you did not know before?",
)
ACTION = "Action without an owner, a date or a measure"


@dataclass(frozen=True)
class DepthPrompt:
    """A question at a stage, and the rule that asks it."""

    rule: str
    stage: str
    question: str


def _any_of(stems: str) -> re.Pattern[str]:
    """Words that begin with one of these."""
    return re.compile(rf"\b(?:{'|'.join(stems.split())})\w*", re.IGNORECASE)


FEELING = _any_of(
    "feel felt emotion mood afraid anxi nervous calm proud worr relie frustrat confiden sure unsure uneasy embarrass"
    " angry cross happy sad guilt pressed pressure stress surpris disappoint deflat tense uncomfort comfort glad"
    " sorry asham overwhelm excit scared fear frighten doubt hesita panic tempted wanted hoped wish upset rushed"
    " tired thought wonder curious irritat impatien shock insecure"
)
STANDARD = _any_of(
    "plan protocol guideline standard polic photo scale scor grad criteri compar against expect target outcome measur"
    " record checklist feedback supervisor manufacturer instruction aim agreed than baseline procedure"
)
THEORY = _any_of(
    "evidence stud trial research guideline literature review theor syllabus textbook source publish author according"
    " doi http anatom physiolog mechanism"
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b|\bet al\b", re.IGNORECASE)
OWNER = re.compile(
    r"\b(?:I|we|my|me|us)\b|\b(?:supervisor|tutor|colleague|mentor|manager|assessor|practitioner)", re.IGNORECASE
)
DATE = re.compile(
    r"\b(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august"
    r"|september|october|november|december|weekly|monthly|daily)\b|\b\d{1,2}[./]\d{1,2}\b"
    r"|\b(?:by|before|until|from|in|within|every|each|next|this|after)\s+(?:\w+\s+){0,3}"
    r"(?:day|week|month|year|session|treatment|appointment|client|clinic|review|may)s?\b",
    re.IGNORECASE,
)
MEASURE = _any_of(
    "check measur record audit review photo scor count compar sign observ test show log tick note report feedback until"
    " confirm evidence"
)
SERVED = {"feeling": FEELING, "standard": STANDARD, "theory": THEORY, "year": YEAR}
LACKING = (OWNER, "who does it"), (DATE, "by when"), (MEASURE, "how you will see that it helped")
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset(
    "that this with from have were what when which would could should there their then them they about".split()
)


def depth_prompts(text: Text, asking: Asking, theory: Iterable[str] = ()) -> list[DepthPrompt]:
    """What to ask of a draft, in the order of its stages; ``theory`` are words of the subject that count as such."""

    def said(*stages: Stage) -> str:
        return text.said_in([name for stage in stages for name in asking.covering(stage)])

    found = [
        (_description_without_feeling(said(Stage.DESCRIPTION), said(Stage.FEELINGS)), Stage.FEELINGS),
        (_evaluation_without_standard(said(Stage.EVALUATION)), Stage.EVALUATION),
        (_analysis_without_theory(said(Stage.ANALYSIS), theory), Stage.ANALYSIS),
        (_conclusion_that_repeats(said(Stage.CONCLUSION), text, asking), Stage.CONCLUSION),
        (_bare_action(said(Stage.ACTION_PLAN)), Stage.ACTION_PLAN),
    ]
    return [
        DepthPrompt(asked[0], asking.covering(stage)[0], asked[1])
        for asked, stage in found
        if asked and asking.covering(stage)
    ]


def _description_without_feeling(description: str, feelings: str) -> tuple[str, str] | None:
    if len(description.split()) < A_STORY or FEELING.search(feelings):
        return None
    return FEELINGS


def _evaluation_without_standard(evaluation: str) -> tuple[str, str] | None:
    if len(evaluation.split()) < ENOUGH or STANDARD.search(evaluation):
        return None
    return STANDARDS


def _analysis_without_theory(analysis: str, theory: Iterable[str]) -> tuple[str, str] | None:
    folded = analysis.casefold()
    named = any(word.casefold() in folded for word in theory)
    if len(analysis.split()) < ENOUGH or named or THEORY.search(analysis) or YEAR.search(analysis):
        return None
    return SOURCES


def _conclusion_that_repeats(conclusion: str, text: Text, asking: Asking) -> tuple[str, str] | None:
    concluding = set(asking.covering(Stage.CONCLUSION))
    before = text.said_in(name for name in asking.covering(Stage.DESCRIPTION) if name not in concluding)
    mine, theirs = _telling(conclusion), _telling(before)
    if len(mine) < TELLING or len(mine & theirs) < SAME * len(mine):
        return None
    return REPEATS


def _telling(words: str) -> set[str]:
    """What the longer words of a text begin with, so that endings make no difference."""
    return {word.casefold()[:6] for word in _WORD.findall(words) if word.casefold() not in _COMMON}


def _bare_action(plan: str) -> tuple[str, str] | None:
    lacks = [words for pattern, words in LACKING if not pattern.search(plan)]
    if not plan.strip() or not lacks:
        return None
    said = lacks[0] if len(lacks) == 1 else f"{', '.join(lacks[:-1])} and {lacks[-1]}"
    return ACTION, f"Say {said}."


def served(theory: Iterable[str]) -> dict[str, Any]:
    """The same rules for ``static/js/depth.js``, to be written as JSON."""
    return {
        "enough": ENOUGH,
        "story": A_STORY,
        "same": SAME,
        "telling": TELLING,
        "theory": sorted(word.casefold() for word in theory),
        "common": sorted(_COMMON),
        "patterns": {name: as_javascript(pattern) for name, pattern in SERVED.items()},
        "lacking": [[as_javascript(pattern), words] for pattern, words in LACKING],
        "words": {
            "feelings": FEELINGS,
            "standards": STANDARDS,
            "sources": SOURCES,
            "repeats": REPEATS,
            "action": ACTION,
        },
    }
