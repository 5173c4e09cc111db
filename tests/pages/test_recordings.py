"""Recordings: known by content, bound to the consent of a client who is heard, played in ranges, with words beside."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from revision_app.accounts.core import Role
from revision_app.audit.models import AuditRow
from revision_app.db import db
from revision_app.evidence.files import queries as files
from revision_app.evidence.files.store import Folder
from revision_app.evidence.models import PieceRow
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.files import a_file, handed_in_as_a_set
from tests.support.jobs import an_export
from tests.support.reflections import TICKED
from tests.support.said import a_statement
from tests.support.sounds import SECRET, a_wav, a_webm, an_aac, an_mp3, an_mp4, an_ogg

As = Callable[..., Browser]
CONSENT = {"pseudonym": "C-07", "purposes": ["record", "portfolio"], "given_on": "2026-09-01", "until": "2027-09-01"}
CONSENT |= {"recorded": "said aloud and recorded"}
WORDS = {"caption": "Talk about depth", "alternative": "Tutor: why 1.0 mm?\n\nI: because of the scars."}


@pytest.fixture(autouse=True)
def stored(app: Flask, tmp_path: Path) -> Path:
    app.extensions["evidence_store"] = Folder(tmp_path)
    return tmp_path


@pytest.fixture
def people(app: Flask) -> tuple[int, int]:
    """A learner and their tutor."""
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return learner, tutor


def sent(browser: Browser, body: bytes, name: str) -> object:
    return browser.post("/files/", {"file": (BytesIO(body), name)}, content_type="multipart/form-data")


def ready(app: Flask, as_: As, learner: int, *, heard: bool) -> int:
    """A recording that may be put forward."""
    recording = a_file(app, learner, a_wav(), "talk.wav")
    browser = as_(learner)
    if heard:
        assert browser.post(f"/files/{recording}/consent", CONSENT).status_code == 303
    else:
        assert browser.post(f"/files/{recording}/no-client").status_code == 303
    assert browser.post(f"/files/{recording}", WORDS).status_code == 303
    return recording


@pytest.mark.parametrize("made", [a_wav, an_mp3, an_aac, an_mp4, an_ogg, a_webm])
def test_a_recording_is_taken_by_its_content_and_keeps_no_notes(app: Flask, as_: As, made: Callable[[], bytes]) -> None:
    browser = as_(a_person(app))
    answer = sent(browser, made(), "photo.jpg")
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "Say whether a client can be heard in it." in page
    assert "<audio" not in page
    assert browser.get(f"{answer.location}/content").status_code == 404
    assert browser.post(f"{answer.location}/no-client").status_code == 303
    assert "<audio" in browser.get(answer.location).text
    served = browser.get(f"{answer.location}/content")
    assert SECRET not in served.data
    assert served.mimetype.startswith("audio/")
    assert served.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (a_wav()[:-500], "damaged or cut short"),
        (an_mp4(b"vide"), "moving pictures"),
        (b"OggS" + b"\xff" * 4000, "damaged or cut short"),
        (b"\xff\xfb\x90\x00<html><script>alert(1)</script>", "damaged or cut short"),
        (b"ID3\4\0\0\0\0\0\0%PDF-1.7 %%EOF", "damaged or cut short"),
        (b"\x1a\x45\xdf\xa3" + b"\x01" + b"\xff" * 7, "only WebM"),
    ],
)
def test_hostile_sound_is_refused_in_words_and_leaves_nothing(
    app: Flask, as_: As, body: bytes, words: str, stored: Path
) -> None:
    answer = sent(as_(a_person(app)), body, "talk.mp3")
    assert answer.status_code == 422
    assert words in answer.text
    assert not [file for file in stored.rglob("*") if file.is_file()]


def test_a_player_gets_the_range_that_it_asks_for(app: Flask, as_: As, people: tuple[int, int]) -> None:
    learner, _ = people
    recording = ready(app, as_, learner, heard=False)
    browser = as_(learner)
    path = f"/files/{recording}/content"
    answer = browser.get(path, headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.data) == (206, b"RIFF")
    assert answer.headers["Content-Range"].startswith("bytes 0-3/")
    assert browser.get(path, headers={"Range": "bytes=999999999-"}).status_code == 416
    assert browser.get(path, headers={"Range": "bytes=-4"}).status_code == 206
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert len(answer.data) == 12 + 24 + 8 + 1600  # its head, how it is made, and the samples


def test_a_recording_without_a_client_needs_words_and_then_goes_to_the_tutor(
    app: Flask, as_: As, people: tuple[int, int]
) -> None:
    learner, tutor = people
    recording = a_file(app, learner, a_wav(), "talk.wav")
    browser = as_(learner)
    browser.post(f"/files/{recording}/no-client")
    assert "It has no transcript or summary yet." in browser.get("/files/").text
    assert browser.post(f"/files/{recording}", WORDS | {"alternative": "x" * 40_001}).status_code == 422
    browser.post(f"/files/{recording}", WORDS)
    handed_in_as_a_set(app, learner, recording)
    with app.app_context():
        piece = db.session.scalars(select(PieceRow.id)).one()
    for person, path in ((learner, f"/evidence/{piece}"), (tutor, f"/submissions/{piece}")):
        page = as_(person).get(path).text
        assert f'src="/files/{recording}/content"' in page
        assert "because of the scars." in page
    assert as_(tutor).get(f"/files/{recording}/content").status_code == 200
    assert as_(a_person(app, Role.TUTOR)).get(f"/files/{recording}/content").status_code == 404
    export = an_export(app, learner, f"learner {learner}")
    assert browser.get(f"/portfolio/files/{export}").status_code == 200


def test_consent_of_a_client_who_is_heard_rules_it_like_a_photograph(
    app: Flask, as_: As, people: tuple[int, int], stored: Path
) -> None:
    learner, tutor = people
    recording = ready(app, as_, learner, heard=True)
    browser = as_(learner)
    handed_in_as_a_set(app, learner, recording)
    with app.app_context():
        piece = db.session.scalars(select(PieceRow.id)).one()
    refused = browser.post(f"/files/{recording}/no-client")
    assert refused.status_code == 409
    assert "so a client is heard in it" in refused.text
    assert browser.post(f"/files/{recording}/withdraw", {"sure": "1"}).status_code == 303
    assert not [file for file in stored.rglob("*") if file.is_file()]
    for person, path in ((learner, f"/evidence/{piece}"), (tutor, f"/submissions/{piece}")):
        page = as_(person).get(path).text
        assert "<audio" not in page
        assert "because of the scars" not in page
        assert "A recording is not played" in page
    for role in Role:
        anybody = as_({Role.LEARNER: learner, Role.TUTOR: tutor}.get(role) or a_person(app, role))
        assert anybody.get(f"/files/{recording}/content").status_code in (403, 404)
    assert browser.post(f"/files/{recording}/no-client").status_code == 409
    with app.app_context():
        assert files.file(recording, learner_id=learner).client_heard is True
        assert "consent withdrawn" in db.session.scalars(select(AuditRow.deed)).all()


def test_a_recording_goes_with_a_professional_discussion(app: Flask, as_: As, people: tuple[int, int]) -> None:
    learner, tutor = people
    statement = a_statement(app, learner, tutor)
    browser = as_(learner)
    assert "Upload the recording" in browser.get(f"/statements/{statement}").text
    silent = a_file(app, learner, a_wav(), "other.wav")
    recording = ready(app, as_, learner, heard=False)
    page = browser.get(f"/statements/{statement}").text
    assert "Talk about depth" in page
    assert "other.wav" not in page
    form = TICKED | {"criteria": ["1.1"], "recordings": [str(recording)]}
    assert browser.post(f"/statements/{statement}", form | {"recordings": [str(silent)]}).status_code == 422
    answer = browser.post(f"/statements/{statement}", form)
    assert answer.status_code == 303
    assert browser.post(f"/statements/{statement}", form).location == answer.location
    page = as_(tutor).get(f"/submissions/{answer.location.rpartition('/')[2]}").text
    assert f'src="/files/{recording}/content"' in page
    assert as_(tutor).get(f"/files/{recording}/content").status_code == 200


def test_only_a_recording_is_said_to_be_without_a_client(app: Flask, as_: As, people: tuple[int, int]) -> None:
    learner, _ = people
    document = a_file(app, learner)
    assert as_(learner).post(f"/files/{document}/no-client").status_code == 409
    assert as_(a_person(app)).post(f"/files/{document}/no-client").status_code == 404
