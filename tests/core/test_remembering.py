"""Simulated learners: what they are shown is what the site shows, and ours serves an exam best."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from bench.recall import as_planned, crammed
from revision_app.recall.core.schedule import Rating, Review, Standing, replayed
from revision_app.recall.core.session import PACE, Goal, before_exam
from tests.support.remembering import CRAMMING, DAYS, RIVALS, Deck, known_on_the_day, ours

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
CARDS = 30


def after_some_days(days: int, seed: int) -> tuple[Deck, dict[str, list[Review]]]:
    """One learner's cards after looks at some of them on each day, as the simulation and as the site keep them."""
    chance, deck = np.random.default_rng(seed), Deck(1, CARDS)
    reviews: dict[str, list[Review]] = {}
    for day in range(days):
        deck.begin(day)
        for n, card in enumerate(chance.permutation(CARDS)[:12]):
            known = chance.random() < 0.6
            deck.looked((np.array([0]), np.array([card])), np.array([known]), np.array([day]))
            review = Review(f"{day}-{n}", Rating.KNOWN if known else Rating.FORGOTTEN, NOON + day * DAY)
            reviews.setdefault(f"own:{card:02}", []).append(review)
    return deck, reviews


def standings(reviews: dict[str, list[Review]]) -> dict[str, Standing]:
    return {name: found for name, each in reviews.items() if (found := replayed(each))}


@pytest.mark.parametrize("seed", range(3))
def test_simulated_cards_stand_as_the_sites_do(seed: int) -> None:
    deck, reviews = after_some_days(9, seed)
    for name, standing in standings(reviews).items():
        card = int(name.partition(":")[2])
        assert deck.stability[0, card] == pytest.approx(standing.stability)
        assert deck.difficulty[0, card] == pytest.approx(standing.difficulty)
        assert (deck.steps[0, card] > 0) == standing.is_learning


@pytest.mark.parametrize("seed", range(3))
def test_simulated_learners_are_shown_the_cards_that_the_site_shows(seed: int) -> None:
    deck, reviews = after_some_days(DAYS - 1, seed)
    deck.begin(DAYS - 1)
    order = ours(deck)[0]
    expected = [f"own:{card:02}" for card in np.argsort(order, kind="stable") if np.isfinite(order[card])]
    today = NOON + (DAYS - 1) * DAY
    shown = before_exam(
        standings(reviews),
        {name: sum(each.rating is Rating.KNOWN for each in of) for name, of in reviews.items()},
        (f"own:{card:02}" for card in range(CARDS)),
        goal=Goal(today + DAY, 60),
        spent=0,
        each=PACE,
        today=today,
        at=today,
    )
    assert [*shown.new, *shown.known] == expected


@pytest.mark.parametrize("minutes", [5, 30])
def test_ours_serves_an_exam_better_than_cramming_and_than_having_no_date(minutes: int) -> None:
    """As ``./run bench recall`` measures it with more learners and in more budgets."""
    mine = known_on_the_day(ours, as_planned(minutes), learners=16, seed=1)
    for name, rival in RIVALS.items():
        days = crammed(minutes) if name == CRAMMING else [minutes] * DAYS
        assert mine.mean() > known_on_the_day(rival, days, learners=16, seed=1).mean()


def test_everybody_spends_the_same_time() -> None:
    for minutes in (5, 10, 20, 30):
        assert sum(as_planned(minutes)) == sum(crammed(minutes)) == minutes * DAYS
        assert max(as_planned(minutes)) <= max(crammed(minutes)) == 60
