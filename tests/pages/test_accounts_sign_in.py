"""Coming in and going out: passwords, waiting, links, and where one lands."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl, quote

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from revision_app.accounts import queries
from revision_app.accounts.access import own_page
from revision_app.accounts.actions import passwords, people, signing_in
from revision_app.accounts.core import Role
from revision_app.accounts.models import SignInFailureRow, SignInRow
from revision_app.db import db
from revision_app.web import hashing
from revision_app.web.clock import now
from tests.support import builders
from tests.support.browser import Browser

Open = Callable[..., Browser]
GOOD = "lantern orchard tidal seven"


@pytest.fixture
def lea(app: Flask) -> int:
    """A learner with a password."""
    person_id = builders.a_person(app, name="Lea Marsh", email="lea@example.org")
    with app.app_context():
        passwords.give_password(person_id, GOOD, at=now())
    return person_id


def sign_in(browser: Browser, email: str = "lea@example.org", password: str = GOOD, **more: str) -> TestResponse:
    return browser.post("/sign-in" + more.pop("query", ""), {"email": email, "password": password, **more})


def leave(browser: Browser) -> None:
    browser.get("/account")
    assert browser.post("/sign-out").location == "/sign-in"
    browser.get("/sign-in")


def cookie(answer: TestResponse, name: str) -> str:
    return next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith(f"{name}="))


def later(app: Flask, **time: float) -> None:
    app.extensions["frozen_now"] += timedelta(**time)


def plain(page: TestResponse) -> str:
    """The page without what differs each time: its token, and the address that was typed."""
    return re.sub(r'value="[^"]*"', "", page.text)


def test_a_learner_signs_in_and_lands_on_today(lea: int, as_: Open) -> None:
    browser = as_()
    answer = sign_in(browser)
    assert (answer.status_code, answer.location) == (303, "/today")
    assert "Lea Marsh" in browser.get("/account").text
    assert browser.get("/sign-in").location == "/today"


@pytest.mark.parametrize("typed", ["LEA@Example.org", "  lea@example.org "])
def test_the_address_may_be_typed_in_any_case(lea: int, as_: Open, typed: str) -> None:
    assert sign_in(as_(), typed).status_code == 303


def test_a_wrong_password_an_unknown_address_and_a_closed_account_answer_alike(
    app: Flask, lea: int, as_: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = builders.a_person(app, email="closed@example.org")
    invited = builders.a_person(app, email="invited@example.org")
    with app.app_context():
        passwords.give_password(closed, GOOD, at=now())
        people.deactivate_account(closed, actor_id=invited, at=now())
    verified = []
    matches = hashing.matches
    monkeypatch.setattr(hashing, "matches", lambda *given: verified.append(given) or matches(*given))

    pages = [
        sign_in(as_(), "lea@example.org", "not the password"),
        sign_in(as_(), "nobody@example.org", "not the password"),
        sign_in(as_(), "closed@example.org", GOOD),
        sign_in(as_(), "invited@example.org", GOOD),
        sign_in(as_(), "no\x00body", GOOD),
    ]
    assert {page.status_code for page in pages} == {422}
    assert len({plain(page) for page in pages}) == 1
    assert "is not right" in pages[0].text
    assert "not the password" not in pages[0].text
    assert len(verified) == 5, "each takes the time of one verification"


def test_guessing_is_slowed_then_locked_in_the_same_words_for_any_account(app: Flask, lea: int, as_: Open) -> None:
    def fail_ten_times(email: str) -> list[TestResponse]:
        browser, refused = as_(), []
        for _ in range(10):
            while (page := sign_in(browser, email, "not the password")).status_code == 429:
                refused.append(page)
                later(app, seconds=int(page.headers["Retry-After"]))
            assert page.status_code == 422
        refused.append(sign_in(browser, email, GOOD))
        return refused

    known, unknown = fail_ten_times("lea@example.org"), fail_ten_times("nobody@example.org")
    assert [int(page.headers["Retry-After"]) for page in known] == [2, 4, 8, 16, 32, 64, 128, 900]
    assert [page.status_code for page in known] == [429] * 8
    assert list(map(plain, known)) == list(map(plain, unknown))
    assert "Wait 15 minutes, then try again." in known[-1].text

    later(app, minutes=15)
    assert sign_in(as_()).status_code == 303


def test_signing_in_forgets_what_failed_before(app: Flask, lea: int, as_: Open) -> None:
    for _ in range(2):
        sign_in(as_(), password="not the password")
    sign_in(as_())
    with app.app_context():
        assert db.session.query(SignInFailureRow).count() == 0


def test_an_address_that_fails_for_many_accounts_is_slowed(app: Flask, lea: int, as_: Open) -> None:
    browser = as_()
    for n in range(20):
        assert sign_in(browser, f"guess{n}@example.org", "not the password").status_code == 422
    assert sign_in(browser).status_code == 429
    elsewhere = browser.client.post("/sign-in", environ_base={"REMOTE_ADDR": "192.0.2.9"}, data={})
    assert elsewhere.status_code == 400  # heard there: it only lacks its token


def test_a_try_that_must_wait_is_not_counted_against_anyone(app: Flask, lea: int, as_: Open) -> None:
    browser = as_()
    for _ in range(9):
        sign_in(browser, password="not the password")
    with app.app_context():
        assert db.session.query(SignInFailureRow).count() == 3


@pytest.mark.parametrize("missing", ["email", "password"])
def test_an_empty_field_is_named_and_not_counted(app: Flask, as_: Open, missing: str) -> None:
    page = as_().post("/sign-in", {"email": "lea@example.org", "password": GOOD, missing: ""})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    with app.app_context():
        assert db.session.query(SignInFailureRow).count() == 0


def test_a_sign_in_lasts_twelve_hours(app: Flask, lea: int, as_: Open) -> None:
    browser = as_()
    assert "Expires" not in cookie(sign_in(browser), "session")
    later(app, hours=11, minutes=59)
    assert browser.get("/account").status_code == 200
    later(app, minutes=1)
    assert browser.get("/account").status_code == 302


def test_a_kept_sign_in_lasts_thirty_days(app: Flask, lea: int, as_: Open) -> None:
    browser = as_()
    assert "Expires" in cookie(sign_in(browser, keep="y"), "session")
    later(app, days=29, hours=23)
    assert browser.get("/account").status_code == 200
    later(app, hours=1)
    assert browser.get("/account").status_code == 302


def test_nothing_of_the_session_before_is_left_after_signing_in(lea: int, as_: Open) -> None:
    browser = as_()
    browser.get("/sign-in")
    with browser.client.session_transaction() as session:
        session["laid_ready"], before = "by somebody else", session["csrf_token"]
    sign_in(browser)
    browser.get("/account")
    with browser.client.session_transaction() as session:
        assert "laid_ready" not in session
        assert session["csrf_token"] != before


def test_the_database_holds_no_token_that_a_cookie_holds(app: Flask, lea: int, as_: Open) -> None:
    browser = as_()
    sign_in(browser)
    with browser.client.session_transaction() as session:
        token = session["_user_id"]
    with app.app_context():
        (row,) = db.session.query(SignInRow).all()
        assert row.digest != token
        assert row.digest == queries.digest(token)


def test_signing_out_ends_this_sign_in_only(lea: int, as_: Open) -> None:
    here, there = as_(lea), as_(lea)
    with here.client.session_transaction() as session:
        kept = dict(session)
    answer = here.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    with here.client.session_transaction() as session:
        session.update(kept)  # somebody kept the cookie
    assert here.get("/account").status_code == 302
    assert there.get("/account").status_code == 200


def test_a_closed_account_is_signed_out(app: Flask, lea: int, as_: Open) -> None:
    browser = as_(lea)
    with app.app_context():
        people.deactivate_account(lea, actor_id=builders.a_person(app, Role.ADMINISTRATOR), at=now())
    assert browser.get("/account").status_code == 302


# Back to the page asked for


def test_somebody_signed_out_comes_back_to_the_page_they_asked_for(lea: int, as_: Open) -> None:
    browser = as_()
    asked = browser.get("/study/?from=mail")
    assert asked.location == "/sign-in?next=/study/?from%3Dmail"
    assert sign_in(browser, query="?next=/study/?from%3Dmail").location == "/study/?from=mail"


def test_the_front_page_and_what_cannot_be_opened_are_not_come_back_to(as_: Open) -> None:
    browser = as_()
    assert browser.get("/").location == "/sign-in"
    assert browser.post("/sign-out").location == "/sign-in"
    browser.get("/sign-in")


def test_a_script_that_is_signed_out_is_told_so(as_: Open) -> None:
    assert as_().get("/study/", headers={"Accept": "application/json"}).status_code == 401


HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "/today\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "/\u2028/evil.example",
    "/today\x00",
    "/sign-in?next=/sign-in",
    "/sign-out",
    "/nowhere",
    "/%2F/evil.example",
    "/" + "a" * 3000,
    "",
]


@pytest.mark.parametrize("wanted", HOSTILE)
def test_next_cannot_leave_the_site(app: Flask, lea: int, as_: Open, wanted: str) -> None:
    with app.app_context():
        assert own_page(wanted) is None
    browser = as_()
    browser.get("/sign-in")
    answer = browser.client.post(
        "/sign-in",
        query_string={"next": wanted},
        data={"email": "lea@example.org", "password": GOOD, "csrf_token": browser.token},
    )
    assert (answer.status_code, answer.location) == (303, "/today")


# The demonstration centre


@pytest.fixture
def demonstration(app: Flask) -> str:
    app.extensions["settings"] = settings = app.extensions["settings"].model_copy(update={"demo": True})
    return settings.demo_password


def test_a_demonstration_centre_shows_its_accounts(demonstration: str, as_: Open) -> None:
    page = as_().get("/sign-in").text
    for words in ("learner@example.org", "tutor@example.org", "admin@example.org", demonstration):
        assert words in page


def test_any_other_centre_shows_none(as_: Open) -> None:
    page = as_().get("/sign-in").text
    assert "example.org" not in page
    assert "demo" not in page


# Housekeeping


def test_a_sweep_deletes_only_what_signing_in_no_longer_asks_for(app: Flask, lea: int, as_: Open) -> None:
    sign_in(as_())
    sign_in(as_(), password="not the password")
    with app.app_context():
        for after, failures, sign_ins in (
            (timedelta(hours=23), 1, 1),
            (timedelta(days=2), 0, 1),
            (timedelta(days=31), 0, 0),
        ):
            signing_in.sweep(at=now() + after)
            assert db.session.query(SignInFailureRow).count() == failures
            assert db.session.query(SignInRow).count() == sign_ins


def test_guessing_from_a_shared_address_keeps_nobody_out_who_was_here_before(app: Flask, lea: int, as_: Open) -> None:
    hers = as_()
    assert sign_in(hers).status_code == 303
    leave(hers)
    guesser = as_()
    for n in range(20):
        assert sign_in(guesser, f"guess{n}@example.org", "not the password").status_code == 422
    refused = sign_in(as_())
    assert refused.status_code == 429
    assert "Wait 2 seconds" in refused.text
    assert sign_in(hers).status_code == 303


def test_guessing_at_an_account_does_not_keep_out_its_owner_on_a_known_device(app: Flask, lea: int, as_: Open) -> None:
    hers, guesser = as_(), as_()
    sign_in(hers)
    leave(hers)
    for _ in range(3):
        sign_in(guesser, password="not the password")
    assert sign_in(guesser).status_code == 429
    assert sign_in(hers).status_code == 303


def test_guessing_on_a_known_device_is_slowed_too(app: Flask, lea: int, as_: Open) -> None:
    hers = as_()
    sign_in(hers)
    leave(hers)
    for _ in range(3):
        assert sign_in(hers, password="not the password").status_code == 422
    assert sign_in(hers).status_code == 429


def test_a_device_cookie_that_was_made_up_is_as_good_as_none(app: Flask, lea: int, as_: Open) -> None:
    guesser = as_()
    guesser.client.set_cookie("device", f'["known",[{lea}]]')
    for _ in range(3):
        sign_in(guesser, password="not the password")
    guesser.client.set_cookie("device", f'["another",[{lea}]]')
    assert sign_in(guesser).status_code == 429


def test_a_sign_in_page_left_open_or_a_second_one_just_works(app: Flask, lea: int, as_: Open) -> None:
    form = {"email": "lea@example.org", "password": GOOD, "csrf_token": "of a visit long ago"}
    here = {"Sec-Fetch-Site": "same-origin"}
    assert as_().client.post("/sign-in", data=form, headers=here).status_code == 303
    assert as_().client.post("/sign-in", data=form, headers={"Origin": "http://localhost"}).status_code == 303
    second = as_(lea).client.post("/sign-in", data=form, headers=here)
    assert (second.status_code, second.location) == (303, "/today")


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_a_sign_in_that_another_site_sends_is_shown_again(
    app: Flask, lea: int, as_: Open, headers: dict[str, str]
) -> None:
    form = {"email": "lea@example.org", "password": GOOD}
    answer = as_().client.post("/sign-in", data=form, headers=headers)
    assert answer.status_code == 400
    assert "Sign in again" in answer.text
    assert 'value="lea@example.org"' in answer.text


@pytest.mark.parametrize(
    "typed",
    ["LEA@example.org", " lea@EXAMPLE.org ", "lea@example.org\u00a0", "ｌｅａ＠ｅｘａｍｐｌｅ．ｏｒｇ"],
)
def test_an_address_is_the_same_however_it_is_typed(lea: int, as_: Open, typed: str) -> None:
    assert sign_in(as_(), typed).status_code == 303


def test_a_changed_password_puts_out_whoever_copied_the_cookie(app: Flask, lea: int, as_: Open) -> None:
    hers, copied = as_(), as_()
    sign_in(hers)
    with hers.client.session_transaction() as session:
        token = session["_user_id"]
    with copied.client.session_transaction() as session:
        session["_user_id"] = token
    assert copied.get("/account").status_code == 200
    changed = {"current": GOOD, "password": "orchard lantern seven tidal", "again": "orchard lantern seven tidal"}
    hers.get("/account")
    assert hers.post("/account/password", changed).status_code == 303
    assert hers.get("/account").status_code == 200
    assert copied.get("/account").status_code == 302


def test_a_request_that_names_another_host_is_refused(app: Flask) -> None:
    assert app.test_client().get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


# What it costs


SIZE = 600_000  # bytes


def a_plain_reading(form: bytes) -> float:
    """What this machine takes to read such a form in the plainest way, and for a little work: some 50 to 130 ms."""
    began = time.process_time()
    parse_qsl(form.decode())
    sum(range(2_000_000))
    return time.process_time() - began


@pytest.mark.parametrize(
    "sent",
    [
        "email=" + "x" * SIZE,
        "email=lea@" + "x." * (SIZE // 2),
        "email=" + quote("ﷺ") * (SIZE // 9),
        "email=" + quote("\u0345\u0301") * (SIZE // 12),
        "email=" + quote("\u200b") * (SIZE // 9),
        "email=" + "%3C" * (SIZE // 3),
        "email=lea@example.org&password=" + quote("ﷺ") * (SIZE // 9),
        "password=" + "@4" * (SIZE // 2) + "&again=" + "@4" * 9,
        "a&" * (SIZE // 2),
        "a=1&" * (SIZE // 4),
        "&" * SIZE,
        "=&" * (SIZE // 2),
    ],
    ids=lambda sent: f"{sent[:12]}…{sent[-9:]}",
)
@pytest.mark.parametrize("path", ["/sign-in", "/welcome/"])
def test_a_large_form_costs_little_where_anybody_may_send_one(app: Flask, lea: int, path: str, sent: str) -> None:
    with app.app_context():
        link = passwords.make_link(lea, actor_id=None, at=now()) if path == "/welcome/" else ""
    browser = Browser(app, None)
    browser.get(path + link)
    form = f"csrf_token={browser.token}&{sent}".encode()
    browser.client.post(path + link, data={"email": "warm", "password": "warm"})
    took, yardstick = [], []
    for _ in range(3):  # the least of them: what runs beside makes every one slower
        began = time.process_time()
        answer = browser.client.post(path + link, data=form, content_type="application/x-www-form-urlencoded")
        took.append(time.process_time() - began)
        yardstick.append(a_plain_reading(form))
        assert answer.status_code in (413, 422)
    assert min(took) < 2 * min(yardstick)
