"""Signing in in two steps: an app's code or a recovery code after the password."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from pyotp import TOTP
from sqlalchemy import select
from werkzeug.test import TestResponse

from revision_app.accounts import queries
from revision_app.accounts.actions import passwords
from revision_app.accounts.core import AccountDeed, Role
from revision_app.accounts.models import RecoveryCodeRow, SecondStepRow
from revision_app.db import db
from revision_app.settings import Settings
from revision_app.web.clock import now
from tests.support import builders
from tests.support.browser import Browser

Open = Callable[..., Browser]
GOOD, NEW = "lantern orchard tidal seven", "another lantern orchard"


@pytest.fixture
def tom(app: Flask) -> int:
    person = builders.a_person(app, Role.TUTOR, name="Tom Tutor", email="tom@example.org")
    with app.app_context():
        passwords.give_password(person, GOOD, at=now())
    return person


def later(app: Flask, **time: float) -> None:
    app.extensions["frozen_now"] += timedelta(**time)


def figures(app: Flask, secret: str, *, by: int = 0) -> str:
    """What the app shows now, or some steps of time away."""
    return TOTP(secret).at(app.extensions["frozen_now"] + timedelta(seconds=30 * by))


def set_up(app: Flask, browser: Browser) -> tuple[str, list[str]]:
    """The secret of the app, and the recovery codes."""
    assert browser.post("/account/two-step/begin", {"current": GOOD}).status_code == 303
    page = browser.get("/account/two-step").text
    assert "<svg" in page
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    page = browser.post("/account/two-step/confirm", {"code": figures(app, secret)}).text
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", page)
    assert len(codes) == 10
    return secret, codes


def first_step(browser: Browser, page: str = "") -> TestResponse:
    browser.get("/sign-in")
    return browser.post(f"/sign-in{page}", {"email": "tom@example.org", "password": GOOD})


def second_step(browser: Browser, code: str) -> TestResponse:
    browser.get("/sign-in/code")
    return browser.post("/sign-in/code", {"code": code})


def deeds(app: Flask) -> list[str]:
    with app.app_context():
        return [entry.deed for entry in queries.audit_log(before=None, most=50)]


def test_with_an_app_the_password_alone_opens_nothing(app: Flask, tom: int, as_: Open) -> None:
    here, other = as_(tom), as_(tom)
    secret, _ = set_up(app, here)
    assert other.get("/account").status_code == 302
    assert here.get("/account").status_code == 200
    assert secret not in here.get("/account/two-step").text
    assert deeds(app)[0] == AccountDeed.SECOND_STEP_ON
    browser = as_()
    answer = first_step(browser, "?next=/marking/")
    assert answer.location == "/sign-in/code?next=/marking/"
    assert browser.get("/account").status_code == 302
    later(app, seconds=30)
    code = figures(app, secret)
    browser.get(answer.location)
    entered = browser.post(answer.location, {"code": f" {code[:3]} {code[3:]}"})
    assert (entered.status_code, entered.location) == (303, "/marking/")
    assert browser.get("/account").status_code == 200


def test_a_code_works_once_and_one_step_early_or_late(app: Flask, tom: int, as_: Open) -> None:
    secret, _ = set_up(app, as_(tom))
    used = figures(app, secret)
    browser = as_()
    first_step(browser)
    page = second_step(browser, used)
    assert page.status_code == 422
    assert "was used before" in page.text
    later(app, minutes=5)
    assert second_step(browser, figures(app, secret, by=-2)).status_code == 422
    assert second_step(browser, figures(app, secret, by=2)).status_code == 422
    later(app, minutes=4)
    assert second_step(browser, figures(app, secret, by=1)).status_code == 303
    another = as_()
    first_step(another)
    assert second_step(another, figures(app, secret)).status_code == 422
    assert deeds(app).count(AccountDeed.CODE_FAILED) == 4


def test_a_recovery_code_works_once_however_it_is_typed(app: Flask, tom: int, as_: Open) -> None:
    _, codes = set_up(app, as_(tom))
    browser = as_()
    first_step(browser)
    assert second_step(browser, codes[0].upper().replace("-", " ")).status_code == 303
    assert "9 recovery codes left" in browser.get("/account/two-step").text
    assert AccountDeed.RECOVERY_CODE_USED in deeds(app)
    again = as_()
    first_step(again)
    assert second_step(again, codes[0]).status_code == 422
    browser.post("/account/two-step/codes", {"current": GOOD})
    assert second_step(again, codes[1]).status_code == 422


def test_guessing_codes_is_slowed_and_then_locked(app: Flask, tom: int, as_: Open) -> None:
    secret, _ = set_up(app, as_(tom))
    later(app, minutes=1)
    browser = as_()
    first_step(browser)
    for _ in range(3):
        assert second_step(browser, "abcdef").status_code == 422
    slowed = second_step(browser, figures(app, secret))
    assert slowed.status_code == 429
    assert "There have been too many tries." in slowed.text
    later(app, seconds=2)
    assert second_step(browser, figures(app, secret)).status_code == 303


def test_the_password_counts_for_ten_minutes_and_not_when_it_changes(app: Flask, tom: int, as_: Open) -> None:
    secret, _ = set_up(app, as_(tom))
    browser = as_()
    first_step(browser)
    browser.get("/sign-in/code")
    later(app, minutes=10)
    assert browser.post("/sign-in/code", {"code": figures(app, secret)}).location == "/sign-in"
    assert "That took too long. Sign in again." in browser.get("/sign-in").text
    first_step(browser)
    browser.get("/sign-in/code")
    with app.app_context():
        passwords.give_password(tom, NEW, at=now())
    assert browser.post("/sign-in/code", {"code": figures(app, secret)}).location == "/sign-in"
    assert as_().get("/sign-in/code").status_code == 303


def test_a_link_that_sets_a_password_is_one_step_too(app: Flask, tom: int, as_: Open) -> None:
    secret, _ = set_up(app, as_(tom))
    with app.app_context():
        link = passwords.make_link(tom, actor_id=tom, at=now())
    later(app, minutes=1)
    browser = as_()
    browser.get(f"/welcome/{link}")
    assert browser.post(f"/welcome/{link}", {"password": NEW, "again": NEW}).location == "/sign-in/code"
    assert browser.get("/account").status_code == 302
    assert second_step(browser, figures(app, secret)).status_code == 303


@pytest.mark.parametrize("what", ["begin", "codes", "end"])
def test_whoever_finds_an_open_device_changes_nothing(app: Flask, tom: int, as_: Open, what: str) -> None:
    browser = as_(tom)
    if what != "begin":
        set_up(app, browser)
    before = len(deeds(app))
    for given, words in (("", "Type the password you use now."), (NEW, "This is not your current password.")):
        refused = browser.post(f"/account/two-step/{what}", {"current": given})
        assert refused.status_code == 422
        assert words in refused.text
    assert set(deeds(app)[: len(deeds(app)) - before]) == {AccountDeed.SIGN_IN_FAILED}


def test_it_is_turned_off_by_its_owner_and_set_up_again(app: Flask, tom: int, as_: Open) -> None:
    browser = as_(tom)
    set_up(app, browser)
    browser.post("/account/two-step/end", {"current": GOOD})
    assert "Your password alone signs you in." in browser.get("/account/two-step").text
    assert first_step(as_()).location == "/today"
    set_up(app, browser)
    with app.app_context():
        assert len(db.session.scalars(select(RecoveryCodeRow.id)).all()) == 10


def test_an_administrator_turns_it_off_for_somebody_who_lost_everything(app: Flask, tom: int, as_: Open) -> None:
    browser = as_(tom)
    chief_id = builders.a_person(app, Role.ADMINISTRATOR, name="Ada Chief")
    chief = as_(chief_id)
    assert "Turn off two-step sign-in" not in chief.get(f"/people/{tom}").text
    set_up(app, browser)
    assert "Turn off two-step sign-in" in chief.get(f"/people/{tom}").text
    chief.post(f"/people/{tom}/two-step/end")
    assert "Two-step sign-in is off for this person" in chief.get(f"/people/{tom}").text
    assert browser.get("/account").status_code == 302
    assert first_step(as_()).location == "/today"
    assert AccountDeed.SECOND_STEP_OFF in deeds(app)
    assert chief.post(f"/people/{chief_id}/two-step/end").status_code == 409


def test_no_secret_and_no_code_stands_in_the_database(app: Flask, tom: int, as_: Open) -> None:
    secret, codes = set_up(app, as_(tom))
    with app.app_context():
        kept = (
            db.session.scalars(select(SecondStepRow.secret)).all()
            + db.session.scalars(select(RecoveryCodeRow.digest)).all()
        )
    assert not any(secret in each for each in kept)
    assert not any(code.replace("-", "") in each.lower() for each in kept for code in codes)


def test_a_first_code_that_is_wrong_turns_nothing_on(app: Flask, tom: int, as_: Open) -> None:
    browser = as_(tom)
    browser.post("/account/two-step/begin", {"current": GOOD})
    for code in ("000000x", "x" * 41, "\ud800", "۱۲۳۴۵۶", ""):
        assert browser.post("/account/two-step/confirm", {"code": code.encode("utf-8", "replace")}).status_code == 422
    assert first_step(as_()).location == "/today"


@pytest.fixture
def strict(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A centre that requires it."""
    settings: Settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", settings.model_copy(update={"require_two_step": True}))
    return app


def test_a_centre_requires_it_of_those_who_see_others_work(strict: Flask, tom: int, as_: Open) -> None:
    browser = as_(tom)
    asked = browser.get("/marking/")
    assert (asked.status_code, asked.location) == (303, "/account/two-step")
    assert browser.post("/account/password", {"current": GOOD}).status_code == 403
    assert "Your centre asks everybody who sees" in browser.get("/account/two-step").text
    secret, _ = set_up(strict, browser)
    assert browser.get("/marking/").status_code == 200
    browser.post("/account/two-step/end", {"current": GOOD})
    assert "so it stays on" in browser.get("/account/two-step").text
    later(strict, minutes=1)
    again = as_()
    assert first_step(again).location == "/sign-in/code"
    assert second_step(again, figures(strict, secret)).status_code == 303
    learner = as_(builders.a_person(strict))
    assert learner.get("/journal/").status_code == 200


def test_a_command_helps_the_only_administrator(app: Flask, tom: int, as_: Open) -> None:
    set_up(app, as_(tom))
    run = app.test_cli_runner()
    assert "signed out everywhere" in run.invoke(args=["end-two-step", "TOM@example.org"]).output
    assert first_step(as_()).location == "/today"
    assert run.invoke(args=["end-two-step", "tom@example.org"]).exit_code == 1
