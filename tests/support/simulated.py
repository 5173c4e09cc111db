"""Simulated learners whose ability is known at every moment, and what they answer: to try the model of readiness on.

They are made to be harder to know than the model presumes: they learn, forget or stay as they are; they choose what
they got wrong or what is easy; they remember questions that they have met; some are too sure of themselves; now and
then one answers a whole occasion without reading. How hard a question is, is known as far as others have answered it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp
from random import Random

from revision_app.quiz.readiness.core.ability import Answered
from revision_app.quiz.readiness.core.question import Fair, Question, logistic, question

LEVELS = ("recall", "recall", "understand", "apply", "apply", "apply", "analyse", "evaluate")
PRESUMED = {"recall": -0.8, "understand": -0.4, "apply": 0.0, "analyse": 0.3, "evaluate": 0.5}
GUESSES = (0.25, 0.25, 0.25, 0.25, 0.15, 0.0)
SURE_WHO_KNOWS, SURE_WHO_GUESSES = (0.02, 0.1, 0.28, 0.6), (0.2, 0.3, 0.35, 0.15)
BOLD = (0.05, 0.1, 0.25, 0.6)  # how sure those say they are who guess and do not see it
FORGETTING = 40.0  # days in which a question that was met is forgotten to 1/e
REACH, LEARNING = 1.5, 60.0  # an ability, and the days in which the way to it shrinks to 1/e
CARELESS = 0.03  # of occasions


@dataclass(frozen=True)
class Asked:
    """A question: what it is like, what is thought of it, and of how many parts its marks are."""

    truly: Question
    thought: Question
    parts: int


@dataclass(frozen=True)
class Bank:
    questions: tuple[Asked, ...]

    @cached_property
    def fair(self) -> Fair:
        """A fair question as the site thinks it is."""
        return Fair.of(each.thought for each in self.questions)

    @cached_property
    def truly_fair(self) -> Fair:
        return Fair.of(each.truly for each in self.questions)


def a_bank(chance: Random, size: int = 150) -> Bank:
    return Bank(tuple(_asked(chance) for _ in range(size)))


def _asked(chance: Random) -> Asked:
    level, guessed, parts = chance.choice(LEVELS), chance.choice(GUESSES), chance.choice((1, 1, 1, 1, 3))
    truly = Question(PRESUMED[level] + chance.gauss(0, 0.7), guessed)
    answers = chance.choice((0, 0, 5, 20, 100, 300))
    earned = sum(_earned(chance, truly, parts, chance.gauss(0, 1.2)) for _ in range(answers))
    return Asked(truly, question(level, guessed, answers=answers, earned=earned), parts)


def _earned(chance: Random, truly: Question, parts: int, ability: float) -> float:
    right = truly.guess + (1 - truly.guess) * logistic(ability - truly.difficulty)
    return sum(chance.random() < right for _ in range(parts)) / parts


@dataclass(frozen=True)
class Learner:
    """Somebody's answers so far, how able they are at the end, and on which day that is."""

    answers: tuple[Answered, ...]
    ability: float
    day: float


Path = Callable[[Random, float, float], float]
"""From an ability to that some days later."""


def _steady(chance: Random, ability: float, days: float) -> float:
    return ability + chance.gauss(0, 0.05 * days**0.5)


def _growing(chance: Random, ability: float, days: float) -> float:
    """As practice goes: fast at first, towards what they can reach."""
    reached = max(ability, REACH - (REACH - ability) * exp(-days / LEARNING))
    return reached + chance.gauss(0, 0.05 * days**0.5)


def _fading(chance: Random, ability: float, days: float) -> float:
    return ability - chance.gauss(0.005 * days, 0.05 * days**0.5)


def a_learner(chance: Random, bank: Bank, answers: int) -> Learner:
    """Somebody after so many answers."""
    ability, day = chance.gauss(0, 1.1), 0.0
    path: Path = chance.choice((_steady, _steady, _growing, _growing, _fading))
    chooses = chance.choice(("anything", "anything", "anything", "what was wrong", "what is easy"))
    asked_how_sure, bold = chance.random() < 0.4, chance.random() < 0.25
    given: list[Answered] = []
    met: dict[int, tuple[float, float]] = {}
    while len(given) < answers:
        size = min(answers - len(given), chance.randint(3, 12))
        careless = chance.random() < CARELESS
        occasion = f"occasion {day}"
        for n in _chosen(chance, bank, met, chooses, size):
            asked = bank.questions[n]
            share, knew = _answer(chance, asked, -9.0 if careless else ability, met.get(n), day)
            sure = _sure(chance, knew, bold) if asked_how_sure else None
            given.append(Answered(occasion, day, asked.thought, share, sure, met[n][1] if n in met else None))
            met[n] = (share, day)
        gone = min(chance.expovariate(1 / 5), 30.0)
        ability, day = max(min(path(chance, ability, gone), 3.5), -3.5), day + gone
    return Learner(tuple(given), ability, day)


def _chosen(chance: Random, bank: Bank, met: dict[int, tuple[float, float]], chooses: str, size: int) -> Sequence[int]:
    every = range(len(bank.questions))
    if chooses == "what was wrong" and chance.random() < 0.5:
        wrong = [n for n, (share, _) in met.items() if share < 1]
        return chance.sample(wrong, min(size, len(wrong))) or chance.sample(every, size)
    if chooses == "what is easy" and chance.random() < 0.5:
        easy = sorted(every, key=lambda n: bank.questions[n].truly.difficulty)[: len(every) // 2]
        return chance.sample(easy, size)
    return chance.sample(every, size)


def _answer(
    chance: Random, asked: Asked, ability: float, met: tuple[float, float] | None, day: float
) -> tuple[float, bool]:
    """What an answer earned, and whether it was known or remembered rather than guessed."""
    remembers = met is not None and chance.random() < 0.8 * exp(-(day - met[1]) / FORGETTING)
    knows = logistic(ability - asked.truly.difficulty)
    known = [remembers or chance.random() < knows for _ in range(asked.parts)]
    right = [knew or chance.random() < asked.truly.guess for knew in known]
    return sum(right) / asked.parts, sum(known) * 2 > asked.parts


def _sure(chance: Random, knew: bool, bold: bool) -> int:
    shares = SURE_WHO_KNOWS if knew else BOLD if bold else SURE_WHO_GUESSES
    return chance.choices(range(4), shares)[0]


def learners(seed: int, count: int, answers: int) -> Iterator[tuple[Bank, Learner]]:
    """So many learners with so many answers each, over a few banks; the same for the same seed."""
    chance = Random(seed)
    banks = [a_bank(chance) for _ in range(5)]
    for n in range(count):
        bank = banks[n % len(banks)]
        yield bank, a_learner(chance, bank, answers)


def four_papers(seed: int, count: int, items: int = 10) -> Iterator[tuple[Bank, Learner, list[float]]]:
    """Learners who sat four papers of so many questions, a week apart, and the share of the marks of each paper."""
    chance = Random(seed)
    bank = replace(a_bank(chance, 4 * items))
    for _ in range(count):
        ability = chance.gauss(0, 1.2)
        given: list[Answered] = []
        shares: list[float] = []
        order = chance.sample(range(len(bank.questions)), len(bank.questions))
        for paper in range(4):
            careless = chance.random() < CARELESS
            marks = []
            for n in order[paper * items : (paper + 1) * items]:
                asked = bank.questions[n]
                share, _ = _answer(chance, asked, -9.0 if careless else ability, None, 7.0 * paper)
                given.append(Answered(f"paper {paper}", 7.0 * paper, asked.thought, share))
                marks.append(share)
            shares.append(sum(marks) / items)
            ability = _steady(chance, ability, 7.0) if paper < 3 else ability
        yield bank, Learner(tuple(given), ability, 21.0), shares
