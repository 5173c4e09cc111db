"""Passkeys: added after the password, used in its place or as the second step, and removed."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from revision_app.accounts import queries
from revision_app.accounts.actions import passwords, people
from revision_app.accounts.core import AccountDeed, Role
from revision_app.accounts.models import PasskeyRow, RecoveryCodeRow
from revision_app.db import db
from revision_app.outbox.models import LetterRow
from revision_app.settings import Settings
from revision_app.web.clock import now
from revision_app.web.opaque import unsealed
from tests.support import builders
from tests.support.authenticator import Authenticator
from tests.support.browser import Browser

Open = Callable[..., Browser]
GOOD = "lantern orchard tidal seven"


@pytest.fixture
def tom(app: Flask) -> int:
    person = builders.a_person(app, Role.TUTOR, name="Tom Tutor", email="tom@example.org")
    with app.app_context():
        passwords.give_password(person, GOOD, at=now())
    return person


def later(app: Flask, **time: float) -> None:
    app.extensions["frozen_now"] += timedelta(**time)


def a_device(**given: object) -> Authenticator:
    return Authenticator(origin="http://localhost", **given)


def add(browser: Browser, device: Authenticator, name: str = "Demo phone") -> TestResponse:
    browser.get("/account/passkeys")
    begun = browser.post("/account/passkeys", {"name": name, "current": GOOD})
    assert begun.location == "/account/passkeys/new"
    asked = re.search(r'data-asked="([^"]+)"', browser.get(begun.location).text)[1]
    return browser.post("/account/passkeys/new", {"credential": device.make(json.loads(unescape(asked)))})


def use(browser: Browser, device: Authenticator, at: str = "/sign-in") -> TestResponse:
    browser.get(at)
    asked = browser.get(f"{at}/passkey/options").json
    return browser.post(f"{at}/passkey", {"credential": device.answer(asked)})


def password(browser: Browser, page: str = "") -> TestResponse:
    browser.get("/sign-in")
    return browser.post(f"/sign-in{page}", {"email": "tom@example.org", "password": GOOD})


def deeds(app: Flask) -> list[str]:
    with app.app_context():
        return [entry.deed for entry in queries.audit_log(before=None, most=50)]


def test_a_passkey_signs_in_without_a_password_and_the_password_alone_no_more(
    app: Flask, tom: int, as_: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "mailman", True)
    monkeypatch.setitem(app.config, "MAIL_DEFAULT_SENDER", "centre@example.org")
    here, other, device = as_(tom), as_(tom), a_device()
    page = add(here, device)
    assert len(re.findall(r"<code>([a-z2-7-]{19})</code>", page.text)) == 10
    assert other.get("/account").status_code == 302
    assert here.get("/account").status_code == 200
    assert {AccountDeed.PASSKEY_ADDED, AccountDeed.SECOND_STEP_ON} <= set(deeds(app))
    with app.app_context():
        letter = db.session.scalars(db.select(LetterRow)).one()
        assert letter.subject == "A passkey has been added to your account"
        assert "“Demo phone”" in unsealed(letter.text)
    browser = as_()
    entered = use(browser, device)
    assert (entered.status_code, entered.location) == (303, "/today")
    assert browser.get("/account").status_code == 200
    assert "last used" in browser.get("/account/passkeys").text
    assert password(as_()).location == "/sign-in/code"


def test_a_passkey_takes_the_place_of_the_code_and_a_recovery_code_that_of_the_passkey(
    app: Flask, tom: int, as_: Open
) -> None:
    device = a_device()
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", add(as_(tom), device).text)
    browser = as_()
    answer = password(browser, "?next=/marking/")
    page = browser.get(answer.location)
    assert "Use your passkey, or type a recovery code." in page.text
    asked = browser.get("/sign-in/code/passkey/options").json
    assert [each["id"] for each in asked["allowCredentials"]]
    sent = {"credential": device.answer(asked)}
    assert browser.post("/sign-in/code/passkey?next=/marking/", sent).location == "/marking/"
    again = as_()
    password(again)
    again.get("/sign-in/code")
    assert again.post("/sign-in/code", {"code": "123456"}).status_code == 422
    later(app, seconds=5)
    assert again.post("/sign-in/code", {"code": codes[0]}).status_code == 303


def test_an_answer_serves_once_for_its_challenge_and_for_five_minutes(app: Flask, tom: int, as_: Open) -> None:
    device = a_device(counts=0)
    add(as_(tom), device)
    browser = as_()
    browser.get("/sign-in")
    asked = browser.get("/sign-in/passkey/options").json
    sent = {"credential": device.answer(asked)}
    with browser.client.session_transaction() as session:
        stolen = dict(session)
    assert browser.post("/sign-in/passkey", sent).status_code == 303
    thief = as_()
    thief.get("/sign-in")
    with thief.client.session_transaction() as session:
        session["challenge"] = stolen["challenge"]
    refused = thief.post("/sign-in/passkey", sent)
    assert refused.status_code == 422
    assert "This passkey did not work. Try again, or use your password." in refused.text
    assert deeds(app)[0] == AccountDeed.PASSKEY_FAILED
    slow = as_()
    slow.get("/sign-in")
    sent = {"credential": device.answer(slow.get("/sign-in/passkey/options").json)}
    later(app, minutes=5)
    assert "That took too long. Try again." in slow.post("/sign-in/passkey", sent).text
    assert use(slow, device).status_code == 303


def test_a_copy_that_has_counted_less_signs_nobody_in(app: Flask, tom: int, as_: Open) -> None:
    device = a_device()
    add(as_(tom), device)
    assert use(as_(), device).status_code == 303
    device.count -= 1
    assert use(as_(), device).status_code == 422
    assert deeds(app)[0] == AccountDeed.PASSKEY_FAILED
    device.count += 1
    assert use(as_(), device).status_code == 303


def test_somebody_elses_passkey_is_no_second_step(app: Flask, tom: int, as_: Open) -> None:
    tinas, toms = a_device(), a_device()
    add(as_(tom), toms)
    tina = builders.a_person(app, Role.TUTOR, name="Tina Tutor", email="tina@example.org")
    with app.app_context():
        passwords.give_password(tina, GOOD, at=now())
    add(as_(tina), tinas)
    browser = as_()
    password(browser)
    assert use(browser, tinas, at="/sign-in/code").status_code == 422
    assert use(browser, toms, at="/sign-in/code").status_code == 303
    with app.app_context():
        theirs = db.session.scalars(db.select(PasskeyRow.id).where(PasskeyRow.person_id == tina)).one()
    for other in (theirs, 10**30, "a key"):
        as_(tom).post("/account/passkeys/remove", {"passkey": other, "current": GOOD})
    with app.app_context():
        assert db.session.get(PasskeyRow, theirs)
    again = add(as_(tom), tinas)
    assert again.status_code == 409
    assert "This passkey is added already." in again.text


@pytest.mark.parametrize("sent", ["", "{", '{"id": "AAAA"}', "\ud800", "x" * 60_000, "[" * 9_000])
def test_nonsense_signs_nobody_in_and_leaves_no_trace(app: Flask, tom: int, as_: Open, sent: str) -> None:
    device, browser = a_device(), as_(tom)
    add(browser, device)
    before, visitor = len(deeds(app)), as_()
    visitor.get("/sign-in/passkey/options")
    visitor.get("/sign-in")
    credential = {"credential": sent.encode("utf-8", "replace")}
    assert visitor.post("/sign-in/passkey", credential).status_code == 422
    password(visitor)
    visitor.get("/sign-in/code/passkey/options")
    visitor.get("/sign-in/code")
    assert visitor.post("/sign-in/code/passkey", credential).status_code == 422
    assert len(deeds(app)) == before
    browser.post("/account/passkeys", {"name": "Another", "current": GOOD})
    browser.get("/account/passkeys/new")
    assert browser.post("/account/passkeys/new", credential).status_code == 422


def test_whoever_finds_an_open_device_adds_and_removes_nothing(app: Flask, tom: int, as_: Open) -> None:
    browser, device = as_(tom), a_device()
    assert browser.get("/account/passkeys/new").status_code == 303
    assert browser.post("/account/passkeys/new", {"credential": "{}"}).status_code == 303
    refused = browser.post("/account/passkeys", {"name": "Demo phone", "current": "a guess"})
    assert "This is not your current password." in refused.text
    assert 'value="Demo phone"' in refused.text
    add(browser, device)
    with app.app_context():
        passkey = db.session.scalars(db.select(PasskeyRow.id)).one()
    removed = {"passkey": passkey, "current": GOOD}
    assert "It is your only second step" in browser.get("/account/passkeys").text
    refused = browser.post("/account/passkeys/remove", removed | {"current": "a guess"})
    assert "This is not your current password." in refused.text
    later(app, minutes=1)
    assert browser.post("/account/passkeys/remove", removed).location == "/account/passkeys"
    assert deeds(app)[:2] == [AccountDeed.SECOND_STEP_OFF, AccountDeed.PASSKEY_REMOVED]
    browser.post("/account/passkeys/remove", removed)
    assert "That passkey was removed already." in browser.get("/account/passkeys").text
    assert password(as_()).location == "/today"
    assert use(as_(), device).status_code == 422
    with app.app_context():
        assert db.session.scalars(db.select(RecoveryCodeRow.id)).all() == []


def test_a_second_passkey_leaves_the_recovery_codes_and_ten_are_the_most(app: Flask, tom: int, as_: Open) -> None:
    browser = as_(tom)
    add(browser, a_device())
    assert add(browser, a_device(), "Demo laptop").location == "/account/passkeys"
    page = browser.get("/account/passkeys").text
    assert "2 passkeys" in page
    assert "10 recovery codes left" in page.replace("\n", " ")
    with app.app_context():
        for n in range(8):
            key = {"credential_id": f"key {n}", "public_key": "", "sign_count": 2**32 - 1}
            db.session.add(PasskeyRow(person_id=tom, name=f"Demo key {n}", made_at=now(), **key))
        db.session.commit()
    assert "which is the most" in browser.get("/account/passkeys").text
    refused = add(browser, a_device())
    assert refused.status_code == 409
    assert "You have 10 passkeys" in refused.text


def test_a_passkey_counts_as_the_second_step_that_a_centre_requires(
    app: Flask, tom: int, as_: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", settings.model_copy(update={"require_two_step": True}))
    browser, device = as_(tom), a_device()
    assert browser.get("/marking/").location == "/account/two-step"
    add(browser, device)
    assert browser.get("/marking/").status_code == 200
    with app.app_context():
        passkey = db.session.scalars(db.select(PasskeyRow.id)).one()
    refused = browser.post("/account/passkeys/remove", {"passkey": passkey, "current": GOOD})
    assert refused.status_code == 409
    assert "this is your only second step" in refused.text
    assert use(as_(), device).status_code == 303


def test_an_administrator_takes_passkeys_that_are_lost_and_a_closed_account_has_none(
    app: Flask, tom: int, as_: Open
) -> None:
    browser, device = as_(tom), a_device()
    add(browser, device)
    chief = as_(builders.a_person(app, Role.ADMINISTRATOR, name="Ada Chief"))
    chief.post(f"/people/{tom}/two-step/end")
    assert browser.get("/account").status_code == 302
    assert use(as_(), device).status_code == 422
    assert password(as_()).location == "/today"
    add(as_(tom), device)
    with app.app_context():
        people.deactivate_account(tom, actor_id=builders.a_person(app, Role.ADMINISTRATOR), at=now())
    assert use(as_(), device).status_code == 409


def test_by_number_the_page_says_where_the_site_is_by_name(app: Flask, tom: int, as_: Open) -> None:
    browser, number = as_(tom), {"base_url": "http://127.0.0.1:8000"}
    browser.client.set_cookie("session", browser.client.get_cookie("session").value, domain="127.0.0.1")
    page = browser.get("/account/passkeys", **number).text
    assert "http://localhost:8000/account/passkeys" in page
    assert "Sign in with a passkey" not in as_().get("/sign-in", **number).text
    assert as_().get("/sign-in/passkey/options", **number).status_code == 404


def test_the_addresses_of_answers_lead_back_to_their_pages(app: Flask, tom: int, as_: Open) -> None:
    assert as_().get("/sign-in/passkey").location == "/sign-in"
    assert as_().get("/sign-in/code/passkey").location == "/sign-in/code"
    assert as_().get("/sign-in/code/passkey/options").status_code == 404
