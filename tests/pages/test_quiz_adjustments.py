"""A tutor sets what a learner needs: it holds for every paper, and at once for one that is running."""

import pytest

from revision_app.accounts.core import Role
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, offer
from tests.support.sitting import JSON, Sitting, later
from tests.support.statements import counted

REASON = "As agreed with Ada in May."


@pytest.fixture
def people(app):
    offer(app, a_paper())
    learner, tutor = a_person(app, name="Ada Learner"), a_person(app, Role.TUTOR, name="Tom Tutor")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return learner, tutor


@pytest.fixture
def learner(people, as_):
    return as_(people[0])


@pytest.fixture
def tutor(people, as_):
    return as_(people[1])


@pytest.fixture
def adjust(people, tutor):
    def post(**fields):
        return tutor.post(f"/learners/{people[0]}/adjustments", {"reason": REASON, **fields})

    return post


def left(sitting) -> float | None:
    return sitting.browser.get(sitting.url(1), headers=JSON).json["remaining"]


def test_it_holds_for_the_next_paper(learner, adjust):
    assert adjust(extra_percent="25").status_code == 303
    assert left(Sitting(learner)) == 25 * 60


def test_it_reaches_a_paper_that_is_running(app, learner, tutor, adjust):
    sitting = Sitting(learner)
    page = sitting.open(2)
    later(app, minutes=15)
    assert left(sitting) == 5 * 60
    said = tutor.get(adjust(extra_percent="25", extra_minutes="3").location).text
    assert "1 running paper changed" in said
    assert left(sitting) == 13 * 60
    assert sitting.answer(1, "b").status_code == 303
    later(app, minutes=14)
    assert sitting.answer(2, "a", page=page).status_code == 409


def test_a_running_paper_may_become_untimed_and_timed_again(app, learner, adjust):
    sitting = Sitting(learner)
    adjust(untimed="y")
    later(app, hours=3)
    assert left(sitting) is None
    sitting.answer(1, "b")
    adjust(extra_minutes="1")
    assert sitting.browser.get(sitting.url(1)).status_code == 303
    later(app, minutes=1)
    assert "<b>1</b> of 4 marks" in sitting.result().text


def test_what_is_over_stays_over(app, learner, adjust):
    sitting = Sitting(learner)
    sitting.answer(1, "b")
    later(app, minutes=20, seconds=5)
    adjust(extra_percent="100")
    assert left(sitting) == 0
    later(app, minutes=5)
    assert "The time was up today at 13:20" in sitting.result().text


def test_a_submitted_paper_is_left_alone(app, learner, adjust):
    sitting = Sitting(learner)
    sitting.submit()
    adjust(extra_percent="100")
    assert left(sitting) == 0
    assert "Submitted" in sitting.result().text


def test_the_form_comes_back_as_typed_with_what_is_wrong(tutor, adjust, people):
    back = adjust(extra_percent="301", extra_minutes="ten", rest_minutes="5", reason="")
    assert back.status_code == 422
    for shown in ('value="301"', 'value="ten"', 'value="5"', "from 0 to 300", "from 0 to 600", "Say why"):
        assert shown in back.text
    assert "Nothing yet" in tutor.get(f"/learners/{people[0]}/adjustments").text


def test_a_number_that_no_float_can_hold_is_refused_in_words(adjust):
    back = adjust(extra_percent="9" * 400)
    assert back.status_code == 422
    assert "Type a whole number from 0 to 300." in back.text


def test_what_was_set_is_kept_with_author_and_reason_and_shown_to_the_learner(app, as_, tutor, adjust, people):
    adjust(extra_percent="25")
    adjust(rest_minutes="10", calm_timer="y", reason="Found better in June.")
    history = tutor.get(f"/learners/{people[0]}/adjustments").text
    assert history.index("breaks of 10 minutes") < history.index("25% extra time")
    assert f"<bdi>Tom Tutor</bdi>, today at 13:00: {REASON}" in history
    account = as_(people[0]).get("/account").text
    assert "breaks of 10 minutes in all" in account
    assert "Found better in June." in account
    audit = as_(a_person(app, Role.ADMINISTRATOR)).get("/audit/").text
    assert audit.count("Adjustments set") == 2
    assert "June" not in audit


def test_saving_the_same_again_adds_nothing(tutor, adjust, people):
    adjust(extra_percent="25")
    adjust(extra_percent="25")
    assert tutor.get(f"/learners/{people[0]}/adjustments").text.count(REASON) == 1


def test_a_change_costs_as_much_with_many_papers_running_as_with_one(app, learner, adjust):
    def cost(percent: int) -> int:
        with counted(app) as sent:
            adjust(extra_percent=str(percent))
        return len(sent)

    offer(app, *(a_paper(id=f"paper-{n}") for n in range(6)))
    adjust(extra_percent="5")
    Sitting(learner, "paper-0")
    one = cost(10)
    for n in range(1, 6):
        Sitting(learner, f"paper-{n}")
    assert cost(20) == one
