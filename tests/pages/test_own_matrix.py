"""The learner's matrix: what raw rows say, a way to each piece, passage, draft and answer, and nothing mixed."""

import re
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.evidence.models import ClaimRow, PieceRow
from revision_app.evidence.sets.models import FileSetRow
from revision_app.journal.models import ReflectionRow
from revision_app.log.models import SelectionRow
from revision_app.marking.core.submission import Outcome
from revision_app.marking.models import DecisionRow, ReleaseRow
from revision_app.progress import queries
from revision_app.progress.core import CriterionStanding
from revision_app.quiz.readiness.actions import readiness_shown_to
from revision_app.web.clock import now
from tests.pages.test_quiz_statistics import sit
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.reflections import a_claim, a_reflection, a_submission, a_text

CRITERIA = ("1.1", "1.2", "1.3", "1.4", "1.5")
KINDS = ("reflection", "log selection", "set of files", "observation")


def some_evidence(learner: int, tutor: int, chance: Random) -> None:
    """Pieces of every fate, and drafts of three kinds, straight into the tables."""
    for n in range(chance.randint(0, 9)):
        at = now() - timedelta(days=chance.uniform(1, 1_000))
        withdrawn = at + timedelta(hours=1) if chance.random() < 0.15 else None
        made = {"title": f"Piece {n}", "content": {}, "digest": "", "withdrawn_at": withdrawn, "at": at}
        piece = PieceRow(learner_id=learner, kind=chance.choice(KINDS), source_id=900 + n, number=1, **made)
        db.session.add(piece)
        db.session.flush()
        for criterion in chance.sample(CRITERIA, chance.randint(1, 3)):
            db.session.add(ClaimRow(piece_id=piece.id, criterion=criterion, passages=[]))
            for _ in range(chance.choice((0, 1, 1, 2))):
                said = {"comment": "", "next_step": "", "unmet": [], "reason": "", "assessor_id": tutor, "at": at}
                outcome = chance.choice(list(Outcome))
                db.session.add(DecisionRow(piece_id=piece.id, criterion=criterion, outcome=outcome, **said))
                db.session.flush()
        if not withdrawn and chance.random() < 0.7:
            released = now() + timedelta(days=chance.choice((-0.5, -0.5, -0.5, 3)))
            db.session.add(ReleaseRow(piece_id=piece.id, assessor_id=tutor, at=released))
    changed = {"learner_id": learner, "changed_at": now(), "revision": 1}
    for n in range(chance.randint(0, 3)):
        tags = chance.sample(CRITERIA, chance.randint(0, 2))
        text = {"writing": {}, "kept_back": [], "model": "", "context": "", "started_at": now()}
        db.session.add(ReflectionRow(title=f"Draft {n}", criteria=tags, **text, **changed))
        db.session.add(FileSetRow(title="", about="", criteria=tags[:1], file_ids=[], started_at=now(), **changed))
        db.session.add(SelectionRow(title="Some", records=[], criteria=tags[1:], **changed))
    db.session.commit()


def told_plainly(learner: int) -> tuple[dict[str, tuple[str, bool]], int]:
    """For each criterion where it stands and whether that is enough, and how many drafts are tagged with nothing."""
    drafts = [row.criteria for row in (*_all(ReflectionRow), *_all(FileSetRow), *_all(SelectionRow))]
    told: dict[str, tuple[str, bool]] = {}
    for criterion in CRITERIA:
        outcomes, enough = [], []
        for piece in sorted(_all(PieceRow), key=lambda each: (each.at, each.id)):
            claimed = any(row.piece_id == piece.id and row.criterion == criterion for row in _all(ClaimRow))
            if piece.learner_id != learner or piece.withdrawn_at or not claimed:
                continue
            released = any(row.piece_id == piece.id and row.at <= now() for row in _all(ReleaseRow))
            decided = [row for row in _all(DecisionRow) if row.piece_id == piece.id and row.criterion == criterion]
            outcome = max(decided, key=lambda row: row.id).outcome if released and decided else None
            outcomes.append(outcome)
            recent = piece.at >= now() - 24 * timedelta(days=365.25 / 12)
            if outcome is Outcome.ACHIEVED and recent:
                enough.append(piece.kind)
        asked = {"1.2": {"observation", "witness statement"}, "1.5": {"reflection"}}.get(criterion, set(KINDS))
        if Outcome.ACHIEVED in outcomes:
            status = "achieved"
        elif outcomes:
            status = outcomes[-1].value if outcomes[-1] else "with tutor"
        else:
            status = "drafted" if any(criterion in tags for tags in drafts) else "not started"
        told[criterion] = status, bool(asked & set(enough))
    return told, sum(not tags for tags in drafts)


def _all(table: Any) -> Any:
    return db.session.scalars(select(table)).all()


@pytest.mark.parametrize("seed", range(8))
def test_the_matrix_is_what_a_slow_reading_of_all_rows_says(app: Flask, seed: int) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    with app.app_context():
        db.session.rollback()
        app.extensions["frozen_now"] += timedelta(days=1)
        some_evidence(learner, tutor, Random(seed))
        found = queries.own_matrix_of(learner, readiness_shown_to(learner, at=now()), at=now())
        told, orphans = told_plainly(learner)
        assert {row.criterion.id: (row.status.value, row.is_enough) for row in found.rows} == told
        assert len(found.orphans) == orphans
    page = Browser(app, learner).get("/criteria/").text
    for status in {status for status, _ in told.values()}:
        count = sum(each == status for each, _ in told.values())
        assert f"{count} {status}" in page


def test_each_cell_leads_to_its_piece_its_draft_and_its_very_passage(app: Flask) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    reflection = a_reflection(app, learner)
    a_claim(app, reflection, learner, "What happened")
    piece = a_submission(app, learner, of=reflection, released_by=tutor)
    draft = a_reflection(app, learner, a_text(title="About the neck", criteria=("1.4",)))
    loose = a_reflection(app, learner, a_text(title="About nothing", criteria=()))
    browser = Browser(app, learner)
    page = browser.get("/criteria/").text
    assert f'href="/evidence/{piece}#about-{piece}-1.1"' in page
    assert page.count(f'href="/journal/{draft}"') == 2
    orphans = page.partition('id="orphans"')[2]
    assert f'href="/journal/{loose}"' in orphans
    assert f'href="/journal/{draft}"' not in orphans
    one = browser.get("/criteria/1.1").text
    (passage,) = set(re.findall(rf'href="/evidence/{piece}#(claim-[^"]+)"', one))
    evidence = browser.get(f"/evidence/{piece}").text
    assert f'id="{passage}"' in evidence
    assert f'id="about-{piece}-1.1"' in evidence


def test_what_is_known_leads_to_the_answers_it_comes_from(app: Flask) -> None:
    names = [f"item-{n}" for n in range(6)]
    offer(app, a_paper(tuple(an_item(name) for name in names), attempts=5))
    learner = a_person(app)
    browser = Browser(app, learner)
    assert "No answers yet" in browser.get("/criteria/1.1").text
    attempts = []
    for _ in range(2):
        attempts.append(sit(app, learner, dict.fromkeys(names, "b")))
        app.extensions["frozen_now"] += timedelta(days=1)
    page = browser.get("/criteria/1.1").text
    assert "Too early to say" in page
    assert "chart-range" not in page
    attempts.append(sit(app, learner, dict.fromkeys(names, "b")))
    page = browser.get("/criteria/1.1").text
    assert "Too early to say" not in page
    assert "chart-range" in page
    for attempt in attempts:
        assert f'href="/attempts/{attempt}/result"' in page
    assert "18 answers" in browser.get("/criteria/").text
    assert "Not started" in page  # however much is known


def test_outcomes_show_the_same_criteria_under_each_they_serve(app: Flask) -> None:
    page = Browser(app, a_person(app)).get("/criteria/?by=outcome").text
    assert [page.count(f'id="outcome-LO{n}"') for n in range(1, 7)] == [1] * 6
    assert page.count("Rationale for parameters") == 3
    strange = Browser(app, a_person(app)).get("/criteria/?by=%00%EF%BF%BD").text
    assert "Sets of files" in strange


@pytest.mark.parametrize("name", ["9.9", "%00", "1.1%20", "a" * 4_000, "1.1/../1.2", "%F0%9F%92%A5"])
def test_there_is_no_page_for_a_criterion_that_there_is_not(app: Flask, name: str) -> None:
    assert Browser(app, a_person(app)).get(f"/criteria/{name}").status_code == 404


def test_knowing_all_starts_no_evidence_and_achieving_all_makes_nobody_know(app: Flask) -> None:
    offer(app, a_paper((an_item("one"),), attempts=5))
    knows, achieved, tutor = a_person(app), a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(knows, achieved), tutors=(tutor,))
    sit(app, knows, {"one": "b"})
    a_submission(app, achieved, criteria=("1.1",), released_by=tutor)
    with app.app_context():
        able = queries.own_matrix_of(knows, readiness_shown_to(knows, at=now()), at=now()).row("1.1")
        shown = queries.own_matrix_of(achieved, readiness_shown_to(achieved, at=now()), at=now()).row("1.1")
    assert able
    assert shown
    assert (able.status, able.knowledge.answers) == (CriterionStanding.NOT_STARTED, 1)
    assert (shown.status, shown.knowledge.answers) == (CriterionStanding.ACHIEVED, 0)


def test_there_is_a_column_for_each_kind_that_learners_make_and_no_other(app: Flask) -> None:
    page = Browser(app, a_person(app)).get("/criteria/").text
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page)
    shelves = ["Journal", "Log", "Sets of files", "What others say", "Quizzes"]
    assert heads == ["Assessment criterion", "Knowledge", "Evidence", *shelves, "What is missing"]
