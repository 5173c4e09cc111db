"""A tutor watches a sitting without seeing answers, gives more time, reopens and voids."""

import re

import pytest

from revision_app.accounts.core import Role
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.sitting import JSON, Sitting, later
from tests.support.statements import counted

LIVE = "/sittings/{}/first-paper"


@pytest.fixture
def people(app):
    offer(app, a_paper())
    learner, tutor = a_person(app, name="Ada Learner"), a_person(app, Role.TUTOR, name="Tom Tutor")
    return learner, tutor, a_cohort(app, learners=(learner,), tutors=(tutor,), name="Autumn")


@pytest.fixture
def learner(people, as_):
    return as_(people[0])


@pytest.fixture
def tutor(people, as_):
    return as_(people[1])


@pytest.fixture
def live(people, tutor):
    """The page as it is now: a name, how they stand, how far they are, the time left, and when they were heard from."""

    def rows() -> list[list[str]]:
        body = tutor.get(LIVE.format(people[2])).text.partition("<tbody>")[2].partition("</tbody>")[0]
        cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in body.split("</tr>")[:-1])
        return [[re.sub(r"\s+", " ", re.sub("<[^>]*>", "", cell)).strip() for cell in row] for row in cells]

    return rows


@pytest.fixture
def extend(people, tutor):
    def post(minutes: object = 10, who: int = 0, key: str = "the-form-1"):
        sent = {"who": who, "minutes": minutes, "reason": "A fire alarm.", "key": key}
        return tutor.post(LIVE.format(people[2]), sent)

    return post


def left(sitting) -> float | None:
    return sitting.browser.get(sitting.url(1), headers=JSON).json["remaining"]


def test_the_page_says_who_has_not_started_is_sitting_is_quiet_and_has_finished(app, learner, live):
    assert live() == [["Ada Learner", "Not started", "–", "–", "–"]]
    sitting = Sitting(learner)
    later(app, minutes=1)
    sitting.answer(1, "b")
    assert live() == [["Ada Learner", "Sitting", "1 of 3", "19 minutes", "13:01:00"]]
    later(app, minutes=2)
    assert live() == [["Ada Learner", "Quiet", "1 of 3", "17 minutes", "13:01:00"]]
    sitting.answer(2, "a", "c")
    assert live()[0][1:3] == ["Sitting", "2 of 3"]
    sitting.submit()
    assert live() == [["Ada Learner", "Submitted", "2 of 3", "–", "–"]]


def test_an_answer_that_was_changed_counts_once_and_one_taken_back_not_at_all(learner, live):
    sitting = Sitting(learner)
    for choices in (("a",), ("a", "c"), ("c",)):
        sitting.answer(2, *choices)
    assert live()[0][2] == "1 of 3"
    sitting.answer(2)
    assert live()[0][2] == "0 of 3"


def test_time_that_ran_out_and_late_answers_are_told_as_facts(app, learner, tutor, live):
    sitting = Sitting(learner)
    page = sitting.open(1)
    later(app, minutes=20, seconds=40)
    sitting.answer(1, "b", page=page)
    assert live() == [["Ada Learner", "Time was up", "0 of 3 and 1 late, not counted", "–", "–"]]
    assert "13:20:40: 40 s after time; not counted." in tutor.get(f"/attempts/{sitting.id}/sitting").text


def test_the_answers_are_not_on_the_tutors_pages(app, people, tutor, learner):
    offer(app, a_paper((an_item("one", stem="Which stem?"),)))
    sitting = Sitting(learner)
    sitting.answer(1, "b")
    for path in (LIVE.format(people[2]), f"/attempts/{sitting.id}/sitting"):
        page = tutor.get(path).text
        assert "Wait" not in page
        assert "Which stem?" not in page


def test_watching_costs_three_statements_beside_the_sign_in_however_many_sit(app, as_, people, tutor):
    def cost() -> int:
        tutor.get(LIVE.format(people[2]))  # which leaves an entry in the audit, once an hour
        with counted(app) as sent:
            tutor.get(LIVE.format(people[2]))
        return len(sent)

    Sitting(as_(people[0])).answer(1, "b")
    few = cost()
    crowd = [a_person(app) for _ in range(12)]
    people = (*people[:2], a_cohort(app, learners=(people[0], *crowd), tutors=(people[1],)))
    for one in crowd:
        Sitting(as_(one)).answer(1, "b")
    assert (few, cost()) == (1 + 3, 1 + 3)


def test_everyone_gets_more_time_at_once_and_the_close_gives_way(app, as_, people, tutor):
    other = a_person(app)
    cohort = a_cohort(app, learners=(people[0], other), tutors=(people[1],))
    tutor.post(f"/cohorts/{cohort}/papers/first-paper", {"closes_at": "2026-09-01T13:15"})
    one, two = Sitting(as_(people[0])), Sitting(as_(other))
    sent = {"who": 0, "minutes": 10, "reason": "A fire alarm.", "key": "the-form-1"}
    said = tutor.get(tutor.post(LIVE.format(cohort), sent).location).text
    assert "10 more minutes for 2 learners" in said
    assert (left(one), left(two)) == (25 * 60, 25 * 60)
    assert "10 minutes" in tutor.get(f"/attempts/{one.id}/sitting").text


def test_one_gets_more_time_and_a_form_sent_twice_gives_it_once(app, as_, people, learner, extend):
    one = Sitting(learner)
    extend(5, people[0])
    extend(5, people[0])
    assert left(one) == 25 * 60
    extend(5, people[0], key="the-form-2")
    assert left(one) == 30 * 60
    audit = as_(a_person(app, Role.ADMINISTRATOR)).get("/audit/").text
    assert audit.count("Time extended") == 2
    assert "fire" not in audit


def test_more_time_reaches_only_who_is_sitting_against_a_clock(app, learner, tutor, people, extend):
    assert "no time was given" in tutor.get(extend().location).text
    tutor.post(f"/learners/{people[0]}/adjustments", {"untimed": "y", "reason": "As agreed."})
    Sitting(learner)
    assert "no time was given" in tutor.get(extend().location).text


def test_more_time_asks_for_whole_minutes_and_a_reason(learner, extend):
    sitting = Sitting(learner)
    back = extend("soon")
    assert back.status_code == 422
    assert 'value="soon"' in back.text
    assert left(sitting) == 20 * 60


def reopen(tutor, sitting, minutes=10, reason="The room lost its power."):
    return tutor.post(f"/attempts/{sitting.id}/reopen", {"reopen-minutes": minutes, "reopen-reason": reason})


def test_a_finished_attempt_is_reopened_goes_on_and_gets_another_result(app, learner, tutor):
    sitting = Sitting(learner)
    sitting.answer(1, "b")
    sitting.submit()
    later(app, hours=1)
    assert reopen(tutor, sitting).status_code == 303
    assert left(sitting) == 10 * 60
    assert sitting.result().status_code == 303
    assert "Go back to the paper" in learner.get("/quizzes/first-paper").text
    assert tutor.get(f"/attempts/{sitting.id}/result").status_code == 409
    sitting.answer(3, "b")
    sitting.submit()
    assert "<b>2</b> of 4 marks" in sitting.result().text
    facts = tutor.get(f"/attempts/{sitting.id}/sitting").text
    assert "<bdi>Tom Tutor</bdi>, today at 14:00: The room lost its power." in facts


def test_a_reopened_attempt_runs_out_after_its_minutes(app, learner, tutor, live):
    sitting = Sitting(learner)
    later(app, minutes=21)
    reopen(tutor, sitting)
    sitting.answer(1, "b")
    assert live()[0][1:4] == ["Sitting", "1 of 3", "10 minutes"]
    later(app, minutes=11)
    assert live()[0][1] == "Time was up"
    assert "The time was up today at 13:31" in sitting.result().text


def test_what_is_still_sat_or_void_is_not_reopened(app, learner, tutor):
    sitting = Sitting(learner)
    assert "still being sat" in reopen(tutor, sitting).text
    assert reopen(tutor, sitting, minutes=0).status_code == 422
    sitting.submit()
    again = Sitting(learner)
    assert "Another attempt" in reopen(tutor, sitting).text
    void(tutor, again)
    assert "void" in reopen(tutor, again).text


def void(tutor, sitting, reason="Somebody else sat it."):
    return tutor.post(f"/attempts/{sitting.id}/void", {"void-reason": reason})


def test_a_void_attempt_counts_nowhere_and_the_learner_is_told_why(app, learner, tutor, live):
    sitting = Sitting(learner)
    sitting.answer(1, "b")
    sitting.submit()
    assert "2<span> of 3 left" in learner.get("/quizzes/first-paper").text
    assert void(tutor, sitting).status_code == 303
    cover = learner.get("/quizzes/first-paper").text
    assert "3<span> of 3 left" in cover
    assert "Void" in cover
    told = sitting.result().text
    assert "does not count" in told
    assert "Somebody else sat it." in told
    assert "1 of 4 marks" not in learner.get("/quizzes/").text
    assert live()[0][1] == "Void"
    assert void(tutor, sitting).status_code == 409
    assert Sitting(learner).id != sitting.id


def test_an_attempt_that_is_being_sat_may_be_voided(app, learner, tutor):
    sitting = Sitting(learner)
    page = sitting.open(1)
    void(tutor, sitting)
    assert sitting.answer(1, "b", page=page).status_code == 409
    assert "does not count" in sitting.result().text
    later(app, hours=1)
    assert "does not count" in sitting.result().text
