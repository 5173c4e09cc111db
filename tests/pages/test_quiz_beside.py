"""What stands beside the questions: breaks, the learner's own time, practice, notes, the record."""

import re

import pytest
from sqlalchemy import func, select

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.quiz.attempts.core.adjustment import Adjustment
from revision_app.quiz.attempts.core.attempt import StepKind
from revision_app.quiz.attempts.models import StepRow
from revision_app.quiz.tutoring.actions import rules
from revision_app.web.clock import now
from tests.support.builders import a_cohort, a_person
from tests.support.papers import ITEMS, a_paper, offer
from tests.support.sitting import JSON, Sitting, later, steps
from tests.support.statements import counted


@pytest.fixture
def learner_id(app) -> int:
    offer(app, a_paper())
    return a_person(app)


@pytest.fixture
def tutor_id(app, learner_id) -> int:
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner_id,), tutors=(tutor,))
    return tutor


@pytest.fixture
def adjust(app, learner_id, tutor_id):
    def to(**adjustment) -> None:
        with app.app_context():
            rules.adjust(learner_id, Adjustment(**adjustment), reason="As agreed", author_id=tutor_id, at=now())

    return to


@pytest.fixture
def sitting(as_, learner_id) -> Sitting:
    return Sitting(as_(learner_id))


def take_break(sitting: Sitting, what: str = "rest", key: str = "a-break-key", n: int = 2):
    return sitting.browser.post(f"/attempts/{sitting.id}/break", {"what": what, "key": key, "n": n})


def fields_now(sitting: Sitting, n: int) -> dict:
    """What the page of the first question sends that knows the latest answer."""
    with sitting.browser.app.app_context():
        mine = StepRow.attempt_id == sitting.id, StepRow.kind == StepKind.RESPONDED
        latest = db.session.scalar(select(func.max(StepRow.id)).where(*mine))
    return {"item": "one", "key": f"the-save-of-{n}", "seen": latest or 0}


def asked(sitting: Sitting) -> dict:
    return sitting.browser.get(sitting.url(1), headers=JSON).json


# breaks


def test_a_break_hides_the_question_and_stops_the_clock_until_one_goes_on(app, as_, learner_id, adjust):
    adjust(rest_minutes=10)
    sitting = Sitting(as_(learner_id))
    later(app, minutes=5)
    assert "10 minutes of breaks left" in sitting.browser.get(sitting.url(2)).text
    assert take_break(sitting).location == f"/attempts/{sitting.id}/break?n=2"
    later(app, minutes=4)
    page = sitting.browser.get(f"/attempts/{sitting.id}/break?n=2").text
    assert "You are on a break" in page
    assert "6 minutes</b> <span>of your breaks left" in page
    assert "15 minutes of the paper are left" in page
    for path in (sitting.url(2), f"/attempts/{sitting.id}/review", f"/attempts/{sitting.id}/paper"):
        assert "/break" in sitting.browser.get(path).location
    assert asked(sitting)["resting"] is True
    assert take_break(sitting, "resume", "a-resume-key").location == sitting.url(2)
    assert asked(sitting) | {"token": "", "window": None} == {
        "remaining": 900.0,
        "ends": "13:24",
        "resting": False,
        "token": "",
        "window": None,
    }
    assert "6 minutes of breaks left" in sitting.browser.get(sitting.url(2)).text


def test_a_break_that_has_run_out_leads_back_to_the_paper(app, as_, learner_id, adjust):
    adjust(rest_minutes=10)
    sitting = Sitting(as_(learner_id))
    take_break(sitting)
    later(app, minutes=10)
    assert sitting.browser.get(f"/attempts/{sitting.id}/break?n=3").location == sitting.url(3)
    refused = take_break(sitting, key="another-key")
    assert refused.status_code == 409
    assert "all the time that you have for breaks" in refused.text


def test_without_rest_minutes_there_is_no_break(sitting):
    assert "Take a break" not in sitting.browser.get(sitting.url(1)).text
    assert take_break(sitting).status_code == 409


@pytest.mark.parametrize("sent", [{"answer": "nonsense"}, {"answer": ["a", "b"]}, {"answer": "c", "seen": "0"}])
def test_a_break_shows_no_question_whatever_is_sent_during_it(as_, learner_id, adjust, sent):
    adjust(rest_minutes=10)
    sitting = Sitting(as_(learner_id))
    sitting.answer(1, "b")
    page = sitting.open(1)
    take_break(sitting)
    answered = sitting.browser.post(sitting.url(1), {**page, "key": "another-save", **sent})
    assert answered.status_code in (409, 422)
    assert "What about one?" not in answered.text
    assert 'id="option-' not in answered.text
    assert asked(sitting)["resting"] is True


@pytest.mark.parametrize("seconds", [0.5, 0.53, 0.999999, 2.000001])
def test_short_breaks_neither_make_nor_cost_time(app, as_, learner_id, adjust, seconds):
    adjust(rest_minutes=10)
    sitting = Sitting(as_(learner_id))
    for n in range(8):
        take_break(sitting, key=f"break-number-{n}")
        later(app, seconds=seconds)
        if n % 2:
            page = sitting.browser.get(f"/attempts/{sitting.id}/break?n=1").text
            take_break(sitting, "resume", key=re.search(r'name="key" value="([^"]+)"', page)[1])
        else:  # who answers goes on
            assert sitting.answer(1, "ab"[n % 4 // 2], page=fields_now(sitting, n)).status_code == 303
    assert asked(sitting)["resting"] is False
    assert asked(sitting)["remaining"] == 20 * 60


# one's own time


def test_the_page_says_the_learners_own_time(as_, learner_id, adjust):
    adjust(extra_percent=25, calm_timer=True)
    page = Sitting(as_(learner_id)).browser.get("/attempts/1/items/1").text
    assert "with your 25% extra time" in page
    assert "data-calm" in page


def test_without_a_limit_there_is_no_clock(as_, learner_id, adjust):
    adjust(untimed=True)
    sitting = Sitting(as_(learner_id))
    page = sitting.browser.get(sitting.url(1)).text
    assert "No time limit" in page
    assert "data-remaining" not in page
    assert asked(sitting)["remaining"] is None


def test_time_that_a_tutor_adds_in_the_middle_reaches_the_page_that_asks(app, sitting, adjust):
    assert asked(sitting)["ends"] == "13:20"
    later(app, minutes=10)
    adjust(extra_minutes=5)
    assert (asked(sitting)["ends"], asked(sitting)["remaining"]) == ("13:25", 900.0)


# practice


@pytest.fixture
def practice(app, as_, learner_id) -> Sitting:
    offer(app, a_paper(ITEMS, mode="practice", minutes=..., attempts=..., pass_mark=...))
    return Sitting(as_(learner_id))


def test_in_practice_an_answer_is_checked_on_request_and_stands_from_then_on(app, practice):
    page = practice.browser.get(practice.url(1)).text
    assert "Check my answer" in page
    assert "Because of" not in page
    assert practice.answer(1, "a", then="check").location == f"{practice.url(1)}#verdict"
    page = practice.browser.get(practice.url(1)).text
    assert "<b>Not right</b>: 0 of 1 mark, and unsafe" in " ".join(page.split())
    assert page.index("The right answer:") < page.index("Because of Wait.") < page.index("Because of Go on.")
    assert "Unsafe" in page
    assert "Read the section on this" in page
    assert "Check my answer" not in page
    assert practice.answer(1, "b").status_code == 409
    assert practice.answer(1, then="2").location == practice.url(2)  # its page has no fields any more
    practice.submit()
    assert "<b>0</b> of 4 marks" in practice.result().text


@pytest.mark.parametrize(
    ("n", "chosen", "says"),
    [
        (1, ["b"], "Right: 1 of 1 mark."),
        (1, ["a"], "Not right: 0 of 1 mark, and unsafe: this would harm a client."),
        (2, ["a"], "Partly right: 1 of 2 marks."),
    ],
)
def test_what_is_checked_begins_with_what_it_earned(practice, n, chosen, says):
    practice.answer(n, *chosen, then="check")
    page = practice.browser.get(practice.url(n)).text
    verdict = page.partition('id="verdict"')[2].partition(">")[2].partition("</p>")[0]
    assert " ".join(re.sub("<[^>]+>", "", verdict).split()) == says


def test_an_answer_is_needed_before_it_can_be_checked(practice):
    page = practice.answer(1, then="check")
    assert page.status_code == 422
    assert "Answer the question first" in page.text


def test_in_a_timed_paper_nothing_can_be_checked(app, sitting):
    assert "Check my answer" not in sitting.browser.get(sitting.url(1)).text
    assert sitting.answer(1, "b", then="check").status_code == 404
    assert "Because of" not in sitting.browser.get(sitting.url(1)).text


def test_the_copy_for_a_device_holds_no_reasons_not_even_those_that_were_asked_for(practice):
    practice.answer(1, "a", then="check")
    assert "Because of Go on." in practice.browser.get(practice.url(1)).text
    page = practice.browser.get(f"/attempts/{practice.id}/paper").text
    assert "Because of" not in page
    assert "Its reasons are shown when you are connected" in page


# certainty, sections


def test_where_a_paper_asks_how_sure_one_is_the_answer_is_kept_with_it(app, as_, learner_id):
    offer(app, a_paper(certainty=True))
    sitting = Sitting(as_(learner_id))
    sitting.answer(1, "b", certainty="2")
    page = sitting.browser.get(sitting.url(1)).text
    assert "How sure are you?" in page
    assert 'id="certainty-2" value="2" checked' in page


# notes and the record


def keep_notes(sitting: Sitting, text: str, key: str = "notes-key-1", headers=None):
    return sitting.browser.post(f"/attempts/{sitting.id}/notes", {"notes": text, "key": key, "n": "2"}, headers=headers)


def test_notes_are_kept_and_only_the_latest_is_read(app, sitting):
    assert keep_notes(sitting, "First").location == sitting.url(2)
    assert keep_notes(sitting, "Then\nmore <b>", "notes-key-2", JSON).json == {"saved_at": "13:00:00"}
    assert "Then\nmore &lt;b&gt;</textarea>" in sitting.browser.get(sitting.url(1)).text
    assert steps(app, sitting.id) == 2


def witness(sitting: Sitting, *facts: str, key: str = "facts-key-1", address: str = "192.0.2.1"):
    return sitting.browser.post(
        f"/attempts/{sitting.id}/activity",
        {"activity": list(facts), "key": key},
        headers=JSON,
        environ_overrides={"REMOTE_ADDR": address},
    )


def test_the_learner_and_the_tutor_read_the_same_record(app, as_, sitting, tutor_id):
    later(app, minutes=2)
    assert witness(sitting, "left 2 60 0", "returned 2 20 0", "pasted 3 5 640", "won 1 0 0").status_code == 200
    witness(sitting, key="facts-key-2", address="198.51.100.7")
    path = f"/attempts/{sitting.id}/record"
    mine, theirs = sitting.browser.get(path).text, as_(tutor_id).get(path).text
    sitting.submit()
    for reader in (sitting.browser, as_(tutor_id)):
        assert f'href="{path}"' in reader.get(f"/attempts/{sitting.id}/result").text
    for page in (mine, theirs):
        assert "13:01:00" in page
        assert "The page lost the focus, at question 2" in page
        assert "640 characters were pasted, at question 3" in page
        assert page.count("The network address changed") == 1
        assert "192.0.2" not in page
    assert as_(a_person(app, Role.TUTOR)).get(path).status_code == 404


def test_a_save_reads_nothing_that_stands_beside_the_answers(app, sitting):
    for n in range(12):
        witness(sitting, *["left 1 1 0"] * 20, key=f"facts-key-{n:02}")
    assert sitting.answer(1, "b", headers=JSON).status_code == 200
    sitting.submit()
    assert "<b>1</b> of 4 marks" in sitting.result().text


def test_what_stands_beside_costs_little(app, as_, learner_id, adjust):
    adjust(rest_minutes=10)
    sitting = Sitting(as_(learner_id))
    for do in (
        lambda: take_break(sitting),
        lambda: sitting.browser.get(f"/attempts/{sitting.id}/break"),
        lambda: take_break(sitting, "resume", "a-resume-key"),
        lambda: keep_notes(sitting, "Words", "notes-key-9", JSON),
        lambda: witness(sitting, "left 1 1 0", key="facts-key-9"),
        lambda: sitting.browser.get(f"/attempts/{sitting.id}/record"),
        lambda: sitting.browser.get(f"/attempts/{sitting.id}/paper"),
        lambda: sitting.browser.get(sitting.url(1), headers=JSON),
    ):
        with counted(app) as sent:
            do()
        assert len(sent) <= 5
