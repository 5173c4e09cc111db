"""Boxes over a photograph: burnt in, and what was under them gone everywhere."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from revision_app.audit.models import AuditRow
from revision_app.db import db
from revision_app.evidence import actions as evidence
from revision_app.evidence.files import images
from revision_app.evidence.files.core.consent import Purpose
from revision_app.evidence.files.models import FileRow
from revision_app.evidence.files.store import Folder
from revision_app.evidence.models import PieceRow
from revision_app.jobs import library as results
from revision_app.jobs.models import JobRow
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.files import a_file, a_photograph, a_picture, handed_in_as_a_set
from tests.support.jobs import an_export
from tests.support.sitting import later

As = Callable[..., Browser]
RIGHT_HALF = {"boxes-0-left": "50", "boxes-0-top": "0", "boxes-0-width": "50", "boxes-0-height": "100"}


@pytest.fixture(autouse=True)
def stored(app: Flask, tmp_path: Path) -> Path:
    """A store of this test's own."""
    app.extensions["evidence_store"] = Folder(tmp_path)
    return tmp_path


def digest_of(app: Flask, file_id: int) -> str:
    with app.app_context():
        return db.session.get_one(FileRow, file_id).digest


def covered(app: Flask, browser: Browser, photograph: int, **boxes: str) -> object:
    form = {"digest": digest_of(app, photograph)} | (boxes or RIGHT_HALF)
    return browser.post(f"/files/{photograph}/cover", form)


def objects(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_what_is_under_a_box_is_gone_from_the_picture_its_small_copy_and_the_store(
    app: Flask, as_: As, stored: Path
) -> None:
    learner = a_person(app)
    browser = as_(learner)
    photograph = a_photograph(app, learner, body=a_picture((200, 100)))
    before, digest = objects(stored), digest_of(app, photograph)
    page = browser.get(f"/files/{photograph}/cover").text
    assert "What is under a box is gone for good" in page
    answer = covered(app, browser, photograph)
    assert answer.location == f"/files/{photograph}"
    for part in ("content", "thumbnail"):
        picture = Image.open(BytesIO(browser.get(f"/files/{photograph}/{part}").data))
        assert picture.getpixel((picture.width * 3 // 4, picture.height // 2)) == (0, 0, 0)
        assert picture.getpixel((picture.width // 4, picture.height * 3 // 4))[0] > 200
    assert len(objects(stored)) == 2
    assert not before.keys() & objects(stored).keys()
    assert digest_of(app, photograph) != digest
    with app.app_context():
        noted = db.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert (noted.deed, noted.detail) == ("photograph covered", f"file {photograph}")


def test_a_box_drawn_on_an_earlier_picture_covers_nothing_and_comes_back(app: Flask, as_: As, stored: Path) -> None:
    learner = a_person(app)
    browser = as_(learner)
    photograph = a_photograph(app, learner)
    form = {"digest": digest_of(app, photograph)} | RIGHT_HALF
    assert browser.post(f"/files/{photograph}/cover", form).status_code == 303
    after = objects(stored)
    again = browser.post(f"/files/{photograph}/cover", form)
    assert again.status_code == 409
    assert "was covered in the meantime" in again.text
    assert 'value="100"' in again.text
    assert objects(stored) == after


def test_what_was_handed_in_is_covered_only_once_it_is_withdrawn(app: Flask, as_: As, stored: Path) -> None:
    learner = a_person(app)
    browser = as_(learner)
    photograph = a_photograph(app, learner)
    handed_in_as_a_set(app, learner, photograph)
    before = objects(stored)
    assert "you can withdraw the submission" in browser.get(f"/files/{photograph}/cover").text
    assert covered(app, browser, photograph).status_code == 409
    assert objects(stored) == before
    with app.app_context():
        piece = db.session.scalars(select(PieceRow.id)).one()
        evidence.withdraw(piece, learner_id=learner, at=now())
    assert covered(app, browser, photograph).status_code == 303
    assert "Part of it was covered after it was handed in." in browser.get(f"/evidence/{piece}").text


def test_an_export_that_holds_the_picture_is_gone_with_it(app: Flask, as_: As) -> None:
    learner = a_person(app)
    browser = as_(learner)
    photograph = a_photograph(app, learner)
    handed_in_as_a_set(app, learner, photograph)
    export = an_export(app, learner, f"learner {learner}")
    with app.app_context():
        evidence.withdraw(db.session.scalars(select(PieceRow.id)).one(), learner_id=learner, at=now())
        made = results.folder() / db.session.get_one(JobRow, export).file
    assert made.exists()
    assert browser.get(f"/portfolio/files/{export}").status_code == 200
    assert covered(app, browser, photograph).status_code == 303
    assert browser.get(f"/portfolio/files/{export}").status_code == 404
    page = browser.get("/portfolio/").text
    assert "Expired" in page
    assert "something in it may no longer be shown" in page
    assert not made.exists()


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ({}, "Draw at least one box"),
        ({"boxes-0-left": "10"}, "Fill in all four, or leave all four empty."),
        (RIGHT_HALF | {"boxes-0-left": "some"}, "Write a number, such as 12"),
        (RIGHT_HALF | {"boxes-0-left": "NaN"}, "Write a number from 0 to 99"),
        (RIGHT_HALF | {"boxes-0-top": "1e999999"}, "Write a number from 0 to 99"),
        (RIGHT_HALF | {"boxes-0-width": "0"}, "Write a number from 0.1 to 100"),
        (RIGHT_HALF | {"boxes-0-height": "-5"}, "Write a number from 0.1 to 100"),
    ],
)
def test_a_box_that_is_none_is_refused_beside_its_fields(
    app: Flask, as_: As, boxes: dict[str, str], words: str, stored: Path
) -> None:
    learner = a_person(app)
    photograph = a_photograph(app, learner)
    before = objects(stored)
    answer = covered(app, as_(learner), photograph, **(boxes or {"boxes-0-left": " "}))
    assert answer.status_code == 422
    assert words in answer.text
    for value in filter(str.strip, boxes.values()):
        assert f'value="{value}"' in answer.text
    assert objects(stored) == before


def test_a_box_that_reaches_beyond_the_picture_covers_what_there_is_of_it(app: Flask, as_: As) -> None:
    learner = a_person(app)
    browser = as_(learner)
    photograph = a_photograph(app, learner, body=a_picture((200, 100)))
    beyond = {"boxes-11-left": "80", "boxes-11-top": "80", "boxes-11-width": "100", "boxes-11-height": "100"}
    assert covered(app, browser, photograph, **beyond).status_code == 303
    picture = Image.open(BytesIO(browser.get(f"/files/{photograph}/content").data))
    assert sum(picture.getpixel((199, 99))) < 60


def test_nothing_is_drawn_on_what_may_not_be_seen_or_is_no_picture(app: Flask, as_: As) -> None:
    learner = a_person(app)
    browser = as_(learner)
    document = a_file(app, learner)
    photograph = a_photograph(app, learner, purposes=[Purpose.RECORD])
    assert covered(app, browser, document).status_code == 409
    assert browser.get(f"/files/{document}/cover").status_code == 409
    later(app, days=366)
    assert covered(app, as_(learner), photograph).status_code == 409
    other = as_(a_person(app))
    assert other.get(f"/files/{photograph}/cover").status_code == 404


def test_while_other_pictures_are_checked_the_boxes_come_back(
    app: Flask, as_: As, monkeypatch: pytest.MonkeyPatch, stored: Path
) -> None:
    learner = a_person(app)
    photograph = a_photograph(app, learner)
    before = objects(stored)
    monkeypatch.setattr(images, "PATIENCE", 0.1)
    with app.app_context(), images._turn():
        answer = covered(app, as_(learner), photograph)
    assert answer.status_code == 503
    assert 'value="50"' in answer.text
    assert objects(stored) == before


@pytest.mark.parametrize("number", ["²", "9" * 5_000, "-1", "x", str(2**70)])
def test_a_field_of_a_box_that_there_is_none_of_is_left_aside(app: Flask, as_: As, number: str) -> None:
    learner = a_person(app)
    photograph = a_photograph(app, learner)
    answer = covered(app, as_(learner), photograph, **{f"boxes-{number}-left": "1"})
    assert answer.status_code == 422
    assert "Draw at least one box" in answer.text
