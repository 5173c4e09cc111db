"""The thief: while a timed paper is open to a learner, none of its keys is to be had anywhere else."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.quiz.bank.core.public import findable
from revision_app.study.core.search.index import Index
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.crowd import followed
from tests.support.papers import a_paper, an_item, an_open_answer, offer
from tests.support.practice import check_of
from tests.support.sitting import Sitting, later

As = Callable[..., Browser]

SECRET = "Because of Wait."  # the reason of the key of "one", as every page shows it that tells the key
ASKED = (an_item("one"), an_item("two"))
OPEN = {"opens_at": "2026-09-01T13:30", "closes_at": "2026-09-01T18:00"}  # in London; noon there is 13:00


def practice(*items: dict[str, object]) -> object:
    return a_paper(items, id="practice", mode="practice", minutes=..., pass_mark=..., attempts=...)


@dataclass
class Thief:
    """Somebody who has practised, sat another paper and checked themselves before the timed paper opens."""

    app: Flask
    browser: Browser
    tutor: Browser
    cohort: int
    practice: Sitting
    finished: Sitting
    other: Sitting
    checked: str
    challenge: str

    def sources(self) -> dict[str, str]:
        """Every page that told the key before."""
        return {
            "practice": self.practice.url(1),
            "finished practice": f"/attempts/{self.finished.id}/result",
            "other paper": f"/attempts/{self.other.id}/result",
            "check": self.checked,
            "challenge": self.challenge,
        }

    def copies(self) -> tuple[str, ...]:
        """The pages that devices keep as they are: one of practice, with an answer that was checked, and cards."""
        return f"/attempts/{self.practice.id}/paper", "/recall/cards"

    def finds(self) -> set[str]:
        pages = {name: self.browser.get(path).text for name, path in self.sources().items()}
        return {name for name, text in pages.items() if SECRET in text}


@pytest.fixture
def thief(app: Flask, as_: As) -> Thief:
    other = a_paper((an_item("one"), an_item("three")), id="other-paper")
    offer(app, a_paper(ASKED), practice(*ASKED, an_item("three")), other)
    app.extensions["practised"] = frozenset({"one"})
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    cohort = a_cohort(app, learners=(learner,), tutors=(tutor,))
    browser = as_(learner)
    finished = Sitting(browser, "practice")
    finished.answer(1, "a")
    finished.answer(3, "b")  # no timed paper asks it: missed, a card would rightly tell its key
    finished.submit()
    going_on = Sitting(browser, "practice")
    going_on.answer(1, "a", then="check")
    going_on.answer(2, "a")
    sat = Sitting(browser, "other-paper")
    sat.answer(1, "a")
    sat.answer(2, "b")
    sat.submit()
    checked = browser.post(check_of(app, "one"), {"answer": "a"}).location
    challenge = browser.post(f"/attempts/{sat.id}/challenges", {"item": "one", "text": "I doubt it."}).location
    return Thief(app, browser, as_(tutor), cohort, going_on, finished, sat, checked, challenge)


def test_before_the_paper_opens_every_source_tells(thief: Thief) -> None:
    thief.tutor.post(f"/cohorts/{thief.cohort}/papers/first-paper", OPEN)
    assert thief.finds() == set(thief.sources())


def test_while_the_paper_is_open_none_does_and_afterwards_all_do_again(thief: Thief) -> None:
    thief.tutor.post(f"/cohorts/{thief.cohort}/papers/first-paper", OPEN)
    later(thief.app, hours=1)
    assert thief.finds() == set()
    later(thief.app, hours=5)
    assert thief.finds() == set(thief.sources())


def test_a_copy_of_practice_tells_no_key_at_any_time_and_cards_none_of_an_open_paper(thief: Thief) -> None:
    practice, cards = thief.copies()
    assert "You checked this answer." in thief.browser.get(practice).text
    assert SECRET not in thief.browser.get(practice).text
    assert SECRET in thief.browser.get(cards).text, "before the paper is open to anybody"
    thief.tutor.post(f"/cohorts/{thief.cohort}/papers/first-paper", OPEN)
    later(thief.app, hours=1)
    for _before_and_while_it_is_sat in range(2):
        for path in (*thief.copies(), "/recall/", "/recall/cards.apkg", "/recall/own.csv", "/own-tests/", "/plan/"):
            answer = thief.browser.get(path)
            assert answer.status_code == 200
            assert SECRET.encode() not in answer.data, path
        Sitting(thief.browser)


def test_a_paper_without_dates_keeps_its_questions_while_it_is_sat(thief: Thief) -> None:
    sitting = Sitting(thief.browser)
    assert thief.finds() == set()
    sitting.submit()
    assert thief.finds() == set(thief.sources())


def test_until_its_results_are_released_nothing_else_tells_them(thief: Thief) -> None:
    thief.tutor.post(f"/cohorts/{thief.cohort}/papers/first-paper", OPEN | {"release_at": "2026-09-02T09:00"})
    later(thief.app, hours=8)
    assert thief.finds() == set()
    later(thief.app, hours=16)
    assert thief.finds() == set(thief.sources())


def test_nothing_new_is_to_be_had_either(thief: Thief) -> None:
    Sitting(thief.browser)
    assert SECRET not in thief.practice.answer(2, "b", then="check").text
    page = thief.browser.get(thief.practice.url(2)).text
    assert "when that paper is over" in " ".join(page.split())
    assert "Check my answer" not in page
    assert thief.browser.post(check_of(thief.app, "one"), {"answer": "b"}).status_code == 409
    assert thief.browser.get(check_of(thief.app, "one")).status_code == 409
    assert thief.browser.post(f"/attempts/{thief.other.id}/retry").status_code == 409
    assert (
        thief.browser.post(f"/attempts/{thief.other.id}/misses", {"item": "one", "reason": "misread"}).status_code
        >= 400
    )


def test_practice_that_is_begun_meanwhile_asks_something_else(thief: Thief) -> None:
    thief.practice.submit()
    Sitting(thief.browser)
    begun = Sitting(thief.browser, "practice")
    page = thief.browser.get(begun.url(1)).text
    assert "What about three?" in page
    assert thief.browser.get(begun.url(2)).status_code == 404


def test_practice_of_nothing_else_is_refused_in_words(thief: Thief) -> None:
    offer(thief.app, a_paper(ASKED), practice(*ASKED))
    thief.practice.submit()
    Sitting(thief.browser)
    refused = thief.browser.post("/quizzes/practice")
    assert refused.status_code == 409
    assert "Come back here when the paper is over." in refused.text


def test_the_paper_itself_goes_on_as_ever(thief: Thief) -> None:
    thief.tutor.post(f"/cohorts/{thief.cohort}/papers/first-paper", OPEN)
    later(thief.app, hours=1)
    sitting = Sitting(thief.browser)
    sitting.answer(1, "b")
    sitting.submit()
    later(thief.app, hours=5)
    assert SECRET in sitting.result().text


def test_search_says_of_no_question_of_a_timed_paper_where_it_is_asked(thief: Thief) -> None:
    bank = thief.app.extensions["bank"]
    thief.app.extensions["search"] = Index(findable(bank))
    for words in ("one", "three"):
        assert 'href="/quizzes/practice' not in thief.browser.get(f"/search?q=what+about+{words}").text


def test_no_page_says_meanwhile_that_one_was_certain_and_wrong(app: Flask, as_: As) -> None:
    offer(app, a_paper(ASKED), a_paper(ASKED, id="sure-paper", certainty=True))
    browser = as_(a_person(app))
    sure = Sitting(browser, "sure-paper")
    sure.answer(1, "a", certainty="3")
    sure.submit()
    paths = ("/today", "/quizzes/certainty/")
    assert all("What about one?" in browser.get(path).text for path in paths)
    sitting = Sitting(browser)
    assert not any("What about one?" in browser.get(path).text for path in paths)
    sitting.submit()
    assert all("What about one?" in browser.get(path).text for path in paths)


WEEK = "monday tuesday wednesday thursday friday saturday sunday".split()
WITHOUT_ITEMS = (
    "static|sign|account|study|journal|references|glossary|faq|mistakes|changes|syllabus|exemplars|practical|forms"
)
EVERYWHERE = f"/(?!{WITHOUT_ITEMS})"


@pytest.mark.parametrize("headers", [{}, {"X-For-Keeping": "yes"}, {"Accept": "application/json"}])
def test_no_link_and_no_copy_that_a_device_keeps_leads_to_a_key(thief: Thief, headers: dict[str, str]) -> None:
    thief.browser.post("/plan/", {"day": "2026-10-01", "kind": "exam"} | dict.fromkeys(WEEK, "30"))
    more = ("/today", "/quizzes/certainty/", "/search?q=wait", "/search?q=because+of+wait", "/criteria/")
    practised = ("/own-tests/", "/recall/", "/recall/cards", "/plan/", "/account/calendar", "/on-this-device")
    starts = (*thief.sources().values(), *thief.copies(), *more, *practised)

    def telling() -> set[str]:
        pages = followed(thief.browser, *starts, within=EVERYWHERE, headers=headers)
        return {path for path, text in pages if SECRET in text}

    assert len(telling()) >= 5
    thief.tutor.post(f"/cohorts/{thief.cohort}/papers/first-paper", OPEN)
    later(thief.app, hours=1)
    assert telling() == set()
    Sitting(thief.browser)
    assert telling() == set(), "nor in the midst of sitting it"


def test_a_result_that_stays_shown_leads_to_no_key_while_its_paper_is_open_again(thief: Thief) -> None:
    sat = Sitting(thief.browser)
    sat.answer(1, "a")
    sat.submit()
    result = f"/attempts/{sat.id}/result"
    assert SECRET in thief.browser.get(result).text
    thief.tutor.post(f"/cohorts/{thief.cohort}/papers/first-paper", OPEN)
    later(thief.app, hours=1)
    assert "of 2 marks" in thief.browser.get(result).text
    assert "of 2 marks" not in thief.browser.get(thief.sources()["other paper"]).text, "its marks could tell a key"
    starts = (result, *thief.sources().values(), "/today", "/criteria/")
    pages = followed(thief.browser, *starts, within=EVERYWHERE)
    assert {path for path, text in pages if SECRET in text} == set()
    assert thief.browser.post(f"/attempts/{sat.id}/misses", {"item": "one", "reason": "misread"}).status_code >= 400


def test_no_key_is_told_while_an_answer_that_is_on_its_way_still_counts(thief: Thief) -> None:
    Sitting(thief.browser)
    later(thief.app, minutes=20, seconds=9)  # twenty minutes, and ten seconds of load allowance
    assert thief.finds() == set()
    later(thief.app, seconds=2)
    assert thief.finds()


def test_a_result_of_before_waits_for_the_dates_of_the_cohort_that_the_learner_moved_to(app: Flask, as_: As) -> None:
    offer(app, a_paper(ASKED))
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    browser = as_(learner)
    before = Sitting(browser)
    before.submit()
    result = f"/attempts/{before.id}/result"
    assert SECRET in browser.get(result).text
    other = a_cohort(app, learners=(learner,), tutors=(tutor,))
    dates = {**OPEN, "release_at": "2026-09-03T12:00"}
    assert as_(tutor).post(f"/cohorts/{other}/papers/first-paper", dates).status_code == 303
    later(app, hours=1)
    assert SECRET not in browser.get(result).text
    later(app, hours=48)
    assert SECRET in browser.get(result).text


def test_who_teaches_and_learns_reads_no_key_in_statistics_and_regrades_while_they_sit(app: Flask, as_: As) -> None:
    offer(app, a_paper(ASKED))
    both = a_person(app, Role.LEARNER, Role.TUTOR)
    Sitting(as_(both, Role.LEARNER))
    tutor = as_(both, Role.TUTOR)
    assert tutor.get("/quizzes/first-paper/statistics/one").status_code == 409
    assert tutor.get("/regrades/items/one").status_code == 409
    assert tutor.post("/regrades/items/one", {}).status_code == 409


def test_who_teaches_and_learns_reads_no_key_in_others_results_and_answers_while_they_sit(app: Flask, as_: As) -> None:
    offer(app, a_paper((an_item("one"), an_open_answer("open"))))
    both, learner = a_person(app, Role.LEARNER, Role.TUTOR), a_person(app)
    a_cohort(app, learners=(learner,), tutors=(both,))
    theirs = Sitting(as_(learner))
    theirs.answer(2, "My words.")
    theirs.submit()
    tutor = as_(both, Role.TUTOR)
    pages = (f"/attempts/{theirs.id}/result", f"/open-answers/open?answer={theirs.marked_as('open')}")
    assert [tutor.get(path).status_code for path in pages] == [200, 200]
    own = Sitting(as_(both, Role.LEARNER))
    assert [tutor.get(path).status_code for path in pages] == [409, 409]
    own.submit()
    assert [tutor.get(path).status_code for path in pages] == [200, 200]
