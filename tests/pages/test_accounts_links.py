"""Links that set a password: once, for seven days."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from revision_app.accounts import queries
from revision_app.accounts.actions import passwords, people
from revision_app.accounts.core import Credentials, LinkSpent, Role
from revision_app.accounts.models import LinkRow
from revision_app.db import db
from revision_app.web.clock import now
from tests.support import builders
from tests.support.browser import Browser

Open = Callable[..., Browser]
GOOD = "lantern orchard tidal seven"


def sign_in(browser: Browser, email: str) -> TestResponse:
    return browser.post("/sign-in", {"email": email, "password": GOOD})


def plain(page: TestResponse) -> str:
    """The page without its token."""
    return re.sub(r'value="[^"]*"', "", page.text)


@pytest.fixture
def link(app: Flask) -> str:
    with app.app_context():
        _person_id, link = people.add_person(
            name="Noor Haddad", email="Noor@Example.org", roles=frozenset({Role.LEARNER}), actor_id=None, at=now()
        )
    return link


def choose(browser: Browser, link: str, password: str = GOOD, again: str | None = None) -> TestResponse:
    return browser.post(f"/welcome/{link}", {"password": password, "again": password if again is None else again})


def test_a_link_sets_the_password_once_and_signs_in(link: str, as_: Open) -> None:
    browser = as_()
    page = browser.get(f"/welcome/{link}")
    assert "Noor Haddad" in page.text
    assert "noor@example.org" in page.text
    assert choose(browser, link).location == "/today"
    assert "Noor Haddad" in browser.get("/account").text

    spent = as_().get(f"/welcome/{link}")
    assert spent.status_code == 410
    assert "Ask your administrator for a new one" in spent.text
    assert choose(as_(), link, "another lantern orchard").status_code == 410
    assert sign_in(as_(), "noor@example.org").status_code == 303


def test_looking_at_a_link_does_not_use_it(link: str, as_: Open) -> None:
    for _ in range(3):
        assert as_().get(f"/welcome/{link}").status_code == 200


def test_used_expired_unknown_and_replaced_links_show_the_same_page(app: Flask, link: str, as_: Open) -> None:
    other = builders.a_person(app)
    with app.app_context():
        replaced = passwords.make_link(other, actor_id=None, at=now())
        passwords.make_link(other, actor_id=None, at=now())
    app.extensions["frozen_now"] += timedelta(days=7)
    pages = [as_().get(f"/welcome/{one}") for one in (link, replaced, "unknown")]
    assert {page.status_code for page in pages} == {410}
    assert len({plain(page) for page in pages}) == 1


def test_two_who_use_a_link_at_once_set_one_password(app: Flask, link: str) -> None:
    with app.app_context():
        passwords.use_link(link, "the first", at=now())
        with pytest.raises(LinkSpent):
            passwords.use_link(link, "the second", at=now())
        assert queries.credentials("noor@example.org") == Credentials(1, "the first")


def test_a_link_is_kept_as_a_digest_only(app: Flask, link: str) -> None:
    with app.app_context():
        (row,) = db.session.query(LinkRow).all()
        assert row.digest == queries.digest(link)


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", None, "at least 12 characters"),
        ("password1234", None, "four unrelated words"),
        ("Noor Haddad 1!", None, "four unrelated words"),
        (GOOD, "another lantern orchard", "The two passwords differ"),
        ("", None, "Choose a password."),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_helpful_words(
    link: str, as_: Open, password: str, again: str | None, words: str
) -> None:
    page = choose(as_(), link, password, again)
    assert page.status_code == 422
    assert words in page.text
    assert as_().get(f"/welcome/{link}").status_code == 200


def test_a_link_ends_the_sign_ins_there_were(app: Flask, as_: Open) -> None:
    lea = builders.a_person(app)
    before = as_(lea)
    with app.app_context():
        link = passwords.make_link(lea, actor_id=None, at=now())
    assert before.get("/account").status_code == 200
    choose(as_(), link, "another lantern orchard")
    assert before.get("/account").status_code == 302


def test_the_cookie_that_carries_a_link_to_the_next_page_tells_nobody_what_it_is(app: Flask, as_: Open) -> None:
    administrator, person = as_(builders.a_person(app, Role.ADMINISTRATOR)), builders.a_person(app)
    administrator.post(f"/people/{person}/link")
    with administrator.client.session_transaction() as session:
        carried = str(dict(session))
    page = administrator.get(f"/people/{person}").text
    link = re.search(r"/welcome/([\w-]+)", page)
    assert link is not None
    assert link[1] not in carried
    assert as_().get(f"/welcome/{link[1]}").status_code == 200
    assert "/welcome/" not in administrator.get(f"/people/{person}").text
