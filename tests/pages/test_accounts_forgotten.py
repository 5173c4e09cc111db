"""A forgotten password: a link by mail, in the same words and time for every address."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median
from time import process_time

import pytest
from flask import Flask
from sqlalchemy import func, select

from revision_app.accounts import queries
from revision_app.accounts.actions import passwords, people
from revision_app.accounts.core import AccountDeed, Role
from revision_app.accounts.models import LinkRow, ResetAskRow
from revision_app.db import db
from revision_app.jobs.worker import run_errands
from revision_app.outbox.models import LetterRow
from revision_app.web import mail
from revision_app.web.clock import now
from revision_app.web.opaque import unsealed
from tests.support import builders
from tests.support.browser import Browser

Open = Callable[..., Browser]
GOOD, NEW = "lantern orchard tidal seven", "another lantern orchard"
SAME = "If there is an account with this address"


@pytest.fixture
def noor(app: Flask) -> int:
    """She has a password, and a mail server is set that nothing is sent to yet."""
    mail.register(app, "smtp://127.0.0.1:9?from=centre@example.org")
    app.extensions["mail_rests_until"] = app.extensions["frozen_now"] + timedelta(days=3650)
    person = builders.a_person(app, name="Noor Haddad", email="noor@example.org")
    with app.app_context():
        passwords.give_password(person, GOOD, at=now())
    return person


@pytest.fixture(autouse=True)
def _rested(app: Flask) -> Iterator[None]:
    yield
    app.extensions.pop("mail_rests_until", None)


def ask(browser: Browser, email: str, **more: object) -> str:
    answer = browser.post("/forgotten", {"email": email}, **more)
    assert answer.status_code == 200, answer.text
    return answer.text


def letters(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        run_errands()
        return [(row.to, unsealed(row.text)) for row in db.session.scalars(select(LetterRow).order_by(LetterRow.id))]


def link_in(text: str) -> str:
    return re.search(r"http://localhost(/welcome/\S+)", text)[1]


def test_somebody_who_forgot_their_password_chooses_another(app: Flask, noor: int, as_: Open) -> None:
    kept, browser = as_(noor), as_()
    assert "Forgotten your password?" in browser.get("/sign-in").text
    assert SAME in ask(browser, " <NOOR@Example.org> ")
    ((to, text),) = letters(app)
    assert to == "noor@example.org"
    assert text.startswith("Hello Noor Haddad,")
    link = link_in(text)
    again = {"password": NEW, "again": NEW}
    browser.get(link)
    assert browser.post(link, again).status_code == 303
    assert browser.get("/account").status_code == 200
    assert kept.get("/account").status_code == 302
    assert as_().get(link).status_code == 410
    assert browser.post(link, again).status_code == 410
    with app.app_context():
        deeds = [entry.deed for entry in queries.audit_log(before=None, most=9)]
        assert deeds[:3] == [AccountDeed.SIGNED_IN, AccountDeed.PASSWORD_SET, AccountDeed.RESET_ASKED]


def test_every_address_is_answered_in_the_same_words(app: Flask, noor: int, as_: Open) -> None:
    closed = builders.a_person(app, email="gone@example.org")
    chief = builders.a_person(app, Role.ADMINISTRATOR)
    with app.app_context():
        people.deactivate_account(closed, actor_id=chief, at=now())
    browser = as_()
    pages = {
        re.sub(r'value="[^"]*"|nonce="[^"]*"', "", ask(browser, email))
        for email in ("noor@example.org", "nobody@example.org", "gone@example.org")
    }
    assert len(pages) == 1
    assert [to for to, _ in letters(app)] == ["noor@example.org"]
    with app.app_context():
        assert set(db.session.scalars(select(ResetAskRow.email))) == {""}


def test_a_link_ends_after_an_hour_and_when_another_is_used(app: Flask, noor: int, as_: Open) -> None:
    browser = as_()
    ask(browser, "noor@example.org")
    ask(browser, "noor@example.org")
    first, second = (link_in(text) for _, text in letters(app))
    assert as_().get(first).status_code == as_().get(second).status_code == 200
    browser.get(second)
    browser.post(second, {"password": NEW, "again": NEW})
    assert as_().get(first).status_code == 410
    ask(as_(), "noor@example.org")
    third = link_in(letters(app)[-1][1])
    app.extensions["frozen_now"] += timedelta(minutes=61)
    assert as_().get(third).status_code == 410


def test_an_ask_that_waited_too_long_makes_no_link(app: Flask, noor: int, as_: Open) -> None:
    ask(as_(), "noor@example.org")
    app.extensions["frozen_now"] += timedelta(hours=2)
    assert letters(app) == []


def test_a_sheet_of_first_links_stays_good_when_somebody_asks_for_another(app: Flask, noor: int, as_: Open) -> None:
    new = builders.a_person(app, email="new@example.org")
    with app.app_context():
        first = passwords.make_link(new, actor_id=noor, at=now())
    ask(as_(), "new@example.org")
    assert len(letters(app)) == 1
    assert as_().get(f"/welcome/{first}").status_code == 200


@pytest.mark.parametrize("email", ["noor@example.org", "nobody@example.org"])
def test_asking_again_and_again_is_slowed_for_any_address(app: Flask, noor: int, as_: Open, email: str) -> None:
    browser = as_()
    for _ in range(3):
        ask(browser, email)
    late = browser.post("/forgotten", {"email": email})
    assert late.status_code == 429
    assert "There have been too many tries. Wait 2 seconds" in late.text
    assert email in late.text
    for seconds in (2, 4):
        app.extensions["frozen_now"] += timedelta(seconds=seconds)
        ask(browser, email)
    assert "Wait 15 minutes" in browser.post("/forgotten", {"email": email}).text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ResetAskRow)) == 5


@pytest.mark.parametrize(
    ("email", "words"),
    [("", "Type your e-mail address."), ("noor", "not an e-mail address"), ("x" * 5000, "at most 254 characters")],
)
def test_what_is_no_address_comes_back_with_a_word(noor: int, as_: Open, email: str, words: str) -> None:
    page = as_().post("/forgotten", {"email": email})
    assert page.status_code == 422
    assert words in page.text
    assert email in page.text


def test_without_a_mail_server_the_page_says_whom_to_ask(app: Flask, as_: Open) -> None:
    page = as_().get("/forgotten")
    assert "Your administrator can give you a link" in page.text
    assert as_().post("/forgotten", {"email": "noor@example.org"}).status_code == 200
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ResetAskRow)) == 0


def test_an_administrators_link_works_once_and_for_a_day(app: Flask, as_: Open) -> None:
    noor, chief = builders.a_person(app, name="Noor"), as_(builders.a_person(app, Role.ADMINISTRATOR))
    with app.app_context():
        passwords.give_password(noor, GOOD, at=now())
    chief.post(f"/people/{noor}/link")
    page = chief.get(f"/people/{noor}").text
    assert "It works once, within a day, and is shown only now." in page
    link = re.search(r"http://localhost(/welcome/[\w-]+)", page)[1]
    assert "/welcome/" not in chief.get(f"/people/{noor}").text
    assert as_().get(link).status_code == 200
    app.extensions["frozen_now"] += timedelta(hours=25)
    assert as_().get(link).status_code == 410
    with app.app_context():
        assert queries.audit_log(before=None, most=1)[0].deed == AccountDeed.RESET_LINK_MADE


# Time

SAMPLES = 50


def apart(some: list[float], others: list[float]) -> float:
    """How surely one of ``some`` takes longer than one of ``others``: 0.5 where nobody can tell, 1 where always."""
    longer = sum((one > other) + (one == other) / 2 for one in some for other in others)
    return abs(longer / len(some) / len(others) - 0.5) + 0.5


def test_fifty_samples_do_not_tell_known_from_unknown_addresses(
    app: Flask, noor: int, as_: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the processor's time: others who use this machine meanwhile say nothing of what the site does."""
    known = [f"known{n}@example.org" for n in range(SAMPLES)]
    for email in known:
        builders.a_person(app, email=email)
    browser = as_()

    def timed(email: str, n: int) -> float:
        started = process_time()
        ask(browser, email, environ_overrides={"REMOTE_ADDR": f"10.0.{n // 200}.{n % 200}"})
        return process_time() - started

    pairs = [(timed(email, 2 * n), timed(f"un{email}", 2 * n + 1)) for n, email in enumerate(known)]
    told = apart(*map(list, zip(*pairs, strict=True)))

    # The yardstick: with the work done where it is asked for, the same measurement tells them apart in the same run.
    honest = passwords.ask_reset

    def leaking(email: str, **given: object) -> None:
        honest(email, **given)
        run_errands()

    with app.app_context():
        run_errands()
        while db.session.scalar(select(func.count()).where(ResetAskRow.answered_at.is_(None))):
            run_errands()
    monkeypatch.setattr(passwords, "ask_reset", leaking)
    leaks = [(timed(f"{n}.{email}", 200 + 2 * n), timed(email, 201 + 2 * n)) for n, email in enumerate(known[:25])]
    leaked = apart(*map(list, zip(*leaks, strict=True)))
    assert told < (0.5 + leaked) / 2, (told, leaked, [median(side) for side in zip(*pairs, strict=True)])
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LinkRow)) >= SAMPLES
