"""The depth explorer's page: for every choice, for wrong ones, and where the centre has none."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from revision_app import loading
from revision_app.accounts.core import Role
from revision_app.study import library
from revision_app.study.core.depths.file import PHOTOTYPES, Depths
from tests.support.browser import Browser
from tests.support.builders import a_person

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def learner(app: Flask) -> Browser:
    return Browser(app, a_person(app))


def shipped(app: Flask) -> Depths:
    with app.app_context():
        found = library.shelf().depths
    assert found is not None
    return found


@pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # it asks no database
def test_every_site_concern_and_phototype_has_its_page(app: Flask, learner: Browser) -> None:
    depths = shipped(app)
    for site in depths.sites:
        for concern in depths.concerns:
            for phototype in ("", *PHOTOTYPES):
                query = f"site={site.id}&concern={concern.id}&phototype={phototype}"
                answer = learner.get(f"/study/depth-explorer?{query}")
                assert answer.status_code == 200, query
                assert '<svg class="plate"' in answer.text
                assert "recommends no treatment" in answer.text


@pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)
def test_every_measurement_and_every_needle_has_its_page(app: Flask, learner: Browser) -> None:
    depths = shipped(app)
    for site in depths.sites:
        for thickness in depths.measured(site.id):
            answer = learner.get(f"/study/depth-explorer?site={site.id}&measure={thickness.measure}")
            assert f'<option value="{thickness.measure}" selected>' in answer.text
    for needle in depths.needles:
        assert f'<option value="{needle:g}' in learner.get(f"/study/depth-explorer?needle={needle}").text


@pytest.mark.parametrize("role", sorted(Role))
def test_every_role_may_explore(app: Flask, role: Role) -> None:
    browser = Browser(app, a_person(app, role))
    assert browser.get("/study/depth-explorer").status_code == 200


def test_the_page_holds_its_choice_in_the_form(learner: Browser) -> None:
    page = learner.get("/study/depth-explorer?site=neck&concern=fine-lines&phototype=V&needle=0.5").text
    for option in ("neck", "fine-lines", "V", "0.5", "ultrasound-women"):
        assert f'<option value="{option}" selected>' in page
    assert "Up to 2.5 mm" in page
    assert "By phototype" not in page
    assert "Phototype V" in page


def test_ceilings_come_with_their_jurisdiction_and_date(learner: Browser) -> None:
    page = learner.get("/study/depth-explorer").text
    assert "Scotland, checked November 2026" in page
    assert "commencement pending" in page


def test_a_wrong_choice_is_answered_with_what_to_choose(learner: Browser) -> None:
    answer = learner.get("/study/depth-explorer?site=%3Cb%3Enose&needle=3.7&concern=fine-lines")
    assert answer.status_code == 422
    assert "There is no site “&lt;b&gt;nose”. Choose one from the list." in answer.text
    assert "Choose a needle length from the list, 0.25 to 2.5 mm." in answer.text
    assert '<option value="fine-lines" selected>' in answer.text
    assert '<svg class="plate"' not in answer.text


def test_the_unit_on_depth_leads_to_the_explorer_with_a_choice_made(learner: Browser) -> None:
    page = learner.get("/study/depth-selection").text
    path = "/study/depth-explorer?site=cheek&amp;concern=acne-scars&amp;needle=1.0"
    assert f'href="{path}"' in page
    assert learner.get(path.replace("&amp;", "&")).status_code == 200


def test_a_centre_without_the_file_has_no_explorer(app: Flask, learner: Browser, tmp_path: Path) -> None:
    assert 'href="/study/depth-explorer"' in learner.get("/study/").text
    app.extensions["shelf"] = replace(app.extensions["shelf"], depths=None)
    assert learner.get("/study/depth-explorer").status_code == 404
    assert "depth-explorer" not in learner.get("/study/").text


def test_missing_is_no_problem_and_broken_is_one(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for file in (ROOT / "content").iterdir():
        if file.name != "depths.yml":
            (content / file.name).symlink_to(file) if file.is_dir() else (content / file.name).write_bytes(
                file.read_bytes()
            )
    quiet = loading.load(content, ROOT / "quizzes")
    assert quiet.shelf.depths is None
    assert not any("depths.yml" in problem.file for problem in quiet.problems)
    (content / "depths.yml").write_text("start: {site: cheek}\n", encoding="utf-8")
    found = loading.load(content, ROOT / "quizzes").problems
    assert any(problem.file == "content/depths.yml" for problem in found)
