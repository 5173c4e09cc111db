"""Messages: who writes to whom, and that nobody else reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from revision_app.accounts.core import Role
from revision_app.audit.models import AuditRow
from revision_app.cohorts import actions as cohorts
from revision_app.db import db
from revision_app.messages import actions
from revision_app.messages.core import MOST_A_DAY, TEXT_LIMIT
from revision_app.messages.models import MessageRow, ThreadRow, WordsRow
from revision_app.web.clock import now
from tests.pages.test_marking_races import at_once
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.messages import a_message

As = Callable[..., Browser]
SAID = {"title": "Wednesday", "text": "Bring your log.", "key": "the-form"}


@dataclass
class School:
    """A tutor with two learners, an administrator, and a tutor and a learner of elsewhere."""

    app: Flask

    def __post_init__(self) -> None:
        self.ada, self.ben = a_person(self.app, name="Ada Green"), a_person(self.app, name="Ben Brown")
        self.tutor = a_person(self.app, Role.TUTOR, name="Tom Tutor")
        self.admin = a_person(self.app, Role.ADMINISTRATOR, name="Ann Admin")
        self.cohort = a_cohort(self.app, learners=(self.ada, self.ben), tutors=(self.tutor,), name="Autumn")
        self.stranger, self.other = a_person(self.app), a_person(self.app, Role.TUTOR)
        a_cohort(self.app, learners=(self.stranger,), tutors=(self.other,))

    def rows(self) -> tuple[int, ...]:
        with self.app.app_context():
            tables = MessageRow, ThreadRow, WordsRow
            return tuple(db.session.scalar(select(func.count()).select_from(table)) for table in tables)

    def leave(self, learner: int) -> None:
        self.app.extensions["frozen_now"] += timedelta(minutes=1)
        with self.app.app_context():
            cohorts.end_enrolment(self.cohort, learner, actor_id=self.admin, at=now())


@pytest.fixture
def school(app: Flask) -> School:
    return School(app)


def test_a_message_to_several_is_a_thread_with_each_whose_answer_only_its_writer_reads(school: School, as_: As) -> None:
    tutor, ada, ben = as_(school.tutor), as_(school.ada), as_(school.ben)
    page = tutor.get(f"/messages/new?cohort={school.cohort}").text
    assert page.count("checked") == 2
    sent = tutor.post("/messages/new", {**SAID, "to": [school.ada, school.ben]})
    assert sent.location == "/messages/sent/1"
    assert "Not read yet" in tutor.get(sent.location).text
    assert "Bring your log." in ada.get("/messages/1").text
    assert ada.post("/messages/1", {"text": "Which one?", "key": "a"}).status_code == 303
    assert "Which one?" in tutor.get("/messages/1").text
    assert ben.get("/messages/1").status_code == ben.post("/messages/1", {"text": "x"}).status_code == 404
    assert "Which one?" not in ben.get("/messages/2").text
    assert "Ada Green" not in ben.get("/messages/2").text + ben.get("/messages/").text
    told = tutor.get("/messages/sent/1").text
    assert "1 answer" in told
    assert "Read" in told


@pytest.mark.parametrize(
    ("writer", "reader", "may"),
    [
        ("tutor", "ada", True),
        ("tutor", "stranger", False),
        ("tutor", "admin", False),
        ("tutor", "other", False),
        ("ada", "tutor", True),
        ("ada", "admin", True),
        ("ada", "ben", False),
        ("ada", "other", False),
        ("admin", "stranger", True),
        ("admin", "other", True),
        ("admin", "admin", False),
    ],
)
def test_who_may_write_to_whom(school: School, as_: As, writer: str, reader: str, may: bool) -> None:
    answer = as_(getattr(school, writer)).post("/messages/new", {**SAID, "to": [getattr(school, reader)]})
    assert answer.status_code == (303 if may else 422)
    assert school.rows() == ((1, 1, 1) if may else (0, 0, 0))
    assert may or "Bring your log." in answer.text


def test_whoever_no_longer_teaches_somebody_reads_on_and_cannot_write(school: School, as_: As) -> None:
    thread = a_message(school.app, school.tutor, school.ada)["thread_id"]
    tutor, ada = as_(school.tutor), as_(school.ada)
    school.leave(school.ada)
    for browser in (tutor, ada):
        page = browser.get(f"/messages/{thread}").text
        assert "When is it?" in page
        assert "cannot answer it" in page
        refused = browser.post(f"/messages/{thread}", {"text": "Still here?", "key": "late"})
        assert refused.status_code == 409
        assert "Still here?" in refused.text
    assert tutor.post("/messages/new", {**SAID, "to": [school.ada]}).status_code == 422
    assert school.rows() == (1, 1, 1)


def test_an_announcement_stands_on_today_until_it_is_read_and_takes_no_answer(school: School, as_: As) -> None:
    tutor, ada = as_(school.tutor), as_(school.ada)
    assert tutor.post(f"/cohorts/{school.cohort}/announcement", SAID).location == "/messages/sent/1"
    assert "Wednesday" in ada.get("/today").text
    assert "Send the answer" not in ada.get("/messages/1").text
    assert "Wednesday" not in ada.get("/today").text
    assert ada.post("/messages/1", {"text": "But", "key": "a"}).status_code == 409
    assert as_(school.other).get(f"/cohorts/{school.cohort}/announcement").status_code == 404
    assert as_(school.other).post(f"/cohorts/{school.cohort}/announcement", SAID).status_code == 404
    sent = as_(school.admin).post(f"/cohorts/{school.cohort}/announcement", SAID)
    assert "Tom Tutor" in as_(school.admin).get(sent.location).text


def test_what_arrives_while_a_thread_is_read_stays_unread(school: School, as_: As) -> None:
    thread = a_message(school.app, school.tutor, school.ada)["thread_id"]
    tutor, ada = as_(school.tutor), as_(school.ada)
    ada.get(f"/messages/{thread}")
    tutor.post(f"/messages/{thread}", {"text": "And this.", "key": "b"})
    with school.app.app_context():
        actions.note_read(thread, 1, person_id=school.ada)
    assert "1 new" in ada.get("/messages/").text
    ada.get(f"/messages/{thread}")
    assert "1 new" not in ada.get("/messages/").text


def test_a_second_click_sends_nothing_and_other_words_of_the_same_form_are_another_message(
    school: School, as_: As
) -> None:
    tutor = as_(school.tutor)
    sent = {**SAID, "to": [school.ada]}
    assert [tutor.post("/messages/new", sent).location for _ in range(2)] == ["/messages/1"] * 2
    assert school.rows() == (1, 1, 1)
    for text in ("Yes.", "Yes.", "No."):
        tutor.post("/messages/1", {"text": text, "key": "answer"})
    assert school.rows() == (1, 1, 3)
    tutor.post("/messages/new", {**sent, "text": "Bring your notes."})
    tutor.post("/messages/new", {**sent, "to": [school.ben]})
    assert school.rows() == (3, 3, 5)


def test_two_clicks_at_the_same_moment_send_one_message(school: School) -> None:
    def click() -> object:
        draft = actions.Draft("Wednesday", "Bring your log.")
        sent = {"writer_id": school.tutor, "role": Role.TUTOR, "key": "one", "at": now()}
        return actions.send(draft, [school.ada, school.ben], **sent)

    assert len(set(at_once(school.app, click, click))) == 1
    assert school.rows() == (1, 2, 2)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Say in a few words what it is about."),
        ("title", "x" * 121, "at most 120 characters"),
        ("text", " \u200b ", "Write what you want to say."),
        ("text", "x" * (TEXT_LIMIT + 1), "at most 4,000 characters"),
        ("to", [], "Choose who is to read it."),
        ("to", ["x"], "Choose among the people who are listed"),
        ("to", ["9" * 30], "Choose among the people who are listed"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_what_was_typed(
    school: School, as_: As, field: str, value: object, words: str
) -> None:
    refused = as_(school.tutor).post("/messages/new", {**SAID, "to": [school.ada], field: value})
    assert refused.status_code == 422
    assert words in refused.text
    assert "Bring your log." in refused.text or field == "text"
    assert school.rows() == (0, 0, 0)


def test_nobody_writes_without_end(school: School, as_: As) -> None:
    with school.app.app_context():
        db.session.add_all(MessageRow(writer_id=school.ada, people=1, at=now(), key=str(n)) for n in range(MOST_A_DAY))
        db.session.commit()
    refused = as_(school.ada).post("/messages/new", {**SAID, "to": [school.tutor]})
    assert refused.status_code == 409
    assert "Bring your log." in refused.text
    school.app.extensions["frozen_now"] += timedelta(days=1, minutes=1)
    assert as_(school.ada).post("/messages/new", {**SAID, "to": [school.tutor]}).status_code == 303


def test_text_is_text_and_only_an_address_that_says_so_is_a_link(school: School, as_: As) -> None:
    thread = a_message(
        school.app,
        school.tutor,
        school.ada,
        title="<b>Now</b>",
        text="<script>alert(1)</script> javascript:alert(1) http://example.org https://example.org/a?b=1&c=2.",
    )["thread_id"]
    page = as_(school.ada).get(f"/messages/{thread}").text
    assert "<script>alert" not in page
    assert "&lt;b&gt;Now" in page
    assert 'href="https://example.org/a?b=1&amp;c=2"' in page
    assert 'href="http://example.org' not in page
    assert 'href="javascript' not in page


def test_the_audit_says_who_wrote_to_whom_and_never_what(school: School, as_: As) -> None:
    thread = a_message(school.app, school.tutor, school.ada)["thread_id"]
    as_(school.ada).post(f"/messages/{thread}", {"text": "A secret.", "key": "a"})
    with school.app.app_context():
        told = select(AuditRow.deed, AuditRow.actor_id, AuditRow.subject_id, AuditRow.detail)
        entries = db.session.execute(told.where(AuditRow.deed.contains("message")).order_by(AuditRow.id)).all()
    assert entries == [
        ("message sent", school.tutor, school.ada, "number 1, to 1"),
        ("message answered", school.ada, school.tutor, "number 1"),
    ]
