"""What simulated learners know on the day of their exam, by how the cards are chosen until then, in four budgets.

Whoever has a budget spends it whole, in whichever way: as many minutes on each day, or, who crams, all that their days
hold at the end. So knowledge per hour compares as knowledge does. What is measured as ours are the minutes that the
plan gives (``planning.core.cards``) and the order that the cards come in (``recall.core.session``).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from bench.figures import Figure
from revision_app.planning.core.cards import moved
from revision_app.planning.core.study_time import StudyTime
from revision_app.recall.core.session import PACE
from tests.support.remembering import CARDS, CRAMMING, DAYS, RIVALS, Array, known_on_the_day, ours

SEED, LEARNERS = 2026, 500
BUDGETS = 5, 10, 20, 30  # minutes a day for cards, on average
A_DAY = 60  # minutes that a day has for everything, and so at most for cards
EXAM = date(2026, 12, 1)
CERTAIN = 2  # standard errors, from which ours counts as better


def figures() -> Iterator[Figure]:
    better = 0
    for minutes in BUDGETS:
        each_hour = CARDS / (minutes * DAYS / 60)
        name = f"recall-{minutes}-minutes-a-day"
        mine = known_on_the_day(ours, as_planned(minutes), learners=LEARNERS, seed=SEED)
        leads = {rival: mine - _rival(rival, minutes) for rival in RIVALS}
        for rival, lead in leads.items():
            yield Figure(f"{name}-lead-over-{rival}", each_hour * lead.mean(), "cards/hour", ">=0")
        least = min(leads.values(), key=lambda lead: lead.mean())
        best = f">={each_hour * (mine - least).mean():.6g}"
        yield Figure(f"{name}-known-on-the-day", each_hour * mine.mean(), "cards/hour", best)
        better += least.mean() > CERTAIN * least.std() / LEARNERS**0.5
    yield Figure("recall-budgets-in-which-ours-is-better", better, "budgets", ">=2")


def _rival(name: str, minutes: int) -> Array:
    days = crammed(minutes) if name == CRAMMING else [minutes] * DAYS
    return known_on_the_day(RIVALS[name], days, learners=LEARNERS, seed=SEED)


def as_planned(minutes: int) -> list[int]:
    """The minutes for cards on each day before an exam, as the plan moves them towards it."""
    one_look = int(CARDS * PACE / 60)
    return list(moved(EXAM, StudyTime((A_DAY,) * 7), minutes, deck=one_look, since=EXAM - timedelta(DAYS)).values())


def crammed(minutes: int) -> list[int]:
    """The same in all, as late as the days hold them."""
    left, days = minutes * DAYS, list[int]()
    for _ in range(DAYS):
        days.append(min(A_DAY, left))
        left -= days[-1]
    return days[::-1]
