from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from revision_app.accounts.core import Role
from revision_app.journal import queries
from revision_app.journal.core.guide import Stage
from revision_app.journal.core.reflection import Reflection
from revision_app.journal.core.text import STAGE_LIMIT
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import TICKED, a_reflection, a_submission, a_text, revision_of, rewritten
from tests.support.statements import counted

As = Callable[..., Browser]
JSON = {"Accept": "application/json"}


def kept(app: Flask, reflection_id: int, learner_id: int) -> Reflection:
    with app.app_context():
        found = queries.reflection(reflection_id, learner_id=learner_id)
        assert found is not None
        return found


def form(revision: int | str, **changed: object) -> dict[str, object]:
    written = {stage.value: "" for stage in Stage} | {"description": "What happened, in order."}
    return {"revision": revision, "title": "A long day", "criteria": ["1.1"], **written, **changed}


def test_a_journal_without_reflections_says_how_to_begin(app: Flask, as_: As) -> None:
    page = as_(a_person(app)).get("/journal/")
    assert "Your reflections will be listed here" in page.text
    assert "Start this reflection" in page.text


def test_a_reflection_begins_with_its_title(app: Flask, as_: As) -> None:
    learner = a_person(app)
    browser = as_(learner)
    begun = browser.post("/journal/", {"title": "  First neck\n treatment "})
    assert begun.status_code == 303
    page = browser.get(begun.location)
    assert "<h1>First neck treatment</h1>" in page.text
    assert "What happened? Keep to the facts." in page.text
    assert page.text.count("<textarea") == 6


@pytest.mark.parametrize("title", ["", "   ", "x" * 121])
def test_a_reflection_needs_a_title_of_sensible_length(app: Flask, as_: As, title: str) -> None:
    page = as_(a_person(app)).post("/journal/", {"title": title})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text


def test_what_is_written_is_kept_and_shown_again(app: Flask, as_: As) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    browser = as_(learner)
    app.extensions["frozen_now"] = datetime(2026, 9, 1, 13, 7, tzinfo=UTC)
    saved = browser.post(
        f"/journal/{reflection}",
        form(2, title="A longer day", analysis="One.\r\n\r\nTwo <b>.", criteria=["1.5", "1.3", "1.3"]),
    )
    assert (saved.status_code, saved.location) == (303, f"/journal/{reflection}")
    text = kept(app, reflection, learner).text
    assert (text.title, text.criteria) == ("A longer day", ("1.3", "1.5"))
    assert text.writing[Stage.ANALYSIS] == "One.\n\nTwo <b>."
    page = browser.get(f"/journal/{reflection}").text
    assert "Two &lt;b&gt;." in page
    assert "Draft saved 14:07" in page
    assert [number in page for number in ('value="1.3" checked', 'value="1.5" checked', 'value="1.1" checked')] == [
        True,
        True,
        False,
    ]


def test_saving_what_is_already_kept_changes_nothing(app: Flask, as_: As) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    before = kept(app, reflection, learner)
    app.extensions["frozen_now"] += timedelta(minutes=5)
    assert as_(learner).post(f"/journal/{reflection}", form(2)).status_code == 303
    assert kept(app, reflection, learner) == before


def test_a_script_is_told_the_new_revision_and_the_time(app: Flask, as_: As) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    saved = as_(learner).post(f"/journal/{reflection}", form(2, feelings="Calm."), headers=JSON)
    assert saved.json == {"revision": 3, "saved_at": "2026-09-01T12:00:00+00:00"}


def test_a_script_is_told_in_words_what_is_wrong(app: Flask, as_: As) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    browser = as_(learner)
    refused = browser.post(f"/journal/{reflection}", form(2, title=""), headers=JSON)
    assert refused.status_code == 422
    assert refused.json["problem"].startswith("Give the reflection a title")
    parted = browser.post(f"/journal/{reflection}", form(1, feelings="Calm."), headers=JSON)
    assert parted.status_code == 409
    assert "neither is lost" in parted.json["problem"]


def test_too_long_a_stage_comes_back_with_every_word_of_it(app: Flask, as_: As) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    words = "é" * (STAGE_LIMIT + 3)
    page = as_(learner).post(f"/journal/{reflection}", form(2, analysis=words))
    assert page.status_code == 422
    assert "Analysis is 3 characters over the limit of 20,000. Shorten it." in page.text
    assert words in page.text
    assert kept(app, reflection, learner).revision == 2


def test_the_limit_counts_a_line_break_once(app: Flask, as_: As) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    as_(learner).post(f"/journal/{reflection}", form(2, analysis="a\r\n" * (STAGE_LIMIT // 2 - 1) + "ab"))
    assert len(kept(app, reflection, learner).text.writing[Stage.ANALYSIS]) == STAGE_LIMIT


# Two tabs


def parted(app: Flask, as_: As) -> tuple[Browser, int, int, TestResponse]:
    """A learner whose second tab has just been told that the first had saved something else."""
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    rewritten(app, reflection, learner, a_text("From tab one", criteria=("1.4",), feelings="Calm in tab one."))
    browser = as_(learner)
    page = browser.post(f"/journal/{reflection}", form(2, feelings="Cross in tab two."))
    return browser, reflection, learner, page


def test_of_two_tabs_the_second_is_shown_both_versions(app: Flask, as_: As) -> None:
    _, reflection, learner, page = parted(app, as_)
    assert page.status_code == 409
    assert "Two versions of this reflection" in page.text
    assert "Cross in tab two.</textarea>" in page.text
    assert '<p class="written">Calm in tab one.</p>' in page.text
    assert '<p class="written">From tab one</p>' in page.text
    assert "Tagged: 1.4" in page.text
    assert page.text.count("Saved version, today at 13:00") == 3, "only what differs is shown twice"
    assert kept(app, reflection, learner).text.writing[Stage.FEELINGS] == "Calm in tab one."


def test_having_seen_both_versions_the_writer_decides(app: Flask, as_: As) -> None:
    browser, reflection, learner, page = parted(app, as_)
    assert '<input name="revision" value="3"' in page.text
    assert browser.post(f"/journal/{reflection}", form(3, feelings="Both.")).status_code == 303
    assert kept(app, reflection, learner).text.writing[Stage.FEELINGS] == "Both."


def test_a_form_that_comes_back_with_a_fault_still_knows_which_version_it_began_from(app: Flask, as_: As) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    rewritten(app, reflection, learner, a_text(feelings="Calm in tab one."))
    page = as_(learner).post(f"/journal/{reflection}", form(2, title=""))
    assert '<input name="revision" value="2"' in page.text


@pytest.mark.parametrize("revision", ["", "two", "9" * 40])
def test_a_revision_that_makes_no_sense_overwrites_nothing(app: Flask, as_: As, revision: str) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    answer = as_(learner).post(f"/journal/{reflection}", form(revision, feelings="Calm."))
    assert answer.status_code in (409, 422)
    assert "Calm.</textarea>" in answer.text
    assert revision_of(app, reflection, learner) == 2


# Whose it is


def test_another_learner_finds_nothing(app: Flask, as_: As) -> None:
    reflection = a_reflection(app, a_person(app))
    other = as_(a_person(app))
    assert other.get(f"/journal/{reflection}").status_code == 404
    assert other.post(f"/journal/{reflection}", form(2, feelings="Mine now.")).status_code == 404
    assert "A long day" not in other.get("/journal/").text


@pytest.mark.parametrize("role", [Role.TUTOR, Role.ADMINISTRATOR])
def test_no_one_but_a_learner_opens_a_draft(app: Flask, as_: As, role: Role) -> None:
    learner, visitor = a_person(app), a_person(app, role)
    a_cohort(app, learners=(learner,), tutors=(visitor,))
    reflection = a_reflection(app, learner)
    browser = as_(visitor)
    for path in ("/journal/", f"/journal/{reflection}", f"/journal/{reflection}/hand-in"):
        assert browser.get(path).status_code == 403
        assert browser.post(path).status_code == 403


def test_a_tutor_who_is_also_a_learner_opens_only_their_own(app: Flask, as_: As) -> None:
    learner, both = a_person(app), a_person(app, Role.LEARNER, Role.TUTOR)
    a_cohort(app, learners=(learner, both), tutors=(both,))
    theirs, own = a_reflection(app, learner), a_reflection(app, both)
    browser = as_(both, Role.LEARNER)
    assert browser.get(f"/journal/{theirs}").status_code == 404
    assert browser.get(f"/journal/{own}").status_code == 200


def test_a_draft_says_that_no_tutor_and_no_administrator_can_open_it(app: Flask, as_: As) -> None:
    learner = a_person(app)
    browser = as_(learner)
    assert "no tutor and no administrator can open it" in browser.get("/journal/").text
    assert "no tutor and no administrator can." in browser.get(f"/journal/{a_reflection(app, learner)}").text


# What is kept back


def test_a_stage_that_is_kept_back_stays_with_the_learner(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    reflection = a_reflection(app, learner)
    browser = as_(learner)
    browser.post(f"/journal/{reflection}", form(2, feelings="Afraid of the needle.", kept_back=["feelings"]))
    assert 'value="feelings" checked' in browser.get(f"/journal/{reflection}").text
    before = browser.get(f"/journal/{reflection}/hand-in").text
    assert "You keep feelings to yourself" in before
    assert "Kept to yourself: feelings." in before
    handed = browser.post(f"/journal/{reflection}/hand-in", {"revision": 3, **TICKED})
    piece = handed.location.rpartition("/")[2]
    for page in (browser.get(handed.location), as_(tutor).get(f"/submissions/{piece}")):
        assert "Afraid" not in page.text
        assert "Not handed in." in page.text


def test_an_empty_stage_of_a_draft_is_not_called_handed_in(app: Flask, as_: As) -> None:
    learner = a_person(app)
    page = as_(learner).get(f"/journal/{a_reflection(app, learner, a_text(feelings=''))}/passages").text
    assert "Empty, or kept to yourself." in page
    assert "Not handed in." not in page


def test_names_in_a_stage_that_is_kept_back_are_not_pointed_out(app: Flask, as_: As) -> None:
    learner = a_person(app)
    text = a_text(feelings="I told Zebedina.", kept_back=(Stage.FEELINGS,))
    assert "Zebedina" not in as_(learner).get(f"/journal/{a_reflection(app, learner, text)}/hand-in").text


@pytest.mark.parametrize("kept_back", ["moods", "\ud800", "x" * 5000])
def test_a_stage_that_there_is_not_is_not_kept_back(app: Flask, as_: As, kept_back: str) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    sent = form(2, feelings="Kept.", kept_back=kept_back.encode(errors="surrogatepass"))
    back = as_(learner).post(f"/journal/{reflection}", sent)
    assert back.status_code == 422
    assert "Kept." in back.text


def test_of_two_tabs_the_second_sees_what_the_first_kept_back(app: Flask, as_: As) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    rewritten(app, reflection, learner, a_text(feelings="Calm.", kept_back=(Stage.FEELINGS,)))
    page = as_(learner).post(f"/journal/{reflection}", form(2, feelings="Calm."))
    assert page.status_code == 409
    assert "Kept to myself." in page.text


# How it stands


def test_the_list_says_how_each_reflection_stands(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    a_reflection(app, learner, a_text("Only a draft"))
    a_submission(app, learner)
    a_submission(app, learner, released_by=tutor)
    page = as_(learner).get("/journal/").text
    for word in ("Draft", "With tutor", "Achieved"):
        assert page.count(f">{word}</span>") == 1
    assert "1 of 6 stages" in page
    assert "Read the feedback" in page
    assert "See what you handed in" in page


def test_a_criterion_that_there_is_not_is_refused_in_words_of_ours(app: Flask, as_: As) -> None:
    learner = a_person(app)
    sent = {"title": "A day", "description": "Kept.", "criteria": "9.9", "revision": 2}
    back = as_(learner).post(f"/journal/{a_reflection(app, learner)}", sent)
    assert back.status_code == 422
    assert "Choose from what is listed here" in back.text
    assert "Kept." in back.text


@pytest.mark.parametrize("page", ["/journal/", "/journal/1", "/journal/1/hand-in"])
def test_a_page_asks_no_more_often_when_there_is_more_to_show(app: Flask, as_: As, page: str) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    reflection = a_reflection(app, learner)
    a_submission(app, learner, of=reflection, released_by=tutor)
    browser = as_(learner)
    asked = []
    for extra in range(2):
        with counted(app) as statements:
            assert browser.get(page).status_code == 200
        asked.append(len(statements))
        for number in range(4):
            rewritten(app, reflection, learner, a_text(feelings=f"{extra} {number}"))
            a_submission(app, learner, of=reflection, released_by=tutor)
            a_submission(app, learner, released_by=tutor)
    assert asked[0] == asked[1] <= 4
