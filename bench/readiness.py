"""How true readiness is on simulated learners, beside a rating that only adds and takes away (Elo)."""

from collections.abc import Iterator
from statistics import fmean, median

from bench import setting
from bench.figures import Figure
from revision_app.quiz.readiness.core.ability import ability
from revision_app.quiz.readiness.core.question import logistic
from revision_app.quiz.readiness.core.readiness import Readiness
from tests.support.simulated import Bank, Learner, four_papers, learners

SEED = 2026
COUNT = {10: 800, 20: 600, 50: 400, 200: 250}  # learners, by how many answers each has given
PAPERS, FELL = 4_000, 0.4
STEP, SLOWING = 1.0, 0.05  # of the rating: the uncertainty function of Pelánek 2016


def figures(_site: setting.Site) -> Iterator[Figure]:
    widest = 1.0
    for answers, count in COUNT.items():
        found = [(_readiness(*each), _truth(*each), _rated(*each)) for each in learners(SEED, count, answers)]
        held = fmean(ready.low <= truth <= ready.high for ready, truth, _ in found)
        width = median(ready.high - ready.low for ready, _, _ in found)
        name = f"readiness-after-{answers}-answers"
        yield Figure(f"{name}-holds-the-truth", 100 * held, "%", ">=85")
        yield Figure(f"{name}-claims-no-less", 100 * held, "%", "<=97")
        yield Figure(f"{name}-median-width", 100 * width, "points", f"<={100 * widest:.4g}")
        error = _error((ready.middle, truth) for ready, truth, _ in found)
        elo = _error((rated, truth) for _, truth, rated in found)
        yield Figure(f"{name}-error-of-elos", error / elo, "times", "<=1")
        widest = width
    yield from _after_two_bad_papers()


def _after_two_bad_papers() -> Iterator[Figure]:
    """How far the middle fell of those who did so much worse in their last two papers, and where they truly were."""
    fell = [
        (_readiness(bank, _before(learner)).middle, _readiness(bank, learner).middle, _truth(bank, learner))
        for bank, learner, shares in four_papers(SEED, PAPERS)
        if sum(shares[:2]) - sum(shares[2:]) >= FELL
    ]
    before, after, truth = (fmean(column) for column in zip(*fell, strict=True))
    yield Figure("readiness-falls-after-two-bad-papers", 100 * (before - after), "points", ">=1")
    yield Figure("readiness-after-two-bad-papers-off-by", 100 * abs(after - truth), "points", "<=3")


def _before(learner: Learner) -> Learner:
    """The same after two papers."""
    two = learner.answers[: len(learner.answers) // 2]
    return Learner(two, learner.ability, two[-1].day)


def _readiness(bank: Bank, learner: Learner) -> Readiness:
    return Readiness.of(ability(learner.answers), bank.fair, day=learner.day)


def _truth(bank: Bank, learner: Learner) -> float:
    return bank.truly_fair.chance(learner.ability)


def _rated(bank: Bank, learner: Learner) -> float:
    """The chance that a rating of Elo's kind says: it moves by the surprise of each answer, less as there are more."""
    rating = 0.0
    for n, answer in enumerate(learner.answers):
        question = answer.question
        expected = question.guess + (1 - question.guess) * logistic(rating - question.difficulty)
        rating += STEP / (1 + SLOWING * n) * (answer.share - expected)
    return bank.fair.chance(rating)


def _error(pairs: Iterator[tuple[float, float]]) -> float:
    """Root mean square."""
    return fmean((said - truth) ** 2 for said, truth in pairs) ** 0.5
