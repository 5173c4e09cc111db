"""Practice for a practical assessment, and forms to fill in: what they say, where they lead, what they never send."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_person

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # these pages come from files

Open = Callable[..., Browser]
PRACTICE = ("/practical/", "/practical/checklist", "/practical/drills", "/practical/viva", "/practical/viva/all")
FORMS = (
    "consultation",
    "risk-analysis",
    "consent",
    "pre-care-sheet",
    "treatment-record",
    "aftercare-sheet",
    "audit-sheet",
)


@pytest.fixture
def learner(app: Flask, as_: Open) -> Browser:
    return as_(a_person(app))


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


@pytest.mark.parametrize("role", list(Role))
def test_the_study_page_leads_every_role_to_all_of_it(app: Flask, as_: Open, role: Role) -> None:
    browser = as_(a_person(app, role), role)
    study = browser.get("/study/").text
    assert 'href="/practical/"' in study
    assert 'href="/forms/"' in study
    listed = browser.get("/forms/").text
    assert re.findall(r'href="/forms/([a-z-]+)"', listed) == list(FORMS)
    for path in (*PRACTICE, *(f"/forms/{name}" for name in FORMS)):
        page = browser.get(path)
        assert page.status_code == 200, path
        assert 'href="/study/" aria-current="true"' in page.text, path


def test_every_link_to_a_unit_or_a_source_arrives(app: Flask, learner: Browser) -> None:
    shelf = app.extensions["shelf"]
    for path in (*PRACTICE[1:], *(f"/forms/{name}" for name in FORMS)):
        page = learner.get(path).text
        places = re.findall(r'href="/study/([a-z-]+)#([^"]+)"', page)
        assert places, path
        assert {f"{unit}#{place}" for unit, place in places} <= set(shelf.sections), path
        assert set(re.findall(r'href="/references/#([^"]+)"', page)) <= set(shelf.references), path


def test_a_step_shows_its_marks_and_why_it_is_critical(learner: Browser) -> None:
    page = learner.get("/practical/checklist").text
    step = page.partition('<li id="cartridge">')[2].partition("</li>")[0]
    assert "2 marks, criterion 1.2. Critical. One cartridge, one client, one session." in words(step)
    assert 'data-marks="2" data-critical' in step
    assert 'href="/references/#bodysafe"' in step


def test_the_page_says_when_somebody_is_ready_and_what_fails_whatever_the_marks(learner: Browser) -> None:
    page = learner.get("/practical/checklist").text
    assert "60 marks in all" in words(page)
    assert "you have 48 marks or more" in words(page)
    fails = page.partition('<h2 id="fails">')[2].partition("</section>")[0]
    assert fails.count("data-fail") == 10


def test_a_viva_asks_one_question_and_keeps_its_answer_closed(learner: Browser) -> None:
    page = learner.get("/practical/viva").text
    assert page.count("A pass contains") == 1
    assert '<details class="shown-answer">' in page
    assert "question 1 of 72" in words(page)


def test_questions_on_one_criterion_come_one_after_another(app: Flask, learner: Browser) -> None:
    expected = [one.question for one in app.extensions["shelf"].viva.questions if "1.5" in one.criteria]
    asked = []
    path = "/practical/viva?criterion=1.5"
    while path:
        page = learner.get(path).text
        asked.append(words(page.partition('<h2 id="asked">')[2].partition("</h2>")[0]))
        following = re.search(r'class="btn primary" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert asked == expected


def test_a_random_order_asks_each_question_once_and_stays_the_same_from_page_to_page(
    app: Flask, learner: Browser
) -> None:
    viva = app.extensions["shelf"].viva
    page = learner.get("/practical/viva").text
    [path] = re.findall(r'href="(/practical/viva\?seed=\w+)"', page)
    first = learner.get(path).text
    seed = path.partition("=")[2]
    order = viva.asked(None, seed)
    assert order != list(viva.questions)
    assert sorted(one.id for one in order) == sorted(one.id for one in viva.questions)
    assert order[0].question in words(first)
    assert f"seed={seed}&amp;n=2" in first


@pytest.mark.parametrize("query", ["?n=0", "?n=999", "?criterion=9.9"])
def test_a_question_that_is_not_there_is_a_missing_page(learner: Browser, query: str) -> None:
    assert learner.get("/practical/viva" + query).status_code == 404


@pytest.mark.parametrize("query", ["?n=x", "?seed=" + "9" * 500, "?criterion="])
def test_what_cannot_be_read_of_a_query_is_left_aside(learner: Browser, query: str) -> None:
    assert learner.get("/practical/viva" + query).status_code == 200


@pytest.mark.parametrize("name", FORMS)
def test_nothing_typed_into_a_form_can_be_sent_and_the_page_says_so(learner: Browser, name: str) -> None:
    page = learner.get(f"/forms/{name}").text.partition("<main")[2].partition("</main>")[0]
    assert "<form" not in page
    assert "it is not sent to this site, not stored" in words(page)
    fields = re.findall(r"<(?:input|textarea)\b[^>]*>", page)
    assert fields
    assert [field for field in fields if 'autocomplete="off"' not in field] == []


def test_a_form_that_is_not_there_is_a_missing_page(learner: Browser) -> None:
    assert learner.get("/forms/no-such-form").status_code == 404


def test_they_are_found_by_search(learner: Browser) -> None:
    assert "/practical/drills#numbing-poisoning" in learner.get("/search?q=numbing+cream+film").text
    assert "/practical/viva/all#viva-riddor" in learner.get("/search?q=RIDDOR").text
    assert "/forms/audit-sheet" in learner.get("/search?q=audit+sheet").text


def test_a_source_says_which_of_them_cite_it(learner: Browser) -> None:
    source = learner.get("/references/").text.split('<li id="rcuk2021">')[1].split("</li>")[0]
    for path in (
        "/practical/drills#anaphylaxis",
        "/practical/viva/all#viva-faint-or-anaphylaxis",
        "/forms/aftercare-sheet",
    ):
        assert f'href="{path}"' in source


def test_a_site_without_these_files_works(app: Flask, learner: Browser) -> None:
    bare = replace(app.extensions["shelf"], checklist=None, drills=(), viva=None, blank_forms={})
    app.extensions["shelf"] = bare
    app.extensions["prepared_pages"] = {}
    study = learner.get("/study/").text
    assert 'href="/practical/"' not in study
    assert 'href="/forms/"' not in study
    for path in PRACTICE:
        page = learner.get(path)
        assert page.status_code == 404 or "Nothing to practise has been written down yet" in page.text, path
    assert "No forms have been written down yet" in learner.get("/forms/").text
