"""Answers on a bad line, in two windows and through a sign-out: nothing is lost, and the page says the truth."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from revision_app.accounts.actions import passwords
from revision_app.db import db
from revision_app.quiz.attempts.core.attempt import StepKind
from revision_app.quiz.attempts.models import StepRow
from revision_app.web.clock import now
from tests.support.builders import a_person
from tests.support.on_screen import until
from tests.support.papers import a_paper, an_item, an_open_answer, offer
from tests.support.sitting import later

Visitor = Callable[..., Page]


PASSWORD = "petrol margin depth violin"


@pytest.fixture
def learner(app: Flask) -> int:
    offer(app, a_paper((*(an_item(f"item-{n}", case="sam") for n in range(1, 11)), an_open_answer())))
    learner = a_person(app, name="Wilhelmina Featherstone", email="wilhelmina@example.org")
    other = a_person(app, name="Ottoline Marchbanks", email="ottoline@example.org")
    with app.app_context():
        for person in (learner, other):
            passwords.give_password(person, PASSWORD, at=now())
    return learner


def sign_in(page: Page, name: str = "wilhelmina") -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def begin(page: Page) -> None:
    """Start the paper, and wait until the device has it."""
    page.goto("/quizzes/first-paper")
    page.get_by_role("button", name="Start the paper").click()
    at(page, 1)
    until(page, "async () => Boolean(await caches.match(location.pathname.replace(/items.*/, 'paper')))")


@pytest.fixture
def window(learner: int, visitor: Visitor) -> Page:
    page = visitor()
    sign_in(page)
    begin(page)
    return page


def at(page: Page, n: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Question {n} of 11")


def choose(page: Page, words: str = "Wait") -> None:
    page.get_by_label(words, exact=True).check()


def says(page: Page, words: str) -> None:
    expect(page.locator("#receipt")).to_contain_text(words)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Save and continue").click()


def answered(app: Flask) -> list[tuple[str | None, list[str] | None]]:
    """What the site has, in the order in which it came."""
    with app.app_context():
        rows = db.session.scalars(select(StepRow).where(StepRow.kind == StepKind.RESPONDED).order_by(StepRow.id))
        return [(row.item_id, row.response) for row in rows]


def palette(page: Page, n: int, words: str) -> None:
    expect(page.locator(f".palette [value='{n}']")).to_have_attribute("aria-label", f"Question {n}, {words}")


def test_ten_answers_half_of_them_without_a_connection_are_saved_in_order(
    app: Flask, window: Page, accessible: Callable[[Page], None]
) -> None:
    for n in range(1, 6):
        at(window, n)
        choose(window)
        says(window, "Saved 13:00:00")
        go_on(window)
    window.context.set_offline(True)
    for n in range(6, 11):
        at(window, n)
        choose(window, "Ask")
        says(window, f"No connection. {'1 answer' if n == 6 else f'{n - 5} answers'} kept on this device")
        go_on(window)
    at(window, 11)
    accessible(window)
    assert len(answered(app)) < 10
    window.reload()
    at(window, 11)
    palette(window, 5, "answered")
    palette(window, 10, "answered, not sent yet")
    expect(window.get_by_text("10 of 11 answered")).to_be_visible()
    window.get_by_role("button", name="Question 7, answered").click()
    at(window, 7)
    expect(window.get_by_label("Ask", exact=True)).to_be_checked()
    expect(window.get_by_role("group", name="What about item-7?")).to_be_visible()
    window.get_by_role("button", name="Review and submit").click()
    expect(window.get_by_role("heading", name="Your answers")).to_be_visible()
    expect(window.get_by_text("5 answers are kept on this device and not sent yet.")).to_be_visible()
    expect(window.get_by_text("Waiting to be sent")).to_have_count(5)
    accessible(window)
    window.context.set_offline(False)
    expect(window.get_by_text("1 question has no answer")).to_be_visible()  # the list as the site has it now
    expected = [(f"item-{n}", ["b"]) for n in range(1, 6)] + [(f"item-{n}", ["c"]) for n in range(6, 11)]
    assert answered(app) == expected
    window.get_by_role("button", name="Submit the paper for marking").click()
    expect(window.get_by_role("heading", name="Every question, with the reasons")).to_be_visible()
    until(window, "async () => !(await caches.match(location.pathname.replace('result', 'paper')))")
    window.wait_for_function("() => !Object.keys(localStorage).length")


def test_a_choice_that_is_changed_without_a_connection_is_sent_as_it_was_last(app: Flask, window: Page) -> None:
    window.context.set_offline(True)
    for words in ("Wait", "Ask", "Go on"):
        choose(window, words)
    says(window, "1 answer kept on this device")
    window.context.set_offline(False)
    says(window, "Saved")
    assert answered(app)[-1] == ("item-1", ["a"])
    choose(window, "Wait")
    says(window, "Saved")
    window.reload()
    expect(window.get_by_label("Wait", exact=True)).to_be_checked()


def test_where_no_worker_keeps_the_paper_going_on_waits_for_the_connection(
    app: Flask, learner: int, visitor: Visitor
) -> None:
    page = visitor()
    page.add_init_script("delete Navigator.prototype.serviceWorker; delete window.caches;")
    sign_in(page)
    page.goto("/quizzes/first-paper")
    page.get_by_role("button", name="Start the paper").click()
    at(page, 1)
    page.wait_for_load_state()
    page.context.set_offline(True)
    choose(page)
    says(page, "No connection. 1 answer kept on this device")
    go_on(page)
    says(page, "No connection. Your answers are kept on this device; go on when it is back.")
    page.context.set_offline(False)
    says(page, "Saved")
    go_on(page)
    at(page, 2)


@pytest.mark.parametrize("wish", ["go on here", "leave them out"])
def test_nothing_is_submitted_over_answers_that_were_not_saved(
    app: Flask, window: Page, visitor: Visitor, accessible: Callable[[Page], None], wish: str
) -> None:
    path = window.url
    choose(window)
    says(window, "Saved")
    other = visitor()
    sign_in(other)
    other.goto(path.replace("items/1", "items/2"))
    choose(other)
    says(other, "Kept on this device")
    other.get_by_role("button", name="Review and submit").click()
    other.get_by_role("button", name="Submit the paper for marking").click()
    expect(other.get_by_text("Not saved, and so not counted: question 2. Open it to see why.")).to_be_visible()
    expect(other.get_by_role("button", name="Submit without them")).to_be_visible()
    accessible(other)
    assert answered(app) == [("item-1", ["b"])]
    if wish == "go on here":
        other.locator(".review-list").get_by_role("link", name="What about item-2?").click()
        other.get_by_role("button", name="Continue here").click()
        says(other, "Saved")
        other.get_by_role("button", name="Review and submit").click()
        other.get_by_role("button", name="Submit the paper for marking").click()
    else:
        other.get_by_role("button", name="Submit without them").click()
    expect(other.get_by_role("heading", name="Every question, with the reasons")).to_be_visible()
    assert len(answered(app)) == (2 if wish == "go on here" else 1)


def test_what_is_typed_is_saved_while_it_is_typed(app: Flask, window: Page) -> None:
    window.get_by_role("button", name="Question 11").click()
    at(window, 11)
    window.get_by_label("Your answer").fill("Ring the")
    says(window, "Saved 13:00:00")
    later(app, seconds=5)
    window.get_by_label("Your answer").press_sequentially(" prescriber")
    says(window, "Saved 13:00:05")
    assert answered(app)[-1] == ("open", ["Ring the prescriber"])


def test_a_flag_is_set_without_leaving_the_question(window: Page) -> None:
    choose(window)
    window.get_by_role("button", name="Flag for review").click()
    palette(window, 1, "answered, flagged")
    expect(window.get_by_text("1 flagged")).to_be_visible()
    says(window, "Saved")
    window.reload()
    window.get_by_role("button", name="Remove the flag").click()
    palette(window, 1, "answered")
    window.reload()
    expect(window.get_by_role("button", name="Flag for review")).to_be_visible()


def test_signing_in_again_in_the_middle_returns_to_the_attempt_and_sends_what_waited(app: Flask, window: Page) -> None:
    window.context.clear_cookies()
    choose(window)
    says(window, "You are signed out. Your answers are kept on this device.")
    window.get_by_role("link", name="Sign in again").click()
    window.get_by_label("E-mail").fill("wilhelmina@example.org")
    window.get_by_label("Password").fill(PASSWORD)
    window.get_by_role("button", name="Sign in").click()
    at(window, 1)
    says(window, "Saved 13:00:00")
    expect(window.get_by_label("Wait", exact=True)).to_be_checked()
    assert answered(app) == [("item-1", ["b"])]


def test_another_account_neither_sees_nor_sends_what_waits(app: Flask, window: Page) -> None:
    window.context.set_offline(True)
    choose(window)
    says(window, "1 answer kept on this device")
    path = window.url
    window.context.clear_cookies()
    window.goto("about:blank")
    window.context.set_offline(False)
    sign_in(window, "ottoline")
    window.goto(path)
    expect(window.get_by_role("heading", level=1)).to_have_text("Nothing here")
    begin(window)
    expect(window.get_by_label("Wait", exact=True)).not_to_be_checked()
    assert answered(app) == []
    assert window.evaluate("async () => Boolean(await caches.match('/attempts/1/paper'))") is False
    window.context.clear_cookies()
    sign_in(window)
    expect(window.get_by_text("First paper").first).to_be_visible()
    window.wait_for_function("() => !JSON.parse(localStorage.getItem('answers 1 1')).waiting.length")
    assert answered(app) == [("item-1", ["b"])]  # its own sign-in sends it from whatever page comes first


def test_signing_out_warns_while_answers_wait(app: Flask, window: Page, accessible: Callable[[Page], None]) -> None:
    window.context.set_offline(True)
    choose(window)
    says(window, "1 answer kept on this device")
    window.get_by_role("button", name="Sign out").click()
    warning = window.get_by_role("dialog", name="1 answer has not been sent")
    expect(warning).to_contain_text("Signing out deletes them.")
    accessible(window)
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    window.context.set_offline(False)
    says(window, "Saved")
    window.get_by_role("button", name="Sign out").click()
    expect(window.get_by_label("E-mail")).to_be_visible()
    assert answered(app) == [("item-1", ["b"])]


def test_a_second_window_is_told_and_takes_over(app: Flask, window: Page, accessible: Callable[[Page], None]) -> None:
    choose(window)
    says(window, "Saved")
    second = window.context.new_page()
    second.goto(window.url)
    here = second.get_by_role("alert").filter(has_text="This paper is open in another window")
    expect(here).to_be_visible()
    expect(window.get_by_text("This paper has been opened in another window too.")).to_be_visible()
    accessible(second)
    choose(second, "Ask")
    says(second, "Kept on this device. This paper is open in another window.")
    assert answered(app) == [("item-1", ["b"])]
    second.get_by_role("button", name="Continue here").click()
    says(second, "Saved")
    expect(here).to_be_hidden()
    assert answered(app) == [("item-1", ["b"]), ("item-1", ["c"])]
    expect(window.get_by_role("alert").filter(has_text="This paper is open in another window")).to_be_visible()
    choose(window, "Go on")
    says(window, "Kept on this device.")
    window.get_by_role("button", name="Continue here").click()
    says(window, "answered in another window")  # the second's answer came after this window was opened
    go_on(window)
    expect(window.get_by_role("heading", name="This question has two different answers")).to_be_visible()
    go_on(window)
    at(window, 2)
    assert answered(app)[-1] == ("item-1", ["a"])


def test_another_device_is_told_too(app: Flask, window: Page, visitor: Visitor) -> None:
    choose(window)
    says(window, "Saved")
    phone = visitor(width=390)
    sign_in(phone)
    phone.goto("/quizzes/first-paper")
    phone.get_by_role("link", name="Go back to the paper").click()
    expect(phone.get_by_role("alert").filter(has_text="on another device")).to_be_visible()
    phone.get_by_role("button", name="Continue here").click()
    expect(phone.get_by_role("alert").filter(has_text="on another device")).to_be_hidden()
    choose(window, "Ask")
    says(window, "Kept on this device. This paper is open in another window.")
    assert answered(app) == [("item-1", ["b"])]


def test_a_window_that_was_closed_holds_nothing_up(window: Page) -> None:
    choose(window)
    says(window, "Saved")
    context, path = window.context, window.url
    window.close()
    again = context.new_page()
    again.goto(path)
    choose(again, "Ask")
    says(again, "Saved")
    expect(again.get_by_role("alert").filter(has_text="open in another window")).to_be_hidden()


def test_an_answer_that_comes_too_late_is_told_as_such(app: Flask, window: Page) -> None:
    window.context.set_offline(True)
    choose(window)
    says(window, "1 answer kept on this device")
    later(app, minutes=21)
    window.context.set_offline(False)
    says(window, "Time was up before this answer came, so it is kept but not counted.")
    with app.app_context():
        assert [row.kind for row in db.session.scalars(select(StepRow)) if row.item_id] == [StepKind.LATE]
