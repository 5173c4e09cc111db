"""One's own account: password, devices, roles."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from revision_app.accounts import queries
from revision_app.accounts.actions import passwords, people
from revision_app.accounts.core import AccountDeed, Role
from revision_app.web.clock import now
from tests.support import builders
from tests.support.browser import Browser

Open = Callable[..., Browser]
GOOD, NEW = "lantern orchard tidal seven", "another lantern orchard"


@pytest.fixture
def lea(app: Flask) -> int:
    person_id = builders.a_person(app, name="Lea Marsh", email="lea@example.org")
    with app.app_context():
        passwords.give_password(person_id, GOOD, at=now())
    return person_id


def change(browser: Browser, current: str = GOOD, password: str = NEW, again: str | None = None) -> TestResponse:
    data = {"current": current, "password": password, "again": again or password}
    return browser.post("/account/password", data)


def deeds(app: Flask) -> list[str]:
    with app.app_context():
        return [entry.deed for entry in queries.audit_log(before=None, most=50)]


def test_the_account_page_shows_who_one_is(lea: int, as_: Open) -> None:
    page = as_(lea).get("/account").text
    assert "Lea Marsh" in page
    assert "lea@example.org" in page
    assert "Learner" in page
    assert "Signed in on 1 device" in page
    assert "Switch role" not in page


def test_every_device_is_listed_until_its_sign_in_ends(app: Flask, lea: int, as_: Open) -> None:
    here, there = as_(lea), as_(lea)
    page = here.get("/account").text
    assert "Signed in on 2 devices" in page
    assert (page.count("This device"), page.count("Another device")) == (1, 1)
    there.post("/sign-out")
    assert "Signed in on 1 device<" in here.get("/account").text


def test_a_new_password_signs_out_every_other_device(app: Flask, lea: int, as_: Open) -> None:
    here, there = as_(lea), as_(lea)
    assert change(here).location == "/account"
    assert "Your password has been changed" in here.get("/account").text
    assert there.get("/account").status_code == 302
    at_the_door = as_()
    assert at_the_door.post("/sign-in", {"email": "lea@example.org", "password": GOOD}).status_code == 422
    assert at_the_door.post("/sign-in", {"email": "lea@example.org", "password": NEW}).status_code == 303
    assert deeds(app) == [AccountDeed.SIGNED_IN, AccountDeed.SIGN_IN_FAILED, AccountDeed.PASSWORD_CHANGED]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"current": "not the password"}, "This is not your current password."),
        ({"current": ""}, "Type the password you use now."),
        ({"password": "password1234"}, "four unrelated words"),
        ({"password": "lea@example.org"}, "four unrelated words"),
        ({"password": "x" * 201}, "at most 200 characters"),
        ({"again": "something else"}, "The two passwords differ"),
    ],
)
def test_a_change_that_will_not_do_is_said_at_its_field(lea: int, as_: Open, given: dict[str, str], words: str) -> None:
    here, there = as_(lea), as_(lea)
    page = change(here, **given)
    assert page.status_code == 422
    assert words in page.text
    assert there.get("/account").status_code == 200


def test_guessing_at_the_current_password_is_slowed(app: Flask, lea: int, as_: Open) -> None:
    here = as_(lea)
    for _ in range(3):
        assert change(here, current="not the password").status_code == 422
    page = change(here)
    assert page.status_code == 429
    assert "Wait 2 seconds" in page.text
    app.extensions["frozen_now"] += timedelta(seconds=2)
    assert change(here).status_code == 303


def test_a_new_password_spends_the_links_that_were_open(app: Flask, lea: int, as_: Open) -> None:
    with app.app_context():
        link = passwords.make_link(lea, actor_id=None, at=now())
    change(as_(lea))
    assert as_().get(f"/welcome/{link}").status_code == 410


def test_signing_out_everywhere_ends_all_sign_ins(app: Flask, lea: int, as_: Open) -> None:
    here, there, somebody_else = as_(lea), as_(lea), as_(builders.a_person(app))
    assert here.post("/account/sign-out-everywhere").location == "/sign-in"
    for browser in (here, there):
        assert browser.get("/account").status_code == 302
    assert somebody_else.get("/account").status_code == 200
    assert deeds(app) == [AccountDeed.SIGNED_OUT_EVERYWHERE]


def test_somebody_with_several_roles_switches_between_them(app: Flask, as_: Open) -> None:
    person = builders.a_person(app, Role.TUTOR, Role.ADMINISTRATOR, email="both@example.org")
    browser, other = as_(person, Role.TUTOR), as_(person, Role.TUTOR)
    assert browser.get("/people/").status_code == 403
    assert "Switch role" in browser.get("/account").text
    assert browser.post("/account/role", {"role": "administrator"}).location == "/today"
    assert browser.get("/people/").status_code == 200
    assert other.get("/people/").status_code == 403, "the role is that device's own"


def test_the_next_sign_in_starts_in_the_role_of_the_last(app: Flask, as_: Open) -> None:
    person = builders.a_person(app, Role.TUTOR, Role.ADMINISTRATOR, email="both@example.org")
    with app.app_context():
        passwords.give_password(person, GOOD, at=now())
    browser = as_()
    browser.post("/sign-in", {"email": "both@example.org", "password": GOOD})
    assert browser.get("/people/").status_code == 403, "a tutor first"
    browser.post("/account/role", {"role": "administrator"})
    browser.post("/sign-out")
    app.extensions["frozen_now"] += timedelta(seconds=1)
    browser.get("/sign-in")
    browser.post("/sign-in", {"email": "both@example.org", "password": GOOD})
    assert browser.get("/people/").status_code == 200


@pytest.mark.parametrize("role", ["administrator", "tutor", "", "owner"])
def test_nobody_takes_a_role_that_they_do_not_hold(lea: int, as_: Open, role: str) -> None:
    browser = as_(lea)
    assert browser.post("/account/role", {"role": role}).status_code == 422
    assert browser.get("/people/").status_code == 403


def test_a_role_that_is_taken_away_is_not_acted_in_any_more(app: Flask, as_: Open) -> None:
    person = builders.a_person(app, Role.TUTOR, Role.ADMINISTRATOR)
    chief = builders.a_person(app, Role.ADMINISTRATOR)
    browser = as_(person, Role.ADMINISTRATOR)
    assert browser.get("/people/").status_code == 200
    with app.app_context():
        numbers = {"reference": None, "awarding_body_number": None}
        people.change_person(person, name="Sam", roles=frozenset({Role.TUTOR}), **numbers, actor_id=chief, at=now())
    assert browser.get("/people/").status_code == 403
    assert browser.get("/cohorts/").status_code == 200


# Devices

AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"}


def comes_in(as_: Open) -> Browser:
    """Lea signs in with her password, on a device that has never seen her."""
    browser = as_()
    browser.get("/sign-in")
    answer = browser.post("/sign-in", {"email": "lea@example.org", "password": GOOD}, headers=AGENT)
    assert answer.status_code == 303
    return browser


def devices(browser: Browser, which: str = "") -> list[str]:
    """What the buttons say that sign out other devices, or one of this name."""
    pattern = rf'class="btn quiet" name="device" value="(\w+)">\s*Sign out<span class="unseen">\s*{which}'
    return re.findall(pattern, browser.get("/account").text)


def test_one_device_is_signed_out_and_the_others_stay(app: Flask, lea: int, as_: Open) -> None:
    here, there, elsewhere = as_(lea), as_(lea), comes_in(as_)
    page = here.get("/account").text
    assert "Firefox on Linux" in page
    assert len(devices(here)) == 2
    (name,) = devices(here, "Firefox on Linux")
    here.post("/account/devices/end", {"device": name})
    assert "The device has been signed out." in here.get("/account").text
    assert elsewhere.get("/account").status_code == 302
    assert there.get("/account").status_code == 200
    here.post("/account/devices/end", {"device": name})
    assert "That device was signed out already." in here.get("/account").text
    assert deeds(app).count(AccountDeed.DEVICE_SIGNED_OUT) == 1
    here.post("/account/devices/end", {"device": "others"})
    assert "Every other device has been signed out." in here.get("/account").text
    assert there.get("/account").status_code == 302


def test_nobody_signs_out_a_device_of_another(app: Flask, lea: int, as_: Open) -> None:
    here, there = as_(lea), as_(lea)
    stranger = as_(builders.a_person(app))
    stranger.post("/account/devices/end", {"device": devices(here)[0]})
    assert there.get("/account").status_code == 200
    assert here.get("/account").status_code == 200
    assert AccountDeed.DEVICE_SIGNED_OUT not in deeds(app)


def test_a_new_device_is_told_on_the_others_until_it_is_recognised(app: Flask, lea: int, as_: Open) -> None:
    first = comes_in(as_)
    assert "on a new device" not in first.get("/journal/").text
    thief = comes_in(as_)
    assert "on a new device" in first.get("/journal/").text
    assert "on a new device" not in thief.get("/journal/").text
    page = first.get("/account").text
    assert "Firefox on Linux, today at" in page
    name = re.findall(r'type="hidden" name="device" value="(\w+)"', page)
    assert len(name) == 1
    thief.post("/account/devices/confirm", {"device": name})
    assert "on a new device" in first.get("/journal/").text
    first.post("/account/devices/confirm", {"device": name})
    assert "on a new device" not in first.get("/journal/").text
    assert deeds(app)[0] == AccountDeed.DEVICE_CONFIRMED


def test_a_device_that_knows_somebody_is_no_news(app: Flask, lea: int, as_: Open) -> None:
    other, browser = as_(lea), comes_in(as_)
    name = re.findall(r'type="hidden" name="device" value="(\w+)"', other.get("/account").text)
    other.post("/account/devices/confirm", {"device": name})
    browser.post("/sign-out")
    browser.get("/sign-in")
    browser.post("/sign-in", {"email": "lea@example.org", "password": GOOD}, headers=AGENT)
    assert "on a new device" not in other.get("/journal/").text
