"""A learner plays a branching case through its pages."""

import re

import pytest
import yaml

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.quiz.attempts.models import AttemptRow, ResultRow, StepRow
from revision_app.quiz.bank.core.bank import Known, parse_bank
from tests.support.builders import a_cohort, a_person
from tests.support.cases import a_stage, a_written
from tests.support.collected import collected, document
from tests.support.papers import a_paper, offer
from tests.support.sitting import unveiled


def put_on(app, written) -> None:
    """Let this case, and a paper beside it, be what the quizzes folder offers."""
    case = document(yaml.safe_dump(written, sort_keys=False), f"quizzes/cases/{written['id']}.yml")
    bank, problems = collected(parse_bank, [], [], [case], Known(("1.1",), None, None))
    assert problems == []
    offer(app, a_paper())
    papers = {**app.extensions["bank"].papers, **bank.papers}
    app.extensions["bank"] = type(bank)({**app.extensions["bank"].items, **bank.items}, papers)


@pytest.fixture
def learner_id(app) -> int:
    case = a_written()
    case["stages"]["act"] |= {"title": "The second stage", "text": "Now it *matters*."}
    case["stages"]["act"]["choices"]["a"] |= {"text": "Act with care", "rationale": "Care helps."}
    case["stages"]["act"]["choices"]["b"] |= {"text": "Act in haste", "rationale": "Haste hurts."}
    case["stages"]["talk"] = a_stage(case["stages"]["talk"]["choices"], title="The first stage")
    put_on(app, case)
    return a_person(app)


class Playing:
    """One case in one window."""

    def __init__(self, browser) -> None:
        self.browser = browser
        begun = browser.post("/quizzes/sam-comes")
        self.id = int(begun.location.split("/")[2])

    @property
    def url(self) -> str:
        return f"/attempts/{self.id}/case"

    def open(self):
        return self.browser.get(self.url)

    def fields(self, page) -> dict:
        form = page.text.partition('action="' + self.url)[2]
        found = dict(re.findall(r'<input type="hidden" name="(item|key|seen)" value="([^"]*)"', form))
        return found | {"answer": re.findall(r'<input type="hidden" name="answer" value="([^"]*)"', form)}

    def decide(self, stage: str, choice: str, reason: str = "", fields: dict | None = None):
        sent = dict(fields or self.fields(self.open()))
        if choice:
            sent[f"answer.{stage}"] = choice
        if reason:
            sent["answer.reason"] = reason
        return self.browser.post(self.url, sent)

    def play(self, *way: tuple[str, ...]):
        for step in way:
            assert self.decide(*step).status_code == 303, step
        return self.browser.get(f"/attempts/{self.id}/result")


BEST = (("talk", "a"), ("talk", "b"), ("act", "a", "x"))


def test_the_list_and_the_cover_say_what_a_case_is(as_, learner_id):
    browser = as_(learner_id)
    page = browser.get("/quizzes/").text
    assert "Client cases" in page
    assert "up to 3 decisions · about 5 minutes" in page
    cover = browser.get("/quizzes/sam-comes").text
    assert "A decision stands" in cover
    assert "Start the case" in cover


def test_starting_leads_to_the_first_stage_and_a_page_of_questions_leads_there_too(as_, learner_id):
    browser = as_(learner_id)
    playing = Playing(browser)
    page = playing.open().text
    assert "Decision 1" in page
    assert "The first stage" in page
    assert "Has been asked" not in page
    for path in (f"/attempts/{playing.id}/items/1", f"/attempts/{playing.id}/review"):
        assert browser.get(path).location == playing.url


def test_each_decision_tells_what_happened_and_what_is_known_now(as_, learner_id):
    playing = Playing(as_(learner_id))
    playing.decide("talk", "a")
    page = playing.open().text
    assert "It is done." in page
    assert "Decision 2" in page
    assert "Has been asked" in page
    assert "So far" in page


def test_no_reason_and_no_ending_is_shown_before_it_is_over(as_, learner_id):
    playing = Playing(as_(learner_id))
    playing.decide("talk", "b")
    page = playing.open().text
    assert "Now it <em>matters</em>" in page
    assert "Care helps" not in page
    assert "A good ending" not in page


def test_the_last_decision_hands_the_case_in_and_its_result_is_there(app, as_, learner_id):
    result = Playing(as_(learner_id)).play(*BEST)
    assert "A good ending" in result.text
    assert "<b>4</b> of 4 marks" in result.text
    assert "Passed" in result.text
    with app.app_context():
        kinds = db.session.scalars(db.select(StepRow.kind).order_by(StepRow.id)).all()
        assert list(kinds) == ["responded"] * 3 + ["submitted"]
        assert db.session.scalars(db.select(AttemptRow.mode)).one() == "case"


def test_a_harmful_decision_fails_the_case_and_stands_first(as_, learner_id):
    page = Playing(as_(learner_id)).play(("talk", "a"), ("talk", "b"), ("act", "b", "x")).text
    assert page.index("A harmful ending") < page.index("1 choice that would harm a client") < page.index('id="score"')
    assert "Haste hurts." in page
    assert "Not passed" in page


def test_an_unsafe_decision_fails_a_case_whatever_the_score(app, as_):
    case = a_written(pass_mark=1)
    put_on(app, case)
    page = Playing(as_(a_person(app))).play(("talk", "a"), ("talk", "b"), ("act", "b", "x")).text
    assert "<b>1</b> of 4 marks" in page
    assert "Not passed" in page


def test_the_result_says_why_and_what_else_could_have_happened(as_, learner_id):
    page = Playing(as_(learner_id)).play(("talk", "b"), ("act", "a", "y")).text
    assert "<svg" in page
    assert "2 stages and 4 endings" in page
    assert "What happened:" in page
    assert "Would have led to:" in page
    assert "“A poor ending” (ends poorly)" in page
    assert "Would have left open:" in page
    assert "#section" in page


def test_a_choice_that_was_not_made_or_lacks_its_reason_is_asked_for_again(as_, learner_id):
    playing = Playing(as_(learner_id))
    nothing = playing.decide("talk", "")
    assert (nothing.status_code, "Choose what you do" in nothing.text) == (422, True)
    playing.decide("talk", "b")
    half = playing.decide("act", "b")
    assert half.status_code == 422
    assert "and the reason for it" in half.text
    assert re.search(r'value="b" checked', unveiled(half.text, playing.id))


def test_a_decision_cannot_be_taken_back(as_, learner_id):
    playing = Playing(as_(learner_id))
    before = playing.fields(playing.open())
    playing.decide("talk", "a")
    again = playing.decide("talk", "c", fields=before)
    assert again.status_code == 409
    assert "a decision cannot be changed" in again.text
    assert "Decision 2" in again.text
    fresh = playing.fields(playing.open())
    assert playing.decide("talk", "c", fields=fresh | {"answer": []}).status_code == 409
    assert "Decision 2" in playing.open().text


def test_a_decision_sent_twice_is_one(app, as_, learner_id):
    playing = Playing(as_(learner_id))
    page = playing.fields(playing.open())
    assert [playing.decide("talk", "a", fields=page).status_code for _ in range(2)] == [303, 303]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(StepRow)) == 1


def test_what_is_sent_after_the_end_changes_nothing(app, as_, learner_id):
    playing = Playing(as_(learner_id))
    page = playing.fields(playing.open())
    playing.decide("talk", "c")
    late = playing.decide("talk", "a", fields=page)
    assert late.status_code == 303
    assert playing.open().location == f"/attempts/{playing.id}/result"
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(ResultRow)) == 1


@pytest.mark.parametrize("sent", [{"answer.act": "a"}, {"answer.talk": "z"}, {"answer": ["x"]}, {"answer.reason": "x"}])
def test_what_no_page_would_send_is_refused_in_words(as_, learner_id, sent):
    playing = Playing(as_(learner_id))
    page = playing.fields(playing.open())
    assert playing.browser.post(playing.url, page | sent).status_code == 422
    assert "Decision 1" in playing.open().text


def test_a_case_can_be_left_and_played_again(as_, learner_id):
    browser = as_(learner_id)
    playing = Playing(browser)
    playing.decide("talk", "a")
    assert "Go back to the" in browser.get("/quizzes/sam-comes").text
    assert Playing(browser).id == playing.id
    playing.play(("talk", "c"))
    assert Playing(browser).id != playing.id


def test_a_decision_sent_as_an_answer_or_a_case_handed_in_early_is_refused(as_, learner_id):
    playing = Playing(as_(learner_id))
    page = playing.fields(playing.open())
    answered = playing.browser.post(f"/attempts/{playing.id}/items/1", page | {"answer.talk": "c"})
    assert (answered.status_code, "This is a case" in answered.text) == (409, True)
    assert playing.browser.post(f"/attempts/{playing.id}/review").status_code == 409
    assert "Decision 1" in playing.open().text


def test_a_paper_of_questions_has_no_decisions(as_, learner_id):
    browser = as_(learner_id)
    begun = browser.post("/quizzes/first-paper").location
    number = begun.split("/")[2]
    assert browser.get(f"/attempts/{number}/case").location.endswith(f"/attempts/{number}/items/1")


def test_nobody_plays_somebody_elses_case_and_a_tutor_reads_its_result(app, as_, learner_id):
    playing = Playing(as_(learner_id))
    stranger = as_(a_person(app))
    assert stranger.get(playing.url).status_code == 404
    assert stranger.post(playing.url, playing.fields(playing.open()) | {"answer.talk": "a"}).status_code == 404
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner_id,), tutors=(tutor,))
    playing.play(("talk", "c"))
    page = as_(tutor).get(f"/attempts/{playing.id}/result").text
    assert "Your path and the alternatives" in page
    assert "Your choice" not in page
