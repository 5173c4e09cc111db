"""A tutor marks what the site cannot: question by question, without names; the result is final once nothing waits."""

import re
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.quiz.attempts.actions import sitting as sitting_actions
from revision_app.quiz.attempts.models import GivenMarkRow, ResultRow
from revision_app.quiz.tutoring.actions import open_answers as open_answers_actions
from revision_app.quiz.tutoring.core.open_answers import MarkedMeanwhile
from revision_app.quiz.tutoring.queries import open_answers as queries
from revision_app.web.clock import now
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, an_open_answer, offer
from tests.support.sitting import Sitting

PAPER = (an_item("one"), an_open_answer("open"), an_open_answer("open-too"))


@pytest.fixture
def centre(app, as_):
    offer(app, a_paper(PAPER))
    learners = [a_person(app, name=f"Ada Writer {n}") for n in range(3)]
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=tuple(learners), tutors=(tutor,))
    return as_(tutor, Role.TUTOR), [as_(one) for one in learners]


def handed_in(learner, first: str = "My words.", second: str = "More words.") -> Sitting:
    sitting = Sitting(learner)
    sitting.answer(1, "b")
    for n, words in ((2, first), (3, second)):
        if words:
            sitting.answer(n, words)
    sitting.submit()
    return sitting


def mark(tutor, item: str, sitting: Sitting, marks: str, **more):
    return tutor.post(f"/open-answers/{item}", {"answer": sitting.marked_as(item), "seen": 0, "marks": marks, **more})


def count(app, table) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(table))


def test_until_a_tutor_has_marked_it_the_result_is_provisional(centre):
    _, (learner, *_) = centre
    page = handed_in(learner).result().text
    assert "<b>Provisional.</b> 2 answers are still with your tutor." in page
    assert "Passed" not in page
    assert "Not passed" not in page


def as_read(page) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page.text).split())


def test_what_nobody_has_marked_yet_is_no_failure_on_any_page(app, as_):
    offer(app, a_paper((an_open_answer("open"), an_open_answer("open-too"))))
    lea, tutor = a_person(app, name="Ada Writer"), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(lea,), tutors=(tutor,))
    learner, teacher = as_(lea), as_(tutor)
    sitting = Sitting(learner)
    sitting.answer(1, "My words.")
    sitting.answer(2, "More words.")
    sitting.submit()
    result = as_read(sitting.result())
    assert "Not marked yet , 6 marks in all" in result
    for page in (
        result,
        as_read(learner.get("/quizzes/")),
        as_read(learner.get("/quizzes/first-paper")),
        as_read(teacher.get(f"/learners/{lea}")).partition("Papers sat")[2],
    ):
        assert "0 of" not in page
        assert "0%" not in page
        assert "ot passed" not in page
    for page in (learner.get("/quizzes/"), learner.get("/quizzes/first-paper"), teacher.get(f"/learners/{lea}")):
        assert "not marked yet" in page.text
        assert "Provisional" in page.text


def test_of_what_is_marked_in_part_the_rest_is_not_marked_yet(centre):
    _, (learner, *_) = centre
    sitting = handed_in(learner)
    page = as_read(sitting.result())
    assert "1 of 7 marks, 6 not marked yet" in page
    assert "14%" not in page
    assert "not marked yet" in page.partition("By kind of question")[2]
    assert "1 of 7 so far" in as_read(learner.get("/quizzes/"))


def test_answers_come_by_question_without_a_name_and_in_an_order_that_stays(centre):
    tutor, learners = centre
    sittings = [handed_in(learner) for learner in learners]
    assert "<b>3</b> to mark" in tutor.get("/open-answers/").text
    page = tutor.get("/open-answers/open").text
    assert "Ada Writer" not in page
    assert "My words." in page
    shown = re.findall(r'name="answer" value="([^"]+)"', page)
    assert shown[0] in {one.marked_as("open") for one in sittings}
    assert shown == re.findall(r'name="answer" value="([^"]+)"', tutor.get("/open-answers/open").text)


def test_once_the_last_answer_is_marked_a_result_stands_beside_the_provisional_one(app, centre):
    tutor, (learner, *_) = centre
    sitting = handed_in(learner)
    assert mark(tutor, "open", sitting, "1").status_code == 303
    assert count(app, ResultRow) == 1
    mark(tutor, "open-too", sitting, "3/2", comment="Name the source too.")
    page = sitting.result().text
    assert "Provisional" not in page
    assert "Name the source too." in page
    with app.app_context():
        rows = db.session.scalars(db.select(ResultRow).order_by(ResultRow.number)).all()
        assert [(row.number, row.reason, row.pending) for row in rows] == [(1, "submitted", 2), (2, "marked", 0)]
        assert Fraction(rows[1].scored_num, rows[1].scored_den) == 1 + 1 + Fraction(3, 2)


def test_the_learner_is_told_on_today_once_everything_is_marked(centre):
    tutor, (learner, *_) = centre
    sitting = handed_in(learner)
    mark(tutor, "open", sitting, "1")
    assert "Your written answers are marked" not in learner.get("/today").text
    mark(tutor, "open-too", sitting, "1")
    assert "Your written answers are marked" in learner.get("/today").text


def test_an_answer_left_empty_needs_no_tutor(centre):
    _, (learner, *_) = centre
    assert "Provisional" not in handed_in(learner, "", "").result().text


def test_a_mark_can_be_changed_and_the_result_is_written_again(app, centre):
    tutor, (learner, *_) = centre
    sitting = handed_in(learner, second="")
    mark(tutor, "open", sitting, "1")
    with app.app_context():
        given = db.session.scalars(db.select(GivenMarkRow)).one().id
    assert 'checked id="marks-2"' in tutor.get(f"/open-answers/open?answer={sitting.marked_as('open')}").text
    mark(tutor, "open", sitting, "0", seen=given)
    assert (count(app, GivenMarkRow), count(app, ResultRow)) == (2, 3)
    assert "<b>1</b> of" in sitting.result().text


def test_without_a_mark_the_form_comes_back_with_the_comment(centre):
    tutor, (learner, *_) = centre
    sitting = handed_in(learner)
    page = mark(tutor, "open", sitting, "", comment="Kept words")
    assert page.status_code == 422
    assert "Choose how many marks this answer earns." in page.text
    assert "Kept words" in page.text
    assert mark(tutor, "open", sitting, "99").status_code == 422


def test_a_second_tutor_is_told_that_an_answer_has_been_marked(centre):
    tutor, (learner, *_) = centre
    sitting = handed_in(learner)
    mark(tutor, "open", sitting, "1")
    again = mark(tutor, "open", sitting, "0")
    assert "Somebody has marked this answer since you opened it." in tutor.get(again.location).text


def test_two_tutors_at_the_last_two_answers_write_one_result_more(app, centre):
    tutor_id = 4
    sitting = handed_in(centre[1][0])

    def give(item: str):
        with app.app_context():
            try:
                half = Fraction(1, 2)
                return open_answers_actions.mark_answer(sitting.id, item, half, "", seen=0, tutor_id=tutor_id, at=now())
            except MarkedMeanwhile:
                return None

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(give, ["open", "open-too"])) == [False, True]
    assert count(app, ResultRow) == 2


def test_another_cohorts_tutor_sees_nothing_of_it(app, as_, centre):
    sitting = handed_in(centre[1][0])
    other = as_(a_person(app, Role.TUTOR), Role.TUTOR)
    assert "Nothing waits for you." in other.get("/open-answers/").text
    assert other.get("/open-answers/open").status_code == 404
    assert mark(other, "open", sitting, "1").status_code == 404
    with app.app_context(), pytest.raises(sitting_actions.NoSuchAttempt):
        open_answers_actions.mark_answer(sitting.id, "open", Fraction(1), "", seen=0, tutor_id=99, at=now())


def test_what_the_site_marks_itself_is_not_for_a_tutor(app, centre):
    sitting = handed_in(centre[1][0])
    with app.app_context():
        assert queries.open_answers_waiting(4, at=now()) == 2
        with pytest.raises(open_answers_actions.NotForTutors):
            open_answers_actions.mark_answer(sitting.id, "one", Fraction(1), "", seen=0, tutor_id=4, at=now())
