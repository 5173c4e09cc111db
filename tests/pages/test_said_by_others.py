"""What others say of a learner's work: observations, professional discussions and witness statements as evidence."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.cohorts import actions as cohorts
from revision_app.study.library import shelf
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person

As = Callable[..., Browser]
AUTHOR = {"day": "2026-08-30", "standing": "Assessor, Level 4 tutor"}
DISCUSSION = AUTHOR | {
    "title": "Depth on the neck",
    "minutes": "20",
    "question_1": "Why less on the neck?",
    "answer_1": "The skin is thinner there.",
    "criteria": ["1.3"],
    "key": "one-form",
}
WITNESSED = {
    "name": "Wanda Seen",
    "standing": "Registered nurse",
    "relation": "I supervise the clinic",
    "partial": "no",
    "day": "2026-08-30",
    "saw": "She checked the consent twice.",
    "declared": "yes",
}
HAND_IN = {"criteria": ["1.3"], "own_work": "yes", "ai_use": "No AI."}


@dataclass
class Room:
    """A learner and the tutor who teaches them."""

    app: Flask
    id: int
    learner: Browser
    tutor: Browser
    cohort: int

    def discusses(self, **other: object) -> str:
        """The address of the statement that comes of it."""
        recorded = self.tutor.post(f"/learners/{self.id}/discussions/new", DISCUSSION | other)
        assert recorded.status_code == 303, recorded.text
        return self.latest()

    def latest(self) -> str:
        return re.findall(r'href="(/statements/\d+)"', self.learner.get("/statements/").text)[0]

    def asks(self) -> str:
        """The address of a link for a witness."""
        asked = self.learner.post(
            "/statements/witnesses", {"witness": "Wanda", "about": "The cheeks"}, follow_redirects=True
        )
        return "/" + re.findall(r">http://[^/]+/(witness/[^<]+)<", asked.text)[0]


@pytest.fixture
def room(app: Flask, as_: As) -> Room:
    learner, tutor = a_person(app, name="Lea Marsh"), a_person(app, Role.TUTOR, name="Tess Hill")
    cohort = a_cohort(app, learners=(learner,), tutors=(tutor,))
    return Room(app, learner, as_(learner), as_(tutor), cohort)


def observation(app: Flask, *, but: dict[str, str] | None = None, **other: object) -> dict[str, object]:
    with app.app_context():
        steps = [step.id for step in shelf().checklist.steps]
    outcomes = {f"step_{step.replace('-', '_')}": (but or {}).get(step, "done") for step in steps}
    said = {"title": "A face", "setting": "At the academy", "grade": "Pass", "comment": "Calm.", "key": "one"}
    return AUTHOR | said | outcomes | other


def test_a_discussion_is_read_by_its_learner_who_puts_it_forward_for_a_tutor_to_judge(room: Room) -> None:
    address = room.discusses()
    page = room.learner.get(address).text
    assert "The skin is thinner there." in page
    assert "Tess Hill" in page
    handed_in = room.learner.post(address, HAND_IN)
    assert handed_in.status_code == 303, handed_in.text
    assert "The skin is thinner there." in room.learner.get(handed_in.location).text
    marked = room.tutor.get(handed_in.location.replace("evidence", "submissions"))
    assert "Why less on the neck?" in marked.text
    assert "1.3" in marked.text


def test_an_observation_says_each_step_and_what_no_marks_make_up_for(room: Room) -> None:
    with room.app.app_context():
        critical, fail = shelf().checklist.critical[0], shelf().checklist.fails[0]
    sent = observation(room.app, but={critical.id: "not done"}, happened=[fail.id])
    assert room.tutor.post(f"/learners/{room.id}/observations/new", sent).status_code == 303
    page = room.learner.get(room.latest()).text
    told = page.partition("No marks make up for these")[2].partition("</ul>")[0]
    assert told.count("<li>") == 2
    assert "Not done" in page
    assert "Today" in page
    assert "A face" in room.learner.get("/today").text


def test_a_second_click_makes_no_second_statement_and_an_edited_form_makes_another(room: Room) -> None:
    room.discusses()
    room.discusses()
    assert room.learner.get("/statements/").text.count("Depth on the neck") == 1
    room.discusses(answer_1="It is thinner, and the nerve lies high.")
    assert room.learner.get("/statements/").text.count("Depth on the neck") == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "2027-01-01"}, "today or before"),
        ({"day": "0026-01-01"}, "today or before"),
        ({"day": "never"}, "as day, month and year"),
        ({"title": " "}, "Give it a title"),
        ({"minutes": "9" * 30}, "between 1 and 600"),
        ({"question_1": "", "answer_1": ""}, "at least one question"),
        ({"question_2": "And the scalp?"}, "Write the answer as well."),
        ({"criteria": ["9.9"]}, "Choose from what is listed here"),
        ({"comment": "x" * 6_001}, "at most 6,000"),
    ],
)
def test_what_is_wrong_with_a_record_is_said_and_what_was_typed_stays(
    room: Room, wrong: dict[str, object], said: str
) -> None:
    refused = room.tutor.post(f"/learners/{room.id}/discussions/new", DISCUSSION | wrong)
    assert refused.status_code == 422
    assert said in refused.text
    if "answer_1" not in wrong:
        assert "The skin is thinner there." in refused.text


def test_an_observation_without_a_judgement_of_the_whole_comes_back_as_it_was(room: Room) -> None:
    refused = room.tutor.post(f"/learners/{room.id}/observations/new", observation(room.app, grade=""))
    assert refused.status_code == 422
    assert "Say how it was as a whole." in refused.text
    with room.app.app_context():
        steps = shelf().checklist.steps
    assert len(re.findall(r'<input checked [^>]*value="done"', refused.text)) == len(steps)


def test_only_a_tutor_of_the_learner_records_and_only_the_learner_opens(app: Flask, room: Room, as_: As) -> None:
    address = room.discusses()
    stranger = as_(a_person(app, Role.TUTOR))
    for page in ("statements", "observations/new", "discussions/new"):
        assert stranger.get(f"/learners/{room.id}/{page}").status_code == 404
    assert stranger.post(f"/learners/{room.id}/discussions/new", DISCUSSION).status_code == 404
    other = as_(a_person(app))
    assert other.get(address).status_code == 404
    assert other.post(address, HAND_IN).status_code == 404
    assert "Depth on the neck" in room.tutor.get(f"/learners/{room.id}/statements").text


def test_nobody_records_of_their_own_work(app: Flask, as_: As) -> None:
    both = a_person(app, Role.LEARNER, Role.TUTOR)
    a_cohort(app, learners=(both,), tutors=(both,))
    refused = as_(both, Role.TUTOR).post(f"/learners/{both}/discussions/new", DISCUSSION)
    assert refused.status_code in (404, 409)
    assert as_(both, Role.LEARNER).get("/statements/").text.count("Depth on the neck") == 0


def test_a_witness_without_an_account_writes_once_what_only_the_learner_sees_until_it_is_put_forward(
    room: Room, as_: As
) -> None:
    link = room.asks()
    witness = as_()
    page = witness.get(link)
    assert "Lea Marsh" in page.text
    assert "The cheeks" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert witness.post(link, WITNESSED).location == "/witnessed"
    assert witness.post(link, WITNESSED).status_code == 410
    address = room.latest()
    assert "She checked the consent twice." in room.learner.get(address).text
    assert "She checked" not in room.tutor.get(f"/learners/{room.id}/statements").text
    handed_in = room.learner.post(address, HAND_IN).location
    assert "She checked" in room.tutor.get(handed_in.replace("evidence", "submissions")).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Write your name."),
        ({"partial": "yes"}, "Say what could make you partial."),
        ({"partial": "no", "conflict": "My sister"}, "You chose no. Choose yes, or empty this."),
        ({"partial": "perhaps"}, "Choose from what is listed here"),
        ({"day": "2026-09-02"}, "today or before"),
        ({"declared": ""}, "tick this if it is true"),
    ],
)
def test_a_witness_is_told_what_is_wrong_and_loses_nothing(
    room: Room, as_: As, wrong: dict[str, str], said: str
) -> None:
    witness, link = as_(), room.asks()
    witness.get(link)
    refused = witness.post(link, WITNESSED | wrong)
    assert refused.status_code == 422
    assert said in refused.text
    assert "She checked the consent twice." in refused.text
    assert witness.post(link, WITNESSED).status_code == 303


def test_neither_the_learner_nor_a_tutor_of_theirs_is_a_witness(room: Room) -> None:
    link = room.asks()
    for who, said in ((room.learner, "yourself"), (room.tutor, "a witness never decides")):
        refused = who.post(link, WITNESSED)
        assert refused.status_code == 409
        assert said in refused.text
        assert "She checked the consent twice." in refused.text


def test_a_request_that_is_taken_back_or_asked_anew_closes_its_link(room: Room, as_: As) -> None:
    first = room.asks()
    number = re.findall(r"/statements/witnesses/(\d+)/link", room.learner.get("/statements/").text)[0]
    again = room.learner.post(f"/statements/witnesses/{number}/link", follow_redirects=True).text
    second = "/" + re.findall(r">http://[^/]+/(witness/[^<]+)<", again)[0]
    assert as_().get(first).status_code == 410
    assert as_().get(second).status_code == 200
    assert room.learner.post(f"/statements/witnesses/{number}/take-back").status_code == 303
    assert as_().get(second).status_code == 410
    assert "The cheeks" not in room.learner.get("/statements/").text


def test_nobody_takes_back_or_renews_what_another_asked(app: Flask, room: Room, as_: As) -> None:
    room.asks()
    number = re.findall(r"/statements/witnesses/(\d+)/link", room.learner.get("/statements/").text)[0]
    other = as_(a_person(app))
    assert other.post(f"/statements/witnesses/{number}/take-back").status_code == 404
    assert other.post(f"/statements/witnesses/{number}/link").status_code == 404


def test_a_statement_is_with_the_tutor_until_it_is_decided_and_a_second_click_hands_in_once(room: Room) -> None:
    address = room.discusses()
    first = room.learner.post(address, HAND_IN).location
    assert room.learner.post(address, HAND_IN).location == first
    refused = room.learner.post(address, HAND_IN | {"criteria": ["1.1"]})
    assert refused.status_code == 409
    assert "is with your tutor" in refused.text


def test_handing_in_needs_a_criterion_and_a_declaration(room: Room) -> None:
    address = room.discusses()
    assert "No criterion is tagged" in room.learner.post(address, HAND_IN | {"criteria": []}).text
    refused = room.learner.post(address, HAND_IN | {"ai_use": ""})
    assert refused.status_code == 422


def test_what_was_recorded_stays_with_a_learner_who_leaves(app: Flask, room: Room) -> None:
    address = room.discusses()
    with app.app_context():
        cohorts.end_enrolment(room.cohort, room.id, actor_id=None, at=now())
    assert room.learner.get(address).status_code == 200
    assert room.tutor.get(f"/learners/{room.id}/statements").status_code == 404


def test_the_audit_names_what_happened_and_nothing_that_was_said(app: Flask, room: Room, as_: As) -> None:
    room.discusses()
    as_().post(room.asks(), WITNESSED)
    page = as_(a_person(app, Role.ADMINISTRATOR)).get("/audit/").text
    assert "professional discussion recorded" in page.lower()
    assert "witness statement given" in page.lower()
    assert "thinner" not in page
    assert "Wanda" not in page
