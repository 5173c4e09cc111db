"""Which answers readiness is worked out from, what of it is kept, and when that is worked out again."""

from dataclasses import astuple
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select, update

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.quiz.attempts.models import AttemptRow
from revision_app.quiz.readiness import actions, library, queries
from revision_app.quiz.readiness.core.ability import Ability, Answered, ability
from revision_app.quiz.readiness.core.question import question
from revision_app.quiz.readiness.models import AbilityRow, ItemDifficultyRow
from revision_app.web.clock import now
from tests.pages.test_quiz_statistics import sit
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.histories import a_history, answers_that_count
from tests.support.papers import a_matching, a_multiple, a_numeric, a_paper, an_item, offer
from tests.support.sitting import later
from tests.support.statements import counted

ITEMS = (an_item("one"), an_item("two", difficulty="recall"), a_multiple(), a_matching(), a_numeric(criteria=["1.2"]))


def told_plainly(learner_id: int) -> dict[str, Ability]:
    """The abilities of a learner, worked out from raw rows without any of the site's own reading."""
    bank = library.known().bank.items
    measured = {row.item_id: row for row in db.session.scalars(select(ItemDifficultyRow))}
    met: dict[str, float] = {}
    on: dict[str, list[Answered]] = {}
    for each in answers_that_count(learner_id):
        if each["item_id"] not in bank:
            continue
        item, row = bank[each["item_id"]].item, measured.get(each["item_id"])
        guessed = library.known().asked[item.id].guess
        asked = question(item.difficulty, guessed, answers=row.answers if row else 0, earned=row.earned if row else 0)
        day = queries.day_of(each["order"][0])
        share = guessed if each["share"] is None else each["share"]
        answer = Answered(each["occasion"], day, asked, share, each["certainty"], met.get(item.id))
        met[item.id] = day
        for criterion in item.criteria:
            on.setdefault(criterion, []).append(answer)
    return {criterion: ability(given) for criterion, given in on.items()}


def alike(found: dict[str, Ability], expected: dict[str, Ability]) -> bool:
    return set(found) == set(expected) and all(
        astuple(found[name]) == pytest.approx(astuple(expected[name])) for name in expected
    )


@pytest.mark.parametrize("seed", range(4))
def test_readiness_is_what_a_slow_reading_of_all_rows_says(app: Flask, seed: int) -> None:
    offer(app, a_paper(ITEMS))
    learners = [a_person(app) for _ in range(2)]
    for learner in learners:
        a_history(app, learner, Random(f"{seed} {learner == learners[0]}"))
    with app.app_context():
        if seed % 2:
            actions.measure(at=now())
        questions = queries.questions_measured()
        found = queries.abilities_from_answers(learners, questions)
        assert all(alike(found[learner], told_plainly(learner)) for learner in learners)
        kept = actions.readiness_of(learners, at=now())
        assert kept == actions.readiness_of(learners, at=now())
        assert kept == queries.readiness(found, questions, at=now())


def test_who_has_answered_nothing_is_said_nothing_of(app: Flask) -> None:
    offer(app, a_paper(ITEMS))
    learner = a_person(app)
    with app.app_context():
        found = actions.readiness_of([learner], at=now())[learner]
        assert {name: each.answers for name, each in found.items()} == {"1.1": 0, "1.2": 0}
        assert actions.readiness_of([], at=now()) == {}


def test_many_learners_are_read_in_as_few_statements_as_one(app: Flask) -> None:
    offer(app, a_paper(ITEMS))
    learners = [a_person(app) for _ in range(4)]
    for learner in learners:
        sit(app, learner, {"one": "b", "many": "ac"})
    with app.app_context():
        actions.readiness_of(learners, at=now())
        with counted(app) as sent:
            actions.readiness_of(learners, at=now())
    assert len(sent) == 3


def test_what_is_kept_is_worked_out_again_after_an_answer_a_void_attempt_and_a_measure(app: Flask) -> None:
    offer(app, a_paper(ITEMS, attempts=5))
    learner = a_person(app)

    def middle() -> float:
        with app.app_context():
            return actions.readiness_of([learner], at=now())[learner]["1.1"].middle

    def basis() -> set[str]:
        with app.app_context():
            return set(db.session.scalars(select(AbilityRow.basis)))

    sit(app, learner, {"one": "b", "two": "b"})
    able = middle()
    later(app, minutes=5)
    attempt = sit(app, learner, {"one": "a", "two": "a"})
    assert middle() < able
    with app.app_context():
        db.session.execute(update(AttemptRow).where(AttemptRow.id == attempt).values(voided_at=now()))
        db.session.commit()
    assert middle() == pytest.approx(able, abs=0.001)
    before = basis()
    with app.app_context():
        assert actions.measure(at=now()) == 2
        assert actions.measure(at=now() + timedelta(days=1)) == 0
    middle()
    assert basis() != before


def test_a_result_that_a_learner_is_not_shown_yet_is_in_what_tutors_read_and_not_in_theirs(app: Flask) -> None:
    offer(app, a_paper(ITEMS))
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    cohort = a_cohort(app, learners=(learner,), tutors=(tutor,))
    Browser(app, tutor).post(f"/cohorts/{cohort}/papers/first-paper", {"release_at": "2026-09-01T15:00"})
    sit(app, learner, {"one": "b"})

    def answers() -> tuple[int, int]:
        with app.app_context():
            to_tutor = actions.readiness_of([learner], at=now())[learner]["1.1"]
            return to_tutor.answers, actions.readiness_shown_to(learner, at=now())["1.1"].answers

    assert answers() == (4, 0)
    later(app, hours=2)
    assert answers() == (4, 4)
