"""Help for each role, and the steps by which a centre is set up."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.progress.core.help import STEPS, CentreFacts, done
from tests.support import builders
from tests.support.browser import Browser

Open = Callable[..., Browser]
NOTHING = CentreFacts({Role.ADMINISTRATOR: 1}, 0, 0, 0, 0, has_dates=False, has_mail=False)
WITH_LEARNERS = {Role.LEARNER: 3}


@pytest.mark.parametrize(
    ("facts", "steps"),
    [
        (NOTHING, set()),
        (CentreFacts({Role.ADMINISTRATOR: 2}, 0, 0, 0, 0, has_dates=False, has_mail=True), {"administrators", "mail"}),
        (
            CentreFacts({Role.TUTOR: 1, Role.QUALITY_ASSURER: 1}, 2, 1, 0, 0, has_dates=True, has_mail=False),
            {"tutors", "assurer", "cohorts", "dates"},
        ),
        (CentreFacts(WITH_LEARNERS, 1, 1, 1, 0, has_dates=False, has_mail=False), {"cohorts", "learners"}),
        (CentreFacts(WITH_LEARNERS, 0, 1, 0, 1, has_dates=False, has_mail=False), {"cohorts", "learners", "invited"}),
        (
            CentreFacts(WITH_LEARNERS, 0, 1, 0, 0, has_dates=False, has_mail=False),
            {"cohorts", "learners", "invited", "placed"},
        ),
    ],
)
def test_a_step_is_ticked_by_what_there_is(facts: CentreFacts, steps: set[str]) -> None:
    assert done(facts) == steps <= {step.id for step in STEPS}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_told_what_to_do_and_each_page_opens(app: Flask, as_: Open, role: Role) -> None:
    browser = as_(builders.a_person(app, role))
    assert 'href="/help"' in browser.get("/account").text
    page = browser.get("/help").text
    listed = page[page.index("<h1>") :]
    links = set(re.findall(r'href="(/[^"]+)"', listed)) - {"/account"}
    assert len(links) >= 4
    assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_an_empty_centre_leads_to_the_steps_and_each_opens(app: Flask, as_: Open) -> None:
    browser = as_(builders.a_person(app, Role.ADMINISTRATOR))
    today = browser.get("/today").text
    assert "Set up your centre" in today
    page = browser.get("/help/setting-up").text
    assert "0 of 9 steps are done." in page
    links = set(re.findall(r'href="(/[^"]+)"', page[page.index("<h1>") :]))
    assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    builders.a_person(app, Role.TUTOR, name="Tina Tutor")
    builders.a_person(app, Role.ADMINISTRATOR, name="Ada Chief")
    assert "2 of 9 steps are done." in browser.get("/help/setting-up").text
