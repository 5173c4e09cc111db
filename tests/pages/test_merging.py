"""Two accounts of one person are merged: everything moves to the one that stays, and the other is closed for good."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from revision_app.accounts.models import PasskeyRow, PersonRow, RoleRow
from revision_app.accounts.queries import account
from revision_app.audit import queries as audit
from revision_app.cohorts import actions as cohorts
from revision_app.cohorts.models import EnrolmentRow
from revision_app.db import db
from revision_app.quiz.attempts.models import AttemptRow
from revision_app.recall.models import CardReviewRow, CardStandingRow
from revision_app.rights import queries
from revision_app.rights.core.merging import Fate
from revision_app.study.models import SectionReadRow
from revision_app.web.clock import now
from tests.rules.test_access import ADMINISTRATOR, LEARNER, TUTOR, Centre, centre
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.sitting import Sitting, later

__all__ = ["centre"]

As = Callable[..., Browser]


def path_of(closes: int, stays: int) -> str:
    return f"/people/{stays}/merge?with={closes}&stays={stays}"


def seen_on(page: str) -> str:
    return re.findall(r'name="seen" value="([^"]*)"', page)[0]


def merged(browser: Browser, closes: int, stays: int) -> None:
    path = path_of(closes, stays)
    answer = browser.post(path, {"seen": seen_on(browser.get(path).text), "sure": "yes"})
    assert answer.status_code == 303, answer.text
    assert answer.location == f"/people/{stays}"


def rows_of(app: Flask, person: int) -> dict[str, int]:
    """How many rows of each column that moves refer to somebody."""
    with app.app_context():
        return {
            str(column): db.session.scalar(select(func.count()).select_from(column.table).where(column == person))
            for column in queries.columns(Fate.MOVES)
        }


def the_like(app: Flask, of: int, person: int) -> None:
    """Give somebody a copy of every row of another's that the database takes."""
    with app.app_context():
        for column in queries.columns(Fate.MOVES):
            table = column.table
            for row in db.session.execute(select(table).where(column == of)).mappings().all():
                values = {name: value for name, value in row.items() if name != "id"} | {column.name: person}
                try:
                    with db.session.begin_nested():
                        db.session.execute(insert(table).values(values))
                except IntegrityError:  # unique by itself, so that no two people have it
                    continue
        db.session.commit()


@pytest.fixture
def learner(app: Flask, centre: Centre) -> int:
    """The learner of the centre, with work of every kind, of whom no paper is being sat any more."""
    later(app, hours=30)
    return centre.insiders[LEARNER]


@pytest.fixture
def chief(app: Flask, learner: int, centre: Centre) -> Browser:
    return Browser(app, centre.insiders[ADMINISTRATOR], ADMINISTRATOR)


def test_all_work_moves_to_an_account_without_any(app: Flask, centre: Centre, learner: int, chief: Browser) -> None:
    stays = a_person(app, name="Demo Learner")
    before, own = rows_of(app, learner), Browser(app, learner)
    assert own.get("/today").status_code == 200
    with app.app_context():
        row = db.session.get(PersonRow, learner)
        row.email, row.reference = "before@example.org", "REF-1"
        values = {"person_id": learner, "sign_count": 0, "name": "Key", "made_at": now()}
        db.session.add(PasskeyRow(credential_id="one", public_key="key", **values))
        db.session.commit()
    merged(chief, learner, stays)
    assert not any(rows_of(app, learner).values())
    assert rows_of(app, stays) == before | {"merged_accounts.into_id": 1}
    with app.app_context():
        closed, kept = account(learner), account(stays)
        assert (closed.merged_into, closed.roles, closed.email) == (
            stays,
            frozenset(),
            f"merged-{learner}@merged.invalid",
        )
        assert kept.reference == "REF-1"
        assert db.session.scalar(select(func.count()).select_from(PasskeyRow)) == 0
        assert audit.checked().holds
    assert own.get("/today").status_code == 302, "its sessions end"
    attempt, piece = centre.ids["attempt_id"], centre.ids["piece_id"]
    seen_by = {
        stays: (f"/evidence/{piece}", f"/attempts/{attempt}/result", "/journal/", "/log/", "/today", "/criteria/"),
        centre.insiders[TUTOR]: (f"/submissions/{piece}", f"/learners/{stays}", f"/attempts/{attempt}/record"),
    }
    for person, paths in seen_by.items():
        browser = Browser(app, person)
        assert {path: browser.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    assert "merged into" in chief.get(f"/people/{learner}").text
    assert "Another account merged into this one" in chief.get("/audit/?kind=accounts").text


def test_what_both_have_stays_once_and_the_rest_is_found_by_export_and_erasure(
    app: Flask, centre: Centre, learner: int, chief: Browser
) -> None:
    stays = a_person(app, name="Demo Learner")
    with app.app_context():
        read = {"unit_id": "mechanism", "section_id": "why-it-matters", "seen_at": now(), "digest": "one"}
        db.session.add(SectionReadRow(learner_id=learner, **read))
        db.session.commit()
    the_like(app, learner, stays)
    with app.app_context():
        db.session.execute(db.delete(AttemptRow).where(AttemptRow.learner_id == stays))
        db.session.get(PersonRow, learner).name = "Quirina"
        db.session.commit()
    closing, staying = rows_of(app, learner), rows_of(app, stays)
    assert "What both have" in chief.get(path_of(learner, stays)).text
    merged(chief, learner, stays)
    left, after = rows_of(app, learner), rows_of(app, stays)
    assert left["section_reads.learner_id"]
    assert not left["pieces.learner_id"]
    for column in after:
        lost = {"enrolments.learner_id": 1, "merged_accounts.into_id": -1}.get(column, 0)
        assert left[column] + after[column] == closing[column] + staying[column] - lost, column
    with app.app_context():
        taken = {holding.table: rows for holding, rows in queries.everything(stays, at=now())}
        assert len(taken["section_reads"]) == left["section_reads.learner_id"] + after["section_reads.learner_id"]
        assert {row["learner_id"] for row in taken["section_reads"]} == {"you"}
        assert len(taken["people"]) == 2
    browser = Browser(app, centre.insiders[ADMINISTRATOR], ADMINISTRATOR)
    with app.app_context():
        for cohort in db.session.scalars(select(EnrolmentRow.cohort_id).where(EnrolmentRow.learner_id == stays)).all():
            cohorts.end_enrolment(cohort, stays, actor_id=None, at=now() + timedelta(minutes=1))
    later(app, minutes=5)
    browser.post(f"/people/{stays}/close")
    assert browser.get(f"/people/{learner}/erasure").location == f"/people/{stays}/erasure"
    assert browser.post(f"/people/{stays}/erasure", {"sure": "yes"}).status_code == 303
    assert rows_of(app, learner)["section_reads.learner_id"] == 0
    with app.app_context():
        assert "Quirina" not in db.session.scalars(select(PersonRow.name)).all()


def test_a_place_in_one_cohort_and_practice_at_one_paper_are_those_of_one_person(app: Flask, as_: As) -> None:
    offer(
        app,
        a_paper(
            (an_item("one"),), id="often", title="Practised", mode="practice", minutes=..., attempts=..., pass_mark=...
        ),
    )
    browser, closes, stays = as_(a_person(app, ADMINISTRATOR)), a_person(app), a_person(app)
    cohort = a_cohort(app, learners=(closes,), name="Both are here")
    later(app, minutes=5)
    with app.app_context():
        cohorts.enrol(cohort, [stays], actor_id=1, at=now())
    attempts = []
    for person in (closes, stays, closes):
        sat = Sitting(as_(person), "often")
        sat.submit()
        attempts.append(sat.id)
        later(app, minutes=1)
    with app.app_context():
        at = now()
        for person, key in ((closes, "a"), (stays, "b")):
            values = {"card": "term:x", "rating": 3, "at": at, "seconds": 1, "algorithm": "fsrs"}
            db.session.add(CardReviewRow(learner_id=person, key=key, **values))
        db.session.commit()
    assert "Both are in Both are here" in browser.get(path_of(closes, stays)).text
    merged(browser, closes, stays)
    with app.app_context():
        (place,) = db.session.scalars(select(EnrolmentRow)).all()
        assert (place.learner_id, place.started_at < now() - timedelta(minutes=5)) == (stays, True)
        numbered = select(AttemptRow.id).where(AttemptRow.learner_id == stays).order_by(AttemptRow.number)
        assert db.session.scalars(numbered).all() == attempts
        assert db.session.scalar(select(CardStandingRow.reviews)) == 2
    assert Sitting(as_(stays), "often").id not in attempts


def test_nothing_is_merged_that_must_not_be_or_that_was_not_seen(app: Flask, as_: As) -> None:
    offer(app, a_paper((an_item("one"),), id="timed", title="Timed paper"))
    browser, closes, stays = as_(a_person(app, ADMINISTRATOR)), a_person(app), a_person(app, name="Demo Learner")
    path = path_of(closes, stays)
    seen = seen_on(browser.get(path).text)
    answer = browser.post(path, {"seen": seen})
    assert (answer.status_code, "Tick that you have checked it" in answer.text) == (422, True)
    as_(closes).post("/journal/", {"title": "Meanwhile"})
    answer = browser.post(path, {"seen": seen, "sure": "yes"})
    assert (answer.status_code, "has changed since you looked" in answer.text) == (409, True)
    sitting = Sitting(as_(closes), "timed")
    page = browser.get(path).text
    assert "A paper is being sat" in page
    assert 'name="seen"' not in page
    answer = browser.post(path, {"seen": seen, "sure": "yes"})
    assert (answer.status_code, "A paper is being sat" in answer.text) == (409, True)
    sitting.submit()
    Sitting(as_(stays), "timed").submit()
    assert "began Timed paper" in browser.get(path).text
    assert browser.get(path_of(stays, stays)).status_code == 200
    for other in ("0", "-1", "9" * 40, "x", "\0", "77777"):
        assert browser.get(f"/people/{stays}/merge", query_string={"with": other}).status_code == 200
        assert browser.post(f"/people/{stays}/merge?with=77777", {"sure": "yes"}).status_code == 303
    assert browser.get("/people/77777/merge").status_code == 404


def test_a_closed_account_stays_closed_and_points_to_the_last_one(app: Flask, as_: As) -> None:
    people = [a_person(app, name="Demo Learner") for _ in range(3)]
    chief, (first, second, third) = a_person(app, ADMINISTRATOR), people
    browser = as_(chief)
    assert f"with={second}" in browser.get(f"/people/{first}/merge").text, "who has the same name is offered"
    merged(browser, first, second)
    assert f"with={first}" not in browser.get(f"/people/{second}/merge").text
    merged(browser, second, third)
    answer = browser.post(path_of(second, third), {"seen": "", "sure": "yes"})
    assert (answer.status_code, "merged before" in answer.text) == (409, True)
    for path, sent in (
        ("reopen", {}),
        ("email", {"email": "new@example.org"}),
        ("", {"name": "Demo Learner", "roles": ["learner"]}),
    ):
        assert browser.post(f"/people/{first}/{path}".rstrip("/"), sent).status_code == 409, path
    with app.app_context():
        assert {account(each).merged_into for each in (first, second)} == {third}
        assert set(db.session.scalars(select(RoleRow.person_id))) == {third, chief}
