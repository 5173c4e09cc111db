"""Examples with an assessor's notes: who reads them, where they lead, and that nothing in them is lost on the way."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.journal import actions as journal
from revision_app.study.core.exemplars import Exemplars
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # these pages come from files

Open = Callable[..., Browser]
ROOT = Path(__file__).resolve().parents[2]
PIECES = sorted(file.stem for file in (ROOT / "content" / "exemplars").glob("*.yml"))


@pytest.fixture
def learner(app: Flask, as_: Open) -> Browser:
    return as_(a_person(app))


@pytest.mark.parametrize("role", list(Role))
def test_the_study_page_leads_every_role_to_all_of_them(app: Flask, as_: Open, role: Role) -> None:
    browser = as_(a_person(app, role), role)
    assert 'href="/exemplars/"' in browser.get("/study/").text
    page = browser.get("/exemplars/").text
    assert set(re.findall(r'href="/exemplars/([^"#]+)"', page)) == set(PIECES)


def test_each_criterion_shows_achieved_before_referred_and_reflections_from_weak_to_strong(learner: Browser) -> None:
    page = learner.get("/exemplars/").text
    first = page.partition('id="criterion-1.2"')[2].partition("</section>")[0]
    assert 0 < first.index(">Achieved<") < first.index(">Referred<")
    reflections = page.partition('id="reflections"')[2]
    assert re.findall(r"(Weak|Sound|Strong) reflection", reflections) == ["Weak", "Sound", "Strong"]


@pytest.mark.parametrize("name", PIECES)
def test_a_piece_shows_every_passage_with_its_note_the_decision_and_the_next_step(
    app: Flask, learner: Browser, name: str
) -> None:
    piece = app.extensions["shelf"].exemplars.pieces[name]
    page = learner.get(f"/exemplars/{name}").text
    for note in piece.annotations:
        mark = page.index(f'<mark id="passage-{note.number}"')
        assert mark < page.index(f'href="#note-{note.number}"') < page.index(f'<li id="note-{note.number}"')
        assert f'aria-describedby="note-{note.number}"' in page
        assert f'href="#passage-{note.number}"' in page
    assert "<b>Next step.</b>" in page
    assert f">{piece.decision.capitalize()}</span>" in page


@pytest.mark.parametrize("name", PIECES)
def test_every_link_of_a_piece_arrives(app: Flask, learner: Browser, name: str) -> None:
    page = learner.get(f"/exemplars/{name}").text
    shelf = app.extensions["shelf"]
    places = re.findall(r'href="/study/([a-z-]+)#([^"]+)"', page)
    assert places
    assert {f"{unit}#{place}" for unit, place in places} <= set(shelf.sections)
    assert set(re.findall(r'href="/references/#([^"]+)"', page)) <= set(shelf.references)
    assert set(re.findall(r'href="/exemplars/([^"#]+)"', page)) <= set(PIECES)


def test_an_unknown_piece_is_missing(learner: Browser) -> None:
    assert learner.get("/exemplars/no-such-piece").status_code == 404


def test_the_syllabus_the_criteria_and_a_reflection_lead_to_them(app: Flask, as_: Open) -> None:
    learner_id = a_person(app)
    browser = as_(learner_id)
    with app.app_context():
        reflection = journal.start("A first", learner_id=learner_id, at=now())
    assert 'href="/exemplars/#criterion-1.4"' in browser.get("/syllabus/").text
    assert 'href="/exemplars/"' in browser.get("/criteria/").text
    assert 'href="/exemplars/#reflections"' in browser.get(f"/journal/{reflection}").text


def test_search_finds_what_the_assessor_says_and_not_what_a_learner_got_wrong(learner: Browser) -> None:
    assert "/exemplars/asepsis-referred#note-" in learner.get("/search?q=cartridge+sterile+again").text
    assert "/exemplars/" not in learner.get("/search?q=%22massage+in+two+pumps%22").text.partition("<main")[2]


def test_a_source_says_which_notes_cite_it(learner: Browser) -> None:
    source = learner.get("/references/").text.split('<li id="tsi-witness">')[1].split("</li>")[0]
    assert 'href="/exemplars/asepsis-achieved#note-' in source


def test_a_site_without_them_neither_shows_nor_offers_any(app: Flask, learner: Browser) -> None:
    app.extensions["shelf"] = replace(app.extensions["shelf"], exemplars=Exemplars())
    app.extensions["prepared_pages"] = {}
    assert "No examples have been written down yet" in learner.get("/exemplars/").text
    for path in ("/study/", "/syllabus/", "/criteria/"):
        assert "/exemplars/" not in learner.get(path).text
