"""When a card comes back, and what belongs into a day."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from fsrs import Card as Memory
from fsrs import Rating as Given
from fsrs import Scheduler
from hypothesis import given
from hypothesis import strategies as st

from revision_app.recall.core.cards import Card, NoSuchCard, Source, about, named
from revision_app.recall.core.schedule import LEECH, Rating, Review, Standing, chance, replayed
from revision_app.recall.core.session import MOST_NEW, PACE, Goal, before_exam, of_today, pace

NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

logs = st.lists(
    st.tuples(st.integers(0, 90 * 24 * 3600), st.sampled_from(list(Rating))),
    min_size=1,
    max_size=30,
    unique_by=lambda r: r[0],
)


def reviews(log: list[tuple[int, Rating]]) -> list[Review]:
    return [Review(f"key-{n}", rating, NOON + timedelta(seconds=after)) for n, (after, rating) in enumerate(log)]


def standing(due: datetime, *, stability: float = 3.0, is_learning: bool = False) -> Standing:
    return Standing(NOON - 9 * DAY, due, NOON - 3 * DAY, stability, 5.0, is_learning, 0, 3)


@given(logs, st.randoms(use_true_random=False))
def test_the_order_in_which_reviews_arrive_makes_no_difference_nor_do_those_that_arrive_twice(
    log: list[tuple[int, Rating]], chance: Random
) -> None:
    sent = reviews(log)
    arrived = [*sent, *chance.choices(sent, k=3)]
    chance.shuffle(arrived)
    assert replayed(arrived) == replayed(sent)


@given(logs)
def test_a_card_stands_as_the_library_itself_says(log: list[tuple[int, Rating]]) -> None:
    scheduler, memory = Scheduler(enable_fuzzing=False, maximum_interval=365), Memory(card_id=1)
    for review in sorted(reviews(log), key=lambda one: one.at):
        memory, _ = scheduler.review_card(memory, Given(review.rating.value), review.at)
    found = replayed(reviews(log))
    assert found is not None
    assert (found.due, found.stability, found.difficulty) == (memory.due, memory.stability, memory.difficulty)
    assert chance(found.stability, found.last, NOON + 100 * DAY) == pytest.approx(
        scheduler.get_card_retrievability(memory, NOON + 100 * DAY)
    )


def test_the_numbers_are_those_of_the_definition() -> None:
    """S after a first Good is w2 = 2.3065, and w20 = 0.1542."""
    found = replayed([Review("one", Rating.KNOWN, NOON)])
    assert found is not None
    assert found.stability == pytest.approx(2.3065)
    factor = 0.9 ** (-1 / 0.1542) - 1
    expected = (1 + factor * 10 / 2.3065) ** -0.1542
    assert chance(found.stability, NOON, NOON + 10 * DAY) == pytest.approx(expected)
    easy = replayed([Review("one", Rating.EASY, NOON)])
    assert easy is not None
    assert (easy.due - NOON).days == 8  # w3 = 8.2956, rounded


def test_a_card_that_is_forgotten_again_and_again_is_said_to_be_a_leech() -> None:
    log, at = [], NOON
    for n in range(LEECH * 3):
        log.append(Review(f"key-{n}", Rating.FORGOTTEN if n % 3 == 2 else Rating.KNOWN, at))
        at += 30 * DAY
    before, after = replayed(log[:-1]), replayed(log)
    assert before
    assert after
    assert (before.is_leech, after.is_leech) == (False, True)


def test_nothing_follows_from_nothing() -> None:
    assert replayed([]) is None


@pytest.mark.parametrize("name", ["", "term", "term:", "cat:one", "own", "item:" + "x" * 300])
def test_no_card_can_have_such_a_name(name: str) -> None:
    with pytest.raises(NoSuchCard):
        about(name)


def test_a_name_leads_back_to_its_source() -> None:
    assert about(named(Source.POINTS, "unit#section")) == (Source.POINTS, "unit#section")
    assert Card("own:3").story is None


TODAY = {"minutes": 10, "spent": 0.0, "begun": 0, "each": 12.0, "at": NOON}


def test_what_is_most_at_risk_comes_first_then_what_is_new() -> None:
    known = {"own:1": standing(NOON, stability=9), "own:2": standing(NOON, stability=2), "own:3": standing(NOON + DAY)}
    today = of_today(known, ["own:1", "own:4"], **TODAY)
    assert today.names == ("own:2", "own:1", "own:4")


@pytest.mark.parametrize(
    ("more", "due", "new", "left"),
    [
        ({}, 20, MOST_NEW, 0),
        ({"minutes": 4}, 20, 0, 0),
        ({"minutes": 2}, 10, 0, 10),
        ({"minutes": 2, "spent": 120.0}, 0, 0, 20),
        ({"minutes": 60, "begun": MOST_NEW - 3}, 20, 3, 0),
        ({"minutes": 60, "each": 60.0}, 20, MOST_NEW, 0),
        ({"minutes": 25, "each": 60.0}, 20, 5, 0),
    ],
)
def test_a_day_is_so_many_minutes_and_not_so_many_cards(more: dict[str, float], due: int, new: int, left: int) -> None:
    known = {f"own:{n}": standing(NOON - n * DAY) for n in range(20)}
    today = of_today(known, (f"term:{n}" for n in range(100)), **(TODAY | more))
    assert (len(today.known), len(today.new), today.left_over) == (due, new, left)


def test_what_is_being_learnt_is_finished_even_when_the_minutes_are_over() -> None:
    known = {"own:1": standing(NOON + 9 * MINUTE, is_learning=True), "own:2": standing(NOON - DAY)}
    assert of_today(known, [], **(TODAY | {"spent": 600.0})).names == ("own:1",)


def test_a_pace_is_ones_own_once_it_is_known_and_leaves_out_what_took_long() -> None:
    assert pace([5] * 9) == PACE
    assert pace([5] * 10) == 5
    assert pace([4000] * 10) == 60


# Before an exam

BEFORE = {"goal": Goal(NOON + 7 * DAY, 10), "spent": 0.0, "each": 12.0, "today": NOON - timedelta(hours=12), "at": NOON}


def looked_at(days_ago: float, reviews: int, *, stability: float = 3.0, is_learning: bool = False) -> Standing:
    last = NOON - days_ago * DAY
    return Standing(last, last + 10 * MINUTE, last, stability, 5.0, is_learning, 0, reviews)


def test_before_an_exam_new_cards_come_first_then_those_looked_at_least_where_a_known_look_counts_twice() -> None:
    cards = {"own:1": looked_at(1, 4), "own:2": looked_at(1, 3), "own:3": looked_at(1, 2), "own:4": looked_at(2, 4)}
    today = before_exam(cards, {"own:2": 2, "own:3": 2}, ["own:1", "own:9"], **BEFORE)
    assert today.new == ("own:9",)
    assert today.known == ("own:4", "own:1", "own:3", "own:2")  # 4, 4, 2 + 2 and 3 + 2; of equals the oldest first


@pytest.mark.parametrize(
    ("standing", "wanted"),
    [
        (looked_at(1, 2), True),
        (looked_at(1, 2, stability=400), False),  # it will be known on the day
        (looked_at(0.1, 2), False),  # it was looked at today
        (looked_at(0.1, 2, is_learning=True), True),
        (looked_at(0, 2, is_learning=True), True),
        (looked_at(20, 2, stability=0.1), True),
    ],
)
def test_before_an_exam_a_card_comes_once_a_day_unless_it_is_being_learnt_or_safe(
    standing: Standing, wanted: bool
) -> None:
    assert bool(before_exam({"own:1": standing}, {}, [], **BEFORE).names) is wanted


@pytest.mark.parametrize(
    ("minutes", "spent", "expected"),
    [
        (10, 0, (3, 20, 2, 0)),
        (2, 0, (3, 7, 0, 15)),
        (2, 60, (3, 2, 0, 20)),
        (0, 0, (0, 0, 0, 22)),
        (1, 600, (0, 0, 0, 22)),
    ],
)
def test_before_an_exam_what_was_forgotten_today_waits_until_all_others_had_their_look(
    minutes: int, spent: float, expected: tuple[int, ...]
) -> None:
    cards = {f"own:{n}": looked_at(0.1 if n < 2 else 1, 1 if n < 2 else 9, is_learning=n < 2) for n in range(22)}
    more = {"goal": Goal(NOON + 7 * DAY, minutes), "spent": spent}
    today = before_exam(cards, {}, (f"term:{n}" for n in range(3)), **(BEFORE | more))
    assert (len(today.new), len(today.known), len(today.learning), today.left_over) == expected
