"""Numbers that no page of ours sends, in addresses and forms: not found, stale or no number, and never a fault."""

import pytest

from revision_app.accounts.core import Role
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_answer_to_mark, offer
from tests.support.reflections import TICKED, a_reflection, a_submission
from tests.support.sitting import Sitting

ODD = (
    *("9" * 30, "9" * 5_000, "-1", "-" + "9" * 30, "+1", "0", "1.0", "1e3", "0x1", "1_0", " 1", "", "x", "NaN"),
    *("٣", "²", "½", "１", "一", "2147483648", "9223372036854775808", "x\x00", "1\n", "−1"),
)
STALE = ("9" * 30, "9" * 5_000, "-" + "9" * 30, "-1", "2147483648", "9223372036854775808", "999", "²", "x", "")


@pytest.fixture
def people(app):
    offer(app, a_paper())
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    return learner, tutor, a_cohort(app, learners=(learner,), tutors=(tutor,))


def test_a_result_of_a_number_that_is_none_is_not_found(as_, people):
    learner = as_(people[0])
    sitting = Sitting(learner)
    sitting.answer(1, "b")
    sitting.submit()
    for browser in (learner, as_(people[1])):
        assert browser.get(f"/attempts/{sitting.id}/result", query_string={"number": "1"}).status_code == 200
        for odd in (*ODD, "2", "999999999"):
            found = browser.get(f"/attempts/{sitting.id}/result", query_string={"number": odd})
            assert found.status_code == 404, odd[:40]


def test_a_page_of_a_number_that_is_none_is_the_first(app, as_):
    administrator = as_(a_person(app, Role.ADMINISTRATOR))
    for path, name in (("/people/", "page"), ("/audit/", "before")):
        for odd in (*ODD, "999999999"):
            assert administrator.get(path, query_string={name: odd}).status_code == 200, odd[:40]


def test_a_place_to_come_back_to_that_is_none_is_the_first(as_, people):
    sitting = Sitting(as_(people[0]))
    for odd in ODD:
        sent = {"key": "a-key-of-its-own", "notes": f"Words {odd}", "n": odd}
        assert sitting.browser.post(f"/attempts/{sitting.id}/notes", sent).location == sitting.url(1), odd[:40]
        there = sitting.browser.get(f"/attempts/{sitting.id}/break", query_string={"n": odd})
        assert there.location == sitting.url(1), odd[:40]


def test_places_that_a_paper_has_not_are_not_found(as_, people):
    sitting = Sitting(as_(people[0]))
    for odd in ("0", "-1", "5", "9" * 30, "2147483648", "+1", "1.0", "٣", "１", "²", "1%00", "x"):
        assert sitting.browser.get(f"/attempts/{sitting.id}/items/{odd}").status_code == 404, odd


@pytest.mark.parametrize("n", [0, 2, 4, 99, 2**31 - 1])
def test_an_answer_sent_under_the_place_of_another_question_is_saved_or_refused_and_never_a_fault(as_, people, n):
    sitting = Sitting(as_(people[0]))
    page = sitting.open(1)
    sitting.answer(1, "b", page=page)
    stale = page | {"key": "another-key-of-its-own"}
    answer = sitting.browser.post(sitting.url(n), {**stale, "answer": "c"})
    assert answer.status_code == 409
    assert f'action="{sitting.url(1)}"' in answer.text  # its own page, with both answers to choose between
    for seen in ("9" * 15, "9" * 30, "-1", "²", "x", ""):
        answer = sitting.browser.post(sitting.url(n), {**stale, "seen": seen, "answer": "c"})
        assert answer.status_code in (404, 409, 422), seen


def test_what_was_seen_and_is_no_number_is_stale(app, as_, people):
    learner, tutor = as_(people[0]), as_(people[1])
    reflection, piece = a_reflection(app, people[0]), a_submission(app, people[0])
    question = an_answer_to_mark(app, people[0])
    name = tutor.get(f"/open-answers/{question}").text.partition('name="answer" value="')[2].partition('"')[0]
    tutor.post(f"/open-answers/{question}", {"answer": name, "marks": "1", "seen": "0"})
    tutor.post(f"/submissions/{piece}", {"seen": "0", "criterion-1.1-outcome": "achieved"})
    draft = {"title": "A day", "description": "Typed."}
    for odd in STALE:
        assert learner.post(f"/journal/{reflection}", draft | {"revision": odd}).status_code == 409, odd[:40]
        handed = learner.post(f"/journal/{reflection}/hand-in", {"revision": odd, **TICKED})
        assert handed.status_code == 409, odd[:40]
        marked = tutor.post(f"/submissions/{piece}", {"seen": odd, "criterion-1.1-outcome": "referred"})
        assert marked.status_code == 409, odd[:40]
        again = tutor.post(f"/open-answers/{question}", {"answer": name, "marks": "2", "seen": odd})
        assert again.status_code == 303, odd[:40]
        assert tutor.get(again.location).text.count("since you opened") == 1
