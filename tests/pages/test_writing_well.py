"""Contexts bring questions, action plans come back, a reflection goes on from another, and each keeps its model."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.journal import actions, library
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import TICKED, a_reflection, a_text

As = Callable[..., Browser]
OF_TREATMENT = "Which layer did each depth aim at"
SAID = "you said you would:"


def begun(browser: Browser, **chosen: object) -> int:
    """A reflection begun on the page of the list; its id."""
    answer = browser.post("/journal/", {"title": "A day", **chosen})
    assert answer.status_code == 303, answer.text
    return int(answer.location.rpartition("/")[2])


def save(browser: Browser, reflection: int, revision: int, **fields: object) -> None:
    sent = {"revision": revision, "title": "A day", "criteria": "1.1", **fields}
    assert browser.post(f"/journal/{reflection}", sent).status_code == 303


@pytest.fixture
def learner(app: Flask) -> int:
    return a_person(app)


# Contexts


def test_a_context_brings_its_questions_and_can_be_changed(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    reflection = begun(browser, context="treatment")
    assert OF_TREATMENT in browser.get(f"/journal/{reflection}").text
    save(browser, reflection, 1, context="consultation", analysis="Kept.")
    page = browser.get(f"/journal/{reflection}").text
    assert OF_TREATMENT not in page
    assert "Which contraindication did you have to weigh" in page
    assert "Kept.</textarea>" in page


def test_without_a_context_there_are_the_stages_own_questions(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    page = browser.get(f"/journal/{begun(browser)}").text
    assert OF_TREATMENT not in page
    assert "Did a feeling change what you did?" in page


@pytest.mark.parametrize("field", ["context", "model"])
@pytest.mark.parametrize("value", ["moods", "x" * 5000, "../driscoll"])
def test_what_cannot_be_chosen_is_refused_with_what_was_typed(
    app: Flask, as_: As, learner: int, field: str, value: str
) -> None:
    back = as_(learner).post("/journal/", {"title": "My long day", field: value})
    assert back.status_code == 422
    assert 'value="My long day"' in back.text


def test_a_context_whose_file_is_gone_stays_with_its_reflection(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    reflection = begun(browser, context="treatment")
    models = library_of(app)
    app.extensions["journal"] = replace(models, guide=models.guide.model_copy(update={"contexts": ()}))
    try:
        save(browser, reflection, 1, context="treatment", description="It bled.")
        assert "It bled." in browser.get(f"/journal/{reflection}").text
    finally:
        app.extensions["journal"] = models


# Action plans come back


def planned(app: Flask, browser: Browser, plan: str = "Ask for the letter first.", **chosen: object) -> int:
    reflection = begun(browser, context="treatment", **chosen)
    save(browser, reflection, 1, context="treatment", **{"description": "It bled.", "action-plan": plan})
    return reflection


def test_the_last_plan_of_the_same_context_comes_back_and_is_answered(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    first = planned(app, browser)
    second = begun(browser, context="treatment")
    page = browser.get(f"/journal/{second}").text
    assert SAID in page
    assert "Ask for the letter first." in page.partition("<blockquote")[2].partition("</blockquote>")[0]
    assert f'href="/journal/{first}"' in page
    save(browser, second, 1, context="treatment", **{"description": "Again.", "last-time": "I did, twice."})
    assert "I did, twice.</textarea>" in browser.get(f"/journal/{second}").text


@pytest.mark.parametrize("context", ["consultation", ""])
def test_a_plan_of_another_context_does_not_come_back(app: Flask, as_: As, learner: int, context: str) -> None:
    browser = as_(learner)
    planned(app, browser)
    assert SAID not in browser.get(f"/journal/{begun(browser, context=context)}").text


def test_nobody_elses_plan_comes_back(app: Flask, as_: As, learner: int) -> None:
    planned(app, as_(a_person(app)))
    browser = as_(learner)
    assert SAID not in browser.get(f"/journal/{begun(browser, context='treatment')}").text


def test_of_several_plans_the_latest_comes_back_and_empty_ones_are_passed_over(
    app: Flask, as_: As, learner: int
) -> None:
    browser = as_(learner)
    planned(app, browser, "The older plan.")
    planned(app, browser, "The newer plan.")
    planned(app, browser, "  ")
    page = browser.get(f"/journal/{begun(browser, context='treatment')}").text
    assert "The newer plan." in page
    assert "The older plan." not in page


def test_with_the_context_the_plan_changes_until_it_is_answered(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    planned(app, browser)
    reflection = begun(browser)
    assert SAID not in browser.get(f"/journal/{reflection}").text
    save(browser, reflection, 1, context="treatment")
    assert "Ask for the letter first." in browser.get(f"/journal/{reflection}").text
    save(browser, reflection, 2, context="treatment", **{"last-time": "I did."})
    save(browser, reflection, 3, context="consultation", **{"last-time": "I did."})
    page = browser.get(f"/journal/{reflection}").text
    assert "I did.</textarea>" in page
    assert "Ask for the letter first." in page


@pytest.mark.parametrize("kept_back", [False, True])
def test_an_answer_is_handed_in_unless_it_is_kept_back_and_the_plan_never_is(
    app: Flask, as_: As, learner: int, kept_back: bool
) -> None:
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    browser = as_(learner)
    planned(app, browser)
    reflection = begun(browser, context="treatment")
    written = {"description": "Again.", "last-time": "I did, twice."}
    save(browser, reflection, 1, context="treatment", kept_back=["last-time"] if kept_back else [], **written)
    before = browser.get(f"/journal/{reflection}/hand-in").text
    assert ("Kept to yourself: since last time." in before) == kept_back
    piece = browser.post(f"/journal/{reflection}/hand-in", {"revision": 2, **TICKED}).location.rpartition("/")[2]
    page = as_(tutor).get(f"/submissions/{piece}").text
    assert ("I did, twice." in page) is not kept_back
    assert "Ask for the letter first." not in page


def test_two_tabs_that_part_show_the_answer_and_the_context_of_both(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    planned(app, browser)
    reflection = begun(browser, context="treatment")
    save(browser, reflection, 1, context="complication", **{"last-time": "From tab one."})
    sent = {"revision": 1, "title": "A day", "criteria": "1.1", "context": "treatment", "last-time": "From tab two."}
    page = browser.post(f"/journal/{reflection}", sent)
    assert page.status_code == 409
    for words in ("From tab one.", "From tab two.", "About: A complication"):
        assert words in page.text


# Going on from another


def test_a_reflection_goes_on_from_another_and_both_say_so(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    first = begun(browser, context="complication", model="driscoll", title="The first")
    offered = browser.get(f"/journal/?continues={first}").text
    assert f'name="continues" value="{first}"' in offered
    assert '<option selected value="complication">' in offered
    assert '<option selected value="driscoll">' in offered
    second = begun(browser, continues=first, title="The second")
    assert "goes on from here" in browser.get(f"/journal/{first}").text
    assert "Goes on from" in browser.get(f"/journal/{second}").text


@pytest.mark.parametrize("which", ["others", "99999999", "x", "-1", "9" * 40])
def test_nobody_goes_on_from_what_is_not_theirs(app: Flask, as_: As, learner: int, which: str) -> None:
    others = str(a_reflection(app, a_person(app), a_text("Not for you")))
    asked = others if which == "others" else which
    browser = as_(learner)
    browser.get("/account")
    for answer in (
        browser.get("/journal/", query_string={"continues": asked}),
        browser.post("/journal/", {"title": "Mine", "continues": asked}),
    ):
        assert answer.status_code == 404
        assert "Not for you" not in answer.text


# Other models


def library_of(app: Flask) -> library.Models:
    with app.app_context():
        return library.models()


def test_a_reflection_is_written_and_read_in_the_stages_of_its_model(app: Flask, as_: As, learner: int) -> None:
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    browser = as_(learner)
    reflection = begun(browser, model="driscoll", context="treatment")
    page = browser.get(f"/journal/{reflection}").text
    assert [f'name="{stage}"' in page for stage in ("what", "so-what", "now-what", "analysis")] == [True] * 3 + [False]
    assert OF_TREATMENT in page, "the questions stand where their stage is asked for"
    save(browser, reflection, 1, what="It bled.", **{"so-what": "I met Zebedina.", "now-what": "Wait."})
    assert "3 of 3 stages" in browser.get("/journal/").text
    assert "<h3>So what</h3>" in browser.get(f"/journal/{reflection}/hand-in").text
    place = {"passage": "so-what", "start": 6, "end": 14, "revision": 2, "wording": "the client"}
    assert browser.post(f"/journal/{reflection}/wording", place).status_code == 303
    handed = browser.post(f"/journal/{reflection}/hand-in", {"revision": 3, **TICKED})
    piece = handed.location.rpartition("/")[2]
    models = library_of(app)
    app.extensions["journal"] = replace(models, others={})  # the centre takes the model away
    try:
        page = as_(tutor).get(f"/submissions/{piece}").text
        assert "Driscoll (2007)" in page
        assert page.index("What</h2>") < page.index("It bled.") < page.index("So what</h2>")
        assert "I met the client." in page
        draft = browser.get(f"/journal/{reflection}").text
        assert all(words in draft for words in ("It bled.", "I met the client.", "Wait."))
        save(browser, reflection, 3, description="New.", what="It bled.", **{"so-what": "S", "now-what": "Wait."})
    finally:
        app.extensions["journal"] = models
    draft = browser.get(f"/journal/{reflection}").text
    assert "New." in draft, "what was written in the meantime is there too"
    assert "It bled.</textarea>" in draft


def test_words_of_a_stage_that_a_model_lost_survive_saving(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    reflection = begun(browser, model="kolb")
    save(browser, reflection, 1, experience="It bled.", trial="Monday.")
    models = library_of(app)
    shorter = models.others["kolb"].model_copy(update={"stages": models.others["kolb"].stages[:2]})
    app.extensions["journal"] = replace(models, others=models.others | {"kolb": shorter})
    try:
        page = browser.get(f"/journal/{reflection}").text
        assert "Monday.</textarea>" in page
        assert "no longer asked for" in page
        save(browser, reflection, 2, experience="It bled a lot.", trial="Monday.")
        assert "Monday.</textarea>" in browser.get(f"/journal/{reflection}").text
    finally:
        app.extensions["journal"] = models


def test_a_wording_in_a_passage_that_there_is_not_is_refused(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    reflection = begun(browser, model="driscoll")
    save(browser, reflection, 1, what="I met Zebedina.")
    for passage in ("description", "", "x" * 5000, "\x00"):
        place = {"passage": passage, "start": 6, "end": 14, "revision": 2, "wording": "the client"}
        assert browser.post(f"/journal/{reflection}/wording", place).status_code == 422


# To go deeper

BARE = {"description": "It bled.", "action-plan": "Be better."}
RULE = "Action without an owner, a date or a measure."


def test_a_draft_is_asked_by_rules_that_name_themselves(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    reflection = begun(browser)
    assert "No rule has a question just now." in browser.get(f"/journal/{reflection}").text
    save(browser, reflection, 1, **BARE)
    page = browser.get(f"/journal/{reflection}").text
    assert f"<b>{RULE}</b>" in page
    assert '<a href="#action-plan">' in page
    assert 'href="/exemplars/#reflections"' in page


def test_prompts_are_switched_off_for_one_learner_without_losing_a_word(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    reflection, another = begun(browser), begun(browser)
    for revision in (1, 2):  # twice is as good as once
        save(browser, reflection, revision, depth="off", **BARE | {"feelings": f"Typed {revision}."})
    save(browser, another, 1, **BARE)
    for one in (reflection, another):
        page = browser.get(f"/journal/{one}").text
        assert RULE not in page
        assert "switched off for all your reflections" in page
    assert "Typed 2." in browser.get(f"/journal/{reflection}").text
    other = as_(a_person(app))
    theirs = begun(other)
    save(other, theirs, 1, **BARE)
    assert RULE in other.get(f"/journal/{theirs}").text
    save(browser, reflection, 3, depth="on", **BARE)
    assert RULE in browser.get(f"/journal/{reflection}").text


def test_nothing_of_the_prompts_reaches_what_is_handed_in(app: Flask, as_: As, learner: int) -> None:
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    browser = as_(learner)
    reflection = begun(browser)
    save(browser, reflection, 1, **BARE)
    piece = browser.post(f"/journal/{reflection}/hand-in", {"revision": 2, **TICKED}).location.rpartition("/")[2]
    for page in (browser.get(f"/evidence/{piece}"), as_(tutor).get(f"/submissions/{piece}")):
        assert "Be better." in page.text
        assert RULE not in page.text


# How it is spread


def test_the_draft_and_its_handing_in_show_how_it_is_spread(app: Flask, as_: As, learner: int) -> None:
    reflection = a_reflection(app, learner, a_text(description="word " * 150))
    for path in (f"/journal/{reflection}", f"/journal/{reflection}/hand-in"):
        page = as_(learner).get(path).text
        assert "More than half of what you wrote is description." in page
        assert "150 words; 80 to 200 words usually say enough." in page
        assert page.count('class="usual"') == 6


def test_what_is_kept_back_is_not_counted_among_what_is_handed_in(app: Flask, as_: As, learner: int) -> None:
    text = a_text(feelings="word " * 160, kept_back=("feelings",))
    reflection = a_reflection(app, learner, text)
    assert "160 words" not in as_(learner).get(f"/journal/{reflection}/hand-in").text
    assert "160 words" in as_(learner).get(f"/journal/{reflection}").text


def test_an_action_knows_no_reflection_of_somebody_else_to_go_on_from(app: Flask, learner: int) -> None:
    others = a_reflection(app, a_person(app))
    with app.app_context(), pytest.raises(actions.NoSuchReflection):
        actions.start("Mine", learner_id=learner, at=now(), continues=others)
