"""Run in a copy of the tree in which the kind was added: it is seen in every place that lists kinds."""

from fractions import Fraction

import pytest

from revision_app.accounts.core import Role
from revision_app.quiz.bank.core.items import KINDS
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_bank, a_paper, a_paper_file, an_item, offer
from tests.support.sitting import JSON, Sitting

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # kinds know no database


def a_statement(item_id="statement", **changed):
    about = {"kind": "true_or_false", "options": ..., "key": "true", "rationale": "Sources agree.", "marks": ...}
    return an_item(item_id, **(about | changed))


@pytest.fixture
def people(app):
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return learner, tutor


@pytest.fixture
def paper(app):
    offer(app, a_paper((a_statement(), an_item("one"))))


def test_files_and_draws_may_name_it(app):
    drawn = a_paper_file(
        "drawn", items=..., sections=[{"title": "All", "draw": [{"count": 1, "kind": "true_or_false"}]}]
    )
    bank, problems = a_bank((a_statement(),), (drawn,), ())
    assert (list(bank.items), problems) == (["statement"], [])
    assert bank.items["statement"].item.mark(("true",)) == Fraction(1)
    _, problems = a_bank((a_statement(kind="unheard-of"),), (), ())
    assert "true_or_false" in str(problems[0])
    _, problems = a_bank((a_statement(key="maybe"),), (), ())
    assert "key" in str(problems[0])


def test_learners_and_tutors_meet_it_on_every_page(app, as_, people, paper):
    learner, tutor = map(as_, people)
    cover = learner.get("/quizzes/first-paper").text
    assert f"What you meet: {KINDS['single_best_answer'].ASKS}; statements to believe or to doubt." in cover
    sitting = Sitting(learner)
    page = learner.get(sitting.url(1)).text
    assert "It is false" in page
    assert 'id="help">Choose one.' in page
    assert sitting.answer(1, "nonsense").status_code == 422
    assert sitting.answer(1, "false", headers=JSON).status_code == 200
    sitting.submit()
    for reader in (learner, tutor):
        page = reader.get(f"/attempts/{sitting.id}/result").text
        assert "True or false" in page.partition("By kind of question")[2]
        assert "Sources agree." in page
    learner.post(f"/attempts/{sitting.id}/challenges", {"item": "statement", "text": "I doubt it."})
    assert "It is true" in tutor.get("/challenges/1").text
    page = tutor.get("/quizzes/first-paper/statistics/statement").text
    assert "It is false" in page
    assert '<span class="tag">key</span>' in page
    assert "True or false × 1" in learner.get("/syllabus/").text
