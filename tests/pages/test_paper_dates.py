"""Closing and releasing at once, results after the last close, and the same dates for several cohorts."""

import re

import pytest

from revision_app.accounts.core import Role
from revision_app.cohorts import actions as cohorts
from revision_app.web.clock import now
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, offer
from tests.support.sitting import JSON, Sitting, later

TODAY = "2026-09-01T"  # a summer's day: 13:00 in London is noon
MARKS = "of 4 marks"


@pytest.fixture
def people(app):
    """Ada, Bea with a quarter more time, and Tom who teaches them."""
    offer(app, a_paper())
    ada, bea, tom = a_person(app, name="Ada"), a_person(app, name="Bea"), a_person(app, Role.TUTOR, name="Tom")
    return ada, bea, tom, a_cohort(app, learners=(ada, bea), tutors=(tom,), name="Autumn")


@pytest.fixture
def ada(people, as_):
    return as_(people[0])


@pytest.fixture
def bea(people, as_, tom):
    tom.post(f"/learners/{people[1]}/adjustments", {"extra_percent": "25", "reason": "As agreed."})
    return as_(people[1])


@pytest.fixture
def tom(people, as_):
    return as_(people[2])


@pytest.fixture
def paper(people) -> str:
    return f"/cohorts/{people[3]}/papers/first-paper"


def dated(**times: str) -> dict[str, str]:
    return {name: TODAY + time for name, time in times.items()}


def sent_by(page: str) -> dict[str, object]:
    """The hidden fields of a page's form, but its token."""
    fields: dict[str, object] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.partition("<main")[2]):
        fields[name] = [*fields.get(name, []), value] if name == "cohorts" else value
    fields.pop("csrf_token", None)
    return fields


def test_results_come_by_themselves_after_the_last_learners_close(app, ada, bea, tom, paper):
    tom.post(paper, dated(closes_at="13:20"))
    assert "after the last learner’s close" in tom.get(paper.rpartition("/")[0]).text
    first, second = Sitting(ada), Sitting(bea)
    first.submit()
    assert "Your result comes today at 13:25 BST" in first.result().text
    later(app, minutes=21)
    assert MARKS not in first.result().text, "Bea has until 13:25"
    assert ada.post(f"/attempts/{first.id}/challenges", {"item": "one", "text": "Why?"}).status_code == 404
    second.submit()
    assert MARKS in first.result().text
    assert MARKS in second.result().text


def test_a_release_that_was_set_waits_for_whoever_still_sits_it(app, ada, bea, tom, paper):
    tom.post(paper, dated(closes_at="13:20", release_at="13:20"))
    first, _ = Sitting(ada), Sitting(bea)
    first.submit()
    later(app, minutes=22)
    assert MARKS not in first.result().text
    later(app, minutes=4)
    assert MARKS in first.result().text


def test_withdrawing_dates_shows_no_results_while_others_sit(app, ada, bea, tom, paper):
    tom.post(paper, dated(closes_at="13:20"))
    first = Sitting(ada)
    first.submit()
    later(app, minutes=10)
    second = Sitting(bea)
    tom.post(f"{paper}/withdraw")
    assert second.browser.get(second.url(1), headers=JSON).json["remaining"] == 25 * 60
    for minutes in (1, 10):
        assert MARKS not in first.result().text
        later(app, minutes=minutes)
    assert MARKS not in first.result().text, "it is 13:21, and Bea has until 13:35"
    second.submit()
    assert MARKS in first.result().text


def test_closing_now_says_whom_it_ends_and_ends_them(app, ada, bea, tom, paper):
    tom.post(paper, dated(closes_at="15:00"))
    first, second = Sitting(ada), Sitting(bea)
    later(app, minutes=5)
    assert f"{paper}/close" in tom.get(paper).text
    page = tom.get(f"{paper}/close").text
    for words in (
        "2 are sitting it",
        "instead of today at 15:00 BST",
        "1 learner has extra time",
        "today at 13:10 BST",
    ):
        assert words in page
    assert tom.post(f"{paper}/close", sent_by(page)).status_code == 303
    assert first.result().status_code == 200
    assert second.browser.get(second.url(1), headers=JSON).json["remaining"] == 5 * 60
    again = tom.post(f"{paper}/close", sent_by(page))
    assert again.status_code == 409
    assert "This paper is closed already." in again.text
    assert f"{paper}/close" not in tom.get(paper).text


def test_releasing_now_closes_the_paper_and_waits_for_nobody_else(ada, tom, paper):
    tom.post(paper, dated(closes_at="15:00", release_at="17:00"))
    sitting = Sitting(ada)
    sitting.submit()
    page = tom.get(f"{paper}/release").text
    assert "Results come now instead of today at 17:00 BST" in page
    assert "It closes now instead of today at 15:00 BST" in page
    assert tom.post(f"{paper}/release", sent_by(page)).status_code == 303
    assert MARKS in sitting.result().text
    assert "It closed today at 13:00 BST" in ada.get("/quizzes/first-paper").text
    assert "Results are released already" in tom.get(f"{paper}/release").text
    assert f"{paper}/release" not in tom.get(paper).text


@pytest.mark.parametrize("deed", ["close", "release"])
def test_what_changed_since_it_was_looked_at_is_shown_before_anything_happens(tom, paper, deed):
    tom.post(paper, dated(closes_at="15:00", release_at="17:00"))
    page = tom.get(f"{paper}/{deed}").text
    tom.post(paper, dated(closes_at="16:00", release_at="18:00"))
    refused = tom.post(f"{paper}/{deed}", sent_by(page))
    assert refused.status_code == 409
    assert "This has changed since you looked." in refused.text
    assert "today at 16:00 BST" in refused.text
    assert tom.post(f"{paper}/{deed}", sent_by(refused.text)).status_code == 303


def test_nothing_happens_at_once_to_a_paper_that_has_not_opened(tom, paper):
    tom.post(paper, dated(opens_at="14:00", closes_at="15:00"))
    for deed in ("close", "release"):
        assert "has not opened yet" in tom.get(f"{paper}/{deed}").text
        assert tom.post(f"{paper}/{deed}", {"seen": "9" * 40}).status_code == 409


def test_what_may_not_have_been_meant_is_said_when_dates_are_saved(tom, paper):
    said = tom.get(tom.post(paper, dated(opens_at="12:00", closes_at="13:10")).location).text
    assert "The opening has passed, so the paper is open at once." in said
    short = tom.post(paper, dated(opens_at="14:00", closes_at="14:10"))
    assert short.status_code == 422
    assert "The paper takes 20 minutes and would be open for 10 minutes." in short.text


@pytest.fixture
def several(app, people, tom, bea):
    """Two cohorts of Tom's, one that he learns in, and one that is not his."""
    other = a_cohort(app, learners=(a_person(app),), tutors=(people[2],), name="Spring")
    return people[3], other, a_cohort(app, tutors=(a_person(app, Role.TUTOR),), name="Foreign")


def test_several_cohorts_get_dates_at_once_when_it_was_seen_who_gets_what(app, as_, several, tom, paper):
    assert "/cohorts/papers/first-paper" in tom.get(paper).text
    form = tom.get("/cohorts/papers/first-paper").text
    assert "Autumn" in form
    assert "Foreign" not in form
    tom.post(f"/cohorts/{several[1]}/papers/first-paper", dated(closes_at="18:00"))
    chosen = {"cohorts": [str(id_) for id_ in several[:2]], **dated(opens_at="14:00", closes_at="15:00")}
    page = tom.post("/cohorts/papers/first-paper", chosen)
    for words in ("1 learner has extra time", "today at 15:05 BST", "Its dates are replaced.", "It gets these dates."):
        assert words in page.text
    assert "at any time" in tom.get(f"/cohorts/{several[0]}/papers").text, "nothing is saved yet"
    assert (
        'value="2026-09-01T14:00"'
        in tom.post("/cohorts/papers/first-paper", sent_by(page.text) | {"again": "yes"}).text
    )
    done = tom.post("/cohorts/papers/first-paper", sent_by(page.text))
    assert "saved for 2 cohorts" in tom.get(done.location).text
    for cohort in several[:2]:
        assert "today at 15:00 BST" in tom.get(f"/cohorts/{cohort}/papers").text
    audit = as_(a_person(app, Role.ADMINISTRATOR)).get("/audit/").text
    assert audit.count("Paper assigned") == 3


def test_several_cohorts_get_no_dates_where_something_changed_meanwhile(app, people, several, tom):
    chosen = {"cohorts": [str(id_) for id_ in several[:2]], **dated(closes_at="15:00")}
    page = tom.post("/cohorts/papers/first-paper", chosen).text
    with app.app_context():
        cohorts.end_enrolment(several[0], people[0], actor_id=people[2], at=now())
    refused = tom.post("/cohorts/papers/first-paper", sent_by(page))
    assert refused.status_code == 409
    assert "This has changed since you looked." in refused.text
    assert "at any time" in tom.get(f"/cohorts/{several[1]}/papers").text
    assert tom.post("/cohorts/papers/first-paper", sent_by(refused.text)).status_code == 303


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Tick at least one cohort."),
        ({"cohorts": "0"}, "the list has changed"),
        ({"cohorts": "9" * 30}, "the list has changed"),
        ({"cohorts": "foreign"}, "the list has changed"),
    ],
)
def test_dates_for_no_cohort_or_for_one_that_is_not_theirs_come_back_as_typed(several, tom, sent, said):
    sent = {name: str(several[2]) if value == "foreign" else value for name, value in sent.items()}
    back = tom.post("/cohorts/papers/first-paper", sent | dated(closes_at="15:00"))
    assert back.status_code == 422
    assert said in back.text
    assert 'value="2026-09-01T15:00"' in back.text


def test_whoever_learns_in_a_cohort_gives_it_no_dates(app, people, as_):
    both = a_person(app, Role.TUTOR, Role.LEARNER)
    a_cohort(app, learners=(both,), tutors=(both,), name="Own")
    assert (
        "You teach no cohort whose dates you may set." in as_(both, Role.TUTOR).get("/cohorts/papers/first-paper").text
    )
