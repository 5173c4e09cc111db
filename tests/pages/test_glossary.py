"""The glossary, the list of references and what of them stands in a unit."""

import re

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.study.core.shelf import Shelf
from tests.support.browser import Browser
from tests.support.builders import a_person

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # these pages come from files


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app, a_person(app))


def shelf(app: Flask) -> Shelf:
    return app.extensions["shelf"]


def test_every_term_stands_in_the_glossary_with_the_units_that_use_it(app: Flask, browser: Browser) -> None:
    page = browser.get("/glossary/").text
    for term in shelf(app).glossary.terms.values():
        assert page.count(f'<div id="{term.id}">') == 1
    used = next(term for term in shelf(app).glossary.terms if shelf(app).using(term))
    unit, place = shelf(app).using(used)[0]
    entry = page.split(f'<div id="{used}">')[1].split("</dd>")[0]
    assert f'href="/study/{unit.id}#{place}"' in entry


def test_every_link_of_a_unit_to_a_definition_finds_it_in_the_page_and_in_the_glossary(
    app: Flask, browser: Browser
) -> None:
    glossary = browser.get("/glossary/").text
    marked = 0
    for unit_id in shelf(app).units:
        page = browser.get(f"/study/{unit_id}").text
        for name in set(re.findall(r'class="term" href="/glossary/#([^"]+)"', page)):
            assert f'<p id="definition-{name}">' in page
            assert f'<div id="{name}">' in glossary
            marked += 1
    assert marked > 20


def test_each_citation_is_described_by_its_reference(browser: Browser) -> None:
    page = browser.get("/study/mechanism").text
    described = set(re.findall(r'aria-describedby="(source-\d+)"', page))
    assert described
    assert all(f'<span id="{name}">' in page for name in described)


def test_the_references_say_where_each_is_cited_to_the_block(app: Flask, browser: Browser) -> None:
    page = browser.get("/references/").text
    places = re.findall(r'href="/study/([a-z-]+)#([^"]+)"', page)
    assert {unit for unit, _place in places} == set(shelf(app).units)
    assert {f"{unit}#{place}" for unit, place in places} <= shelf(app).link_targets
    cited = {one.id for unit in shelf(app).units.values() for one in unit.references}
    for name in cited:
        entry = page.split(f'<li id="{name}">')[1].split("</li>")[0]
        assert "Cited in" in entry, name


@pytest.mark.parametrize(
    ("name", "mimetype", "beginning"),
    [("references.bib", "application/x-bibtex", "@"), ("references.ris", "application/x-research-info-systems", "TY")],
)
def test_the_list_can_be_downloaded(app: Flask, browser: Browser, name: str, mimetype: str, beginning: str) -> None:
    answer = browser.get(f"/{name}")
    assert answer.mimetype == mimetype
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.text.startswith(beginning)
    for reference in shelf(app).references:
        assert reference in answer.text


def test_a_site_without_a_glossary_works(app: Flask, browser: Browser) -> None:
    kept = shelf(app)
    app.extensions["shelf"] = Shelf({}, kept.references)
    app.extensions["prepared_pages"] = {}
    assert "No words have been written down yet" in browser.get("/glossary/").text


@pytest.mark.parametrize("role", list(Role))
def test_the_study_page_leads_to_the_glossary(app: Flask, role: Role) -> None:
    page = Browser(app, a_person(app, role), role).get("/study/").text
    assert 'href="/glossary/"' in page
