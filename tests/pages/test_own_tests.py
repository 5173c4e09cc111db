"""Own tests: a learner chooses, sees how many questions there are, begins, and keeps recipes; nothing is given away."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.quiz.attempts.queries import results
from revision_app.quiz.bank.models import PaperVersionRow
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_multiple, a_paper, an_item, an_open_answer, offer
from tests.support.sitting import Sitting, later, unveiled
from tests.support.statements import counted

As = Callable[..., Browser]

CHOSEN = {"only": "any", "unit": "", "criterion": "", "kind": "", "level": "", "count": "10", "minutes": ""}
CHOSEN |= {"reasons": "now"}
ASKED = (an_item("one"), an_item("two"))
FREE = (an_item("three"), an_item("four", criteria=["1.2"]), a_multiple("many", section="other#start"))
OPEN = {"opens_at": "2026-09-01T13:30", "closes_at": "2026-09-01T18:00"}  # in London; noon there is 13:00
SECRET = "Because of Wait."


def practice(*items: dict[str, object]) -> object:
    return a_paper(items, id="practice", mode="practice", minutes=..., pass_mark=..., attempts=...)


@pytest.fixture
def learner_id(app: Flask) -> int:
    offer(app, a_paper(ASKED), practice(*ASKED, *FREE))
    return a_person(app)


@pytest.fixture
def learner(as_: As, learner_id: int) -> Browser:
    return as_(learner_id)


def begin(browser: Browser, **changed: str) -> Sitting:
    begun = browser.post("/own-tests/", CHOSEN | {"what": "start"} | changed)
    assert begun.status_code == 303, begun.text
    return Sitting(browser, attempt_id=int(begun.location.split("/")[2]))


def questions(sitting: Sitting) -> set[str]:
    """The ids of what a test asks, from its pages."""
    n, ids = 1, set()
    while (page := sitting.browser.get(sitting.url(n))).status_code == 200:
        ids |= {name for name in ("one", "two", "three", "four", "many") if f"What about {name}?" in page.text}
        n += 1
    return ids


def count(browser: Browser, **changed: str) -> str:
    query = CHOSEN | changed
    return browser.get("/own-tests/count", query_string=query).json["words"]


def test_a_test_asks_what_was_chosen_and_is_saved_and_marked_like_any_paper(learner: Browser) -> None:
    sitting = begin(learner, criterion="1.2")
    assert questions(sitting) == {"four", "many"}
    sitting.answer(1, "b")
    sitting.submit()
    assert "Own test: criterion 1.2" in sitting.result().text
    assert "Own test: criterion 1.2" in learner.get("/quizzes/").text


def test_it_counts_as_practice_and_not_towards_any_criterion(app: Flask, learner: Browser, learner_id: int) -> None:
    sitting = begin(learner)
    sitting.submit()
    with app.app_context():
        assert results.mastery([learner_id]) == {learner_id: {}}


def test_the_count_is_shown_as_one_chooses_and_by_a_button_without_scripts(learner: Browser) -> None:
    assert count(learner) == "5 questions fit, so the test has no more than that."
    assert count(learner, count="3") == "5 questions fit."
    assert count(learner, unit="other", criterion="1.1") == "1 question fits, so the test has no more than that."
    assert count(learner, only="flagged") == "No question fits. Choose less narrowly."
    page = learner.post("/own-tests/", CHOSEN | {"what": "count", "criterion": "1.2", "minutes": "7"})
    assert page.status_code == 200
    assert "2 questions fit" in page.text
    assert '<option selected value="1.2">' in page.text
    assert 'value="7"' in page.text


def test_missed_new_and_flagged_follow_what_was_done(learner: Browser) -> None:
    sitting = begin(learner, unit="unit", criterion="1.1")
    for n in (1, 2, 3):
        sitting.answer(n, "b" if n == 1 else "c", flag="1" if n == 2 else "")
    asked = questions(sitting)
    assert count(learner, only="missed").startswith("No question fits")
    sitting.submit()
    assert count(learner, only="missed").startswith("2 questions fit")
    assert count(learner, only="flagged").startswith("1 question fits")
    assert questions(begin(learner, only="new")) == {"one", "two", "three", "four", "many"} - asked
    assert questions(begin(learner, only="missed")) < asked


def test_certain_and_wrong_comes_from_papers_that_ask_how_sure_one_is(app: Flask, learner: Browser) -> None:
    offer(app, a_paper(ASKED, id="sure-paper", certainty=True), practice(*ASKED, *FREE))
    sure = Sitting(learner, "sure-paper")
    sure.answer(1, "a", certainty="3")
    sure.answer(2, "a", certainty="1")
    sure.submit()
    assert questions(begin(learner, only="certain and wrong")) == {"one"}


def test_without_a_limit_reasons_are_there_for_the_asking_unless_they_are_to_come_at_the_end(learner: Browser) -> None:
    now = begin(learner, kind="single_best_answer", criterion="1.2")
    assert SECRET in learner.get(now.answer(1, "a", then="check").location).text
    at_end = begin(learner, kind="single_best_answer", criterion="1.2", reasons="end")
    assert "Check my answer" not in learner.get(at_end.url(1)).text
    refused = at_end.answer(1, "a", then="check")
    assert refused.status_code == 404 or SECRET not in learner.get(refused.location).text
    at_end.submit()
    assert SECRET in at_end.result().text


def test_with_a_limit_it_ends_when_the_time_is_up_and_nobody_watches(app: Flask, learner: Browser) -> None:
    sitting = begin(learner, minutes="5", criterion="1.2")
    page = learner.get(sitting.url(1)).text
    assert 'data-remaining="300.0"' in page
    assert "activity" not in page.partition("</head>")[0]
    assert "Check my answer" not in page
    later(app, minutes=6)
    assert "The time was up" in sitting.result().text


def test_extra_time_holds_for_a_limit_of_ones_own_too(app: Flask, as_: As, learner: Browser, learner_id: int) -> None:
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner_id,), tutors=(tutor,))
    as_(tutor).post(f"/learners/{learner_id}/adjustments", {"extra_percent": "50", "reason": "As agreed."})
    assert 'data-remaining="450.0"' in learner.get(begin(learner, minutes="5").url(1)).text


def test_the_same_choice_leads_back_to_the_test_that_is_open_and_another_begins_one(learner: Browser) -> None:
    first = begin(learner)
    assert begin(learner).id == first.id
    assert begin(learner, criterion="1.2").id != first.id
    first.submit()
    assert begin(learner).id != first.id


def test_a_choice_that_nothing_fits_is_refused_in_words_and_stands_there_still(learner: Browser) -> None:
    refused = learner.post("/own-tests/", CHOSEN | {"only": "missed", "count": "7", "what": "start"})
    assert refused.status_code == 409
    assert "No question fits what you chose." in refused.text
    assert 'value="7"' in refused.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": "0"},
        {"count": "51"},
        {"count": "ten"},
        {"count": "-1"},
        {"count": "9" * 400},
        {"minutes": "0"},
        {"minutes": "181"},
        {"minutes": "1e3"},
        {"unit": "no-such-unit"},
        {"criterion": "9.9"},
        {"kind": "branching_case"},
        {"kind": "\x00x"},
        {"level": "impossible"},
        {"only": "theirs"},
        {"reasons": "never"},
        {"unit": "x" * 5000},
    ],
    ids=lambda wrong: json.dumps(wrong)[:30],
)
def test_what_no_page_would_send_is_refused_in_words(learner: Browser, wrong: dict[str, str]) -> None:
    for what in ("start", "count", "save"):
        refused = learner.post("/own-tests/", CHOSEN | {"name": "Mine"} | wrong | {"what": what})
        assert refused.status_code == 422
        assert "Check this" in refused.text
    told = learner.get("/own-tests/count", query_string=CHOSEN | wrong)
    assert told.status_code == 422
    assert len(told.json["problem"]) > 10
    assert learner.get("/own-tests/", query_string=wrong).status_code == 422


def test_the_quizzes_page_begins_a_test_in_one_tap(learner: Browser) -> None:
    page = learner.get("/quizzes/").text
    assert "Twenty mixed" in page
    assert "Ten I missed" not in page
    sitting = begin(learner)
    for n in range(1, 6):
        sitting.answer(n, "c")
    sitting.submit()
    page = learner.get("/quizzes/").text
    assert "Ten I missed" in page
    assert "Five minutes on 1.1" in page
    assert questions(begin(learner, only="missed")) == {"one", "two", "three", "four", "many"}
    assert "Go back to it" in learner.get("/quizzes/").text


def test_written_questions_come_only_where_they_are_asked_for(app: Flask, learner: Browser) -> None:
    offer(app, practice(an_item("one"), an_open_answer("open")))
    assert count(learner).startswith("1 question fits")
    assert count(learner, kind="open_answer").startswith("1 question fits")


def save(browser: Browser, name: str, **changed: str) -> object:
    return browser.post("/own-tests/", CHOSEN | {"what": "save", "name": name} | changed)


def test_a_recipe_is_kept_used_renamed_and_deleted(learner: Browser) -> None:
    assert save(learner, " My  weak spot ", criterion="1.2").status_code == 303
    page = learner.get("/own-tests/").text
    assert "<b>My weak spot</b>" in page
    assert "10 questions, criterion 1.2" in page
    assert "My weak spot" in learner.get("/quizzes/").text
    begun = learner.post("/own-tests/recipes/1")
    sitting = Sitting(learner, attempt_id=int(begun.location.split("/")[2]))
    assert questions(sitting) == {"four", "many"}
    assert learner.post("/own-tests/recipes/1/rename", {"name": "Better"}).status_code == 303
    assert "<b>Better</b>" in learner.get("/own-tests/").text
    assert learner.post("/own-tests/recipes/1/delete").status_code == 303
    assert "Better" not in learner.get("/quizzes/").text.partition("Your results")[0].partition("messages")[0]
    assert learner.get(sitting.url(1)).status_code == 200


def test_what_a_recipe_is_called_is_for_its_learner_alone(
    app: Flask, as_: As, learner: Browser, learner_id: int
) -> None:
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner_id,), tutors=(tutor,))
    save(learner, "What Quirina never explains", criterion="1.2")
    sitting = Sitting(learner, attempt_id=int(learner.post("/own-tests/recipes/1").location.split("/")[2]))
    sitting.submit()
    pages = [as_(tutor).get(path).text for path in (f"/learners/{learner_id}", f"/attempts/{sitting.id}/result")]
    assert "Own test: criterion 1.2" in pages[1]
    assert not any("Quirina" in page for page in pages)
    with app.app_context():
        papers = db.session.scalars(select(PaperVersionRow.text)).all()
    assert not any("Quirina" in text for text in papers)  # which outlive their learner


def test_two_recipes_never_have_one_name_and_a_refusal_hands_everything_back(learner: Browser) -> None:
    save(learner, "Mine")
    save(learner, "Other")
    refused = save(learner, "Mine", count="7")
    assert refused.status_code == 409
    assert "You have a recipe with this name already." in refused.text
    assert 'value="7"' in refused.text
    renamed = learner.post("/own-tests/recipes/2/rename", {"name": "Mine"})
    assert renamed.status_code == 409
    assert "You have a recipe with this name already." in renamed.text
    assert learner.post("/own-tests/recipes/2/rename", {"name": " "}).status_code == 422
    assert save(learner, "").status_code == 422
    assert save(learner, "x" * 81).status_code == 422


def test_there_is_an_end_to_recipes(learner: Browser) -> None:
    for n in range(30):
        assert save(learner, f"Recipe {n}").status_code == 303
    refused = save(learner, "One more")
    assert refused.status_code == 409
    assert "Delete one first." in refused.text


def test_somebody_elses_recipe_is_as_good_as_missing(app: Flask, as_: As, learner: Browser) -> None:
    save(learner, "Mine")
    other = as_(a_person(app))
    assert "Mine" not in other.get("/own-tests/").text.partition("Your recipes")[2]
    paths = ("/own-tests/recipes/1", "/own-tests/recipes/1/rename", "/own-tests/recipes/1/delete")
    assert [other.post(path, {"name": "Theirs"}).status_code for path in paths] == [404, 404, 404]
    assert "<b>Mine</b>" in learner.get("/own-tests/").text
    assert save(other, "Mine").status_code == 303


def test_a_recipe_that_nothing_fits_any_more_says_so(learner: Browser) -> None:
    save(learner, "Missed", only="missed")
    refused = learner.post("/own-tests/recipes/1")
    assert refused.status_code == 409
    assert "No question fits what you chose." in refused.text


def test_a_test_is_made_ahead_from_choices_or_a_recipe_once_and_waits_among_the_unfinished(learner: Browser) -> None:
    save(learner, "Mine", criterion="1.2")
    made = [learner.post(path, {**sent, "what": "keep"}) for path, sent in TWICE]
    assert len({answer.location for answer in made}) == 1, "the second tap leads to the same"
    path, line = made[0].location.split("#")
    page = learner.get(path).text
    assert f'<li id="{line}">' in page
    assert f'data-keep="/attempts/{line.removeprefix("test-")}/paper"' in page
    assert "Own test: criterion 1.2" in page.partition("Not finished")[2].partition("Your recipes")[0]


TWICE = (("/own-tests/", CHOSEN | {"criterion": "1.2"}), ("/own-tests/recipes/1", {}), ("/own-tests/recipes/1", {}))


def test_a_test_with_a_time_limit_is_not_made_ahead(learner: Browser) -> None:
    save(learner, "Quick", minutes="5")
    for path, sent in (("/own-tests/", CHOSEN | {"minutes": "5"}), ("/own-tests/recipes/1", {})):
        refused = learner.post(path, {**sent, "what": "keep"})
        assert refused.status_code == 409
        assert "so one with a time limit cannot be kept for later" in refused.text
        assert "Not finished" not in refused.text
    assert 'value="5"' in refused.text


def test_builder_start_and_quizzes_page_cost_at_most_eight_statements(app: Flask, learner: Browser) -> None:
    save(learner, "Mine")
    sitting = begin(learner)
    sitting.answer(1, "c", flag="1")
    sitting.submit()

    def cost(do: Callable[[], object]) -> int:
        with counted(app) as sent:
            assert do().status_code in (200, 303)
        return len(sent)

    costs = {
        "builder": cost(lambda: learner.get("/own-tests/?only=flagged&count=5")),
        "count": cost(lambda: learner.get("/own-tests/count", query_string=CHOSEN | {"only": "missed"})),
        "start": cost(lambda: learner.post("/own-tests/", CHOSEN | {"only": "missed", "minutes": "9"})),
        "quizzes": cost(lambda: learner.get("/quizzes/")),
    }
    assert max(costs.values()) <= 8, costs


class TestAThief:
    """Somebody who has met every question before a timed paper with two of them opens."""

    @pytest.fixture
    def thief(self, app: Flask, as_: As, learner_id: int) -> Browser:
        tutor = a_person(app, Role.TUTOR)
        cohort = a_cohort(app, learners=(learner_id,), tutors=(tutor,))
        browser = as_(learner_id)
        sitting = begin(browser)
        for n in range(1, 6):
            sitting.answer(n, "a", flag="1")
        sitting.submit()
        as_(tutor).post(f"/cohorts/{cohort}/papers/first-paper", OPEN)
        return browser

    @pytest.mark.parametrize("only", ["any", "missed", "flagged"])
    def test_neither_asks_nor_counts_what_an_open_paper_asks(self, app: Flask, thief: Browser, only: str) -> None:
        assert count(thief, only=only).startswith("5 questions fit")
        later(app, hours=1)
        assert count(thief, only=only).startswith("3 questions fit")
        assert questions(begin(thief, only=only)) == {"three", "four", "many"}
        assert count(thief, only=only, criterion="1.1", kind="single_best_answer").startswith("1 question fits")
        later(app, hours=5)
        assert count(thief, only=only).startswith("5 questions fit")

    def test_learns_nothing_of_it_while_it_is_sat_without_dates_either(self, learner: Browser) -> None:
        browser = learner
        sitting = Sitting(browser)
        sitting.answer(1, "b", flag="1")
        assert count(browser).startswith("3 questions fit")
        assert count(browser, only="new").startswith("3 questions fit")
        assert count(browser, only="flagged").startswith("No question fits")
        sitting.submit()
        assert count(browser).startswith("5 questions fit")

    def test_is_told_by_no_count_what_was_wrong_before_the_release(self, app: Flask, thief: Browser) -> None:
        later(app, hours=1)
        sat = Sitting(thief)
        sat.answer(1, "b")
        sat.submit()
        for only in ("any", "new", "missed", "flagged"):
            assert "5 questions" not in count(thief, only=only)
            assert "4 questions" not in count(thief, only=only)

    def test_a_test_begun_before_tells_no_key_while_the_paper_is_open(self, app: Flask, thief: Browser) -> None:
        going_on, at_end = begin(thief), begin(thief, reasons="end")
        later(app, hours=1)
        for n in range(1, 6):
            answered = going_on.answer(n, "a", then="check")
            page = thief.get(answered.location).text if answered.status_code == 303 else answered.text
            assert not ({"one", "two"} & _told(page, going_on.id)), n
        at_end.submit()
        assert SECRET not in at_end.result().text


def _told(page: str, attempt_id: int) -> set[str]:
    """Which questions a page tells the key of."""
    text = unveiled(page, attempt_id)
    return {name for name in ("one", "two") if f"What about {name}?" in text and SECRET in text}
