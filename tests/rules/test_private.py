"""Nobody but the learner reads what is private: asked of every route in every role, with the ids of the work itself."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.cohorts import actions as cohorts
from revision_app.evidence import actions as evidence
from revision_app.web.clock import now
from tests.rules.test_access import FORM, LEARNER, OPEN_TO, Centre, centre
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.reflections import a_reflection, a_submission, a_text, revision_of

__all__ = ["centre"]

DRAFT, KEPT, COPY = "quokka-draft", "quokka-kept", "quokka-copy"


def answers(app: Flask, browser: Browser, ids: dict[str, object]) -> Iterator[tuple[str, str]]:
    """What every route says to this browser about the work with these ids. Other tests inspect the pages."""
    browser.get("/account")
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN_TO or rule.endpoint.startswith("accounts.sign_out"):
            continue
        for method in sorted(rule.methods & {"GET", "POST"}):
            path = app.url_map.bind("localhost").build(rule.endpoint, ids, method=method).split("?")[0]
            sent = {"csrf_token": browser.token, **FORM, "item": ids["item"]} if method == "POST" else None
            with browser.client.open(path, method=method, data=sent, buffered=True) as answer:
                yield f"{method} {path}", _text(answer.get_data())


def _text(body: bytes) -> str:
    """A page, a file of text, or all that a spreadsheet holds."""
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as parts:
            body = b"".join(parts.read(name) for name in parts.namelist())
    return body.decode(errors="replace")


@pytest.fixture
def private(app: Flask, centre: Centre) -> Centre:
    """The first cohort's learner has a draft, kept a stage of another back, and withdrew a third."""
    learner = centre.insiders[LEARNER]
    marked = {name: f"{DRAFT} {name}" for name in ("description", "feelings", "evaluation", "analysis", "conclusion")}
    draft = a_reflection(app, learner, a_text(f"{DRAFT} title", **marked, action_plan=DRAFT))
    a_submission(app, learner, of=a_reflection(app, learner, a_text(feelings=KEPT, kept_back=("feelings",))))
    withdrawn = a_submission(app, learner, of=a_reflection(app, learner, a_text(description=COPY)))
    with app.app_context():
        evidence.withdraw(withdrawn, learner_id=learner, at=now())
    return replace(centre, ids=centre.ids | {"reflection_id": draft, "piece_id": withdrawn, "person_id": learner})


@pytest.mark.parametrize(
    ("role", "left"), [(Role.LEARNER, False), (Role.TUTOR, False), (Role.TUTOR, True), (Role.ADMINISTRATOR, True)]
)
def test_no_route_shows_anybody_else_a_draft_or_a_stage_kept_back_or_a_withdrawn_copy(
    app: Flask, private: Centre, role: Role, left: bool
) -> None:
    reader = private.insiders[role]
    if role is LEARNER:  # another one, in the same cohort
        reader = a_person(app)
        with app.app_context():
            cohorts.enrol(private.ids["cohort_id"], [reader], actor_id=None, at=now())
    if left:
        with app.app_context():
            cohorts.end_enrolment(private.ids["cohort_id"], private.insiders[LEARNER], actor_id=None, at=now())
    for asked, said in answers(app, Browser(app, reader, role), private.ids):
        for secret in (DRAFT, KEPT, COPY):
            assert secret not in said, f"{asked} shows {secret}"


def test_the_learner_reads_all_of_it(app: Flask, private: Centre) -> None:
    """Else the test above would find nothing whatever was shown."""
    learner = private.insiders[LEARNER]
    browser = Browser(app, learner)
    said = "".join(
        browser.get(path).text
        for path in (
            f"/journal/{private.ids['reflection_id']}",
            f"/journal/{private.ids['reflection_id'] + 1}",
            f"/evidence/{private.ids['piece_id']}",
        )
    )
    assert all(secret in said for secret in (DRAFT, KEPT, COPY))
    assert revision_of(app, private.ids["reflection_id"], learner) == 2
