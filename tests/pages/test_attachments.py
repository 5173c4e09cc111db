"""Photographs and files that go with a reflection."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.evidence.files import actions as file_actions
from revision_app.evidence.files.store import Folder
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.files import a_file, a_photograph, a_picture
from tests.support.reflections import TICKED, a_reflection, revision_of

As = Callable[..., Browser]


@pytest.fixture(autouse=True)
def stored(app: Flask, tmp_path: Path) -> Path:
    app.extensions["evidence_store"] = Folder(tmp_path)
    return tmp_path


@pytest.fixture
def people(app: Flask) -> tuple[int, int]:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return learner, tutor


def hand_in(app: Flask, browser: Browser, reflection: int, learner: int) -> object:
    revision = {"revision": revision_of(app, reflection, learner)}
    return browser.post(f"/journal/{reflection}/hand-in", TICKED | revision)


def test_what_is_attached_is_frozen_with_the_reflection_and_shown_to_its_tutor(
    app: Flask, as_: As, people: tuple[int, int]
) -> None:
    learner, tutor = people
    photograph, document, other = a_photograph(app, learner), a_file(app, learner), a_file(app, learner, name="b.pdf")
    reflection = a_reflection(app, learner)
    browser = as_(learner)
    chosen = {"files": [str(photograph), str(document)]}
    assert browser.post(f"/journal/{reflection}/files", chosen).status_code == 303
    assert "Cheek before" in browser.get(f"/journal/{reflection}").text
    assert "Cheek before" in browser.get(f"/journal/{reflection}/hand-in").text
    piece = hand_in(app, browser, reflection, learner).location.rpartition("/")[2]
    assert hand_in(app, browser, reflection, learner).location.endswith(f"/{piece}")

    assert browser.post(f"/journal/{reflection}/files", {"files": [str(other)]}).status_code == 303
    page = as_(tutor).get(f"/submissions/{piece}").text
    assert f'src="/files/{photograph}/thumbnail"' in page
    assert "Download certificate.pdf" in page
    assert "b.pdf" not in page
    assert as_(tutor).get(f"/files/{other}/content").status_code == 404
    assert as_(tutor).get(f"/files/{photograph}/content").status_code == 200
    browser.post(f"/files/{photograph}/withdraw", {"sure": "1"})
    assert as_(tutor).get(f"/files/{photograph}/content").status_code == 404
    assert "is not shown" in as_(tutor).get(f"/submissions/{piece}").text


def test_a_photograph_from_the_camera_is_attached_at_once_and_kept_back_until_its_client_consents(
    app: Flask, as_: As, people: tuple[int, int]
) -> None:
    learner, _ = people
    reflection = a_reflection(app, learner)
    browser = as_(learner)
    assert f'name="into" value="reflection {reflection}"' in browser.get(f"/journal/{reflection}/files").text
    sent = {"into": f"reflection {reflection}", "file": (BytesIO(a_picture()), "photo.jpg")}
    answer = browser.post("/files/", sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    refused = hand_in(app, browser, reflection, learner)
    assert refused.status_code == 409
    assert "No consent is recorded" in refused.text
    browser.post(f"/journal/{reflection}/files", {})
    assert hand_in(app, browser, reflection, learner).status_code == 303


@pytest.mark.parametrize(
    "into", ["reflection 99999999", "reflection x", f"reflection {'9' * 30}", "set 1", "reflection", "\0"]
)
def test_a_draft_that_is_none_changes_nothing_about_an_upload(app: Flask, as_: As, into: str) -> None:
    sent = {"into": into, "file": (BytesIO(b"%PDF-1.7\n%%EOF"), "a.pdf")}
    assert as_(a_person(app)).post("/files/", sent, content_type="multipart/form-data").status_code == 303


def test_neither_somebody_elses_file_nor_too_many_are_attached(
    app: Flask, as_: As, people: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    learner, _ = people
    reflection = a_reflection(app, learner)
    browser = as_(learner)
    theirs = a_file(app, a_person(app), name="theirs.pdf")
    odd = {"files": [str(theirs), "x", "9" * 30, "-1", ""]}
    assert browser.post(f"/journal/{reflection}/files", odd).status_code == 303
    assert "theirs.pdf" not in browser.get(f"/journal/{reflection}").text
    monkeypatch.setattr(file_actions, "MOST_ATTACHED", 1)
    mine = [str(a_file(app, learner, name=f"{n}.pdf")) for n in range(2)]
    answer = browser.post(f"/journal/{reflection}/files", {"files": mine})
    assert answer.status_code == 409
    assert answer.text.count("checked>") == 2
