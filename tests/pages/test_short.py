"""Questions and answers, common mistakes and the syllabus map: what they say and where they lead."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.study import library
from tests.browser import Browser
from tests.builders import a_person

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # these pages come from files

Open = Callable[..., Browser]
PAGES = ("/faq/", "/mistakes/", "/syllabus/")


@pytest.fixture
def learner(app: Flask, as_: Open) -> Browser:
    return as_(a_person(app))


def entry(page: str, name: str) -> str:
    return page.partition(f'<article id="{name}"')[2].partition("</article>")[0]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", PAGES)
def test_the_study_page_leads_every_role_to_each(app: Flask, as_: Open, role: Role, path: str) -> None:
    browser = as_(a_person(app, role), role)
    assert f'href="{path}"' in browser.get("/study/").text
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_every_link_to_a_unit_or_a_source_arrives(app: Flask, learner: Browser, path: str) -> None:
    page = learner.get(path).text
    shelf = app.extensions["shelf"]
    places = re.findall(r'href="/study/([a-z-]+)#([^"]+)"', page)
    assert places
    assert {f"{unit}#{place}" for unit, place in places} <= set(shelf.sections)
    assert set(re.findall(r'href="/references/#([^"]+)"', page)) <= set(shelf.references)


def test_an_answer_stands_with_its_sources_and_where_to_read_on(learner: Browser) -> None:
    answer = entry(learner.get("/faq/").text, "how-deep")
    assert "How deep may I go?" in answer
    assert 'id="how-deep-source-1"' in answer
    assert 'href="/study/depth-selection#know-your-ceilings"' in answer


def test_the_syllabus_own_mistakes_come_first(learner: Browser) -> None:
    page = learner.get("/mistakes/").text
    assert page.index("Named by the syllabus") < page.index('id="deeper-is-better"') < page.index("Also often met")
    assert page.index("Also often met") < page.index('id="builds-elastin"')


def test_a_mistake_and_a_tip_are_shown_at_the_foot_of_the_section_where_they_apply(learner: Browser) -> None:
    page = learner.get("/study/contraindications").text
    section = page.partition(' id="why-it-matters">')[2].partition("</section>")[0]
    assert (
        'href="/mistakes/#thin-contraindication-check" aria-describedby="mistake-thin-contraindication-check"'
        in section
    )
    assert page.count('<p id="mistake-thin-contraindication-check">') == 1
    reflection = learner.get("/study/evaluating-practice").text.partition(' id="reflection">')[2]
    assert "In assessment." in reflection.partition("</section>")[0]


def test_the_map_counts_what_serves_a_criterion(app: Flask, learner: Browser) -> None:
    criterion = entry(learner.get("/syllabus/").text, "criterion-1.4")
    versions = app.extensions["bank"].items.values()
    number = sum("1.4" in version.item.criteria for version in versions)
    assert f"Practise: {number} questions" in criterion
    assert 'href="/study/aftercare#the-first-week"' in criterion
    assert 'href="/quizzes/two-first-consultations"' in criterion
    assert "<b>Action plan.</b>" in criterion


def test_who_cannot_sit_papers_is_not_led_to_them(app: Flask, as_: Open) -> None:
    page = as_(a_person(app, Role.TUTOR), Role.TUTOR).get("/syllabus/").text.partition("<main")[2]
    assert 'href="/quizzes/' not in page


def test_they_are_found_by_search(learner: Browser) -> None:
    page = learner.get("/search?q=%22blood+thinner%22").text
    assert '<a href="/faq/#blood-thinners">' in page
    assert '<a href="/mistakes/#fda-approved">' in learner.get("/search?q=FDA").text
    assert '<a href="/syllabus/#outcome-LO5">' in learner.get("/search?q=LO5").text
    assert '<a href="/study/depth-explorer">' in learner.get("/search?q=depth+explorer").text
    assert '<a href="/study/depth-explorer?site=hand">' in learner.get("/search?q=back+of+the+hand").text


def test_a_source_says_that_the_explorer_an_answer_and_a_mistake_cite_it(app: Flask, learner: Browser) -> None:
    source = learner.get("/references/").text.split('<li id="meng2022">')[1].split("</li>")[0]
    for path in ("/study/depth-explorer", "/faq/#eyelids", "/mistakes/#wrong-depth-for-area"):
        assert f'href="{path}"' in source


def test_a_site_without_these_files_works(app: Flask, learner: Browser) -> None:
    app.extensions["shelf"] = replace(app.extensions["shelf"], faq=library.Faq(), mistakes=())
    app.extensions["prepared_pages"] = {}
    assert "No questions have been written down yet" in learner.get("/faq/").text
    assert "No mistakes have been written down yet" in learner.get("/mistakes/").text
