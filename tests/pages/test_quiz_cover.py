"""The cover of a paper says what to expect, and only what is true of this paper and for this learner."""

from revision_app.accounts.core import Role
from revision_app.quiz.attempts.core.adjustment import Adjustment
from revision_app.quiz.tutoring.actions import rules as actions
from revision_app.web.clock import now
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer, one_of_each


def test_the_cover_says_what_is_true_of_this_paper(app, as_):
    offer(app, a_paper())
    learner = as_(a_person(app))
    page = learner.get("/quizzes/first-paper").text
    assert "one best answer among several options; several right answers" in page
    assert "a number to work out" not in page
    assert "You may sit it 3 times." in page
    rules = {"must_be_safe": True, "pass_each_criterion": 40, "wait_hours": 24, "certainty": True}
    offer(app, a_paper(one_of_each(), **rules))
    page = learner.get("/quizzes/first-paper").text
    assert "a number to work out" in page
    assert "60 per cent of the marks, at least 40 per cent of those for each criterion, and no choice that" in page
    assert "with 24 hours between two attempts" in page
    assert "how sure you are" in page
    offer(app, a_paper((an_item(),), mode="practice", minutes=..., attempts=..., pass_mark=...))
    page = learner.get("/quizzes/first-paper").text
    assert "After each answer you can check it" in page
    assert "When the time is up" not in page


def test_the_cover_says_the_learners_own_time_and_breaks(app, as_):
    offer(app, a_paper())
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    with app.app_context():
        adjustment = Adjustment(extra_percent=25, rest_minutes=15)
        actions.adjust(learner, adjustment, reason="As agreed", author_id=tutor, at=now())
    page = as_(learner).get("/quizzes/first-paper").text
    assert "25<span> min, with 25% extra time" in page
    assert "You can take breaks of 15 minutes in all" in page
