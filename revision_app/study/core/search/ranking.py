"""How well something answers: how much of what is wanted it says, and where it says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ....shared.findable import Kind
from .typed import LITTLE

# Ours, chosen on the open two thirds of tests/content/queries.yml.
_IN_TITLE, _IN_PASSAGE, _IN_TEXT, _AROUND = 1.0, 0.75, 0.5, 0.4
_TITLE_ABOUT_IT = 0.6
_TITLE_ALIKE = 0.3
_RECURRING = 0.25
_ANSWERS = 0.12
_A_QUESTION = 4  # words, from which a question is more probably asked than something looked up
_KIND = {
    Kind.UNIT: 0.0,
    Kind.QUESTION: 0.05,
    Kind.MISTAKE: -0.15,
    Kind.EXEMPLAR: -0.25,
    Kind.PRACTICAL: -0.05,
    Kind.TERM: 0.0,
    Kind.SYLLABUS: -0.05,
    Kind.REFERENCE: -0.3,
    Kind.QUIZ: -0.1,
}

Spelt = tuple[frozenset[str], ...]
"""For each word of a term, the forms in which texts have it."""


@dataclass(frozen=True)
class Sought:
    """One thing that is wanted: how telling it is, and its terms, each with how surely it is what was meant."""

    weight: float
    ways: tuple[tuple[Spelt, float], ...]

    def met_by(self, words: frozenset[str]) -> float:
        """How surely these words are what was meant, from 0 to 1."""
        return max(
            (worth for spelt, worth in self.ways if not any(forms.isdisjoint(words) for forms in spelt)), default=0.0
        )


@dataclass(frozen=True)
class Candidate:
    """The words of something that may be an answer: of its title and of each of its other names all that tell, of its
    passages those that were found. ``best`` is the passage that says most. A ``recurring`` title heads many things, and
    tells little of any.
    """

    kind: Kind
    names: Sequence[frozenset[str]]
    around: frozenset[str]
    passages: Sequence[frozenset[str]]
    best: int
    recurring: bool


def best_passage(sought: Sequence[Sought], passages: Sequence[frozenset[str]]) -> int:
    """Which of these says most of what is wanted; the first of equals."""
    return max(range(len(passages)), key=lambda place: (_share(sought, passages[place]), -place))


def score(typed: frozenset[str], sought: Sequence[Sought], candidate: Candidate) -> float:
    """How well a candidate answers what is sought, and how like its title the words are that were typed.

    From 0 for not at all to something over 2.
    """
    passage = candidate.passages[candidate.best]
    text = passage.union(*candidate.passages)
    named = candidate.names[0].union(*candidate.names)
    total = sum(one.weight for one in sought) or 1.0
    met = sum(
        one.weight
        * max(
            _IN_TITLE * one.met_by(named),
            _IN_PASSAGE * one.met_by(passage),
            _IN_TEXT * one.met_by(text),
            _AROUND * one.met_by(candidate.around),
        )
        for one in sought
    )
    about = max((_about(sought, name) for name in candidate.names), default=0.0)
    like = _alike(typed, candidate.names[0])
    asked = candidate.kind is Kind.QUESTION and len(typed) >= _A_QUESTION
    return (
        met / total
        + _TITLE_ABOUT_IT * about
        + _TITLE_ALIKE * like
        + _KIND[candidate.kind]
        + _ANSWERS * asked
        - _RECURRING * candidate.recurring
    )


def _share(sought: Sequence[Sought], words: frozenset[str]) -> float:
    return sum(one.weight * one.met_by(words) for one in sought) if words else 0.0


def _about(sought: Sequence[Sought], name: frozenset[str]) -> float:
    """How much of what is wanted a name says, and how little else it says."""
    wanted = {form for one in sought for spelt, _ in one.ways for forms in spelt for form in forms}.intersection(name)
    if not wanted:
        return 0.0
    telling = len(wanted.union(name) - (LITTLE - wanted))
    return _share(sought, name) / (sum(one.weight for one in sought) or 1.0) * len(wanted) / telling


def _alike(typed: frozenset[str], name: frozenset[str]) -> float:
    """How many words two have in common, of all that they have, those that say little too (Jaccard's index)."""
    return len(typed & name) / (len(typed | name) or 1)
