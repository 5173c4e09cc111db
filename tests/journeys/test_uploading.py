"""A photograph on its way: in parts, through a lost connection, seen with consent and gone without it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from revision_app.accounts.actions import passwords
from revision_app.accounts.models import PersonRow
from revision_app.db import db
from revision_app.evidence.files.models import AttachmentRow, FileRow
from revision_app.evidence.files.store import Folder
from revision_app.web.clock import now
from tests.journeys.test_main_job import PASSWORD, sign_in
from tests.support.builders import a_person
from tests.support.on_screen import until
from tests.support.reflections import a_reflection

Visitor = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture
def photograph(app: Flask, tmp_path: Path) -> Path:
    """A picture of more than one part."""
    app.extensions["evidence_store"] = Folder(tmp_path / "evidence")
    learner = a_person(app, name="Demo Learner", email="learner@example.org")
    with app.app_context():
        passwords.give_password(learner, PASSWORD, at=now())
    file = tmp_path / "cheek.jpg"
    Image.effect_noise((1_800, 1_400), 90).save(file, quality=92)
    assert file.stat().st_size > 1024 * 1024
    return file


@pytest.mark.parametrize("width", [1380, 390])
def test_a_photograph_arrives_through_a_lost_connection_and_is_shown_as_long_as_its_client_consents(
    visitor: Visitor, accessible: Check, photograph: Path, width: int
) -> None:
    page = visitor(width=width)
    sign_in(page, "learner@example.org")
    page.goto(page.url.replace("/today", "/journal/"))
    page.get_by_role("link", name="Files and photographs").click()
    accessible(page)
    lost = []

    def lose_one(route: Route) -> None:
        if not lost:
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/files/uploads/*?offset=1048576", lose_one)
    page.get_by_label("Choose files").set_input_files(photograph)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("[data-progress]")).to_contain_text("Uploaded. No consent is recorded.")
    page.get_by_role("link", name="Open it").click()
    assert lost

    expect(page.get_by_text("Locked", exact=True)).to_be_visible()
    expect(page.locator("main img")).to_have_count(0)
    heights = [page.get_by_role("button", name=name).bounding_box()["y"] for name in ("Record consent", "Remove")]
    assert width == 1380 or heights == sorted(heights)  # on a phone what has to be done comes before the removal
    accessible(page)
    page.get_by_label("Client", exact=True).fill("C-07")
    page.get_by_label("The portfolio").check()
    page.get_by_label("Until").fill("2027-01-01")
    page.get_by_role("button", name="Record consent").click()
    page.get_by_label("Description").fill("A cheek with three shallow scars.")
    page.get_by_role("button", name="Save", exact=True).click()
    shown = page.get_by_role("img", name="A cheek with three shallow scars.")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1_800
    accessible(page)

    address = shown.get_attribute("src")
    page.get_by_label("The client withdrew").check()
    page.get_by_role("button", name="Withdraw consent").click()
    expect(page.get_by_text("What stays is its digest")).to_be_visible()
    assert (
        page.evaluate("address => fetch(address, { cache: 'force-cache' }).then(({ status }) => status)", address)
        == 404
    )
    assert page.evaluate("async address => !(await caches.match(address))", address)
    accessible(page)


JOURNEY_END = 20_000  # ms for what waits to arrive, on a slow machine
NEW = "/files/new"
READABLE = b"JFIF"  # which stands at the beginning of the picture that is chosen
LOOK_ON_DEVICE = """async () => {
  const opening = indexedDB.open("kept-files");
  const database = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
  const all = (name) => new Promise((done) => {
    const asked = database.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [keys, words, bodies] = [await all("keys"), await all("words"), await all("bodies")];
  database.close();
  const text = ({ bytes }) => String.fromCharCode(...new Uint8Array(bytes));
  return {
    locked: keys.every((key) => key.extractable === false && key.algorithm.name === "AES-GCM"),
    keys: keys.length,
    words: words.map(text),
    bodies: bodies.map(text),
    entries: Object.keys(localStorage).filter((name) => name.startsWith("files ")).length,
  };
}"""


@pytest.fixture
def small(photograph: Path) -> Path:
    file = photograph.with_name("sandra.jpg")
    Image.effect_noise((300, 200), 90).save(file)
    assert READABLE in file.read_bytes()[:20]
    return file


def captions(app: Flask) -> list[tuple[int, str]]:
    """The attached files, each with the reflection that it is attached to."""
    with app.app_context():
        rows = db.session.execute(
            select(AttachmentRow.source_id, FileRow.caption)
            .join(FileRow, FileRow.id == AttachmentRow.file_id)
            .order_by(FileRow.id)
        )
        return [tuple(row) for row in rows]


def test_a_photograph_taken_without_a_connection_waits_encrypted_and_arrives_after_the_tab_was_closed(
    app: Flask, visitor: Visitor, accessible: Check, small: Path
) -> None:
    page = visitor(width=390)
    sign_in(page, "learner@example.org")
    with app.app_context():
        learner = db.session.scalars(select(PersonRow.id)).one()
    reflection = a_reflection(app, learner)
    page.goto("/files/")
    until(page, "async path => Boolean(await caches.match(path)) && Boolean(navigator.serviceWorker.controller)", NEW)

    page.goto(f"/journal/{reflection}")
    page.wait_for_load_state("networkidle")  # the scripts have come
    page.context.set_offline(True)
    page.get_by_label("Caption").fill("Cheek before treatment")
    page.get_by_label("Take a photograph").set_input_files(small)
    page.get_by_role("button", name="Upload").click()
    waiting = page.locator("[data-progress] li")
    expect(waiting).to_contain_text("Cheek before treatment (sandra.jpg)")
    expect(waiting).to_contain_text("No connection. It is kept on this device, encrypted")
    accessible(page)
    found = page.evaluate(LOOK_ON_DEVICE)
    assert (found["locked"], found["keys"], found["entries"]) == (True, 1, 1)
    assert not [text for text in found["words"] if "sandra" in text or "Cheek" in text]
    assert not [text for text in found["bodies"] if READABLE.decode() in text]

    context = page.context
    page.close()
    page = context.new_page()
    page.goto(NEW)
    expect(page.locator("[data-copy]")).to_contain_text("You are offline")
    expect(page.locator("[data-progress] li")).to_contain_text("Cheek before treatment (sandra.jpg)")
    page.close()

    context.clear_cookies()  # the sign-in ends
    context.set_offline(False)
    page = context.new_page()
    sign_in(page, "learner@example.org")
    expect(page.get_by_text("waited on this device and is uploaded")).to_be_visible(timeout=JOURNEY_END)
    assert captions(app) == [(reflection, "Cheek before treatment")]
    found = page.evaluate(LOOK_ON_DEVICE)
    assert (found["words"], found["bodies"], found["entries"]) == ([], [], 0)


def test_what_waits_is_nobody_elses_and_signing_out_deletes_it_after_a_word(
    app: Flask, visitor: Visitor, accessible: Check, small: Path
) -> None:
    other = a_person(app, name="Demo Other", email="other@example.org")
    with app.app_context():
        passwords.give_password(other, PASSWORD, at=now())
    page = visitor(width=390)
    sign_in(page, "learner@example.org")
    page.goto(NEW)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_label("Choose files").set_input_files(small)
    page.get_by_role("button", name="Upload").click()
    waiting = page.locator("[data-progress] li")
    expect(waiting).to_contain_text("No connection")
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(waiting).to_contain_text("You are signed out. It is kept on this device", timeout=JOURNEY_END)

    sign_in(page, "other@example.org")
    page.goto(NEW)
    expect(page.get_by_role("button", name="Upload")).to_be_visible()
    expect(waiting).to_have_count(0)
    assert page.evaluate(LOOK_ON_DEVICE)["entries"] == 1
    page.context.clear_cookies()

    page.route("**/files/uploads", lambda route: route.abort())
    sign_in(page, "learner@example.org")
    expect(page.get_by_role("heading", name="Files that wait on this device")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="1 file has not been sent")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Sign out and delete them").click()
    expect(page.get_by_label("Password")).to_be_visible()
    found = page.evaluate(LOOK_ON_DEVICE) if page.evaluate("async () => (await indexedDB.databases()).length") else {}
    assert not any(found.get(what) for what in ("keys", "words", "bodies", "entries"))
    with app.app_context():
        assert db.session.scalars(select(FileRow.id)).all() == []


def test_a_full_device_says_so_and_the_file_is_sent_from_the_open_page(visitor: Visitor, photograph: Path) -> None:
    page = visitor(width=390)
    sign_in(page, "learner@example.org")
    page.goto(NEW)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    quota = {"origin": page.evaluate("() => location.origin"), "quotaSize": 1000}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", quota)
    page.get_by_label("Choose files").set_input_files(photograph)
    page.get_by_role("button", name="Upload").click()
    waiting = page.locator("[data-progress] li")
    expect(waiting).to_contain_text("this device has no room to keep it. Leave this page open until it is sent")
    page.context.set_offline(False)
    expect(waiting).to_contain_text("Uploaded.", timeout=JOURNEY_END)
