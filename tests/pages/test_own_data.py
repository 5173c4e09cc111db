"""Somebody takes along everything about them, and nothing of anybody else or before its time."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import select

from revision_app.accounts.core import Role
from revision_app.audit.models import AuditRow
from revision_app.db import db
from revision_app.jobs.queries import job
from revision_app.marking.actions import decisions, second
from revision_app.portfolio.core.manifest import verify
from revision_app.rights.core.holdings import HOLDINGS, UNTOLD
from revision_app.rights.exports import KIND
from revision_app.web.clock import now
from tests.rules.test_access import LEARNER, TUTOR, Centre, centre
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.jobs import an_export, done_one
from tests.support.papers import a_paper, an_item, offer
from tests.support.quality import a_sample
from tests.support.reflections import ACHIEVED, REFERRED, a_reflection, a_submission, a_text
from tests.support.sitting import Sitting

__all__ = ["centre"]

As = Callable[..., Browser]
Held = dict[str, list[dict[str, object]]]


def taken(app: Flask, browser: Browser) -> bytes:
    """The file as this browser asks for and downloads it."""
    assert browser.post("/account/data").status_code == 303
    while done_one(app):
        pass
    page = browser.get("/account/data").text
    answer = browser.get(page.partition('<a class="btn" href="')[2].partition('"')[0])
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), page
    return answer.data


def tables(body: bytes) -> Held:
    with ZipFile(BytesIO(body)) as packed:
        return json.loads(packed.read("everything.json"))["tables"]


def test_everything_of_a_learner_is_in_it_to_read_and_for_machines(app: Flask, centre: Centre) -> None:
    browser = Browser(app, centre.insiders[LEARNER], LEARNER)
    body = taken(app, browser)
    held = tables(body)
    assert held.keys() == {table for table, holding in HOLDINGS.items() if not holding.left_out}
    filled = {table for table, rows in held.items() if rows}
    assert filled >= {
        *("people", "person_roles", "sign_ins", "audit_entries", "jobs", "enrolments", "attempts", "attempt_steps"),
        *("pieces", "claims", "declarations", "challenges", "comments", "comment_words", "decisions", "planned_steps"),
        *(
            "reflections",
            "reflection_versions",
            "notes",
            "recipes",
            "practice_answers",
            "statements",
            "witness_requests",
        ),
        *("log_records", "log_versions", "files", "consents", "piece_files", "file_sets", "uploads", "draft_claims"),
    }
    assert verify(BytesIO(body)).faults == ()
    with ZipFile(BytesIO(body)) as packed:
        page = packed.read("index.html").decode()
        files = [name for name in packed.namelist() if name.startswith("files/")]
    assert "What happened." in page
    assert len(files) == 3
    for holding in HOLDINGS.values():
        assert (holding.left_out or f"<h3>{holding.title}</h3>").replace("'", "&#39;") in page, holding.table
    assert "password_hash" not in body.decode(errors="ignore")


def test_others_are_not_named_and_their_rows_are_not_there(app: Flask, as_: As) -> None:
    learner, other = a_person(app, name="Lea Green"), a_person(app, name="Otto Other", email="otto@example.org")
    tutor = a_person(app, TUTOR, name="Tom Brown", email="tom@example.org")
    a_cohort(app, learners=(learner, other), tutors=(tutor,), name="Autumn")
    a_submission(app, learner, marks={"1.1": ACHIEVED}, released_by=tutor)
    a_submission(app, other, of=a_reflection(app, other, a_text("Quokka", description="Quokka.")))
    as_(tutor).get(f"/learners/{learner}")
    body = taken(app, as_(learner))
    held = tables(body)
    said = json.dumps(held)
    assert [row["name"] for row in held["people"]] == ["Lea Green"]
    assert [row["cohort_id"] for row in held["enrolments"]] == ["Autumn"]
    assert [row["assessor_id"] for row in held["decisions"]] == ["another person"]
    assert ("another person", "you", "learner’s page read") in {
        (row["actor_id"], row["subject_id"], row["deed"]) for row in held["audit_entries"]
    }
    for secret in ("Otto", "otto@", "Tom", "tom@", "Quokka"):
        assert secret not in said


def test_what_is_not_released_is_not_in_it_nor_what_was_decided_anew_before_it_was(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app), a_person(app, TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    shown, waits = a_submission(app, learner), a_submission(app, learner)
    with app.app_context():
        decisions.mark(shown, {"1.1": REFERRED}, assessor_id=tutor, seen=0, at=now())
        decisions.release(shown, {"1.1": ACHIEVED}, assessor_id=tutor, seen=1, at=now())
        decisions.mark(waits, {"1.1": REFERRED}, assessor_id=tutor, seen=0, at=now())
    held = tables(taken(app, as_(learner)))
    assert [(row["piece_id"], row["outcome"]) for row in held["decisions"]] == [(shown, "achieved")]
    assert [row["piece_id"] for row in held["releases"]] == [shown]
    assert len(held["pieces"]) == 2


def test_how_far_assessors_and_quality_assurers_are_is_told_to_nobody_else(app: Flask, as_: As) -> None:
    learner, tutor, other = a_person(app), a_person(app, TUTOR), a_person(app, TUTOR)
    assurer = a_person(app, Role.QUALITY_ASSURER)
    a_cohort(app, learners=(learner,), tutors=(tutor, other))
    done, twice, waits = (a_submission(app, learner) for _ in range(3))
    with app.app_context():
        decisions.release(done, {"1.1": REFERRED}, assessor_id=tutor, seen=0, at=now())
        second.ask(twice, other, actor_id=tutor, at=now())
        on = now() + timedelta(days=1)
        decisions.release(waits, {"1.1": REFERRED}, assessor_id=tutor, seen=0, at=now(), on=on)
    _, (sampled,) = a_sample(app, assurer)
    path = f"/quality/decisions/{sampled}"
    assert as_(assurer).get(path).status_code == 200
    assert as_(assurer).post(path, {"decision": 1, "step": 0, "return": "1", "reason": "No source."}).status_code == 303
    assert as_(tutor).post(f"{path}/kept", {"reason": "It has one."}).status_code == 303
    told = {row["deed"] for row in tables(taken(app, as_(learner)))["audit_entries"]}
    assert "decisions released" in told
    assert not [deed for deed in told if "quality" in deed or "second" in deed or deed in UNTOLD]
    with app.app_context():
        noted = set(db.session.scalars(select(AuditRow.deed)))
    assert len(noted & UNTOLD) == 5


def test_an_open_paper_keeps_its_keys(app: Flask, as_: As) -> None:
    offer(app, a_paper((an_item("one"), an_item("two"))))
    learner = a_person(app)
    a_cohort(app, learners=(learner,))
    browser = as_(learner)
    sitting = Sitting(browser)
    sitting.answer(1, "a")
    running = tables(taken(app, browser))
    assert running["results"] == []
    assert {str(row["item_id"]) for row in running["attempt_steps"]} <= {
        "None",
        "kept back while a paper that asks this is open to you",
    }
    sitting.submit()
    over = tables(taken(app, browser))
    assert len(over["result_items"]) == 2
    assert {"one", "two"} == {row["item_id"] for row in over["result_items"]}


def test_nobody_downloads_anothers_and_a_job_about_somebody_else_fails(app: Flask, as_: As) -> None:
    learner, other = a_person(app), a_person(app)
    taken(app, as_(learner))
    assert as_(other).get("/account/data/1").status_code == 404
    assert as_(learner).get("/account/data/2").status_code == 404
    failed = an_export(app, other, f"learner {learner}", KIND)
    with app.app_context():
        made = job(failed, owner_id=other)
    assert (made.result, made.failure) == (None, "You can ask for what is about yourself only.")


def test_the_page_says_what_is_in_it_and_what_is_not(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    page = browser.get("/account/data").text
    assert "Your reflections" in page
    assert "What assessors typed and did not save" in page
    assert "/account/data" in browser.get("/account").text
