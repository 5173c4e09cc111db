"""The log: logging and correcting, filtering and counting, putting forward, and countersigning by a link."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from revision_app.accounts.core import Role
from revision_app.audit.models import AuditRow
from revision_app.db import db
from revision_app.evidence.models import PieceRow
from revision_app.links import actions as links
from revision_app.links.core import MOST_OPEN
from revision_app.links.models import LinkTryRow, OneTimeLinkRow
from revision_app.log import actions
from revision_app.log.core.record import Standing
from revision_app.log.models import CountersignatureRow, RecordRow, VersionRow
from revision_app.marking.actions import decisions as marking
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.logs import (
    FORM,
    SIGNED,
    VALUES,
    a_link,
    a_record,
    a_selection,
    countersigned,
    put_forward,
    the_record,
)
from tests.support.reflections import ACHIEVED, REFERRED, TICKED
from tests.support.sitting import later

As = Callable[..., Browser]


@pytest.fixture
def learner(app: Flask) -> int:
    return a_person(app)


def rows(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table.__table__)) or 0  # deleted ones as well


def key_of(page: str) -> str:
    found = re.search(r'name="key"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def link_on(page: str) -> str:
    """The path of the link that a record's page shows once."""
    found = re.search(r"(/countersign/[\w-]+)", page)
    assert found
    return found[1]


# Logging


def test_five_fields_make_a_record_which_its_page_and_the_list_show(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    assert "Your treatments will be listed here" in browser.get("/log/").text
    key = key_of(browser.get("/log/new").text)
    sent = browser.post("/log/new", {**FORM, "key": key})
    assert sent.status_code == 303
    page = browser.get(sent.location).text
    assert "31 August 2026, Client 7" in page
    assert "Your treatment is in the log." in page
    assert "Not countersigned" in page
    assert "31 August 2026, Client 7" in browser.get("/log/").text


def test_a_new_form_begins_with_today_and_what_is_the_same_each_time(app: Flask, as_: As, learner: int) -> None:
    a_record(app, learner, device="Manual roller", supervisor="Demo Supervisor")
    page = as_(learner).get("/log/new").text
    assert re.search(r'name="log-day"\s+value="2026-09-01"', page)
    assert re.search(r'value="Performed"\s*checked|value="Performed" checked', page)
    assert re.search(r'name="log-supervisor"\s+value="Demo Supervisor"', page)
    assert re.search(r'name="log-client"\s+value=""', page)


def test_what_is_wrong_is_named_and_what_was_typed_is_still_there(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    typed = {**FORM, "log-client": "", "log-depth-2-mm": "9", "log-depth-2-zone": "Neck", "log-notes": "Words to keep."}
    page = browser.post("/log/new", {**typed, "key": "a-key-of-mine"})
    assert page.status_code == 422
    assert "Pseudonym: write it down." in page.text
    assert "9 is outside 0.1 to 3.5 mm" in page.text
    assert "Words to keep." in page.text
    assert re.search(r'name="log-depth-2-mm"\s+value="9"', page.text)
    assert key_of(page.text) == "a-key-of-mine"
    assert rows(app, RecordRow) == 0


def test_a_second_click_makes_no_second_record_and_another_treatment_by_back_is_asked_about(
    app: Flask, as_: As, learner: int
) -> None:
    browser = as_(learner)
    first = browser.post("/log/new", {**FORM, "key": "the-form-1"})
    assert browser.post("/log/new", {**FORM, "key": "the-form-1"}).location == first.location
    other = browser.post("/log/new", {**FORM, "log-client": "Client 8", "key": "the-form-1"})
    assert other.status_code == 409
    assert "You saved this form before" in other.text
    assert 'value="Client 8"' in other.text
    assert browser.post("/log/new", {**FORM, "log-client": "Client 8", "key": key_of(other.text)}).status_code == 303
    assert rows(app, RecordRow) == 2


def test_two_clicks_at_one_moment_make_one_record(app: Flask, learner: int) -> None:
    made, start = [], Barrier(2)

    def click() -> None:
        start.wait()
        with app.app_context():
            made.append(actions.add(VALUES, key="the-form-1", learner_id=learner, at=now()))

    both = [Thread(target=click) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(set(made)) == 1
    assert rows(app, RecordRow) == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"log-client": "\ud800 \x00"},
        {"log-day": "9999999999-01-01"},
        {"log-area": "x" * 100_000},
        {"log-depth-1-mm": "9" * 100_000},
        {"log-depth-99-mm": "1"},
        {"log-": "x", "log-depth": "y"},
        {"key": "\x00"},
    ],
)
def test_hostile_input_is_refused_or_harmless(app: Flask, as_: As, learner: int, sent: dict[str, str]) -> None:
    browser = as_(learner)
    body = {name: text.encode("utf-8", "surrogatepass") for name, text in {**FORM, "key": "the-form-1", **sent}.items()}
    assert browser.post("/log/new", body).status_code in (303, 422)


# Correcting and deleting


def test_a_correction_is_a_further_version_and_says_what_changed(app: Flask, as_: As, learner: int) -> None:
    record = a_record(app, learner)
    browser = as_(learner)
    assert browser.post(f"/log/{record}", {**FORM, "log-phototype": "IV", "seen": 1}).status_code == 303
    page = browser.get(f"/log/{record}").text
    assert "<b>Phototype</b>: <del>V</del>" in re.sub(r"\s+", " ", page)
    assert rows(app, VersionRow) == 2
    assert (
        browser.post(f"/log/{record}", {**FORM, "log-phototype": "IV", "seen": 1}).status_code == 303
    )  # a second click
    assert rows(app, VersionRow) == 2


def test_two_tabs_do_not_overwrite_each_other_unseen(app: Flask, as_: As, learner: int) -> None:
    record = a_record(app, learner)
    browser = as_(learner)
    browser.post(f"/log/{record}", {**FORM, "log-phototype": "IV", "seen": 1})
    parted = browser.post(f"/log/{record}", {**FORM, "log-phototype": "VI", "log-notes": "Typed here.", "seen": 1})
    assert parted.status_code == 409
    assert "Two versions of this record" in parted.text
    assert "Typed here." in parted.text
    seen = re.search(r'name="seen"\s+value="(\d+)"', parted.text)
    assert seen
    assert seen[1] == "2"
    assert browser.post(f"/log/{record}", {**FORM, "log-phototype": "VI", "seen": 2}).status_code == 303


def test_a_deleted_record_can_be_had_back_for_a_day_and_is_gone_after_it(app: Flask, as_: As, learner: int) -> None:
    record = a_record(app, learner)
    countersigned(app, record, learner)
    token = a_link(app, record, learner)
    browser = as_(learner)
    browser.get(f"/log/{record}")
    assert browser.post(f"/log/{record}/delete").status_code == 303
    page = browser.get("/log/").text
    assert "Deleted within the last day" in page
    assert "Undo deleting it" in browser.get(f"/log/{record}").text
    assert Browser(app, None).get(f"/countersign/{token}").status_code == 410
    assert browser.post(f"/log/{record}", {**FORM, "log-notes": "Typed.", "seen": 1}).status_code == 409
    assert browser.post(f"/log/{record}/restore").status_code == 303
    assert "Deleted within" not in browser.get("/log/").text
    browser.post(f"/log/{record}/delete")
    later(app, hours=24, minutes=1)
    assert browser.get(f"/log/{record}").status_code == 404
    assert browser.post(f"/log/{record}/restore").status_code == 404
    with app.app_context():
        actions.sweep(at=now())
    assert (rows(app, RecordRow), rows(app, VersionRow), rows(app, CountersignatureRow)) == (0, 0, 0)


def test_what_was_handed_in_is_not_deleted_and_can_be_corrected(app: Flask, as_: As, learner: int) -> None:
    record = a_record(app, learner)
    put_forward(app, a_selection(app, learner, record), learner)
    browser = as_(learner)
    browser.get(f"/log/{record}")
    refused = browser.post(f"/log/{record}/delete")
    assert refused.status_code == 409
    assert "stands in something that you handed in" in refused.text
    assert browser.post(f"/log/{record}", {**FORM, "log-notes": "More.", "seen": 1}).status_code == 303


def test_a_name_as_pseudonym_is_pointed_out_and_never_blocks(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    sent = browser.post("/log/new", {**FORM, "log-client": "Sarah", "key": "the-form-1"})
    assert sent.status_code == 303
    assert "looks like a name" in browser.get(sent.location).text
    harmless = browser.post("/log/new", {**FORM, "key": "the-form-2"})
    assert "Could somebody be recognised" not in browser.get(harmless.location).text


# The list, counts and Today


def test_the_list_is_filtered_and_shows_so_many_at_once(app: Flask, as_: As, learner: int) -> None:
    for n in range(27):
        a_record(app, learner, client=f"Client {n + 100}", part="Observed" if n % 9 else "Performed")
    browser = as_(learner)
    page = browser.get("/log/").text
    assert page.count("Client 1") == 25
    assert "Page 1 of 2" in page
    assert browser.get("/log/?page=2").text.count("Client 1") == 2
    assert browser.get("/log/?page=-5").text.count("Client 1") == 25
    narrowed = browser.get("/log/?part=Performed&area=&phototype=nonsense").text
    assert narrowed.count("Client 1") == 3
    assert "3 of 27 treatments" in narrowed
    assert "No treatment is like that." in browser.get("/log/?area=Scalp").text
    assert browser.get(f"/log/?page={'9' * 30}&part=%00").status_code == 200


def test_counts_name_the_gaps_and_today_offers_them(app: Flask, as_: As, learner: int) -> None:
    a_record(app, learner)
    browser = as_(learner)
    page = browser.get("/log/counts").text
    assert "1 of 3</b> performed on the neck" in page
    assert "No acne scars and nothing observed or assisted yet" in page
    assert "Most: Neck, 1." in page
    today = browser.get("/today").text
    assert "Missing in your log" in today
    assert "Treatment log: no acne scars" in today


def test_a_site_without_the_file_has_no_log_anywhere(app: Flask, as_: As, learner: int) -> None:
    app.extensions["log"] = None
    browser = as_(learner)
    assert browser.get("/log/").status_code == 404
    assert browser.get("/log/new").status_code == 404
    assert browser.get("/countersign/anything").status_code == 404
    assert "Missing in your log" not in browser.get("/today").text


# Putting forward


def test_a_selection_is_handed_in_judged_and_handed_in_again(app: Flask, as_: As, learner: int) -> None:
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    record = a_record(app, learner)
    countersigned(app, record, learner)
    browser = as_(learner)
    started = browser.post("/log/selections/", {"title": "On the neck"})
    path = started.location
    saved = browser.post(
        path, {"title": "On the neck", "records": record, "criteria": "1.1", "revision": 1, "hand_in": 1}
    )
    page = browser.get(saved.location).text
    digest = re.search(r'name="digest"[^>]*value="([^"]+)"', page)
    assert digest
    sent = {"revision": 2, "digest": digest[1], **TICKED}
    done = browser.post(saved.location, sent)
    assert done.status_code == 303
    assert browser.post(saved.location, sent).location == done.location  # a second click
    assert "Client 7" in browser.get(done.location).text
    piece = int(done.location.rsplit("/", 1)[1])
    marked = as_(tutor).get(f"/submissions/{piece}").text
    assert "31 August 2026, Client 7" in marked
    assert "Countersigned" in marked
    assert "Demo Supervisor" in marked
    with app.app_context():
        marking.release(piece, {"1.1": REFERRED}, assessor_id=tutor, seen=0, at=now())
    assert "Work on it again" in browser.get(done.location).text
    browser.post(f"/log/{record}", {**FORM, "log-notes": "More of it.", "seen": 1})
    again = put_forward(app, int(path.rsplit("/", 1)[1]), learner)
    assert "More of it." in as_(tutor).get(f"/submissions/{again}").text
    assert "Changed since" in as_(tutor).get(f"/submissions/{again}").text
    assert "More of it." not in browser.get(done.location).text
    with app.app_context():
        marking.release(again, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=now())
    assert "Achieved" in browser.get("/criteria/").text


def test_what_stands_between_a_selection_and_the_tutor_is_said(app: Flask, as_: As, learner: int) -> None:
    empty = a_selection(app, learner, criteria=())
    page = as_(learner).get(f"/log/selections/{empty}/hand-in").text
    assert "No record is chosen" in page
    assert "No criterion is tagged" in page
    refused = as_(learner).post(f"/log/selections/{empty}/hand-in", {"ai_use": "It sorted my notes."})
    assert "It sorted my notes." in refused.text


@pytest.mark.parametrize("change", ["record", "selection"])
def test_what_changed_while_the_page_was_open_is_looked_at_again(
    app: Flask, as_: As, learner: int, change: str
) -> None:
    record = a_record(app, learner)
    selection = a_selection(app, learner, record)
    browser = as_(learner)
    page = browser.get(f"/log/selections/{selection}/hand-in").text
    digest = re.search(r'name="digest"[^>]*value="([^"]+)"', page)
    assert digest
    if change == "record":
        browser.post(f"/log/{record}", {**FORM, "log-notes": "More.", "seen": 1})
    else:
        browser.post(
            f"/log/selections/{selection}", {"title": "Other", "records": record, "criteria": "1.1", "revision": 2}
        )
    sent = {"revision": 2, "digest": digest[1], **TICKED}
    refused = browser.post(f"/log/selections/{selection}/hand-in", sent)
    assert refused.status_code == 409
    assert "has changed since you opened this page" in refused.text
    assert rows(app, PieceRow) == 0


def test_nobody_puts_forward_what_is_another_learners(app: Flask, as_: As, learner: int) -> None:
    others = a_record(app, a_person(app))
    browser = as_(learner)
    mine = a_selection(app, learner, others)
    assert "No record is chosen" in browser.get(f"/log/selections/{mine}/hand-in").text
    refused = browser.post(
        f"/log/selections/{mine}", {"title": "Kept", "records": others, "criteria": "1.1", "revision": 2}
    )
    assert refused.status_code == 422
    assert 'value="Kept"' in refused.text


def test_a_choice_made_in_two_tabs_is_not_overwritten_unseen(app: Flask, as_: As, learner: int) -> None:
    record = a_record(app, learner)
    selection = a_selection(app, learner, record)
    browser = as_(learner)
    parted = browser.post(f"/log/selections/{selection}", {"title": "Other", "criteria": "1.5", "revision": 1})
    assert parted.status_code == 409
    assert 'value="Other"' in parted.text
    assert re.search(r'name="revision"\s+value="2"', parted.text)


# Countersigning


def test_a_supervisor_without_an_account_countersigns_once_by_a_link(app: Flask, as_: As, learner: int) -> None:
    record = a_record(app, learner)
    browser = as_(learner)
    browser.get(f"/log/{record}")
    made = browser.post(f"/log/{record}/links")
    assert made.status_code == 303
    page = browser.get(made.location).text
    path = link_on(page)
    assert "/countersign/" not in browser.get(f"/log/{record}").text  # it is shown once
    supervisor = Browser(app, None)
    shown = supervisor.get(path)
    assert shown.status_code == 200
    assert "Client 7" in shown.text
    assert 'href="/log' not in shown.text
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert shown.headers.getlist("Referrer-Policy") == ["no-referrer"]
    assert shown.headers["Cache-Control"] == "no-store"
    assert supervisor.post(path, {**SIGNED, "declared": ""}).status_code == 422
    incomplete = supervisor.post(path, {**SIGNED, "name": ""})
    assert incomplete.status_code == 422
    assert 'value="Clinical supervisor"' in incomplete.text
    assert supervisor.post(path, SIGNED).location == "/countersigned"
    assert "Thank you" in supervisor.get("/countersigned").text
    assert supervisor.get(path).status_code == 410
    assert "used already" in supervisor.post(path, SIGNED).text
    page = browser.get(f"/log/{record}").text
    assert "Demo Supervisor" in page
    assert "PIN 12" in page
    assert the_record(app, record, learner).standing is Standing.SIGNED
    assert rows(app, CountersignatureRow) == 1


def test_no_token_is_kept_and_the_audit_names_nobody(app: Flask, learner: int) -> None:
    record = a_record(app, learner)
    token = a_link(app, record, learner)
    Browser(app, None).get(f"/countersign/{token}")
    supervisor = Browser(app, None)
    supervisor.get(f"/countersign/{token}")
    supervisor.post(f"/countersign/{token}", SIGNED)
    with app.app_context():
        kept = db.session.scalars(select(OneTimeLinkRow)).one()
        assert token not in str(vars(kept))
        audit = db.session.scalars(select(AuditRow).order_by(AuditRow.id))
        entries = [(row.deed, row.actor_id, row.subject_id, row.detail) for row in audit]
    assert entries == [
        ("link to countersign made", learner, learner, f"log record {record}"),
        ("log record countersigned", None, learner, f"log record {record}, version 1, by link {kept.id}"),
    ]


def test_a_corrected_record_keeps_the_countersignature_as_history(app: Flask, as_: As, learner: int) -> None:
    record = a_record(app, learner)
    countersigned(app, record, learner)
    browser = as_(learner)
    browser.get(f"/log/{record}")
    browser.post(f"/log/{record}", {**FORM, "log-phototype": "IV", "seen": 1})
    page = browser.get(f"/log/{record}").text
    assert "Changed since" in page
    assert "Demo Supervisor" in page
    assert the_record(app, record, learner).standing is Standing.CHANGED


def test_a_link_to_what_has_changed_shows_nothing_and_gives_back_what_was_typed(
    app: Flask, as_: As, learner: int
) -> None:
    record = a_record(app, learner)
    token = a_link(app, record, learner)
    supervisor = Browser(app, None)
    supervisor.get(f"/countersign/{token}")
    as_(learner).post(f"/log/{record}", {**FORM, "log-notes": "Something new.", "seen": 1})
    refused = supervisor.post(f"/countersign/{token}", SIGNED)
    assert refused.status_code == 409
    assert "has changed since the link was made" in refused.text
    assert 'value="Demo Supervisor"' in refused.text
    assert "Something new." not in refused.text
    assert rows(app, CountersignatureRow) == 0


def test_a_correction_and_a_countersignature_at_one_moment_have_one_outcome(app: Flask, learner: int) -> None:
    record = a_record(app, learner)
    token = a_link(app, record, learner)
    outcomes, start = {}, Barrier(2)
    said = {"name": "Demo Supervisor", "role": "Supervisor", "registration": "", "declaration": "I was there."}

    def attempt(name: str, act: Callable[[], object]) -> None:
        start.wait()
        with app.app_context():
            try:
                act()
                outcomes[name] = "done"
            except Exception as refusal:
                outcomes[name] = type(refusal).__name__

    acts: dict[str, Callable[[], object]] = {
        "sign": lambda: actions.countersign(token, **said, actor_id=None, at=now()),
        "correct": lambda: actions.correct(record, VALUES | {"notes": "New."}, learner_id=learner, seen=1, at=now()),
    }
    both = [Thread(target=attempt, args=pair) for pair in acts.items()]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert outcomes["correct"] == "done"
    assert outcomes["sign"] in ("done", "NotChanged")
    standing = the_record(app, record, learner).standing
    assert standing is (Standing.CHANGED if outcomes["sign"] == "done" else Standing.UNSIGNED)


def test_the_learner_revokes_a_link_and_no_other_works_but_those_left(app: Flask, as_: As, learner: int) -> None:
    record = a_record(app, learner)
    token = a_link(app, record, learner)
    browser = as_(learner)
    page = browser.get(f"/log/{record}").text
    revoke = re.search(rf"/log/{record}/links/(\d+)/revoke", page)
    assert revoke
    browser.post(revoke[0])
    gone = Browser(app, None).get(f"/countersign/{token}")
    assert gone.status_code == 410
    assert "no longer works" in gone.text
    for _ in range(MOST_OPEN):
        assert browser.post(f"/log/{record}/links").status_code == 303
    assert browser.post(f"/log/{record}/links").status_code == 409
    other = a_record(app, learner)
    browser.post(f"/log/{other}/links/{int(revoke[1]) + 1}/revoke")
    with app.app_context():
        open_links = select(func.count()).where(OneTimeLinkRow.revoked_at.is_(None))
        assert db.session.scalar(open_links) == MOST_OPEN  # a link of another record is not revoked by this one


def test_a_link_ends_after_a_fortnight(app: Flask, learner: int) -> None:
    token = a_link(app, a_record(app, learner), learner)
    later(app, days=14)
    assert Browser(app, None).get(f"/countersign/{token}").status_code == 410


def test_whoever_guesses_at_links_is_slowed(app: Flask, learner: int) -> None:
    token = a_link(app, a_record(app, learner), learner)
    guesser = Browser(app, None)
    answers = [guesser.get(f"/countersign/guess-{n}").status_code for n in range(25)]
    assert (answers[0], answers[-1]) == (410, 429)
    assert guesser.get(f"/countersign/{token}").status_code == 429
    later(app, minutes=20)
    assert guesser.get(f"/countersign/{token}").status_code == 200
    later(app, days=1)
    with app.app_context():
        links.sweep(at=now() + timedelta(days=1))
    assert rows(app, LinkTryRow) == 0


def test_nobody_countersigns_their_own_record(app: Flask, as_: As, learner: int) -> None:
    record = a_record(app, learner)
    token = a_link(app, record, learner)
    browser = as_(learner)
    browser.get(f"/countersign/{token}")
    refused = browser.post(f"/countersign/{token}", SIGNED)
    assert refused.status_code == 409
    assert "Somebody else has to do this." in refused.text
    assert as_(a_person(app, Role.TUTOR)).post(f"/countersign/{token}", SIGNED).status_code == 303
