"""Files and photographs on their pages: uploads, consent, and who sees what."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from revision_app.accounts.core import Role
from revision_app.audit.models import AuditRow
from revision_app.db import db
from revision_app.evidence.files import images, intake
from revision_app.evidence.files.core.consent import Purpose
from revision_app.evidence.files.core.upload import LARGEST, MOST_OPEN
from revision_app.evidence.files.models import ConsentRow, FileRow, UploadRow
from revision_app.evidence.files.store import Folder
from revision_app.evidence.models import PieceRow
from revision_app.marking.actions import second
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.files import PDF, a_file, a_photograph, a_picture, handed_in_as_a_set
from tests.support.sitting import later

As = Callable[..., Browser]
JSON = {"Accept": "application/json"}
CONSENT = {"pseudonym": "C-07", "purposes": ["record", "portfolio"], "given_on": "2026-09-01", "until": "2027-09-01"}
CONSENT |= {"recorded": "signed on paper"}


@pytest.fixture(autouse=True)
def stored(app: Flask, tmp_path: Path) -> Path:
    """A store of this test's own."""
    app.extensions["evidence_store"] = Folder(tmp_path)
    return tmp_path


def objects(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def sent(browser: Browser, body: bytes, name: str = "photo.jpg") -> object:
    return browser.post("/files/", {"file": (BytesIO(body), name)}, content_type="multipart/form-data")


def in_parts(browser: Browser, body: bytes, *, part: int = 1000, name: str = "photo.jpg") -> dict[str, object]:
    """What a script does: the answer to the end of it."""
    token = {"X-CSRFToken": browser.token} | JSON
    begun = browser.post("/files/uploads", {"name": name, "size": len(body), "mark": "m"}, headers=JSON).json
    received = begun["received"]
    while received < len(body):
        path = f"/files/uploads/{begun['id']}?offset={received}"
        answer = browser.client.post(path, data=body[received : received + part], headers=token)
        assert answer.status_code == 200, answer.json
        received = answer.json["received"]
    return browser.post(f"/files/uploads/{begun['id']}/finish", headers=JSON).json


def test_a_photograph_is_uploaded_in_one_request_and_shown_once_its_client_has_consented(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    answer = sent(browser, a_picture())
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "No consent is recorded" in page
    assert "<img" not in page
    for part in ("content", "thumbnail"):
        assert browser.get(f"{answer.location}/{part}").status_code == 404
    assert browser.post(f"{answer.location}/consent", CONSENT).status_code == 303
    page = browser.get(answer.location).text
    assert f'<img src="{answer.location}/content"' in page
    assert "Consented" in page
    words = {"caption": "Cheek before", "alternative": "A cheek with three shallow scars."}
    assert browser.post(answer.location, words).status_code == 303
    assert "Usable" in browser.get("/files/").text
    assert 'alt="A cheek with three shallow scars."' in browser.get(answer.location).text


def test_what_is_served_is_never_kept_on_the_way_and_can_run_nothing(app: Flask, as_: As) -> None:
    learner = a_person(app)
    browser = as_(learner)
    photograph = a_photograph(app, learner)
    document = sent(browser, PDF, 'folder/bad"\r\nname.html').location.rpartition("/")[2]
    for path in (f"/files/{photograph}/content", f"/files/{photograph}/thumbnail", f"/files/{document}/content"):
        answer = browser.get(path, headers={"X-For-Keeping": "yes"})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox; default-src 'none'" in answer.headers.getlist("Content-Security-Policy")
        assert "X-May-Be-Kept" not in answer.headers
        assert "ETag" not in answer.headers
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Disposition"].endswith(".pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data == PDF
    assert "X-May-Be-Kept" not in browser.get(f"/files/{photograph}", headers={"X-For-Keeping": "yes"}).headers


def test_only_pixels_are_kept_and_they_stand_upright(app: Flask, as_: As) -> None:
    learner = a_person(app)
    photograph = a_photograph(app, learner, body=a_picture((400, 200), turned=6, place=True))
    body = as_(learner).get(f"/files/{photograph}/content").data
    picture = Image.open(BytesIO(body))
    assert picture.size == (200, 400)
    assert picture.getpixel((190, 10))[2] > 200  # the blue quarter is at the upper right once it is turned
    assert not picture.getexif()
    assert b"Jane" not in body


def test_a_photograph_is_served_as_what_it_was_written_as(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    address = sent(browser, a_picture(form="PNG"), "cheek.png").location
    assert browser.post(f"{address}/consent", CONSENT).status_code == 303
    for part in ("content", "thumbnail"):
        answer = browser.get(f"{address}/{part}")
        assert (answer.mimetype, answer.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
        assert answer.headers["Content-Disposition"].endswith(".jpg")


def test_an_upload_in_parts_goes_on_where_it_stopped(app: Flask, as_: As, stored: Path) -> None:
    browser = as_(a_person(app))
    browser.get("/files/")
    body = a_picture((300, 200), "PNG") + b""
    begun = browser.post("/files/uploads", {"name": "a.png", "size": len(body), "mark": "m"}, headers=JSON).json
    path = f"/files/uploads/{begun['id']}?offset="
    token = {"X-CSRFToken": browser.token} | JSON
    assert browser.client.post(f"{path}0", data=body[:100], headers=token).json["received"] == 100
    for offset in (0, 50, 101, "x", ""):
        answer = browser.client.post(f"{path}{offset}", data=body[:100], headers=token)
        assert (answer.status_code, answer.json["received"]) == (409, 100)
    assert browser.post(f"/files/uploads/{begun['id']}/finish", headers=JSON).status_code == 409
    page = browser.get("/files/").text
    assert "the upload goes on where it stopped" in page
    done = in_parts(browser, body, name="a.png")
    assert done["address"].startswith("/files/")
    assert "Not finished" not in browser.get("/files/").text
    assert len(objects(stored)) == 2
    assert browser.post(f"/files/uploads/{begun['id']}/finish", headers=JSON).json == done


def test_a_caption_comes_with_the_file_and_is_not_said_twice(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    words = {"caption": "  Cheek\nbefore ", "file": (BytesIO(a_picture()), "photo.jpg")}
    answer = browser.post("/files/", words, content_type="multipart/form-data")
    assert "Cheek before" in browser.get(answer.location).text
    begun = browser.post("/files/uploads", {"name": "a.pdf", "size": len(PDF), "mark": ""}, headers=JSON).json
    token = {"X-CSRFToken": browser.token} | JSON
    browser.client.post(f"/files/uploads/{begun['id']}?offset=0", data=PDF, headers=token)
    finish = f"/files/uploads/{begun['id']}/finish"
    refused = browser.post(finish, {"caption": "a" * 301}, headers=JSON)
    assert (refused.status_code, refused.json["problem"]) == (422, "Write a caption of at most 300 characters.")
    done = browser.post(finish, {"caption": "A certificate"}, headers=JSON).json
    assert browser.post(finish, {"caption": "Again"}, headers=JSON).json == done
    assert 'value="A certificate"' in browser.get(done["address"]).text


def test_a_caption_comes_back_where_the_file_was_refused(app: Flask, as_: As) -> None:
    words = {"caption": "Cheek before", "file": (BytesIO(b"MZ"), "photo.jpg")}
    page = as_(a_person(app)).post("/files/", words, content_type="multipart/form-data")
    assert page.status_code == 422
    assert 'value="Cheek before"' in page.text


def test_an_upload_that_is_given_up_leaves_nothing(app: Flask, as_: As, stored: Path) -> None:
    browser = as_(a_person(app))
    browser.get("/files/")
    begun = browser.post("/files/uploads", {"name": "a", "size": 5, "mark": ""}, headers=JSON).json
    headers = {"X-CSRFToken": browser.token} | JSON
    browser.client.post(f"/files/uploads/{begun['id']}?offset=0", data=b"abc", headers=headers)
    assert len(objects(stored)) == 1
    assert browser.post(f"/files/uploads/{begun['id']}/give-up").status_code == 303
    assert objects(stored) == []


def test_no_part_is_taken_without_the_token_of_a_page(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    begun = browser.post("/files/uploads", {"name": "a", "size": 5, "mark": ""}, headers=JSON).json
    assert browser.client.post(f"/files/uploads/{begun['id']}?offset=0", data=b"abc", headers=JSON).status_code == 400


def test_consent_is_added_and_never_changed_and_withdrawal_deletes_the_bytes(app: Flask, as_: As, stored: Path) -> None:
    learner = a_person(app)
    browser = as_(learner)
    photograph = a_photograph(app, learner)
    with app.app_context():
        digest = db.session.get_one(FileRow, photograph).digest
    browser.post(f"/files/{photograph}/consent", CONSENT | {"purposes": ["record"]})
    browser.post(f"/files/{photograph}/consent", CONSENT | {"purposes": ["record"]})
    assert browser.post(f"/files/{photograph}/withdraw").status_code == 422
    assert browser.post(f"/files/{photograph}/withdraw", {"sure": "1"}).status_code == 303
    assert objects(stored) == []
    with app.app_context():
        rows = db.session.scalars(select(ConsentRow).order_by(ConsentRow.id)).all()
        assert [(row.withdrawn, len(row.purposes)) for row in rows] == [(False, 3), (False, 1), (True, 1)]
        row = db.session.get_one(FileRow, photograph)
        assert (row.digest, row.key, row.thumbnail_key, row.alternative) == (digest, None, None, "")
        deeds = db.session.scalars(select(AuditRow.deed).order_by(AuditRow.id)).all()
    assert deeds[-3:] == ["consent recorded", "consent recorded", "consent withdrawn"]
    page = browser.get(f"/files/{photograph}").text
    assert digest in page
    assert "<img" not in page
    assert browser.post(f"/files/{photograph}/consent", CONSENT).status_code == 409
    assert browser.post(f"/files/{photograph}", {"alternative": "A.", "caption": ""}).status_code == 409
    assert browser.post(f"/files/{photograph}/withdraw", {"sure": "1"}).status_code == 303


def test_consent_that_has_run_out_shows_nothing_until_it_is_given_again(app: Flask, as_: As) -> None:
    learner = a_person(app)
    photograph = a_photograph(app, learner)
    later(app, days=366)
    browser = as_(learner)
    assert browser.get(f"/files/{photograph}/content").status_code == 404
    page = browser.get("/files/").text
    assert "Consent has run out" in page
    assert "<img" not in page
    again = CONSENT | {"until": "2028-01-01", "given_on": "2027-09-02"}
    assert browser.post(f"/files/{photograph}/consent", again).status_code == 303
    assert browser.get(f"/files/{photograph}/content").status_code == 200


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"pseudonym": ""}, "Write the pseudonym"),
        ({"pseudonym": " "}, "Write a pseudonym"),
        ({"pseudonym": "C" * 61}, "at most 60 characters"),
        ({"purposes": []}, "Choose at least one purpose"),
        ({"purposes": ["sale"]}, "Choose from what is listed"),
        ({"given_on": "2026-09-02"}, "once it has been given"),
        ({"given_on": "0001-01-01"}, "more than ten years ago"),
        ({"given_on": "9999-12-31", "until": "9999-12-31"}, "once it has been given"),
        ({"given_on": "soon"}, "Write it like"),
        ({"until": "2026-08-31"}, "That day has passed"),
        ({"until": "9999-12-31"}, "1 September 2036 at the latest"),
        ({"until": ""}, "Say until which day"),
        ({"recorded": "by pigeon"}, "Choose from what is listed"),
    ],
)
def test_consent_that_cannot_be_is_refused_beside_its_field(
    app: Flask, as_: As, changed: dict[str, object], words: str
) -> None:
    learner = a_person(app)
    photograph = a_file(app, learner, a_picture(), "a.jpg")
    answer = as_(learner).post(f"/files/{photograph}/consent", CONSENT | changed)
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert db.session.scalars(select(ConsentRow)).all() == []


def test_a_file_is_removed_once_its_learner_is_sure(app: Flask, as_: As, stored: Path) -> None:
    learner = a_person(app)
    browser = as_(learner)
    document = a_file(app, learner)
    assert browser.post(f"/files/{document}/remove").status_code == 422
    assert browser.post(f"/files/{document}/remove", {"delete": "1"}).status_code == 303
    assert browser.get(f"/files/{document}").status_code == 404
    assert "certificate.pdf" not in browser.get("/files/").text.partition("Deleted within the last day")[0]
    later(app, days=1, minutes=1)
    with app.app_context():
        intake.sweep(at=now())
    assert objects(stored) == []


def test_nobody_else_sees_a_file_in_any_role(app: Flask, as_: As) -> None:
    photograph = a_photograph(app, a_person(app))
    for role in Role:
        browser = as_(a_person(app, role))
        for part in ("", "/content", "/thumbnail"):
            assert browser.get(f"/files/{photograph}{part}").status_code in (403, 404)


def test_too_many_uploads_at_once_are_refused_in_words(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    answers = [browser.post("/files/uploads", {"name": "a", "size": 5, "mark": ""}, headers=JSON) for _ in range(30)]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200] * MOST_OPEN + [429] * (30 - MOST_OPEN)
    assert "uploads are under way" in answers[-1].json["problem"]


@pytest.mark.parametrize("mark", ["", "m"])
@pytest.mark.parametrize("size", [0, -1, LARGEST + 1, 2**63, 9**30, -(9**30), "x", ""])
def test_a_size_that_no_file_has_is_refused(app: Flask, as_: As, size: object, mark: str) -> None:
    answer = as_(a_person(app)).post("/files/uploads", {"name": "a", "size": size, "mark": mark}, headers=JSON)
    assert answer.status_code == 413
    assert "file" in answer.json["problem"]


def test_while_other_pictures_are_checked_an_upload_waits_and_is_not_lost(
    app: Flask, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = as_(a_person(app))
    monkeypatch.setattr(images, "PATIENCE", 0.1)
    with app.app_context(), images._turn():
        answer = sent(browser, a_picture())
        assert answer.status_code == 503
        assert "Yours has arrived" in answer.text
        assert "Check it now" in answer.text
    with app.app_context():
        upload = db.session.scalars(select(UploadRow.id)).one()
    assert browser.post(f"/files/uploads/{upload}/finish").status_code == 303


def test_a_sweep_takes_what_nobody_went_on_with_and_what_no_row_names(app: Flask, as_: As, stored: Path) -> None:
    learner = a_person(app)
    browser = as_(learner)
    kept = a_file(app, learner)
    browser.get("/files/")
    begun = browser.post("/files/uploads", {"name": "a", "size": 5, "mark": ""}, headers=JSON).json
    headers = {"X-CSRFToken": browser.token} | JSON
    browser.client.post(f"/files/uploads/{begun['id']}?offset=0", data=b"abc", headers=headers)
    (stored / "ab").mkdir(exist_ok=True)
    (stored / "ab" / ("ab" + "0" * 62 + "-" + "0" * 12 + ".partial")).write_bytes(b"half")
    (stored / "not-ours").write_bytes(b"somebody's")
    with app.app_context():
        assert intake.sweep(at=now()) == (0, 0)
        assert intake.sweep(at=now() + timedelta(days=3650)) == (2, 2)  # beyond what the machine's own clock says
    assert len(objects(stored)) == 2
    assert browser.get(f"/files/{kept}/content").data == PDF


def test_a_photograph_for_the_record_alone_may_not_be_put_forward(app: Flask, as_: As) -> None:
    learner = a_person(app)
    a_photograph(app, learner, purposes=[Purpose.RECORD])
    assert "did not consent to its use for this purpose: portfolio" in as_(learner).get("/files/").text


def test_what_a_page_does_not_offer_is_refused_as_a_whole(app: Flask, as_: As) -> None:
    learner = a_person(app)
    browser = as_(learner)
    document, photograph = a_file(app, learner), a_file(app, learner, a_picture(), "a.jpg")
    assert browser.post(f"/files/{document}/consent", {"given_on": "soon"}).status_code == 409
    assert browser.post(f"/files/{photograph}", {"caption": "x" * 400}).status_code == 409


def test_a_second_marker_who_teaches_elsewhere_sees_the_photographs_of_the_piece(app: Flask, as_: As) -> None:
    learner, tutor, marker = a_person(app), a_person(app, Role.TUTOR), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    photograph, other = a_photograph(app, learner), a_photograph(app, learner, body=a_picture((61, 40)))
    handed_in_as_a_set(app, learner, photograph)
    browser = as_(marker)
    assert browser.get(f"/files/{photograph}/content").status_code == 404
    with app.app_context():
        piece = db.session.scalars(select(PieceRow.id)).one()
        second.ask(piece, marker, actor_id=tutor, at=now())
    assert f"/files/{photograph}/thumbnail" in browser.get(f"/submissions/{piece}/second").text
    for part in ("content", "thumbnail"):
        assert browser.get(f"/files/{photograph}/{part}").status_code == 200
        assert browser.get(f"/files/{other}/{part}").status_code == 404
    as_(learner).post(f"/files/{photograph}/withdraw", {"sure": "1"})
    for part in ("content", "thumbnail"):
        assert browser.get(f"/files/{photograph}/{part}").status_code == 404


def test_the_name_of_a_file_is_kept_once_so_that_it_goes_with_it(app: Flask, as_: As) -> None:
    learner = a_person(app)
    photograph = a_file(app, learner, a_picture(), "Jane Client.jpg")
    browser = as_(learner)
    assert browser.post(f"/files/{photograph}/consent", CONSENT).status_code == 303
    assert browser.post(f"/files/{photograph}/withdraw", {"sure": "1"}).status_code == 303
    with app.app_context():
        every = [table.select() for table in (FileRow.__table__, UploadRow.__table__)]
        assert not [row for table in every for row in db.session.execute(table) if "Jane" in str(row)]
