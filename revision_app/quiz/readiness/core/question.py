"""How hard a question is, how often a guess gets it, and what a fair question of several is."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, pi, sqrt

PRIOR_VARIANCE = 1.44
"""How far learners' abilities are apart before they have answered anything, in logits squared; their mean is 0. *Ours*
(standard deviation 1.2; response models usually take 1, and a wider prior presumes less)."""
AS_SURE_AS = 12
"""*Ours:* what is presumed of a question's difficulty weighs as much as this many answers to it."""
PRESUMED = {"recall": -0.8, "understand": -0.4, "apply": 0.0, "analyse": 0.3, "evaluate": 0.5, "judge": 0.5}
"""*Ours:* difficulty in logits by what a question asks for, presumed until there are answers to it."""
GUESSED = {"ordering": 0.2, "situational_judgement": 0.4, "branching_case": 0.3, "multiple_response": 0.15}
"""*Ours:* the share of the marks that somebody earns who knows nothing, for kinds that are not one choice a part."""
EASIEST, HARDEST = 0.02, 0.98  # shares of those who know a question, beyond which nothing is told apart

_SPREAD = sqrt(1 + pi * PRIOR_VARIANCE / 8)
# A logistic curve averaged over normal abilities is nearly a flatter logistic curve (MacKay 1992,
# "The evidence framework applied to classification networks", eq. 18).


@dataclass(frozen=True)
class Question:
    """``difficulty`` in logits: who has as much ability knows it in half of all cases. ``guess`` is the share of the
    marks that somebody earns who does not."""

    difficulty: float
    guess: float


def logistic(x: float) -> float:
    return 1 / (1 + exp(-x))


def guess(kind: str, offers: Collection[str], *, in_parts: bool) -> float:
    """The share of the marks that guessing earns: one of the options of each part; nothing where words are written."""
    if kind in GUESSED:
        return GUESSED[kind]
    if not offers:
        return 0.0
    parts = len({offer.partition("=")[0] for offer in offers}) if in_parts else 1
    return parts / len(offers)


def question(level: str, guessed: float, *, answers: int = 0, earned: float = 0.0) -> Question:
    """A question whose ``answers`` by different learners ``earned`` so many times its marks.

    The share of those who know it is drawn towards what is presumed of its level, the more so the fewer have answered
    (shrinkage, as an empirical Bayes estimate does it), corrected for guessing, and turned into logits.
    """
    presumed = guessed + (1 - guessed) * logistic(-PRESUMED.get(level, 0.0) / _SPREAD)
    facility = (earned + AS_SURE_AS * presumed) / (answers + AS_SURE_AS)
    known = min(max((facility - guessed) / (1 - guessed), EASIEST), HARDEST)
    return Question(-log(known / (1 - known)) * _SPREAD, guessed)


@dataclass(frozen=True)
class Fair:
    """A fair new question on a criterion: any of those in the bank, each as likely as another."""

    questions: Mapping[Question, int]

    @classmethod
    def of(cls, questions: Iterable[Question]) -> "Fair":
        """Alike questions are counted, and questions hardly apart are alike."""
        return cls(Counter(Question(round(each.difficulty, 1), round(each.guess, 2)) for each in questions))

    @cached_property
    def _total(self) -> int:
        return sum(self.questions.values())

    @cached_property
    def _guessed(self) -> float:
        return sum(n * each.guess for each, n in self.questions.items())

    @cached_property
    def _known(self) -> Sequence[tuple[float, float]]:
        """What knowing a question earns beyond guessing, and how hard it is; read many times for each page.

        Equally hard questions stand together. How hard is given as a power of e, as ``chance`` needs it.
        """
        earned: defaultdict[float, float] = defaultdict(float)
        for each, n in self.questions.items():
            earned[each.difficulty] += n * (1 - each.guess)
        return [(weight, exp(difficulty)) for difficulty, weight in earned.items()]

    def chance(self, ability: float) -> float:
        """The share of the marks that somebody of this ability earns on average: it grows with ability."""
        less = exp(-ability)
        earned = self._guessed + sum([weight / (1 + hard * less) for weight, hard in self._known])
        return earned / self._total if self._total else logistic(ability)
