"""How passwords are kept and compared."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from revision_app.accounts import queries
from revision_app.accounts.actions import passwords, signing_in
from revision_app.accounts.core import AccountChanged
from revision_app.accounts.core.throttle import BY_ACCOUNT
from revision_app.accounts.models import PersonRow, SignInFailureRow
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


def sign_in(browser: Browser, password: str = GOOD) -> TestResponse:
    return browser.post("/sign-in", {"email": "lea@example.org", "password": password})


def test_the_same_letters_from_another_keyboard_are_the_same_password(app: Flask, lea: int, as_: Open) -> None:
    with app.app_context():
        passwords.give_password(lea, "caf\u00e9 lantern orchard", at=now())
    assert sign_in(as_(), password="cafe\u0301 lantern orchard").status_code == 303


def test_a_password_kept_at_another_cost_is_hashed_anew(app: Flask, lea: int, as_: Open) -> None:
    with app.app_context():
        before = db.session.get_one(PersonRow, lea).password_hash = hashing.HASHERS["full"].hash(GOOD)
        db.session.commit()
    assert sign_in(as_()).status_code == 303
    assert sign_in(as_()).status_code == 303
    with app.app_context():
        after = db.session.get_one(PersonRow, lea).password_hash
        assert after != before
        assert after is not None
        assert not hashing.is_stale(after)


def test_a_password_changed_while_it_was_checked_signs_nobody_in(app: Flask, lea: int) -> None:
    with app.app_context():
        known = queries.credentials("lea@example.org")
        passwords.give_password(lea, "another lantern orchard", at=now())
        assert known is not None
        with pytest.raises(AccountChanged):
            signing_in.sign_in(known, new_hash=None, keep=False, at=now())


def at_once(app: Flask, times: int, password: str) -> list[int]:
    """What so many devices are answered that sign in with a password at the same moment."""
    browsers = [Browser(app, None) for _ in range(times)]
    for browser in browsers:
        browser.get("/sign-in")
    ready = threading.Barrier(times)

    def enter(browser: Browser) -> int:
        ready.wait()
        return sign_in(browser, password=password).status_code

    with ThreadPoolExecutor(times) as threads:
        return sorted(threads.map(enter, browsers))


def test_a_password_is_looked_at_outside_any_transaction_and_counts_only_when_it_is_wrong(
    app: Flask, lea: int, as_: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(_hash: str | None, password: str) -> bool:
        seen.append((bool(db.session().info.get("in_action")), db.session.query(SignInFailureRow).count()))
        return password == GOOD

    monkeypatch.setattr(hashing, "matches", look)
    assert sign_in(as_(), password="wrong").status_code == 422
    assert sign_in(as_()).status_code == 303
    assert seen == [(False, 0), (False, 1)]


def test_right_passwords_at_once_keep_nobody_out(app: Flask, lea: int) -> None:
    assert at_once(app, 6, GOOD) == [303] * 6


def test_wrong_passwords_at_once_do_not_outrun_the_count(app: Flask, lea: int) -> None:
    assert at_once(app, 6, "wrong") == [422] * BY_ACCOUNT.slow + [429] * (6 - BY_ACCOUNT.slow)


def test_a_new_password_is_hashed_outside_any_transaction(
    app: Flask, lea: int, as_: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_of, seen = hashing.hash_of, []

    def look(password: str) -> str:
        seen.append(bool(db.session().info.get("in_action")))
        return hash_of(password)

    monkeypatch.setattr(hashing, "hash_of", look)
    new = {"password": "another lantern orchard", "again": "another lantern orchard"}
    as_(lea).post("/account/password", {"current": GOOD, **new})
    with app.app_context():
        link = passwords.make_link(lea, actor_id=None, at=now())
    assert as_().post(f"/welcome/{link}", new).status_code == 303
    assert seen == [False, False]


def test_at_most_two_passwords_are_hashed_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    busy, most, lock = 0, 0, threading.Lock()

    class Slow:
        def hash(self, _password: str) -> str:
            nonlocal busy, most
            with lock:
                busy += 1
                most = max(most, busy)
            time.sleep(0.02)
            with lock:
                busy -= 1
            return ""

    def hash_one() -> None:
        with app.app_context():
            hashing.hash_of("x")

    monkeypatch.setitem(hashing.HASHERS, "low", Slow())
    crowd = [threading.Thread(target=hash_one) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert most == 2
