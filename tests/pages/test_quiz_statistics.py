"""Statistics of papers and items: which results count, for whom, and what the pages say."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from revision_app.accounts.core import Role
from revision_app.accounts.models import RoleRow
from revision_app.db import db
from revision_app.quiz.attempts.actions import sitting
from revision_app.quiz.attempts.core.attempt import Save
from revision_app.quiz.attempts.models import AttemptRow, ResultItemRow, ResultRow
from revision_app.quiz.bank.core.paper import Paper
from revision_app.quiz.statistics.core.flags import ENOUGH
from revision_app.quiz.statistics.core.measures import PaperStatistics, Which
from revision_app.quiz.statistics.queries.measures import seconds_at, statistics_of
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_multiple, a_paper, an_item, offer, one_of_each
from tests.support.statements import counted

PAPER = "first-paper"
ALL_RIGHT = {"one": "b", "many": "ac", "two": "b"}
HALF = {"one": "b", "many": "a"}
WRONG = {"one": "a", "many": "bd", "two": "c"}


@pytest.fixture
def paper(app: Flask) -> Paper:
    made = a_paper(items=(an_item("one"), a_multiple("many"), an_item("two")))
    offer(app, made)
    return made


def sit(app: Flask, learner: int, answers: dict[str, str], paper_id: str = PAPER) -> int:
    """The paper sat and submitted with these letters, half a minute each."""
    with app.app_context():
        at = now()
        attempt = sitting.start(paper_id, learner_id=learner, seed="seed", at=at)
        for item_id, letters in answers.items():
            at += timedelta(seconds=30)
            sitting.respond(Save(item_id, tuple(letters), f"key-{item_id}", 0), attempt, learner_id=learner, at=at)
        sitting.submit(attempt, learner_id=learner, at=at)
        return attempt


def of_paper(app: Flask, which: Which = Which.FIRST, taught_by: int | None = None) -> PaperStatistics | None:
    with app.app_context():
        return statistics_of(which, taught_by=taught_by, at=now(), paper_id=PAPER).get(PAPER)


def a_teacher(app: Flask) -> Browser:
    """A tutor of everybody who learns here so far, signed in."""
    with app.app_context():
        learners = db.session.scalars(select(RoleRow.person_id).where(RoleRow.role == Role.LEARNER)).all()
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=tuple(learners), tutors=(tutor,))
    return Browser(app, tutor)


def facilities(found: PaperStatistics | None) -> dict[str, float | None]:
    return {item.item_id: item.facility for item in found.items} if found else {}


def test_marks_become_statistics(app: Flask, paper: Paper) -> None:
    for answers in (ALL_RIGHT, HALF, WRONG, {}):
        sit(app, a_person(app), answers)
    found = of_paper(app)
    assert (found.n, found.same_items, found.mean, found.median) == (4, True, 6 / 4, 1)
    assert facilities(found) == {"one": 0.5, "many": 3 / 8, "two": 0.25}
    assert found.consistency == pytest.approx(100 * 3 / 2 * (1 - (1 / 3 + 11 / 12 + 1 / 4) / (11 / 3)))
    many = next(item for item in found.items if item.item_id == "many")
    assert {given.response: given.n for given in many.given} == {("a", "c"): 1, ("a",): 1, ("b", "d"): 1, (): 1}
    assert (many.harmful, many.unanswered) == (1, 1)
    assert (found.time.n, found.time.middle) == (3, timedelta(seconds=90))  # nothing is known of who answered nothing


def test_first_attempts_count_unless_the_best_or_all_are_asked_for(app: Flask, paper: Paper) -> None:
    learner = a_person(app)
    for answers in (HALF, ALL_RIGHT, WRONG):
        sit(app, learner, answers)
    totals = {which: (found.n, found.mean) for which in Which if (found := of_paper(app, which))}
    assert totals == {Which.FIRST: (1, 2.0), Which.BEST: (1, 4.0), Which.ALL: (3, 2.0)}


def test_a_tutor_sees_their_own_learners_only(app: Flask, paper: Paper) -> None:
    mine, other, tutor = a_person(app), a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(mine,), tutors=(tutor,))
    a_cohort(app, learners=(mine,), tutors=(tutor,))  # in two of them, and counted once
    a_cohort(app, learners=(other,))
    sit(app, mine, ALL_RIGHT)
    sit(app, other, WRONG)
    assert of_paper(app, taught_by=tutor).mean == 4
    assert of_paper(app).n == 2
    assert of_paper(app, taught_by=a_person(app, Role.TUTOR)) is None


def test_of_several_results_of_an_attempt_the_latest_counts(app: Flask, paper: Paper) -> None:
    attempt = sit(app, a_person(app), WRONG)
    with app.app_context():
        first = db.session.scalar(select(ResultRow).where(ResultRow.attempt_id == attempt))
        again = ResultRow(**{c.name: getattr(first, c.name) for c in ResultRow.__table__.c if c.name != "id"})
        again.number, again.scored_num = 2, 1
        db.session.add(again)
        db.session.flush()
        for row in db.session.scalars(select(ResultItemRow).where(ResultItemRow.result_id == first.id)).all():
            copy = {c.name: getattr(row, c.name) for c in ResultItemRow.__table__.c}
            db.session.add(ResultItemRow(**copy | {"result_id": again.id, "mark_num": int(row.item_id == "one")}))
        db.session.commit()
    found = of_paper(app)
    assert (found.n, facilities(found)) == (1, {"one": 1, "many": 0, "two": 0})


def test_what_waits_for_a_tutor_and_what_was_voided_does_not_count(app: Flask, paper: Paper) -> None:
    waiting, voided, counts = (sit(app, a_person(app), ALL_RIGHT) for _ in range(3))
    with app.app_context():
        db.session.execute(update(ResultRow).where(ResultRow.attempt_id == waiting).values(pending=1))
        db.session.execute(update(AttemptRow).where(AttemptRow.id == voided).values(voided_at=now()))
        db.session.commit()
    assert counts
    assert of_paper(app).n == 1


def test_how_long_answers_took_is_known_by_item(app: Flask, paper: Paper) -> None:
    sit(app, a_person(app), ALL_RIGHT)
    sit(app, a_person(app), {"one": "b"})
    with app.app_context():
        assert seconds_at("one", Which.FIRST, taught_by=None, at=now(), paper_id=PAPER) == [30, 30]
        assert seconds_at("two", Which.FIRST, taught_by=None, at=now(), paper_id=PAPER) == [30]


def numbers(page: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", page).split())


def test_below_enough_attempts_pages_count_and_do_not_judge(app: Flask, paper: Paper) -> None:
    for answers in (ALL_RIGHT, WRONG):
        sit(app, a_person(app), answers)
    browser = a_teacher(app)
    page = numbers(browser.get(f"/quizzes/{PAPER}/statistics").text)
    assert "Too few to judge: 2 attempts" in page
    assert "Question Attempts Facility" in page
    assert "50%" in page
    item = numbers(browser.get(f"/quizzes/{PAPER}/statistics/one").text)
    assert "too few to judge" in item
    assert "Weakest fifth" not in item
    assert "Too few to judge 3" in numbers(browser.get("/quizzes/bank/").text)


@pytest.fixture
def crowded(app: Flask, paper: Paper) -> Paper:
    """As many attempts as are enough, in which nothing is wrong but that ``two`` is answered at odds with the rest."""
    for n in range(ENOUGH):
        able = n % 3 > 0
        sit(
            app,
            a_person(app),
            {"one": "b" if able else "c", "many": "ac" if able else "b", "two": "c" if able else "b"},
        )
    return paper


def test_with_enough_attempts_pages_judge_and_say_what_to_do(app: Flask, crowded: Paper) -> None:
    browser = Browser(app, a_person(app, Role.ADMINISTRATOR))
    page = numbers(browser.get(f"/quizzes/{PAPER}/statistics").text)
    assert "too few to judge" not in page
    assert "−100%" in page
    item = numbers(browser.get(f"/quizzes/{PAPER}/statistics/two").text)
    assert "Check the key first." in item
    assert "Strongest fifth" in item
    bank = numbers(browser.get("/quizzes/bank/").text)
    assert "What about two? Look first" in bank
    assert "What about one?" not in bank
    assert "What about one?" in browser.get("/quizzes/bank/?show=well").text


def test_undefined_is_said_and_is_not_nothing(app: Flask, paper: Paper) -> None:
    for _ in range(ENOUGH):
        sit(app, a_person(app), ALL_RIGHT)
    browser = Browser(app, a_person(app, Role.ADMINISTRATOR))
    page = numbers(browser.get(f"/quizzes/{PAPER}/statistics").text)
    assert "Internal consistency not defined" in page
    assert "Discrimination not defined" in numbers(browser.get(f"/quizzes/{PAPER}/statistics/one").text)


def test_the_choice_of_attempts_is_kept_from_page_to_page(app: Flask, paper: Paper) -> None:
    learner = a_person(app)
    for answers in (WRONG, ALL_RIGHT):
        sit(app, learner, answers)
    browser = a_teacher(app)
    page = browser.get(f"/quizzes/{PAPER}/statistics?attempts=all").text
    assert "Attempts 2" in numbers(page)
    assert f"/quizzes/{PAPER}/statistics/one?attempts=all" in page
    assert "Attempts 1" in numbers(browser.get(f"/quizzes/{PAPER}/statistics?attempts=nonsense").text)


def test_items_of_every_kind_have_a_page(app: Flask) -> None:
    made = a_paper(items=one_of_each())
    offer(app, made)
    with app.app_context():
        learner = a_person(app)
        attempt = sitting.start(made.id, learner_id=learner, seed="seed", at=now())
        for version in made.items:
            fields = version.item.keys or ("In my own words.",)
            sitting.respond(
                Save(version.item.id, fields, f"key-{version.item.id}", 0), attempt, learner_id=learner, at=now()
            )
        sitting.submit(attempt, learner_id=learner, at=now())
        db.session.execute(update(ResultRow).values(pending=0))
        db.session.commit()
    browser = a_teacher(app)
    for version in made.items:
        page = browser.get(f"/quizzes/{PAPER}/statistics/{version.item.id}")
        assert page.status_code == 200, version.item.kind
        assert "Nobody has answered" not in page.text
    assert browser.get(f"/quizzes/{PAPER}/statistics/no-such-item").status_code == 404
    assert browser.get("/quizzes/no-such-paper/statistics").status_code == 404


def test_the_bank_lists_what_was_never_answered_and_what_is_too_little_known(app: Flask, paper: Paper) -> None:
    browser = Browser(app, a_person(app, Role.ADMINISTRATOR))
    assert "Never answered 3" in numbers(browser.get("/quizzes/bank/").text)
    assert "What about many?" in browser.get("/quizzes/bank/?show=unused").text
    sit(app, a_person(app), ALL_RIGHT)
    browser = a_teacher(app)
    assert "What about many?" in browser.get("/quizzes/bank/?show=few").text
    assert "at least once" in browser.get("/quizzes/bank/?show=unused").text
    assert "What about many?" not in browser.get("/quizzes/bank/?show=well").text


def test_statistics_cost_the_same_statements_however_much_was_sat(app: Flask, paper: Paper) -> None:
    browser = Browser(app, a_person(app, Role.ADMINISTRATOR))

    def statements() -> list[int]:
        sent = []
        for path in ("/quizzes/bank/", f"/quizzes/{PAPER}/statistics", f"/quizzes/{PAPER}/statistics/one"):
            with counted(app) as found:
                assert browser.get(path).status_code == 200
            sent.append(len(found))
        return sent

    sit(app, a_person(app), ALL_RIGHT)
    before = statements()
    for _ in range(5):
        sit(app, a_person(app), WRONG)
    assert statements() == before
    assert max(before) <= 8


def answered(page: str) -> str:
    """How many attempts a page of statistics counts."""
    found = re.search(r"<dt>Attempts</dt>\s*<dd>\s*(\d+)", page)
    return found[1] if found else "none"


@pytest.mark.parametrize(("sat", "counted_as"), [(0, "none"), (1, "none"), (4, "none"), (5, "5"), (9, "5"), (10, "10")])
def test_who_does_not_teach_reads_results_in_whole_groups_of_five(
    app: Flask, paper: Paper, sat: int, counted_as: str
) -> None:
    for _ in range(sat):
        sit(app, a_person(app), WRONG)
    browser = Browser(app, a_person(app, Role.ADMINISTRATOR))
    for path in (f"/quizzes/{PAPER}/statistics", f"/quizzes/{PAPER}/statistics/one"):
        page = browser.get(path).text
        assert answered(page) == counted_as
        assert "whole groups of 5 learners" in numbers(page)
    bank = numbers(browser.get("/quizzes/bank/?attempts=all").text)
    assert "whole groups of 5 learners" in bank
    if counted_as == "none":
        assert "nothing to measure yet" in bank


def test_nobody_is_singled_out_by_the_difference_of_two_looks(app: Flask, paper: Paper) -> None:
    """One more learner, or the second attempt of one, changes nothing that an administrator sees."""
    learners = [a_person(app) for _ in range(6)]
    for learner in learners[:5]:
        sit(app, learner, ALL_RIGHT)
    browser = Browser(app, a_person(app, Role.ADMINISTRATOR))
    paths = [
        f"/quizzes/{PAPER}/statistics{item}?attempts={which}"
        for item in ("", "/one")
        for which in ("first", "best", "all")
    ]
    before = [numbers(browser.get(path).text) for path in paths]
    sit(app, learners[5], WRONG)
    sit(app, learners[0], WRONG)
    assert [numbers(browser.get(path).text) for path in paths] == before
    assert len(set(before[:3])) == 1


@pytest.mark.parametrize(("sat", "without"), [(5, 2), (10, 3), (10, 1)])
def test_who_does_not_teach_reads_nothing_of_a_question_that_only_some_were_asked(
    app: Flask, paper: Paper, sat: int, without: int
) -> None:
    """A question that is drawn grows by one learner where its paper grows by a whole group."""
    for _ in range(sat):
        sit(app, a_person(app), WRONG)
    with app.app_context():
        some = select(ResultRow.id).order_by(ResultRow.id).limit(without)
        db.session.execute(
            delete(ResultItemRow).where(ResultItemRow.item_id == "one", ResultItemRow.result_id.in_(some))
        )
        db.session.commit()
    browser = Browser(app, a_person(app, Role.ADMINISTRATOR))
    assert "You see a question once 5 learners have had it" in numbers(
        browser.get(f"/quizzes/{PAPER}/statistics/one").text
    )
    assert answered(browser.get(f"/quizzes/{PAPER}/statistics/two").text) == str(sat)
    assert browser.get(f"/quizzes/{PAPER}/statistics").status_code == 200
    assert answered(a_teacher(app).get(f"/quizzes/{PAPER}/statistics/one").text) == str(sat - without)


def test_a_tutor_sees_every_result_of_those_whom_they_teach(app: Flask, paper: Paper) -> None:
    sit(app, a_person(app), WRONG)
    page = a_teacher(app).get(f"/quizzes/{PAPER}/statistics").text
    assert answered(page) == "1"
    assert "whole groups" not in page
