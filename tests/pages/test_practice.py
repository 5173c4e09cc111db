"""The questions that units ask in their text: who may answer which, what is kept, and what is said at once."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.quiz.attempts.actions import practice
from revision_app.quiz.attempts.models import PracticeAnswerRow
from revision_app.quiz.bank import library
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.papers import a_bank, a_numeric, a_paper, a_short_answer, an_item, offer
from tests.support.practice import check_of
from tests.support.sitting import Sitting

Open = Callable[..., Browser]
ASKED = "a-sales-slide"


@pytest.fixture
def learner(app: Flask, as_: Open) -> Browser:
    return as_(a_person(app))


def right(app: Flask, item_id: str = ASKED) -> str:
    return app.extensions["bank"].items[item_id].item.keys[0]


def wrong(app: Flask, item_id: str = ASKED) -> str:
    item = app.extensions["bank"].items[item_id].item
    return next(option for option in item.options if option not in item.keys)


def answers(app: Flask) -> list[PracticeAnswerRow]:
    with app.app_context():
        return list(db.session.scalars(select(PracticeAnswerRow)))


def test_every_unit_asks_three_questions_that_it_answers_itself(app: Flask, learner: Browser) -> None:
    for unit_id in app.extensions["shelf"].units:
        asked = [ask.item for ask in app.extensions["shelf"].asks if ask.unit == unit_id]
        assert len(asked) == 3, unit_id
        page = learner.get(f"/study/{unit_id}").text
        for item_id in asked:
            assert f'<a href="{check_of(app, item_id)}">' in page
            assert learner.get(check_of(app, item_id)).status_code == 200


def test_the_question_gives_no_reason_before_it_is_answered(app: Flask, learner: Browser) -> None:
    page = learner.get(check_of(app, ASKED)).text
    item = app.extensions["bank"].items[ASKED].item
    assert not any(option.rationale[:40] in page for option in item.options.values())


def test_an_answer_is_kept_with_its_mark_and_the_reasons_follow_at_once(app: Flask, learner: Browser) -> None:
    sent = learner.post(check_of(app, ASKED), {"answer": right(app)})
    assert sent.status_code == 303
    page = learner.get(sent.location).text
    assert "<b>Right</b>" in page
    item = app.extensions["bank"].items[ASKED].item
    assert page.count('class="reason"') == len(item.options)
    assert f'href="/study/{item.section}"' in page
    again = learner.post(check_of(app, ASKED), {"answer": wrong(app)})
    assert "<b>Not right</b>" in learner.get(again.location).text
    assert [(row.response, row.mark_num, row.mark_den) for row in answers(app)] == [
        ([right(app)], 1, 1),
        ([wrong(app)], 0, 1),
    ]


def test_the_verdict_says_the_marks_what_was_missed_and_the_point(app: Flask, learner: Browser) -> None:
    pages = [
        learner.get(learner.post(check_of(app, ASKED), {"answer": one(app)}).location).text for one in (right, wrong)
    ]
    told = [" ".join(page[page.index('class="told"') : page.index('class="stem"')].split()) for page in pages]
    assert "<b>Right</b>: 1 of 1 mark" in told[0]
    assert "The right answer:" not in told[0]
    assert "<b>Not right</b>: 0 of 1 mark" in told[1]
    assert "The right answer:" in told[1]
    assert all("The point" in words for words in told)
    assert not any("other learner" in words for words in told)


def test_how_others_answered_is_told_once_ten_have(app: Flask, as_: Open) -> None:
    offer(app, a_paper((an_item("one"),), mode="practice", minutes=..., pass_mark=..., attempts=...))
    app.extensions["practised"] = frozenset({"one"})
    reader = as_(a_person(app))

    def told() -> str:
        page = reader.get(reader.post(check_of(app, "one"), {"answer": "a"}).location).text
        return " ".join(page.split())

    for number in range(10):
        if number == 9:
            assert "other learner" not in told()
        sat = Sitting(as_(a_person(app)))
        sat.answer(1, "a" if number < 4 else "b")
        sat.submit()
    assert "Of 10 answers by 10 other learners, 60 per cent got every mark." in told()


def test_no_answer_is_no_practice(app: Flask, learner: Browser) -> None:
    sent = learner.post(check_of(app, ASKED), {})
    assert sent.status_code == 422
    assert "Give an answer first, then check it." in sent.text
    assert learner.post(check_of(app, ASKED), {"answer": "no-such-option"}).status_code == 422
    assert answers(app) == []


def test_what_no_unit_asks_cannot_be_practised_by_itself(app: Flask, learner: Browser) -> None:
    other = next(name for name in app.extensions["bank"].items if name not in app.extensions["practised"])
    assert learner.get(check_of(app, other)).status_code == 404
    assert learner.post(check_of(app, other), {"answer": "a"}).status_code == 404
    with app.app_context(), pytest.raises(practice.NoSuchQuestion):
        practice.practise(other, ("a",), learner_id=1, at=now())


def test_a_question_of_a_timed_paper_waits_until_the_paper_is_over(app: Flask, learner: Browser) -> None:
    offer(app, a_paper((an_item("one"),)))
    app.extensions["practised"] = frozenset({"one"})
    sitting = Sitting(learner)
    refused = learner.post(check_of(app, "one"), {"answer": "a"})
    assert refused.status_code == 409
    assert "in a timed paper that is open to you" in refused.text
    sitting.submit()
    assert learner.post(check_of(app, "one"), {"answer": "a"}).status_code == 303


def test_a_question_answered_in_figures_or_words_is_marked_or_asked_again(app: Flask, learner: Browser) -> None:
    bank, _problems = a_bank((a_numeric("dose"), a_short_answer("name")), (), ())
    app.extensions["bank"] = bank
    app.extensions["practised"] = frozenset({"dose", "name"})
    for item_id in ("dose", "name"):
        fields = {
            f"answer.{key.partition('=')[0]}" if "=" in key else "answer": key.partition("=")[2] or key
            for key in bank.items[item_id].item.keys
        }
        assert "<b>Right</b>" in learner.get(learner.post(check_of(app, item_id), fields).location).text
    (word,) = bank.items["name"].item.keys
    near = learner.post(check_of(app, "name"), {"answer": word[:-1]})
    assert near.status_code == 422
    assert "Look at the spelling" in near.text
    assert f'value="{word[:-1]}"' in near.text


def test_a_tutor_reads_the_question_and_answers_nothing(app: Flask, as_: Open) -> None:
    tutor = as_(a_person(app, Role.TUTOR), Role.TUTOR)
    assert "Learners answer here" in tutor.get(check_of(app, ASKED)).text
    assert tutor.post(check_of(app, ASKED), {"answer": "a"}).status_code == 403


def test_an_old_answer_is_shown_beside_the_question_as_it_then_was(app: Flask, learner: Browser) -> None:
    place = learner.post(check_of(app, ASKED), {"answer": right(app)}).location
    with app.app_context():
        stem = library.bank().items[ASKED].item.stem
    app.extensions["bank"], _problems = a_bank((an_item("one"),), (), ())
    assert learner.get(place).status_code == 200
    assert stem.split("?")[0].split(",")[0][:20] in learner.get(place).text
