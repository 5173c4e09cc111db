"""Random sittings against the real application and a simple model: no answer that was acknowledged is ever lost.

Several windows answer at once; requests and replies are lost, held up, repeated and reordered; the site dies halfway;
clocks jump; a tutor changes the time meanwhile. A failure prints the shortest script that still fails; a batch of
``./run soak`` is named by its seed, so that ``./run soak -k seed17`` plays it again.
"""

import faulthandler
from collections import Counter

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.support.papers import offer
from tests.support.session import ITEMS, PAPERS, Session

BATCHES, BATCH = 100, 50  # on each of the two databases: 10,000 sessions
SHORT, KNOWN = 25, 3  # of a seed that is known to bring something of everything

tabs = st.integers(0, 2)
items = st.sampled_from(["one", "one", "one", "many", *ITEMS])  # few, so that windows meet
choices = st.sampled_from([0, 1, 2, None])
which = st.integers(0, 20)
flags = st.sampled_from([None, True, False])
minutes = st.sampled_from([0, 1, 5, 30])


def word(name: str, *needs: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.tuples(st.just(name), *needs)


answer = word("answer", tabs, items, choices, st.sampled_from([None, 0, 1, 2, 3]), flags)
again = word("again", tabs, which, st.booleans())
words = st.one_of(
    *[answer] * 5,
    *[again] * 3,
    word("answer_is_lost", tabs, items, choices),
    word("reply_is_lost", tabs, items, choices),
    word("site_dies", tabs, items, choices, st.integers(1, 6)),
    word("goes_back", tabs, which, choices),
    word("opens", tabs, items),
    word("takes_over", tabs),
    word("asks_for_reasons", items),
    *[word("rests", st.booleans())] * 2,
    word("goes_on"),
    word("submits", st.integers(1, 2)),
    word("asks_for_result"),
    word("site_sweeps"),
    word("tutor_adjusts", minutes, minutes, st.sampled_from([False, False, True])),
    word("tutor_extends", minutes.filter(bool)),
    word("tutor_reopens", minutes.filter(bool)),
    word("time_passes", st.sampled_from([1, 20, 90, 600, -1, -60])),
    *[word("end_comes", st.sampled_from([-60_000, -1, 0, 1, 9_999, 10_000, 10_000, 3_600_000]))] * 2,
)
scripts = st.integers(0, 25).flatmap(lambda least: st.lists(words, min_size=least, max_size=40))


def play(app: Flask, sessions: int, number: int) -> Counter[str]:
    """So many random sessions of a seed; how often each kind of thing happened."""
    faulthandler.cancel_dump_traceback_later()  # to find the shortest script of a failure may take minutes
    offer(app, *PAPERS.values())
    tally: Counter[str] = Counter()

    @settings(
        max_examples=sessions,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(paper=st.sampled_from(["timed", "timed", "sure", "practice"]), breaks=minutes, script=scripts)
    def one(paper: str, breaks: int, script: list[tuple[str, ...]]) -> None:
        session = Session(app, PAPERS[paper], breaks, tally)
        for name, *needs in script:
            getattr(session, name)(*needs)
        session.ends()
        tally["sessions"] += 1

    seed(number)(one)()
    return tally


def test_in_random_sessions_no_answer_is_lost_and_none_counts_twice(app: Flask) -> None:
    tally = play(app, SHORT, KNOWN)
    assert {"saved", "refused", "closed", "again", "died"} <= set(tally)


@pytest.mark.soak
@pytest.mark.parametrize("number", [pytest.param(n, id=f"seed{n}") for n in range(1, BATCHES + 1)])
def test_in_thousands_of_random_sessions_no_answer_is_lost(app: Flask, number: int) -> None:
    tally = play(app, BATCH, number)
    print(f"seed {number}: {dict(tally)}")
    assert tally["sessions"] >= BATCH
