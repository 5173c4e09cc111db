"""A witness on a phone, by keyboard alone; the learner puts forward what they wrote."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person


def test_a_witness_writes_by_keyboard_and_the_learner_hands_it_in(
    app: Flask, site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    learner, tutor = a_person(app, name="Demo Learner"), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    cookie = Browser(app, learner).client.get_cookie("session")
    assert cookie is not None
    lea = visitor(width=390)
    lea.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    lea.goto("/journal/")
    lea.get_by_role("link", name="What others say").click()
    lea.get_by_label("Whom you ask").fill("Demo Witness")
    lea.get_by_label("What they saw").fill("A treatment of the cheeks")
    lea.keyboard.press("Enter")
    address = lea.get_by_label("The link to send to Demo Witness").input_value()
    accessible(lea)

    witness = visitor(width=390)
    witness.goto(address)
    accessible(witness)
    for typed in ("Demo Witness", "Registered nurse", "I supervise them"):
        witness.keyboard.press("Tab")
        while witness.evaluate("document.activeElement.matches('a')"):
            witness.keyboard.press("Tab")
        witness.keyboard.type(typed)
    witness.keyboard.press("Tab")
    witness.keyboard.press("Space")
    witness.keyboard.press("Tab")
    witness.keyboard.press("Tab")
    witness.keyboard.type("08302026")
    witness.get_by_label("What you saw", exact=True).focus()
    witness.keyboard.type("She checked the consent twice.")
    witness.keyboard.press("Tab")
    witness.keyboard.press("Space")
    witness.keyboard.press("Tab")
    witness.keyboard.press("Enter")
    expect(witness.get_by_role("heading", name="Thank you")).to_be_visible()

    lea.reload()
    lea.get_by_role("link", name="A treatment of the cheeks").click()
    accessible(lea)
    lea.get_by_label("1.1 ").check()
    lea.get_by_label("This is my own work").check()
    lea.get_by_label("How you used AI").fill("No AI.")
    lea.get_by_role("button", name="Hand in to your tutor").click()
    lea.wait_for_url("**/evidence/*")
    expect(lea.get_by_text("She checked the consent twice.")).to_be_visible()
    assert lea.evaluate("document.documentElement.scrollWidth") <= 390
