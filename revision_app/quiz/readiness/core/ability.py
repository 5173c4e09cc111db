"""What is believed of a learner's ability: a normal distribution that answers move, and that time widens.

The response model has one parameter for each question, its difficulty, and a known chance of guessing (Rasch 1960 with
a fixed lower asymptote). Within an occasion the belief is worked out on a grid, exactly; between occasions it is kept
as a mean and a variance (assumed-density filtering: Minka 2001, "A family of algorithms for approximate Bayesian
inference"). Ability drifts as an Ornstein-Uhlenbeck process: with time it is known less well, and in the end only as
well as before the first answer. docs/readiness.md says why this one, by simulation.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from math import exp, sqrt

from .question import PRIOR_VARIANCE, Question, logistic

MEMORY_DAYS = 480.0
"""*Ours:* after so many days without an answer, what was known of the ability has faded to 1/e."""
AGAIN = 0.5
"""*Ours:* how much an answer counts to a question that its learner has answered before: it tells of that question."""
REMEMBERED, FORGOTTEN_DAYS = 0.8, 40.0
"""*Ours:* how likely an answer is remembered that was told just now, and the days in which that fades to 1/e, as a
forgetting curve does. Who remembers is right without knowing more of the criterion, as who guesses is."""
CARELESS = 0.03
"""*Ours:* the share of occasions that are answered without being read. Such a one is as likely at every ability, so
that answers which are far below what was believed move it less than they would by themselves."""
SURE = {0: 10.0, 1: 3.0, 2: 1.0, 3: 0.25}
"""*Ours:* how many times likelier a certainty is of who guesses than of who knows, by certainty from "no idea" to
"certain". Right and with no idea says nearly nothing; right and certain, nearly that it was known."""

_GRID = [n / 5 for n in range(-30, 31)]  # abilities in logits


@dataclass(frozen=True)
class Answered:
    """One answer.

    ``day`` is when, in days since any fixed moment; ``share`` is what it earned of its marks, from 0 to 1;
    ``certainty`` from 0 to 3 is how sure the learner was, where they were asked; ``last_met`` is the day on which they
    answered the question before, if they did. Answers of one ``occasion`` stand together.
    """

    occasion: str
    day: float
    question: Question
    share: float
    certainty: int | None = None
    last_met: float | None = None


@dataclass(frozen=True)
class Ability:
    """What is believed at one moment, ``day``, of an ability in logits, from so many answers in so many occasions."""

    mean: float = 0.0
    variance: float = PRIOR_VARIANCE
    day: float = 0.0
    answers: int = 0
    occasions: int = 0

    def on(self, day: float) -> "Ability":
        """The same some days later, if nothing has been answered since."""
        if day <= self.day:
            return self
        kept = exp(-(day - self.day) / MEMORY_DAYS)
        variance = self.variance * kept**2 + PRIOR_VARIANCE * (1 - kept**2)
        return replace(self, mean=self.mean * kept, variance=variance, day=day)

    def after(self, occasion: Sequence[Answered]) -> "Ability":
        """What is believed after the answers of one occasion."""
        day = max(self.day, occasion[-1].day)
        before = self.on(day)
        told, careless = [1.0] * len(_GRID), 1.0
        for answer in occasion:
            guessed, share = round(_guessed(answer), 2), round(answer.share, 2)
            weight = 1.0 if answer.last_met is None else AGAIN
            likely = _likelihood(round(answer.question.difficulty, 1), guessed, share, weight)
            told = [so_far * this for so_far, this in zip(told, likely, strict=True)]
            careless *= guessed ** (share * weight)
        belief = [
            exp(-((point - before.mean) ** 2) / (2 * before.variance)) * ((1 - CARELESS) * this + CARELESS * careless)
            for point, this in zip(_GRID, told, strict=True)
        ]
        total = sum(belief)
        if not total:
            return before
        mean = sum(point * was for point, was in zip(_GRID, belief, strict=True)) / total
        variance = sum((point - mean) ** 2 * was for point, was in zip(_GRID, belief, strict=True)) / total
        return replace(self, mean=mean, variance=variance, day=day)

    @property
    def deviation(self) -> float:
        return sqrt(self.variance)


def ability(answers: Sequence[Answered]) -> Ability:
    """What is believed after all answers, the oldest first."""
    return next(iter(deque(abilities(answers), maxlen=1)), Ability())


def abilities(answers: Iterable[Answered]) -> Iterator[Ability]:
    """What is believed after each of the groups of answers that stand together, the oldest first."""
    belief, met = Ability(), set[str]()
    for occasion, given in groupby(answers, lambda answer: answer.occasion):
        met.add(occasion)
        group = list(given)
        belief = replace(belief.after(group), answers=belief.answers + len(group), occasions=len(met))
        yield belief


def _guessed(answer: Answered) -> float:
    """The chance of being right without knowing: by a guess, as likely as the certainty makes it, or from memory."""
    ratio = 1.0 if answer.certainty is None else SURE[answer.certainty]
    guessed = min(answer.question.guess * ratio, 1.0)
    if answer.last_met is None:
        return guessed
    return 1 - (1 - guessed) * (1 - REMEMBERED * exp(-(answer.day - answer.last_met) / FORGOTTEN_DAYS))


@lru_cache(maxsize=8192)
def _likelihood(difficulty: float, guessed: float, share: float, weight: float) -> tuple[float, ...]:
    """How likely an answer is at each ability of the grid; between right and wrong, in between on a logarithmic scale.

    As far as the ability is concerned, a wrong answer is as likely as not to know; the chance not to guess it is a
    constant, and left out.
    """

    def at(ability: float) -> float:
        knows = logistic(ability - difficulty)
        right, wrong = knows + (1 - knows) * guessed, 1 - knows
        return float((right**share * wrong ** (1 - share)) ** weight)

    return tuple(map(at, _GRID))
