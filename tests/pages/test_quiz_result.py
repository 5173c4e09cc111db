"""What a learner and a tutor see once a paper is over, and what the matrix is told of it."""

import re
from fractions import Fraction

import pytest

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.quiz.attempts.actions import grading
from revision_app.quiz.attempts.models import AttemptRow, MissRow, ResultCriterionRow, ResultItemRow, ResultRow
from revision_app.quiz.attempts.queries import attempts, results, summaries
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.sitting import Sitting, later
from tests.support.statements import counted


@pytest.fixture
def learner_id(app) -> int:
    offer(app, a_paper())
    return a_person(app)


@pytest.fixture
def learner(as_, learner_id):
    return as_(learner_id)


@pytest.fixture
def statements(app):
    return lambda: counted(app)


def sat(browser, *answers: tuple[int, str], paper_id: str = "first-paper", submit: bool = True) -> Sitting:
    """A paper sat with these ``(question, letters)``."""
    sitting = Sitting(browser, paper_id)
    for n, letters in answers:
        sitting.answer(n, *letters)
    if submit:
        sitting.submit()
    return sitting


def count(app, table) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(table))


def test_an_unsafe_choice_comes_before_the_score(learner):
    page = sat(learner, (1, "a"), (2, "ac")).result().text
    assert page.index("1 choice that would harm a client") < page.index('id="score"') < page.index('id="answers"')
    assert "No unsafe choice" not in page


def test_every_unsafe_choice_is_counted_whatever_the_score(learner):
    page = sat(learner, (1, "a"), (2, "acd")).result().text
    assert "2 choices that would harm a client" in page


def test_without_an_unsafe_choice_the_page_says_so(learner):
    page = sat(learner, (1, "b")).result().text
    assert "No unsafe choice" in page
    assert "would harm a client" not in page


def test_every_option_has_its_reason_and_every_question_leads_on(app, as_):
    offer(app, a_paper((an_item("one", citations=["smith2020"]),)))
    page = sat(as_(a_person(app)), (1, "c")).result().text
    assert re.findall(r"Because of (\w+)", page) == ["Go", "Wait", "Ask"]
    assert 'href="/study/unit#section"' in page
    assert 'href="/references/#smith2020"' in page
    assert "Criterion <a" in page
    assert re.search(r'href="/syllabus/#criterion-1\.1" title="[^"]+">1\.1<', page)


def test_a_source_is_called_as_readers_know_it_and_one_that_is_gone_by_its_id(app, as_):
    offer(app, a_paper((an_item("one", citations=["chopra2015", "smith2020"]),)))
    page = sat(as_(a_person(app)), (1, "a")).result().text
    assert '<a href="/references/#chopra2015">Chopra et al. (2015)</a>;' in page
    assert '<a href="/references/#smith2020">smith2020</a>' in page


def test_what_was_chosen_and_what_was_right_are_said_in_words(learner):
    page = sat(learner, (2, "ab")).result().text
    second = page.partition('id="question-2"')[2].partition('id="question-3"')[0]
    tags = re.findall(r">(Your choice|Right|Not right|Unsafe|Would be unsafe)<", second)
    assert tags == ["Your choice", "Right", "Your choice", "Not right", "Right", "Would be unsafe"]


def test_marks_are_shown_by_criterion(learner):
    page = sat(learner, (1, "b"), (2, "a")).result().text
    assert "2 of 4" in page  # 1.1
    assert "1 of 2" in page  # 1.2
    assert "50% of the marks" in page


def test_the_tutor_of_the_learner_reads_the_same_result(app, as_, learner, learner_id):
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner_id,), tutors=(tutor,))
    sitting = Sitting(learner)
    assert as_(tutor).get(f"/attempts/{sitting.id}/result").status_code == 409  # still being sat
    sitting.submit()
    page = as_(tutor).get(f"/attempts/{sitting.id}/result")
    assert page.status_code == 200
    assert "First paper" in page.text
    assert f"/learners/{learner_id}" in page.text


def test_the_tutor_of_another_cohort_finds_nothing(app, as_, learner):
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(a_person(app),), tutors=(tutor,))
    sitting = sat(learner)
    for path in (f"/attempts/{sitting.id}/result", "/attempts/9999/result"):
        assert as_(tutor).get(path).status_code == 404


def test_a_tutor_opens_none_of_a_learners_other_pages(app, as_, learner, learner_id):
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner_id,), tutors=(tutor,))
    sitting = Sitting(learner)
    for path in ("/quizzes/", "/quizzes/first-paper", sitting.url(1), f"/attempts/{sitting.id}/review"):
        assert as_(tutor).get(path).status_code == 403


def test_a_tutor_sees_the_result_of_a_paper_whose_time_ran_out_unseen(app, as_, learner, learner_id):
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner_id,), tutors=(tutor,))
    sitting = sat(learner, (1, "b"), submit=False)
    later(app, hours=3)
    assert "<b>1</b> of 4 marks" in as_(tutor).get(f"/attempts/{sitting.id}/result").text


# results are rows, written once


def test_what_ran_out_is_marked_once_however_often_and_whenever_it_is_settled(app, learner, learner_id):
    sitting = sat(learner, (1, "b"), (2, "ab"), submit=False)
    with app.app_context():
        assert grading.settle([learner_id], at=now()) == 0  # still open
    for hours in (1, 50):
        later(app, hours=hours)
        with app.app_context():
            assert grading.settle([learner_id], at=now()) == (hours == 1)
            assert grading.sweep(at=now()) == 0
    assert (count(app, ResultRow), count(app, ResultItemRow), count(app, ResultCriterionRow)) == (1, 3, 2)
    assert "The time was up today" not in sitting.result().text  # it was two days ago


def test_a_result_says_when_the_paper_ended_and_not_when_somebody_looked(app, learner, learner_id):
    sitting = sat(learner, submit=False)
    later(app, hours=5)
    with app.app_context():
        grading.sweep(at=now())
        found = results.result(sitting.id, learner_id=learner_id)
    assert (found.at - found.started_at).total_seconds() == 20 * 60
    assert (found.reason, found.number) == ("timed out", 1)


def test_settling_is_one_question_when_there_is_nothing_to_do(app, learner, learner_id, statements):
    sat(learner)
    with app.app_context(), statements() as sent:
        grading.settle([learner_id], at=now())
    assert len(sent) == 1
    assert sent[0].startswith("SELECT")


def test_the_sweep_takes_any_number_of_attempts(app, as_, monkeypatch):
    offer(app, a_paper())
    monkeypatch.setattr(grading, "AT_ONCE", 2)
    for _ in range(5):
        Sitting(as_(a_person(app)))
    later(app, hours=1)
    with app.app_context():
        assert grading.sweep(at=now()) == 5
    assert count(app, ResultRow) == 5


def test_asking_again_gives_the_same_result_to_the_fraction(app, as_):
    item = an_item("many", kind="multiple_response", key=["b", "c"], marks=2)
    thirds = an_item(
        "thirds",
        kind="multiple_response",
        options={letter: {"text": letter, "rationale": letter} for letter in "abcdefg"},
        key=list("abcdefg"[:6]),
        marks=6,
        criteria=["1.2", "1.3"],
    )
    offer(app, a_paper((item, thirds)))
    learner_id = a_person(app)
    sitting = sat(as_(learner_id), (1, "bc"), (2, "abg"))
    with app.app_context():
        found = [results.result(sitting.id, learner_id=learner_id) for _ in range(2)]
    assert found[0] == found[1]
    assert found[0].grade.scored == 3
    assert [mark.scored for mark in found[0].grade.items] == [2, 1]


# what others read of it


def test_mastery_is_the_latest_finished_attempt_of_each_paper(app, as_, learner_id):
    other = a_paper((an_item("other", criteria=["1.1", "1.3"]),), id="second-paper", title="Second paper")
    offer(app, a_paper(), other)
    learner = as_(learner_id)
    sat(learner, (1, "b"), (2, "ac"), (3, "b"))
    later(app, minutes=30)
    sat(learner, (1, "b"), (2, "a"))
    later(app, minutes=30)
    sat(learner, (1, "b"), paper_id="second-paper")
    Sitting(learner)  # an attempt under way says nothing yet
    stranger = a_person(app)
    with app.app_context():
        found = results.mastery([learner_id, stranger])
    shares = {criterion: (one.scored, one.available) for criterion, one in found[learner_id].items()}
    assert shares == {"1.1": (3, 5), "1.2": (1, 2), "1.3": (1, 1)}
    assert found[learner_id]["1.1"].at == now_in(app)
    assert found[stranger] == {}
    assert isinstance(found[learner_id]["1.2"].scored, Fraction)


def now_in(app):
    with app.app_context():
        return now()


def test_a_regrade_counts_instead_of_the_result_before_it(app, learner, learner_id):
    sitting = sat(learner, (1, "a"))
    with app.app_context():
        before = db.session.scalars(db.select(ResultRow)).one()
        regraded = ResultRow(
            attempt_id=sitting.id,
            number=2,
            segment=1,
            pending=0,
            at=before.at,
            reason=before.reason,
            scored_num=4,
            scored_den=1,
            available=4,
            passed=True,
        )
        db.session.add(regraded)
        db.session.flush()
        db.session.add(
            ResultCriterionRow(result_id=regraded.id, criterion="1.1", scored_num=4, scored_den=1, available=4)
        )
        db.session.commit()
    with app.app_context():
        assert results.result(sitting.id, learner_id=learner_id).grade.scored == 4
        assert results.mastery([learner_id])[learner_id]["1.1"].scored == 4
        assert [score.scored for score in summaries.results_of(learner_id)] == [4]
    assert "<b>4</b> of 4 marks" in sitting.result().text


def test_open_attempts_are_those_that_can_still_be_gone_on_with(app, as_, learner_id):
    long = a_paper((an_item("other"),), id="long-paper", title="Long paper", minutes=60)
    offer(app, a_paper(), long)
    learner = as_(learner_id)
    Sitting(learner, "long-paper")
    Sitting(learner)
    with app.app_context():
        assert [one.title for one in attempts.open_attempts(learner_id, now())] == ["First paper", "Long paper"]
        later(app, minutes=20)
        assert [one.title for one in attempts.open_attempts(learner_id, now())] == ["Long paper"]


def test_the_list_shows_each_papers_standing_and_everything_sat(app, learner):
    assert "Not started" in learner.get("/quizzes/").text
    sitting = Sitting(learner)
    assert "In progress" in learner.get("/quizzes/").text
    sitting.submit()
    page = learner.get("/quizzes/").text
    assert "Not passed" in page
    assert "2 more attempts" in page
    assert "Your results" in page
    assert f'href="/attempts/{sitting.id}/result"' in page


def test_an_empty_bank_says_what_will_be_here(app, as_):
    offer(app)
    assert "Scenario papers will stand here" in as_(a_person(app)).get("/quizzes/").text


def test_attempts_are_numbered_and_scored_on_the_cover(app, learner):
    sat(learner, (1, "b"))
    sat(learner, (1, "b"), (2, "ac"), (3, "b"))
    page = learner.get("/quizzes/first-paper").text
    assert page.index("Attempt 2") < page.index("Attempt 1")
    assert "1 of 4" in page
    assert "4 of 4" in page
    with app.app_context():
        assert db.session.scalars(db.select(AttemptRow.number).order_by(AttemptRow.id)).all() == [1, 2]


def test_marks_are_given_by_kind_where_there_are_several(learner):
    page = sat(learner, (1, "b"), (2, "a")).result().text
    kinds = page.partition("By kind of question")[2]
    assert re.findall(r"<span>([A-Z][a-z ]+) <span[^>]*>× (\d)", kinds) == [
        ("Single best answer", "2"),
        ("Multiple response", "1"),
    ]


def test_a_second_attempt_is_set_beside_the_first(learner):
    first = sat(learner, (1, "c"), (2, "a"))
    page = sat(learner, (1, "b")).result().text
    assert "Attempt 1 before it: 25%, the same" in page
    assert page.count("better than last time") == 1
    assert page.count("not as good as last time") == 1
    assert "before it" not in first.result().text


def test_a_pass_mark_that_was_missed_never_seems_reached(app):
    offer(app, a_paper([an_item(f"item-{n}") for n in range(3)], pass_mark=67))
    browser = Browser(app, a_person(app))
    for expected in ("66%", "Attempt 1 before it: 66%, the same"):
        page = sat(browser, (1, "b"), (2, "b")).result().text
        assert expected in page
        assert "67%" not in page
        assert "Not passed" in page
        assert "The pass mark is 67 per cent" in page
    assert "66%" in browser.get("/criteria/1.1").text
    assert "67%" not in browser.get("/criteria/1.1").text


def test_one_tap_says_why_an_answer_went_wrong_and_the_last_word_counts(app, learner):
    sitting = sat(learner, (1, "c"))
    why = {"item": "one", "place": "1"}
    learner.post(f"/attempts/{sitting.id}/misses", {**why, "reason": "I misread"})
    said = learner.post(f"/attempts/{sitting.id}/misses", {**why, "reason": "I did not know"})
    assert said.location == f"/attempts/{sitting.id}/result#question-1"
    page = sitting.result().text
    assert 'value="I did not know" aria-pressed="true"' in page
    assert 'value="I misread" aria-pressed="true"' not in page
    assert "Most often: <b>“I did not know”</b> (1)" in page
    assert count(app, MissRow) == 2


def test_a_reason_is_only_for_what_was_missed_and_from_the_page(learner):
    sitting = sat(learner, (1, "b"))
    path = f"/attempts/{sitting.id}/misses"
    assert learner.post(path, {"item": "one", "reason": "I misread"}).status_code == 404
    assert learner.post(path, {"item": "two", "reason": "Bad luck"}).status_code == 422


def test_what_was_missed_can_be_practised_without_counting_as_an_attempt(app, learner, learner_id):
    sitting = sat(learner, (1, "b"), (3, "b"))
    with app.app_context():
        before = results.mastery([learner_id])
    begun = learner.post(f"/attempts/{sitting.id}/retry")
    practice = Sitting(learner, attempt_id=int(begun.location.split("/")[2]))
    page = learner.get(practice.url(1)).text
    assert "Question 1 of 1" in page
    assert "No time limit" in page
    assert learner.post(f"/attempts/{sitting.id}/retry").location == begun.location  # it is still open
    practice.answer(1, "a", "c")
    practice.submit()
    assert "Passed" not in practice.result().text
    assert "2<span> of 3 left" in learner.get("/quizzes/first-paper").text
    with app.app_context():
        assert results.mastery([learner_id]) == before


def test_there_is_nothing_to_practise_after_full_marks(learner):
    sitting = sat(learner, (1, "b"), (2, "ac"), (3, "b"))
    assert "you missed" not in sitting.result().text
    assert learner.post(f"/attempts/{sitting.id}/retry").status_code == 404


def test_a_paper_that_shows_marks_only_says_no_more(app, as_):
    offer(app, a_paper(reveal={"just after": ["attempt", "marks"]}))
    learner = as_(a_person(app))
    sitting = sat(learner, (1, "a"))
    page = sitting.result().text
    assert "<b>0</b> of 4 marks" in page
    assert "Because of" not in page
    assert "would harm" not in page
    assert "you missed" not in page
    later(app, minutes=3)
    assert "Because of" in sitting.result().text
