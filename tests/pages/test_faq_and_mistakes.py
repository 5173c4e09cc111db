"""Questions and answers, common mistakes and the syllabus map: what they say and where they lead."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.study import library
from tests.support.browser import Browser
from tests.support.builders import a_person

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # these pages come from files

Open = Callable[..., Browser]
PAGES = ("/faq/", "/mistakes/", "/changes/", "/syllabus/")


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


def test_a_unit_says_what_changed_in_it_and_leads_to_all_changes(learner: Browser) -> None:
    page = learner.get("/study/infection-control").text
    assert "What changed in this unit (last on 30 November 2026)" in page
    assert "RIDDOR says what is reportable and by whom" in page
    assert "Elastin is disputed" not in page
    assert 'href="/changes/"' in page


def test_a_law_says_where_it_holds_and_when_it_is_to_be_checked_again(learner: Browser) -> None:
    rule = entry(learner.get("/changes/").text, "scotland-2026")
    assert "Scotland · passed, Royal Assent 12 May 2026; no commencement found" in rule
    assert "Checked 30 November 2026. To be checked again by 28 February 2027." in " ".join(rule.split())
    assert "Know your ceilings" in rule


def test_a_law_past_its_date_is_due_for_checking(app: Flask, learner: Browser) -> None:
    shelf = app.extensions["shelf"]
    old = replace(shelf.law[0], check_again=date(2020, 1, 1))
    app.extensions["shelf"] = replace(shelf, law=(old, *shelf.law[1:]))
    page = learner.get("/changes/").text
    assert "Due for checking since 1 January 2020" in entry(page, old.id)
    assert page.count("Due for checking") == 1


def test_a_site_without_these_files_works(app: Flask, learner: Browser) -> None:
    app.extensions["shelf"] = replace(app.extensions["shelf"], faq=library.Faq(), mistakes=(), changes=(), law=())
    app.extensions["prepared_pages"] = {}
    assert "No questions have been written down yet" in learner.get("/faq/").text
    assert "No mistakes have been written down yet" in learner.get("/mistakes/").text
    page = learner.get("/changes/").text
    assert "No law or guidance has been written down yet" in page
    assert "No changes have been written down yet" in page
    assert "What changed in this unit" not in learner.get("/study/complications").text
