"""Marking items again: the dry run, the results beside the old, and what is told to whom."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import func, select

from revision_app.accounts.core import Role
from revision_app.audit.models import AuditRow
from revision_app.cohorts import queries as cohorts
from revision_app.db import db
from revision_app.quiz.attempts.core.grading import Way
from revision_app.quiz.attempts.core.summary import Window
from revision_app.quiz.attempts.models import AttemptRow, ResultItemRow, ResultRow
from revision_app.quiz.bank import library
from revision_app.quiz.bank.core.paper import Paper
from revision_app.quiz.regrading import actions as regrading_actions
from revision_app.quiz.regrading import queries
from revision_app.quiz.regrading.core.regrade import (
    DryRun,
    NothingLeft,
    NothingToRegrade,
    NotYours,
    StillRunning,
    concerns,
)
from revision_app.quiz.tutoring.actions import rules
from revision_app.web.clock import now
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_multiple, a_paper, an_item, an_open_answer, an_option, offer
from tests.support.regrading import begin, finish, regrade, sat_by_many
from tests.support.sitting import JSON, Sitting

WRITTEN = (an_item("one"), a_multiple("many"), an_item("two", criteria=["1.3"]))
ANSWERS = [
    {"one": first, "many": many, "two": two}
    for first in ("", "a", "b", "c")
    for many in ("", "a", "ac", "acd")
    for two in ("b", "c")
]


def corrected(**changed) -> Paper:
    """The paper with its first item put right: c is the key."""
    return a_paper((an_item("one", **({"key": "c"} | changed)), *WRITTEN[1:]))


@pytest.fixture
def paper(app: Flask) -> Paper:
    made = a_paper(WRITTEN, must_be_safe=True, pass_each_criterion=50)
    offer(app, made)
    return made


def tried(app: Flask, item_id: str, way: Way) -> DryRun:
    with app.app_context():
        runs = queries.item_results(item_id).runs
    return next(run for run in runs if run.correction.way is way)


def happened(app: Flask, regrade_id: int) -> dict[str, int]:
    """What a regrade did, counted from the rows alone."""
    with app.app_context():
        rows = db.session.scalars(select(ResultRow).order_by(ResultRow.attempt_id, ResultRow.number)).all()
    before = {(row.attempt_id, row.number): row for row in rows}
    pairs = [(before[row.attempt_id, row.number - 1], row) for row in rows if row.regrade_id == regrade_id]
    marks = [
        (
            Fraction(one.scored_num, one.scored_den * one.available),
            Fraction(two.scored_num, two.scored_den * two.available),
        )
        for one, two in pairs
    ]
    return {
        "attempts": len(pairs),
        "rise": sum(then > now for now, then in marks),
        "fall": sum(then < now for now, then in marks),
        "newly_passed": sum(then.passed and not now.passed for now, then in pairs),
        "no_longer_passed": sum(now.passed and not then.passed for now, then in pairs),
    }


@pytest.mark.parametrize("way", list(Way))
def test_what_the_dry_run_counts_is_what_happens(app, paper, way):
    foreseen_is_what_happens(app, paper, way, len(ANSWERS) * 10)


@pytest.mark.parametrize("many", [1_000, pytest.param(10_000, marks=pytest.mark.soak)])
def test_what_the_dry_run_counts_is_what_happens_to_many(app, paper, many):
    foreseen_is_what_happens(app, paper, Way.AS_NOW, many)


def foreseen_is_what_happens(app: Flask, paper: Paper, way: Way, many: int) -> None:
    sat_by_many(app, paper, [ANSWERS[n % len(ANSWERS)] for n in range(many)])
    offer(app, corrected())
    foreseen = tried(app, "one", way)
    regrade_id = begin(app, "one", way)
    assert finish(app, regrade_id) == many
    counted = happened(app, regrade_id)
    assert {name: getattr(foreseen.whole, name) for name in counted} == counted
    assert counted["rise"] > 0
    with app.app_context():
        found = queries.regrade(regrade_id)
        assert (found.counted, found.done, found.finished_at) == (many, many, now())
    assert tried(app, "one", way).whole.attempts == 0


def test_old_results_stay_as_they_were_and_the_rest_of_the_new_ones_is_as_it_was(app, paper):
    sat_by_many(app, paper, ANSWERS)
    offer(app, corrected())
    with app.app_context():
        before = rows_of(1)
    regrade(app, "one", Way.AS_NOW)
    with app.app_context():
        assert rows_of(1) == before
        others = [[row for row in rows if row[1] != "one"] for rows in (before, rows_of(2))]
        assert others[0] == others[1]


def rows_of(number: int) -> list[tuple[object, ...]]:
    """Every item of the results with this number, by attempt."""
    row = ResultItemRow
    columns = (row.item_id, row.item_digest, row.response, row.mark_num, row.mark_den, row.available, row.seconds)
    rows = select(ResultRow.attempt_id, *columns).join(row, row.result_id == ResultRow.id)
    return [
        tuple(one)
        for one in db.session.execute(rows.where(ResultRow.number == number).order_by(ResultRow.id, row.position))
    ]


def test_a_response_whose_option_is_gone_keeps_what_it_earned_and_is_come_to_once(app, paper):
    sat_by_many(app, paper, [{"one": "c"}, {"one": "b"}])
    offer(app, corrected(key="b", options={name: an_option(name) for name in "ab"}))
    foreseen = tried(app, "one", Way.AS_NOW)
    assert (foreseen.whole.attempts, foreseen.whole.kept, foreseen.whole.other) == (2, 1, 0)
    regrade(app, "one", Way.AS_NOW)
    with app.app_context():
        digests = {row[3][0]: row[2] for row in rows_of(2) if row[1] == "one"}
        assert digests == {"c": paper.items[0].digest, "b": library.bank().items["one"].digest}
        assert queries.outdated_items() == []
    with pytest.raises(NothingToRegrade):
        begin(app, "one", Way.AS_NOW)


def test_what_was_taken_out_can_be_put_back(app, paper):
    sat_by_many(app, paper, ANSWERS)
    with app.app_context():
        marks = [row[4:6] for row in rows_of(1)]
    regrade(app, "one", Way.VOID)
    regrade(app, "one", Way.AS_NOW)
    with app.app_context():
        assert [row[4:6] for row in rows_of(3)] == marks
        assert [row.passed for row in results(1)] == [row.passed for row in results(3)]


def results(number: int) -> list[ResultRow]:
    return list(db.session.scalars(select(ResultRow).where(ResultRow.number == number).order_by(ResultRow.attempt_id)))


def test_an_attempt_that_is_marked_later_follows_what_was_decided(app, as_, paper):
    """Open when the regrade came, it gets one result: by the corrected question."""
    sitting = Sitting(as_(a_person(app)))
    sitting.answer(1, "c")
    sat_by_many(app, paper, [{"one": "b"}])
    offer(app, corrected())
    regrade(app, "one", Way.AS_NOW)
    sitting.submit()
    with app.app_context():
        row = db.session.scalars(select(ResultRow).where(ResultRow.attempt_id == sitting.id)).one()
        assert (row.number, row.scored_num, row.regrade_id) == (1, 1, None)
    assert tried(app, "one", Way.AS_NOW).whole.attempts == 0


def test_marks_that_a_tutor_gave_are_kept_and_what_waits_goes_on_waiting(app, as_):
    offer(app, a_paper((an_item("one"), an_open_answer("open"))))
    learners, tutor = [a_person(app), a_person(app)], a_person(app, Role.TUTOR)
    a_cohort(app, learners=tuple(learners), tutors=(tutor,))
    sittings = [Sitting(as_(learner)) for learner in learners]
    for sitting in sittings:
        sitting.answer(1, "c")
        sitting.answer(2, "Words.")
        sitting.submit()
    marking = as_(tutor, Role.TUTOR)
    marking.post("/open-answers/open", {"answer": sittings[0].marked_as("open"), "seen": 0, "marks": "2"})
    offer(app, a_paper((an_item("one", key="c"), an_open_answer("open"))))
    regrade(app, "one", Way.AS_NOW)
    marking.post("/open-answers/open", {"answer": sittings[1].marked_as("open"), "seen": 0, "marks": "3"})
    with app.app_context():
        rows = db.session.scalars(select(ResultRow).order_by(ResultRow.attempt_id, ResultRow.number)).all()
    assert [(row.reason, row.scored_num, row.pending) for row in rows] == [
        ("submitted", 0, 1),
        ("marked", 2, 0),
        ("regraded", 3, 0),
        ("submitted", 0, 1),
        ("regraded", 1, 1),
        ("marked", 4, 0),
    ]


def test_an_open_answer_that_is_taken_out_waits_for_nobody(app, as_):
    offer(app, a_paper((an_item("one"), an_open_answer("open"), an_open_answer("more"))))
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    sitting = Sitting(as_(learner))
    sitting.answer(2, "Words.")
    sitting.answer(3, "Words.")
    sitting.submit()
    regrade(app, "open", Way.VOID)
    marking = as_(tutor, Role.TUTOR)
    assert "<b>1</b> to mark" in marking.get("/open-answers/").text
    marking.post("/open-answers/more", {"answer": sitting.marked_as("more"), "seen": 0, "marks": "3"})
    with app.app_context():
        assert [
            (row.available, row.pending) for row in db.session.scalars(select(ResultRow).order_by(ResultRow.id))
        ] == [
            (7, 2),
            (4, 1),
            (4, 0),
        ]


def test_a_voided_attempt_is_left_alone(app, paper):
    sat_by_many(app, paper, [{"one": "b"}, {"one": "c"}])
    with app.app_context():
        db.session.execute(db.update(AttemptRow).where(AttemptRow.id == 1).values(voided_at=now()))
        db.session.commit()
    regrade(app, "one", Way.FULL)
    with app.app_context():
        assert [row.attempt_id for row in results(2)] == [2]


def test_taking_out_the_only_question_of_a_paper_is_refused(app):
    offer(app, only := a_paper((an_item("one"),)))
    sat_by_many(app, only, [{"one": "b"}])
    with pytest.raises(NothingLeft):
        begin(app, "one", Way.VOID)


def test_one_regrade_of_an_item_ends_before_the_next_begins(app, paper):
    sat_by_many(app, paper, [{"one": "b"}])
    begin(app, "one", Way.VOID)
    with pytest.raises(StillRunning):
        begin(app, "one", Way.FULL)


def test_a_tutor_decides_only_where_none_but_their_own_learners_are_touched(app, paper):
    learners, tutor = sat_by_many(app, paper, [{"one": "b"}, {"one": "c"}]), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learners[0],), tutors=(tutor,))

    def decide() -> int:
        with app.app_context():
            correction = queries.item_results("one").corrections[Way.FULL]
            return regrading_actions.begin_regrade("one", correction, "Why.", tutor_id=tutor, author_id=tutor, at=now())

    with pytest.raises(NotYours):
        decide()
    a_cohort(app, learners=(learners[1],), tutors=(tutor,))
    assert decide()


def test_the_audit_says_who_decided_and_that_it_came_to_its_end(app, paper):
    sat_by_many(app, paper, [{"one": "b"}, {"one": "c"}])
    author = a_person(app, Role.ADMINISTRATOR)
    regrade(app, "one", Way.VOID, author=author)
    with app.app_context():
        rows = db.session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
    assert [(row.deed, row.actor_id, row.detail) for row in rows] == [
        ("question marked again", author, "Regrade 1: one, void"),
        ("regrade finished", None, "Regrade 1: 2 results"),
    ]


def test_what_concerns_a_result_is_the_same_in_the_database_and_in_the_core(app, paper):
    sat_by_many(app, paper, [{"one": letter} for letter in "abc"])
    offer(app, corrected(key="b", options={name: an_option(name) for name in "ab"}))
    sat_by_many(app, corrected(), [{"one": letter} for letter in "abc"])
    for way in (Way.AS_NOW, Way.VOID, Way.AS_NOW, Way.FULL):
        regrade(app, "one", way)
        with app.app_context():
            found = queries.item_results("one")
            for correction in found.corrections.values():
                assert sum(concerns(correction, one) for one in found.standings) == queries.how_many("one", correction)


def test_a_finished_regrade_asked_to_go_on_leaves_what_a_later_one_decided(app, paper, as_):
    sat_by_many(app, paper, [{"one": "a"}, {"one": "c"}])
    first = regrade(app, "one", Way.FULL)
    regrade(app, "one", Way.VOID)
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(ResultRow))
    administrator = as_(a_person(app, Role.ADMINISTRATOR))
    assert administrator.post(f"/regrades/{first}").status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ResultRow)) == before
        assert {standing.mark.ruling for standing in queries.item_results("one").standings} == {Way.VOID}


def test_two_who_work_at_one_regrade_write_each_result_once(app, paper):
    sat_by_many(app, paper, ANSWERS * 20)
    offer(app, corrected())
    regrade_id = begin(app, "one", Way.AS_NOW)
    with ThreadPoolExecutor(2) as threads:
        written = list(threads.map(lambda _: finish(app, regrade_id), range(2)))
    assert sum(written) == len(ANSWERS) * 20
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(ResultRow.regrade_id == regrade_id)) == len(ANSWERS) * 20


# Pages


@pytest.fixture
def told(app, as_, paper):
    """A tutor, a learner of theirs who answered c, and one who is somebody else's and answered b; the key is c now."""
    learner, other, tutor = a_person(app, name="Ada Mine"), a_person(app, name="Bob Other"), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    sittings = [Sitting(as_(one)) for one in (learner, other)]
    for sitting, letter in zip(sittings, "cb", strict=True):
        sitting.answer(1, letter)
        sitting.submit()
    offer(app, corrected())
    return tutor, learner, sittings


def test_a_tutor_sees_their_own_learners_and_leaves_what_reaches_beyond_to_an_administrator(app, as_, told):
    tutor = as_(told[0])
    assert "<b>1</b> result" in tutor.get("/regrades/").text
    page = tutor.get("/regrades/items/one").text
    assert "Ada Mine" in page
    assert "Bob Other" not in page
    assert "so an administrator decides it" in page
    refused = tutor.post("/regrades/items/one", {"way": "as now", "reason": "Why."})
    assert refused.status_code == 403
    administrator = as_(a_person(app, Role.ADMINISTRATOR))
    page = administrator.get("/regrades/items/one").text
    assert "Ada Mine" not in page
    assert "may touch marks" in page
    assert administrator.post("/regrades/items/one", {"way": "as now", "reason": "Why."}).status_code == 303
    assert "Every result is marked by its questions as they are now." in administrator.get("/regrades/").text


def test_an_administrator_reads_what_it_does_in_whole_groups_of_learners_only(app, as_, paper):
    administrator = as_(a_person(app, Role.ADMINISTRATOR))
    sat_by_many(app, paper, [{"one": "c"}] * 4)
    offer(app, corrected())
    page = administrator.get("/regrades/items/one").text
    assert "Fewer than 5 learners at any paper" in page
    assert 'data-label="Share rises"' not in page
    sat_by_many(app, paper, [{"one": "c"}] * 4)
    assert '<td data-label="Share rises">5</td>' in administrator.get("/regrades/items/one").text
    done = begin(app, "one", Way.AS_NOW)
    finish(app, done)
    assert re.findall(r"<dd>\s*(\d+)\s*</dd>", administrator.get(f"/regrades/{done}").text)[:3] == ["5", "5", "5"]


def test_the_pages_of_regrades_say_when_the_files_were_read(app, as_, told):
    app.extensions["read_at"] = app.extensions["frozen_now"] - timedelta(hours=2)
    administrator = as_(a_person(app, Role.ADMINISTRATOR))
    for path in ("/regrades/", "/regrades/items/one"):
        assert "The site read the question files today at 11:00." in administrator.get(path).text


def test_a_regrade_needs_a_way_and_a_reason(app, as_, told):
    administrator = as_(a_person(app, Role.ADMINISTRATOR))
    page = administrator.post("/regrades/items/one", {"reason": "Kept words", "way": ""})
    assert page.status_code == 422
    assert "Kept words" in page.text
    page = administrator.post("/regrades/items/one", {"way": "void", "reason": " "})
    assert page.status_code == 422
    assert 'value="void" checked' in page.text
    assert administrator.post("/regrades/items/one", {"way": "sideways", "reason": "Why."}).status_code == 422
    assert administrator.get("/regrades/items/never-sat").status_code == 404


def test_those_whose_marks_changed_are_told_why_and_can_read_what_was_before(app, as_, told):
    _, learner, (mine, other) = told
    regrade(app, "one", Way.AS_NOW, reason="The key was wrong.")
    assert "A question was marked again" in as_(learner).get("/today").text
    page = mine.result().text
    assert "Marked again on 1 September 2026." in page
    assert "The key was wrong." in page
    assert "Your marks: 0 of 4 → 1 of 4." in page
    before = mine.browser.get(f"/attempts/{mine.id}/result?number=1").text
    assert "An earlier result." in before
    assert "Marked again" not in before
    assert mine.browser.get(f"/attempts/{mine.id}/result?number=3").status_code == 404
    assert other.browser.get(f"/attempts/{mine.id}/result?number=1").status_code == 404


def test_whose_marks_stay_reads_so_on_the_result_and_nothing_on_today(app, as_, told):
    _, learner, (mine, _) = told
    offer(app, a_paper((an_item("one", stem="What then?"), *WRITTEN[1:])))
    regrade(app, "one", Way.AS_NOW)
    assert "Your marks stay as they were." in mine.result().text
    assert "marked again" not in as_(learner).get("/today").text


def test_what_was_taken_out_is_said_to_be_not_counted(app, told):
    *_, (mine, _) = told
    regrade(app, "one", Way.VOID)
    page = mine.result().text
    assert "Question 1 was taken out for everybody." in page
    assert "not counted" in page
    assert "of 3 marks" in page


def test_before_the_release_neither_marks_nor_reasons_are_told(app, told, paper):
    tutor, _, (mine, _) = told
    with app.app_context():
        cohort, window = cohorts.cohorts_of(tutor, at=now())[0], Window(release_at=now() + timedelta(days=1))
        rules.assign(cohort, paper, window, author_id=tutor, at=now())
    regrade(app, "one", Way.AS_NOW, reason="The key was wrong.")
    page = mine.result().text
    assert "The key was wrong." not in page
    assert "→" not in page


def test_our_script_writes_group_after_group_and_is_told_how_far_it_is(app, as_, paper):
    sat_by_many(app, paper, ANSWERS * 8)
    administrator = as_(a_person(app, Role.ADMINISTRATOR))
    regrade_id = begin(app, "one", Way.VOID)
    path = f"/regrades/{regrade_id}"
    assert '<progress max="256" value="0"' in administrator.get(path).text
    steps = [administrator.post(path, headers=JSON).json for _ in range(3)]
    assert steps == [
        {"done": 200, "counted": 256, "finished": False},
        {"done": 256, "counted": 256, "finished": False},
        {"done": 256, "counted": 256, "finished": True},
    ]
    assert "All results are written" in administrator.get(path).text
    assert administrator.get("/regrades/99").status_code == 404
