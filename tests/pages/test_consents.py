"""A client calls the centre: consent is withdrawn for them, nobody looks at what it covered, the learner is told."""

import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import select, update

from revision_app.accounts.core import Role
from revision_app.audit.models import AuditRow
from revision_app.db import db
from revision_app.evidence.files import actions
from revision_app.evidence.files.models import ConsentRow, FileRow
from revision_app.evidence.files.store import Folder
from revision_app.evidence.models import PieceRow
from revision_app.marking.actions import decisions
from revision_app.portfolio.core.manifest import verify
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.files import a_consent, a_file, a_pair, a_photograph, a_picture, handed_in_as_a_set
from tests.support.jobs import an_export
from tests.support.reflections import ACHIEVED
from tests.support.sitting import later
from tests.support.sounds import a_wav

As = Callable[..., Browser]


@pytest.fixture(autouse=True)
def stored(app: Flask, tmp_path: Path) -> Path:
    app.extensions["evidence_store"] = Folder(tmp_path)
    return tmp_path


@pytest.fixture
def people(app: Flask) -> tuple[int, int, int]:
    """A learner, their tutor and an administrator."""
    learner, tutor, administrator = (a_person(app, role) for role in (Role.LEARNER, Role.TUTOR, Role.ADMINISTRATOR))
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return learner, tutor, administrator


def a_recording(app: Flask, learner: int) -> int:
    recording = a_file(app, learner, a_wav(), "talk.wav")
    with app.app_context():
        actions.record_consent(recording, a_consent(), learner_id=learner, at=now())
        actions.describe(recording, caption="A talk", alternative="C-07: it stings.", learner_id=learner)
    return recording


def released(app: Flask, learner: int, tutor: int, *file_ids: int) -> int:
    """A set of these files that is handed in, marked and released; its piece."""
    handed_in_as_a_set(app, learner, *file_ids)
    with app.app_context():
        piece = db.session.scalars(select(PieceRow.id)).one()
        decisions.release(piece, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=now())
    return piece


def withdrawn(browser: Browser, learner: int, *ids: int, client: str = "C-07") -> object:
    form = {"client": client, "learner": str(learner), "files": [str(each) for each in ids], "sure": "1"}
    return browser.post("/consents/", form)


def test_after_an_administrator_withdraws_no_role_gets_it_by_any_way(
    app: Flask, as_: As, people: tuple[int, int, int], stored: Path
) -> None:
    learner, tutor, administrator = people
    before, after = a_pair(app, learner)
    recording = a_recording(app, learner)
    covered = a_photograph(app, learner, body=a_picture((70, 50)))
    with app.app_context():
        digest = db.session.get_one(FileRow, covered).digest
    box = {"boxes-0-left": "0", "boxes-0-top": "0", "boxes-0-width": "9", "boxes-0-height": "9", "digest": digest}
    assert as_(learner).post(f"/files/{covered}/cover", box).status_code == 303
    handed_in_as_a_set(app, learner, before, after, recording, covered)
    with app.app_context():
        piece = db.session.scalars(select(PieceRow.id)).one()
    export = an_export(app, learner, f"learner {learner}")
    others = a_photograph(app, a_person(app), body=a_picture((71, 50)))
    ids = (before, after, recording, covered)
    for each in ids:
        assert as_(tutor).get(f"/files/{each}/content").status_code == 200

    browser = as_(administrator)
    page = browser.get("/consents/?client=c-07").text
    assert all(f'value="{each}"' in page for each in (*ids, others))
    assert "Cheek before" not in page
    assert "it stings" not in page
    assert not re.search(r"<(img|audio)|/files/\d", page)
    answer = withdrawn(browser, learner, *ids, client="c-07")
    assert answer.status_code == 303
    assert "4 files deleted" in browser.get(answer.location).text

    kept = [file for file in stored.rglob("*") if file.is_file()]
    assert len(kept) == 2  # of another learner's client of the same pseudonym
    pages = {
        learner: [f"/evidence/{piece}", "/files/", "/files/pairs", "/today", *(f"/files/{each}" for each in ids)],
        tutor: [f"/submissions/{piece}", f"/learners/{learner}"],
        administrator: ["/consents/?client=C-07"],
    }
    for person, paths in pages.items():
        anybody = as_(person)
        for path in paths:
            page = anybody.get(path)
            assert not re.search(r"<(img|audio)[^>]*/files/", page.text), path
        for each in ids:
            for part in ("content", "thumbnail"):
                headers = {"Range": "bytes=0-9", "If-None-Match": "*", "X-For-Keeping": "yes"}
                answer = anybody.get(f"/files/{each}/{part}", headers=headers)
                assert answer.status_code in (403, 404)
                assert "X-May-Be-Kept" not in answer.headers
    assert as_(learner).get(f"/portfolio/files/{export}").status_code == 404
    with app.app_context():
        noted = db.session.scalars(select(AuditRow).where(AuditRow.deed == "consent withdrawn")).one()
        assert (noted.actor_id, noted.subject_id) == (administrator, learner)
        assert noted.detail == f"files {', '.join(map(str, ids))}"


def test_the_learner_is_told_on_today_and_in_place(app: Flask, as_: As, people: tuple[int, int, int]) -> None:
    learner, _, administrator = people
    photograph, own = a_photograph(app, learner), a_photograph(app, learner, body=a_picture((72, 50)))
    as_(learner).post(f"/files/{own}/withdraw", {"sure": "1"})
    assert "A client told the centre" not in as_(learner).get("/today").text
    withdrawn(as_(administrator), learner, photograph)
    today = as_(learner).get("/today").text
    assert "A client told the centre" in today
    assert "1 of your files is deleted" in today
    assert f'href="/files/{photograph}">Of client C-07</a>' in today
    assert "by the centre, which the client told" in as_(learner).get(f"/files/{photograph}").text
    assert "by the centre" not in as_(learner).get(f"/files/{own}").text
    later(app, days=15)
    assert "A client told the centre" not in as_(learner).get("/today").text


def test_nothing_but_what_stands_under_the_pseudonym_is_withdrawn(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, administrator = people
    browser = as_(administrator)
    photograph = a_photograph(app, learner)
    other = a_photograph(app, learner, body=a_picture((73, 50)))
    with app.app_context():
        another = a_consent().__class__(**vars(a_consent()) | {"pseudonym": "C-08"})
        actions.record_consent(other, another, learner_id=learner, at=now())
    for answer in (
        withdrawn(browser, learner, other),
        withdrawn(browser, tutor, photograph),
        withdrawn(browser, learner, 99_999),
        withdrawn(browser, learner, photograph, client=""),
    ):
        assert answer.status_code == 409
        assert "Nothing was withdrawn" in answer.text
    form = {"client": "C-07", "learner": str(learner), "files": [str(photograph)]}
    for missing in ({}, {"sure": "1", "files": []}, {"sure": "1", "learner": "x"}, {"sure": "1", "files": ["9" * 40]}):
        answer = browser.post("/consents/", form | missing)
        assert answer.status_code == 422
        assert 'value="C-07"' in answer.text
    assert as_(learner).get(f"/files/{photograph}/content").status_code == 200
    assert "Nothing stands under the consent" in browser.get("/consents/?client=nobody").text
    assert withdrawn(browser, learner, photograph, other).status_code == 303
    assert withdrawn(browser, learner, photograph).status_code == 409  # by a second click
    with app.app_context():
        assert len(db.session.scalars(select(ConsentRow).where(ConsentRow.withdrawn)).all()) == 1
    assert as_(learner).get(f"/files/{other}/content").status_code == 200


def test_looking_a_client_up_is_in_the_audit_and_open_to_administrators_alone(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, administrator = people
    a_photograph(app, learner)
    as_(administrator).get("/consents/?client=C-07")
    with app.app_context():
        noted = db.session.scalars(select(AuditRow).where(AuditRow.deed == "consents looked up")).one()
        assert (noted.actor_id, noted.detail) == (administrator, "1 file")
    for person in (learner, tutor):
        assert as_(person).get("/consents/").status_code == 403
        assert withdrawn(as_(person), learner, 1).status_code == 403


WORDS = ("Cheek before", "three shallow scars", "Left cheek", "A talk", "it stings")


def told_in(archive: bytes) -> set[str]:
    """What of the words beside the files is anywhere in a ZIP."""
    with ZipFile(BytesIO(archive)) as packed:
        bodies = [packed.read(name).decode("utf-8", "ignore") for name in packed.namelist()]
    return {words for words in WORDS if any(words in body for body in bodies)}


def test_what_is_exported_after_a_withdrawal_has_none_of_the_words_and_still_verifies(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, administrator = people
    ids = (*a_pair(app, learner), a_recording(app, learner))
    piece = released(app, learner, tutor, *ids)
    exports = {
        learner: ("portfolio", "/portfolio/files/{}"),
        tutor: ("portfolio", f"/learners/{learner}/portfolio/{{}}"),
        0: ("everything about me", "/account/data/{}"),
    }
    for withdraws in (False, True):
        if withdraws:
            assert withdrawn(as_(administrator), learner, *ids).status_code == 303
        for owner, (kind, path) in exports.items():
            export = an_export(app, owner or learner, f"learner {learner}", kind)
            body = as_(owner or learner).get(path.format(export)).data
            assert told_in(body) == (set() if withdraws else set(WORDS)), (owner, kind)
            if kind == "portfolio":
                assert verify(BytesIO(body)).faults == ()
    with app.app_context():
        row = db.session.get_one(PieceRow, piece)
        assert not [words for words in WORDS if words in str(row.content)]
        assert len(row.digest) == 64
        assert {file["digest"] for file in row.content["files"]} == set(db.session.scalars(select(FileRow.digest)))


def test_of_a_pair_only_the_words_of_the_one_that_was_withdrawn_go_with_those_of_the_pair(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, administrator = people
    before, after = a_pair(app, learner)
    piece = released(app, learner, tutor, before, after)
    withdrawn(as_(administrator), learner, after)
    with app.app_context():
        said = {each["id"]: each for each in db.session.get_one(PieceRow, piece).content["files"]}
    assert said[before]["caption"] == "Cheek before"
    assert said[before]["pair"] == {"after": after, "caption": ""}
    assert said[after]["caption"] == said[after]["alternative"] == ""


def test_an_export_has_no_words_of_a_photograph_whose_consent_has_run_out(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, _ = people
    photograph = a_photograph(app, learner, a_consent(days=10))
    released(app, learner, tutor, photograph)
    later(app, days=30)
    for owner, path in ((learner, "/portfolio/files/{}"), (tutor, f"/learners/{learner}/portfolio/{{}}")):
        export = an_export(app, owner, f"learner {learner}")
        body = as_(owner).get(path.format(export)).data
        assert told_in(body) == set()
        assert verify(BytesIO(body)).faults == ()


@pytest.mark.parametrize(
    ("written", "said"), [("ÄNNE-1", "änne-1"), ("Straße", "STRASSE"), ("C-07", "c‑07"), ("Café", "CAFE\u0301")]
)
def test_a_client_is_found_however_the_pseudonym_is_typed(
    app: Flask, as_: As, people: tuple[int, int, int], written: str, said: str
) -> None:
    learner, _, administrator = people
    photograph = a_photograph(app, learner, replace(a_consent(), pseudonym=written))
    browser = as_(administrator)
    assert "treated by" in browser.get("/consents/", query_string={"client": said}).text
    assert withdrawn(browser, learner, photograph, client=said).status_code == 303


def test_words_of_withdrawals_before_this_version_go_as_the_database_is_brought_up_to_date(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, administrator = people
    before, after = a_pair(app, learner)
    other = a_photograph(app, learner, body=a_picture((74, 50)))
    piece = released(app, learner, tutor, before, after, other)
    with app.app_context():
        handed_in = db.session.get_one(PieceRow, piece).content
    withdrawn(as_(administrator), learner, after)
    with app.app_context():
        new = db.session.get_one(PieceRow, piece).content
        db.session.execute(update(PieceRow).values(content=handed_in))
        db.session.commit()
        with db.engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
            import_module("revision_app.migrations.versions.0048_words_withdrawn").upgrade()
        assert db.session.get_one(PieceRow, piece).content == new != handed_in
