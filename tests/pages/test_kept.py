"""A form that was taken is acknowledged to the device that keeps what was typed; one that was not, is not."""

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_person

KEY = "0b9c1f6e-1111-4222-8333-944445555666"
OTHER = "1" * 32


@pytest.fixture
def tutor(app: Flask) -> Browser:
    return Browser(app, a_person(app, Role.TUTOR))


def send(browser: Browser, words: str, key: str = KEY) -> int:
    return browser.post("/marking/phrases/", {"text": words, "criterion": "", "kept_key": key}).status_code


def acknowledged(browser: Browser) -> list[str]:
    cookie = browser.client.get_cookie("taken")
    return cookie.value.split(".") if cookie else []


def test_what_was_taken_is_named(tutor: Browser) -> None:
    assert send(tutor, "Name the depth.") == 303
    assert acknowledged(tutor) == [KEY]
    assert send(tutor, "Name the pass.", OTHER) == 303
    assert acknowledged(tutor) == [KEY, OTHER]


def test_what_was_refused_is_not(tutor: Browser) -> None:
    assert send(tutor, "") == 422
    assert acknowledged(tutor) == []


@pytest.mark.parametrize("words", ["Name the depth.", ""])
def test_nor_what_was_sent_after_a_sign_in_had_ended(app: Flask, words: str) -> None:
    visitor = Browser(app, None)
    visitor.get("/sign-in")
    assert send(visitor, words) in (302, 401)
    assert acknowledged(visitor) == []


@pytest.mark.parametrize("key", ["", "x", "<script>", "1" * 37, "1" * 31, "ü" * 32, "1;2" * 11])
def test_what_is_no_key_is_never_sent_back(tutor: Browser, key: str) -> None:
    assert send(tutor, "Name the depth.", key) == 303
    assert acknowledged(tutor) == []


def test_as_many_keys_wait_as_a_cookie_may_hold(tutor: Browser) -> None:
    for n in range(22):
        send(tutor, f"Phrase {n}", f"{n:032x}")
    assert acknowledged(tutor) == [f"{n:032x}" for n in range(2, 22)]


def test_a_script_is_told_who_is_signed_in_and_the_secret_of_forms(app: Flask) -> None:
    person = a_person(app, Role.TUTOR)
    browser = Browser(app, person)
    told = browser.get("/account/token", headers={"Accept": "application/json"}).json
    assert told["who"] == person
    browser.token = told["token"]
    assert send(browser, "Name the depth.") == 303
    signed_out = Browser(app, None).get("/account/token", headers={"Accept": "application/json"})
    assert signed_out.status_code == 401


@pytest.mark.parametrize("sent", [b"a=1&" * 2_000, b"kept_key=" + KEY.encode()])
@pytest.mark.parametrize("length", [None, "9" * 30])
def test_what_nobody_could_read_is_refused_as_ever(app: Flask, sent: bytes, length: str | None) -> None:
    """The answer is on its way before anybody has looked at the form."""
    visitor = app.test_client()
    given = {"CONTENT_LENGTH": length} if length else {}
    form = "application/x-www-form-urlencoded"
    answer = visitor.post("/marking/phrases/", data=sent, content_type=form, environ_overrides=given)
    assert answer.status_code in (302, 401, 413)
