"""The result of a timed paper, put forward as a piece of evidence."""

from collections.abc import Callable

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, an_open_answer, offer
from tests.support.sitting import Sitting

As = Callable[..., Browser]
HAND_IN = {"criteria": ["1.1"], "own_work": "yes", "ai_use": "No AI.", "number": 1}


@pytest.fixture
def class_of(app: Flask, as_: As) -> tuple[Browser, Browser]:
    """A learner and their tutor."""
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return as_(learner), as_(tutor)


def sat(app: Flask, browser: Browser, *items: object, **paper: object) -> str:
    """The address of a result, of which the first question is answered rightly."""
    offer(app, a_paper(items or (an_item("one"), an_item("two")), **paper))
    sitting = Sitting(browser)
    sitting.answer(1, "b")
    sitting.submit()
    return f"/attempts/{sitting.id}"


def test_a_result_is_put_forward_from_its_page_and_judged_by_a_tutor(
    app: Flask, class_of: tuple[Browser, Browser]
) -> None:
    learner, tutor = class_of
    attempt = sat(app, learner)
    assert f'href="{attempt}/evidence"' in learner.get(f"{attempt}/result").text
    assert "1</b> of" in " ".join(learner.get(f"{attempt}/evidence").text.split())
    handed_in = learner.post(f"{attempt}/evidence", HAND_IN)
    assert handed_in.status_code == 303, handed_in.text
    assert learner.post(f"{attempt}/evidence", HAND_IN).location == handed_in.location
    page = tutor.get(handed_in.location.replace("evidence", "submissions", 1)).text
    assert "<b>1</b> of" in page
    assert "By criterion" in page
    refused = learner.post(f"{attempt}/evidence", HAND_IN | {"ai_use": "A little."})
    assert refused.location == handed_in.location, "what is declared is no other result"


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"criteria": []}, 409, "No criterion is tagged"),
        ({"criteria": ["9.9"]}, 422, "Choose from what is listed here"),
        ({"ai_use": ""}, 422, "how you used AI"),
        ({"number": 7}, 409, "marked again since you opened the page"),
        ({"number": "x"}, 409, "marked again since you opened the page"),
    ],
)
def test_what_is_wrong_is_said_in_place(
    app: Flask, class_of: tuple[Browser, Browser], wrong: dict[str, object], status: int, said: str
) -> None:
    learner, _ = class_of
    refused = learner.post(f"{sat(app, learner)}/evidence", HAND_IN | wrong)
    assert refused.status_code == status
    assert said in refused.text


@pytest.mark.parametrize(
    ("items", "paper", "said"),
    [
        ((), {"mode": "practice", "minutes": ..., "pass_mark": ..., "attempts": ...}, "Only timed papers are evidence"),
        ((an_open_answer("one"), an_item("two")), {}, "once all of its answers are marked"),
    ],
)
def test_practice_and_what_is_not_marked_are_no_evidence(
    app: Flask, class_of: tuple[Browser, Browser], items: tuple[object, ...], paper: dict[str, object], said: str
) -> None:
    learner, _ = class_of
    attempt = sat(app, learner, *items, **paper)
    assert f"{attempt}/evidence" not in learner.get(f"{attempt}/result").text
    for answer in (learner.get(f"{attempt}/evidence"), learner.post(f"{attempt}/evidence", HAND_IN)):
        assert answer.status_code == 409
        assert said in answer.text


def test_a_result_that_is_held_back_is_no_evidence_yet(app: Flask, class_of: tuple[Browser, Browser]) -> None:
    learner, tutor = class_of
    offer(app, a_paper((an_item("one"), an_item("two"))))
    dates = {"opens_at": "2026-09-01T12:00", "closes_at": "2026-09-01T18:00", "release_at": "2026-09-02T09:00"}
    assert tutor.post("/cohorts/1/papers/first-paper", dates).status_code == 303
    attempt = sat(app, learner)
    assert "once its marks are shown to you" in learner.get(f"{attempt}/evidence").text
    assert learner.post(f"{attempt}/evidence", HAND_IN).status_code == 409


def test_nobody_puts_forward_what_another_sat(app: Flask, class_of: tuple[Browser, Browser], as_: As) -> None:
    learner, _ = class_of
    attempt = sat(app, learner)
    other = as_(a_person(app))
    assert other.get(f"{attempt}/evidence").status_code == 404
    assert other.post(f"{attempt}/evidence", HAND_IN).status_code == 404


def test_what_was_typed_comes_back_where_the_result_is_with_a_tutor_already(
    app: Flask, class_of: tuple[Browser, Browser]
) -> None:
    learner, _ = class_of
    attempt = sat(app, learner)
    learner.post(f"{attempt}/evidence", HAND_IN)
    refused = learner.post(f"{attempt}/evidence", HAND_IN | {"own_work": "", "ai_use": "It sorted my notes."})
    assert refused.status_code == 422
    assert "It sorted my notes." in refused.text
