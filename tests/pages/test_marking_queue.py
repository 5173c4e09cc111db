"""The queue as filtered: what is shown of what, and that whoever marks in it stays in it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.marking.actions import decisions, second
from revision_app.marking.core.queue import LEASE
from revision_app.signing.actions import start_training
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import ACHIEVED, REFERRED, a_reflection, a_submission, a_text, rewritten
from tests.support.statements import counted

As = Callable[..., Browser]
SAVED = {"seen": 0, "criterion-1.1-outcome": "achieved"}


class Centre:
    """Two cohorts of one tutor, the second of them shared with another tutor, and a learner in each."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.ada, self.zoe = a_person(app, name="Ada Brown"), a_person(app, name="Zoe Adams")
        self.tutor = a_person(app, Role.TUTOR, name="Tom Brown")
        self.other = a_person(app, Role.TUTOR, name="Demo Tutor 2")
        self.autumn = a_cohort(app, learners=(self.zoe,), tutors=(self.tutor,), name="Autumn")
        self.spring = a_cohort(app, learners=(self.ada,), tutors=(self.tutor, self.other), name="Spring")

    def later(self, length: timedelta) -> None:
        self.app.extensions["frozen_now"] += length


@pytest.fixture
def centre(app: Flask) -> Centre:
    return Centre(app)


def listed(page: str) -> list[int]:
    """The pieces that wait on a page, in its order."""
    waiting = re.search(r'<ol class="queue.*?</ol>', page, re.DOTALL)
    return [int(id_) for id_ in re.findall(r'<h2><a href="/submissions/(\d+)', waiting[0])] if waiting else []


def handed_in_again(centre: Centre, learner: int) -> int:
    reflection = a_reflection(centre.app, learner, a_text(criteria=("1.5",)))
    a_submission(centre.app, learner, of=reflection, released_by=centre.tutor, marks={"1.5": REFERRED})
    rewritten(centre.app, reflection, learner, a_text(criteria=("1.5",), analysis="Because."))
    return a_submission(centre.app, learner, of=reflection)


def test_each_filter_shows_its_own_and_says_of_how_many(centre: Centre, as_: As) -> None:
    of_zoe, of_ada = a_submission(centre.app, centre.zoe), a_submission(centre.app, centre.ada, criteria=("1.3",))
    again = handed_in_again(centre, centre.zoe)
    browser = as_(centre.tutor)
    browser.post(f"/submissions/{of_zoe}", SAVED)
    for query, ids in {
        "": [of_zoe, of_ada, again],
        "order=learner": [of_ada, of_zoe, again],
        f"cohort={centre.spring}": [of_ada],
        "criterion=1.3": [of_ada],
        "resubmitted=yes": [again],
        "begun=yes": [of_zoe],
        f"cohort={centre.autumn}&resubmitted=yes": [again],
        f"cohort={centre.spring}&begun=yes": [],
    }.items():
        page = browser.get(f"/marking/?{query}").text
        assert listed(page) == ids, query
        if len(ids) == 1:
            assert "1 of 3 waiting submissions shown." in page, query
    assert "None of 3 waiting submissions shown." in page
    assert '<a href="/marking/">Show all, the oldest first</a>' in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("cohort=99999", "You teach no such cohort, so all are shown."),
        ("cohort=x", "You teach no such cohort, so all are shown."),
        ("criterion=9.9", "There is no such criterion, so all are shown."),
        ("order=size", "There is no such order, so the oldest come first."),
        ("cohort=%00&criterion=%F0%9F%A6%94&begun=perhaps", "There is no such criterion, so all are shown."),
    ],
)
def test_what_an_address_names_that_is_not_there_is_left_out_in_words(
    centre: Centre, as_: As, query: str, words: str
) -> None:
    piece = a_submission(centre.app, centre.zoe)
    browser = as_(centre.tutor)
    for path in ("/marking/", f"/submissions/{piece}"):
        answer = browser.get(f"{path}?{query}")
        assert answer.status_code == 200
        assert words in answer.text
    assert browser.post(f"/submissions/{piece}?{query}", SAVED).status_code == 303


def test_a_cohort_of_others_is_no_filter(centre: Centre, as_: As) -> None:
    piece = a_submission(centre.app, centre.ada)
    page = as_(centre.other).get(f"/marking/?cohort={centre.autumn}").text
    assert "You teach no such cohort" in page
    assert "Autumn" not in page
    assert listed(page) == [piece]


def test_marking_stays_in_the_queue_as_filtered(centre: Centre, as_: As) -> None:
    """From the list, through saving and releasing, to the next and at the end back to the list."""
    first, other, second = (a_submission(centre.app, who) for who in (centre.zoe, centre.ada, centre.zoe))
    browser, query = as_(centre.tutor), f"?cohort={centre.autumn}"
    assert f'href="/submissions/{first}{query}"' in browser.get(f"/marking/{query}").text
    page = browser.get(f"/submissions/{first}{query}").text
    assert f'<a href="/marking/{query}">Marking</a> / 1 of 2 waiting, as filtered' in page
    saved = browser.post(f"/submissions/{first}{query}", SAVED | {"next": "1"})
    assert saved.location == f"/submissions/{second}{query}"
    at_end = browser.post(f"/submissions/{second}{query}", SAVED | {"next": "1"})
    assert at_end.location == f"/marking/{query}"
    released = browser.post(f"/submissions/{second}{query}", SAVED | {"seen": 2, "release": "1"})
    assert released.location == f"/submissions/{second}{query}"
    page = browser.get(released.location).text
    assert f'href="/submissions/{first}{query}">Mark next' in page
    assert f'action="/submissions/{second}/amendments{query}"' in page
    amended = {"criterion": "1.1", "seen": 2, "amend-1.1-outcome": "not evidenced", "amend-1.1-reason": "Why."}
    assert browser.post(f"/submissions/{second}/amendments{query}", amended).location == released.location
    assert listed(browser.get("/marking/").text) == [first, other]


def test_an_address_sends_nobody_elsewhere(centre: Centre, as_: As) -> None:
    piece = a_submission(centre.app, centre.zoe)
    query = "?_external=1&_scheme=evil&_anchor=x&piece_id=9&order=learner"
    assert (
        as_(centre.tutor).post(f"/submissions/{piece}{query}", SAVED).location == f"/submissions/{piece}?order=learner"
    )


# One tutor at a time


def test_while_a_tutor_marks_a_piece_others_are_told_and_led_past_it(centre: Centre, as_: As) -> None:
    piece, after = a_submission(centre.app, centre.ada), a_submission(centre.app, centre.ada)
    as_(centre.other).post(f"/submissions/{piece}", SAVED)
    centre.later(timedelta(minutes=3))
    browser = as_(centre.tutor)
    page = browser.get("/marking/").text
    assert "<bdi>Demo Tutor 2</bdi> is marking this, since 13:00." in page
    assert re.search(rf'href="/submissions/{after}">\s*Mark the oldest', page)
    page = browser.get(f"/submissions/{piece}").text
    assert page.index("<bdi>Demo Tutor 2</bdi> is marking this, since 13:00.") < page.index('id="marking"')
    assert "It is free again at 13:30" in page
    assert f'<a href="/submissions/{after}">Mark the next one instead</a>' in page
    page = as_(centre.other).get(f"/submissions/{piece}").text
    assert "is marking this" not in page


def test_it_runs_out_by_itself_and_ends_with_the_release(centre: Centre, as_: As) -> None:
    first, second = a_submission(centre.app, centre.ada), a_submission(centre.app, centre.ada)
    theirs, mine = as_(centre.other), as_(centre.tutor)
    for piece in (first, second):
        theirs.post(f"/submissions/{piece}", SAVED)
    assert "Other tutors are marking all of these just now." in mine.get("/marking/").text
    centre.later(LEASE - timedelta(seconds=1))
    assert mine.get("/marking/").text.count("is marking this") == 2
    centre.later(timedelta(seconds=1))
    assert "is marking this" not in mine.get("/marking/").text
    assert "is marking this" not in mine.get(f"/submissions/{first}").text


def test_saving_goes_on_past_what_another_is_marking(centre: Centre, as_: As) -> None:
    first, taken, last = (a_submission(centre.app, centre.ada) for _ in range(3))
    as_(centre.other).post(f"/submissions/{taken}", SAVED)
    saved = as_(centre.tutor).post(f"/submissions/{first}", SAVED | {"next": "1"})
    assert saved.location == f"/submissions/{last}"


# A submission is shown with its comments, what is typed, phrases, who is in training, and what comes next as filtered.
@pytest.mark.parametrize(("path", "most"), [("/marking/", 8), ("/submissions/{}", 10)])
def test_a_filtered_page_asks_no_more_often_when_there_is_more_to_show(
    centre: Centre, as_: As, path: str, most: int
) -> None:
    path = path.format(a_submission(centre.app, centre.ada)) + f"?cohort={centre.spring}&order=learner&begun=yes"
    browser = as_(centre.tutor)
    browser.get(path)
    asked = []
    for _ in range(2):
        with counted(centre.app) as statements:
            assert browser.get(path).status_code == 200
        asked.append(len(statements))
        for _ in range(4):
            another = a_person(centre.app)
            a_cohort(centre.app, learners=(another,), tutors=(centre.tutor, centre.other))
            as_(centre.other).post(f"/submissions/{a_submission(centre.app, another)}", SAVED)
            a_submission(centre.app, another, released_by=centre.other, marks={"1.1": ACHIEVED})
    assert asked[0] == asked[1] <= most


# What each piece is for


def test_queue_and_today_say_what_each_piece_asks_and_each_is_one_tap_from_its_work(
    app: Flask, centre: Centre, as_: As
) -> None:
    plain, signed, asked, differing = (a_submission(app, centre.ada) for _ in range(4))
    trainee = a_person(app, Role.TUTOR, name="Ned New")
    a_cohort(app, learners=(centre.ada,), tutors=(trainee,), name="Summer")
    with app.app_context():
        start_training(trainee, actor_id=centre.other, at=now())
        decisions.release(signed, {"1.1": ACHIEVED}, assessor_id=trainee, seen=0, at=now())
        second.ask(asked, centre.tutor, actor_id=centre.other, at=now())
        second.ask(differing, centre.other, actor_id=centre.tutor, at=now())
        decisions.mark(differing, {"1.1": REFERRED}, assessor_id=centre.tutor, seen=0, at=now())
        second.finish_first(differing, actor_id=centre.tutor, at=now())
        second.mark_second(differing, {"1.1": ACHIEVED}, assessor_id=centre.other, seen=0, finish=True, at=now())
    tutor = as_(centre.tutor)
    page, today = tutor.get("/marking/").text, tutor.get("/today").text
    for piece, path, words in (
        (plain, "/submissions/{}", "1 to mark<"),
        (signed, "/submissions/{}#countersign", "1 to countersign"),
        (asked, "/submissions/{}/second", "1 to mark second"),
        (differing, "/submissions/{}/second", "1 to agree on"),
    ):
        assert f'href="{path.format(piece)}"' in page
        assert f'href="{path.format(piece)}"' in today
        assert words in page
    assert "Ned New</bdi>, in training, signed this." in page
    for words in ("to countersign", "to mark second", "to agree on"):
        assert words in today
    assert listed(tutor.get("/marking/?task=countersign").text) == [signed]
    assert "There is no such thing to do" in tutor.get("/marking/?task=sleep").text
    led = tutor.post(f"/submissions/{plain}?task=countersign", {"seen": 0, "next": "1"})
    assert led.location == f"/submissions/{signed}?task=countersign#countersign"

    of_trainee = as_(trainee).get("/marking/").text
    assert signed not in listed(of_trainee)
    assert "waiting for somebody else to countersign" in of_trainee
    assert f'href="/submissions/{signed}"' not in as_(trainee).get("/today").text
