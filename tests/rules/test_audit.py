"""Whoever reads another's work leaves an entry in the audit, and no entry holds what somebody typed."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.audit.core import AuditKind
from revision_app.audit.models import AuditRow
from revision_app.db import db
from revision_app.quiz.attempts.core.grading import Way
from revision_app.web.clock import now
from tests.rules.test_access import OPEN_TO, Centre, centre
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.regrading import begin, finish
from tests.support.sitting import Sitting, later

__all__ = ["centre"]

LEARNER, TUTOR, ADMINISTRATOR = Role.LEARNER, Role.TUTOR, Role.ADMINISTRATOR
As = Callable[..., Browser]

# Arguments of addresses that lead to somebody's work, or to that of several.
LEAD_TO_WORK = {
    *("answer_id", "attempt_id", "challenge_id", "cohort_id", "file_id", "job_id", "learner_id", "note_id"),
    *("person_id", "piece_id", "question_id", "recipe_id", "reflection_id", "regrade_id", "tutors_job_id"),
}
# What each page leaves that shows work to somebody else, and about whom: a learner, or several at once.
READS = {
    "marking.second": ("submission read", True),
    "files.content": ("file read", True),
    "files.thumbnail": ("file read", True),
    "marking.submission": ("submission read", True),
    "portfolio.download_taught": ("portfolio downloaded", True),
    "portfolio.taught": ("portfolio page read", True),
    "progress.cohort": ("criteria of a cohort read", False),
    "progress.cohort_csv": ("criteria exported", False),
    "progress.cohort_xlsx": ("criteria exported", False),
    "records.cohort": ("records of a cohort read", False),
    "records.cohort_csv": ("records exported", False),
    "records.cohort_xlsx": ("records exported", False),
    "progress.learner": ("learner’s page read", True),
    "progress.timeline": ("learner’s timeline read", True),
    "statements.of_learner": ("statements read", True),
    "quiz.activity_log": ("activity log read", True),
    "quiz.adjustments": ("adjustments read", True),
    "quiz.attempt_sat": ("attempt watched", True),
    "quiz.challenge_page": ("challenge read", True),
    "quiz.open_answer": ("written answer read", False),
    "quiz.results_csv": ("results exported", False),
    "quiz.results_xlsx": ("results exported", False),
    "quiz.result": ("result read", True),
    "quiz.sitting": ("sitting watched", False),
}
OF_LEAVERS = {  # with a test of their own below
    *("portfolio.download_recorded", "portfolio.recorded"),
    *("progress.record", "progress.record_of_attempt", "progress.records"),
}
OF_THEIR_OWN = {"records.download_pdf"}  # what this person had made: with a test in tests/pages/test_records.py
NO_WORK = {  # of anybody: accounts, who is where, dates; and what a regrade changed, which has a test of its own below
    *("cohorts.cohort_people", "cohorts.person", "quiz.cohort_papers", "quiz.dates", "quiz.regrade", "records.pdf"),
    *("quiz.confirm_close", "quiz.confirm_release"),
    "messages.announce",  # writes, and shows nothing
    *("rights.erasure", "rights.merge_accounts", "marking.rules", "statements.discuss", "statements.observe"),
}


def entries(app: Flask, *kinds: AuditKind) -> list[AuditRow]:
    with app.app_context():
        which = select(AuditRow).where(AuditRow.kind.in_(kinds)) if kinds else select(AuditRow)
        return list(db.session.scalars(which.order_by(AuditRow.id)))


def test_every_page_that_leads_to_work_is_in_the_table(built_app: Flask) -> None:
    others = {TUTOR, ADMINISTRATOR}
    lead = {
        rule.endpoint
        for rule in built_app.url_map.iter_rules()
        if "GET" in rule.methods and rule.arguments & LEAD_TO_WORK and OPEN_TO.get(rule.endpoint, set()) & others
    }
    assert lead == READS.keys() | NO_WORK | OF_LEAVERS | OF_THEIR_OWN


@pytest.mark.parametrize("endpoint", sorted(READS))
def test_reading_anothers_work_leaves_one_entry_however_often_it_is_read(
    app: Flask, centre: Centre, endpoint: str
) -> None:
    deed, about_one = READS[endpoint]
    for role in sorted(OPEN_TO[endpoint] & {TUTOR, ADMINISTRATOR}):
        before = len(entries(app))
        browser = Browser(app, centre.insiders[role], role)
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(endpoint, centre.ids)
        if endpoint == "quiz.result":
            Browser(app, centre.insiders[LEARNER], LEARNER).post(f"/attempts/{centre.ids['attempt_id']}/review")
        for _ in range(2):
            assert browser.get(path.split("?")[0]).status_code == 200
        left = entries(app)[before:]
        assert {entry.deed for entry in left} == {deed}, role
        assert {entry.actor_id for entry in left} == {centre.insiders[role]}
        assert {entry.subject_id for entry in left} == ({centre.insiders[LEARNER]} if about_one else {None})
        assert len(left) == (2 if "exported" in deed else 1)


def test_an_administrator_who_reads_what_a_leaver_made_leaves_an_entry_for_each_page(
    app: Flask, centre: Centre
) -> None:
    learner, attempt, piece = (centre.ids[name] for name in ("learner_id", "attempt_id", "piece_id"))
    Browser(app, centre.insiders[LEARNER], LEARNER).post(f"/attempts/{attempt}/review")
    browser = Browser(app, centre.insiders[ADMINISTRATOR], ADMINISTRATOR)
    paths = [f"/people/{learner}/records", f"/people/{learner}/records/submissions/{piece}"]
    paths.append(f"/people/{learner}/records/attempts/{attempt}")
    paths.append(f"/people/{learner}/records/portfolio")
    assert {browser.get(path).status_code for path in paths} == {409}
    assert entries(app, AuditKind.READING) == []
    later(app, minutes=5)
    browser.post(f"/cohorts/{centre.ids['cohort_id']}/learners/{learner}/remove", {"sure": "yes"})
    for path in paths * 2:
        assert browser.get(path).status_code == 200, path
    left = [(entry.deed, entry.actor_id, entry.subject_id) for entry in entries(app, AuditKind.READING)]
    who = centre.insiders[ADMINISTRATOR], learner
    assert left == [
        ("leaver’s records read", *who),
        ("leaver’s submission read", *who),
        ("leaver’s result read", *who),
        ("portfolio page read", *who),
    ]


def test_a_later_reading_leaves_another_entry_and_ones_own_work_none(app: Flask, centre: Centre) -> None:
    browser = Browser(app, centre.insiders[TUTOR], TUTOR)
    path = f"/learners/{centre.ids['learner_id']}"
    browser.get(path)
    later(app, hours=1)
    browser.get(path)
    assert len(entries(app, AuditKind.READING)) == 2
    Browser(app, centre.insiders[LEARNER], LEARNER).get(f"/challenges/{centre.ids['challenge_id']}")
    assert len(entries(app, AuditKind.READING)) == 2


def test_a_tutor_who_reads_what_a_regrade_does_to_learners_leaves_an_entry(app: Flask, as_: As) -> None:
    offer(app, a_paper((an_item("one"), an_item("two"))))
    learner, tutor = a_person(app), a_person(app, TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    sitting = Sitting(as_(learner))
    sitting.answer(1, "c")
    sitting.submit()
    offer(app, a_paper((an_item("one", key="c"), an_item("two"))))
    as_(tutor).get("/regrades/items/one")
    done = begin(app, "one", Way.AS_NOW)
    finish(app, done)
    as_(tutor).get(f"/regrades/{done}")
    assert [entry.deed for entry in entries(app, AuditKind.READING)] == [
        "results of a question read",
        "results of a regrade read",
    ]


def test_signing_in_and_out_failing_and_switching_roles_stand_in_the_audit_and_nothing_typed(app: Flask) -> None:
    password, other = "lantern orchard tidal seven", "a-password-typed-into-the-wrong-field"
    person = a_person(app, LEARNER, TUTOR, email="noor@example.org")
    with app.app_context():
        passwords.give_password(person, password, at=now())
    browser = Browser(app, None)
    browser.post("/sign-in", {"email": other, "password": other})
    browser.post("/sign-in", {"email": "noor@example.org", "password": other})
    assert browser.post("/sign-in", {"email": "noor@example.org", "password": password}).status_code == 303
    browser.get("/account")
    browser.post("/account/role", {"role": "tutor"})
    browser.post("/account/password", {"current": other, "password": f"{other} now", "again": f"{other} now"})
    browser.post("/sign-out")
    left = entries(app)
    assert [(entry.deed, entry.actor_id, entry.subject_id, entry.detail) for entry in left] == [
        ("wrong password given", None, None, ""),
        ("wrong password given", None, person, ""),
        ("signed in", person, person, "learner"),
        ("role switched", person, person, "tutor"),
        ("wrong password given", person, person, ""),
        ("signed out", person, person, ""),
    ]
    assert {entry.kind for entry in left} == {AuditKind.SIGNING_IN}


def test_the_page_shows_one_kind_on_request_and_goes_on_with_it(app: Flask, as_: As) -> None:
    chief = a_person(app, ADMINISTRATOR, name="Ada Chief")
    browser = as_(chief)
    for n in range(60):
        browser.post("/cohorts/", {"name": f"Cohort {n}"})
    browser.post("/account/role", {"role": "administrator"})
    page = browser.get("/audit/?kind=cohorts").text
    assert "Role switched" not in page
    assert page.count("<strong>Cohort made</strong>") == 50
    assert '<option selected value="cohorts">' in page
    assert "kind=cohorts" in page.split('rel="next"')[1].split(">")[0]
    page = browser.get("/audit/?kind=signing+in").text
    assert page.count("<strong>") == 1
    assert "There is nothing like that" in browser.get("/audit/?kind=reading").text
    assert browser.get("/audit/?kind=nonsense").text.count("<strong>") == 50
