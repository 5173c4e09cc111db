from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from flask import Flask

from revision_app.web import filters


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Noon on 1 September 2026, in London an hour later."""
    app = Flask("filters")
    app.extensions["frozen_now"] = datetime(2026, 9, 1, 12, tzinfo=UTC)
    with app.app_context():
        yield


def test_times_are_those_of_london() -> None:
    summer, winter = datetime(2026, 7, 1, 13, 2, 7, tzinfo=UTC), datetime(2026, 12, 1, 13, 2, 7, tzinfo=UTC)
    assert (filters.time(summer), filters.seconds(winter)) == ("14:02", "13:02:07")


def test_a_day_names_its_year_only_when_it_is_another() -> None:
    assert filters.day(date(2026, 3, 12)) == "12 March"
    assert filters.day(datetime(2024, 12, 31, 23, 30, tzinfo=UTC)) == "31 December 2024"


def test_near_moments_are_told_by_name() -> None:
    assert filters.moment(datetime(2026, 9, 1, 8, tzinfo=UTC)) == "today at 09:00"
    assert filters.moment(datetime(2026, 8, 31, 8, tzinfo=UTC)) == "yesterday at 09:00"
    assert filters.moment(datetime(2026, 8, 1, 8, tzinfo=UTC)) == "1 August at 09:00"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(59, "under a minute"), (60, "1 minute"), (3599, "59 minutes"), (3900, "1 hour 5 minutes"), (7200, "2 hours")],
)
def test_spans_are_whole_minutes(seconds: int, words: str) -> None:
    assert filters.span(timedelta(seconds=seconds)) == words


def test_counts_agree_with_their_nouns() -> None:
    assert [filters.count(n, "attempt") for n in (0, 1, 2)] == ["no attempts", "1 attempt", "2 attempts"]
    assert filters.count(3, "person", "people") == "3 people"
    assert [filters.count(n, "person has", "people have") for n in (0, 1, 2)] == [
        "no people have",
        "1 person has",
        "2 people have",
    ]


@pytest.mark.parametrize(
    "words",
    ["an item", "a question", "an answer", "a unit", "an hour", "a one-off", "a useful tip", "an eighth", "a ninth"],
)
def test_an_article_goes_by_how_the_next_word_is_said(words: str) -> None:
    assert filters.with_article(words.partition(" ")[2]) == words


def test_a_sentence_within_another_loses_its_capital_but_a_short_form_keeps_it() -> None:
    assert filters.mid_sentence("Deeper needles work better") == "deeper needles work better"
    assert filters.mid_sentence("A good serum") == "a good serum"
    assert filters.mid_sentence("FDA-approved means safe") == "FDA-approved means safe"


def test_shares_are_never_rounded_up() -> None:
    assert [filters.percent(Fraction(n, 8)) for n in (0, 1, 5, 8)] == ["0%", "12%", "62%", "100%"]
    assert [filters.percent(Fraction(n, 1000), 1) for n in (5, -75, 999, 1000)] == ["0.5%", "−7.5%", "99.9%", "100.0%"]


@pytest.mark.parametrize("typed", [float, Fraction])
def test_a_percentage_shows_a_threshold_as_reached_when_it_was_and_only_then(typed: type[float | Fraction]) -> None:
    for available in range(1, 61):
        for halves in range(2 * available + 1):
            share = Fraction(halves, 2 * available)
            shown = int(filters.percent(typed(share)).removesuffix("%"))
            assert all((shown >= limit) == (100 * share >= limit) for limit in range(101)), share


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(59999, 100_000), "59%"),
        (Fraction(599, 1000), "59%"),
        (Fraction(25, 42), "59%"),
        (Fraction(199, 200), "99%"),
        (Fraction(2, 3), "66%"),
        (0.29, "29%"),
        (0.57, "57%"),
        (0.1 + 0.2, "30%"),
        (0.999, "99%"),
        (-1.0000000000000002, "−100%"),
        (-0.004, "−1%"),
        (1, "100%"),
    ],
)
def test_a_share_is_shown_as_what_it_surely_is(share: Fraction | float, shown: str) -> None:
    assert filters.percent(share) == shown


def test_marks_read_as_a_learner_reads_them() -> None:
    assert [filters.mark(Fraction(n)) for n in ("0", "7", "1/2", "15/2", "1/3")] == ["0", "7", "½", "7½", "0.33"]
    assert [filters.mark(Fraction(n)) for n in ("2/3", "5999/1000", "419/420")] == ["0.66", "5.99", "0.99"]


def test_lists_read_as_sentences() -> None:
    assert [filters.listed(words) for words in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_initials_are_the_first_and_the_last() -> None:
    assert [filters.initials(name) for name in ("Demo Learner", "Ana de la Cruz", "Plato", "")] == ["DL", "AC", "P", ""]


def test_a_full_date_has_its_year_and_is_that_of_london():
    assert filters.full_date(datetime(2026, 10, 3, 23, 30, tzinfo=UTC)) == "4 October 2026"
