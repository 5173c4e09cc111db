"""A device that is left alone by somebody who may see others' work."""

from datetime import timedelta

import pytest
from flask import Flask

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person

PASSWORD = "lantern orchard tidal seven"
T, L, A = Role.TUTOR, Role.LEARNER, Role.ADMINISTRATOR


def signed_in(app: Flask, *roles: Role, keep: bool = False) -> Browser:
    person_id = a_person(app, *roles, email="tess@example.org")
    with app.app_context():
        passwords.give_password(person_id, PASSWORD, at=now())
    browser = Browser(app, None)
    browser.get("/sign-in")
    entered = {"email": "tess@example.org", "password": PASSWORD, **({"keep": "yes"} if keep else {})}
    assert browser.post("/sign-in", entered).location == "/today"
    return browser


def later(app: Flask, minutes: float) -> None:
    app.extensions["frozen_now"] += timedelta(minutes=minutes)


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(
    ("roles", "stays"), [((T,), False), ((A,), False), ((L, T), False), ((T, A), False), ((L,), True)]
)
def test_whoever_sees_others_work_is_signed_out_after_half_an_hour_alone(
    app: Flask, roles: tuple[Role, ...], stays: bool, keep: bool
) -> None:
    browser = signed_in(app, *roles, keep=keep)
    later(app, 29)
    assert is_in(browser)
    later(app, 29)
    assert is_in(browser), "it counts from the last use"
    later(app, 30)
    assert is_in(browser) == stays
    assert is_in(browser) == stays, "what is over stays over"


def test_a_page_that_looks_again_by_itself_is_no_use(app: Flask) -> None:
    browser = signed_in(app, T)
    for _ in range(3):
        later(app, 9)
        assert browser.get("/today", headers={"Sec-Fetch-Dest": "empty"}).status_code == 200
    later(app, 4)
    assert not is_in(browser)


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_a_script_is_no_use_where_the_browser_does_not_say_what_asks(app: Flask, accept: str) -> None:
    """An old Safari, or any browser on an address without TLS, sends no ``Sec-Fetch``."""
    browser = signed_in(app, T)
    for _ in range(3):
        later(app, 9)
        assert browser.get("/account/rest", headers={"Accept": accept}).status_code == 200
    later(app, 4)
    assert not is_in(browser)


def test_a_page_that_comes_through_the_worker_is_used(app: Flask) -> None:
    browser = signed_in(app, T)
    later(app, 29)
    browser.get("/today", headers={"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "navigate"})
    later(app, 29)
    assert is_in(browser)


def test_whoever_says_that_they_are_there_has_the_whole_time_again(app: Flask) -> None:
    browser = signed_in(app, T)
    browser.get("/account")
    later(app, 20)
    asked = browser.get("/account/rest", headers={"Sec-Fetch-Dest": "empty"}).get_json()
    assert asked["seconds"] == 600
    assert browser.post("/account/rest").get_json()["seconds"] == 1800
    later(app, 29)
    assert is_in(browser)


def test_what_was_typed_before_one_was_signed_out_is_handed_back(app: Flask) -> None:
    browser = signed_in(app, A)
    browser.get("/people/new")
    later(app, 31)
    refused = browser.post("/people/new", {"name": "Demo Newcomer"})
    assert refused.status_code == 401
    assert "Demo Newcomer" in refused.text


def test_what_was_typed_counts_as_use(app: Flask) -> None:
    browser = signed_in(app, A)
    browser.get("/people/new")
    later(app, 29)
    browser.post("/people/new", {"name": "Demo Newcomer"})
    later(app, 29)
    assert is_in(browser)


def test_how_long_that_is_can_be_set(app: Flask) -> None:
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"idle_minutes": 5})
    browser = signed_in(app, T)
    later(app, 6)
    assert not is_in(browser)


def test_only_who_is_signed_in_is_told_how_long_is_left(app: Flask) -> None:
    assert Browser(app, None).get("/account/rest", headers={"Accept": "application/json"}).status_code == 401
    learner = Browser(app, a_person(app, L))
    assert learner.get("/account/rest").get_json()["seconds"] is None
