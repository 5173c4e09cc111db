"""One letter says what waits for somebody and where, as often as they chose, and nothing of what it says."""

import multiprocessing
import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
from revision_app.db import db
from revision_app.digest import actions, feed, queries, worker
from revision_app.digest.core import HowOften
from revision_app.digest.feed import TOLD
from revision_app.digest.models import DigestRow
from revision_app.jobs.models import JobRow
from revision_app.marking.actions import answers
from revision_app.marking.actions import decisions as marking
from revision_app.marking.core.submission import Judgement, Outcome
from revision_app.outbox import actions as outbox
from revision_app.outbox.models import LetterRow
from revision_app.quality.actions import judge
from revision_app.quality.core import Step
from revision_app.quality.queries import one
from revision_app.quiz.attempts.models import AssignmentRow
from revision_app.web import mail
from revision_app.web.clock import now
from revision_app.web.opaque import unsealed
from tests.pages.test_marking_races import at_once
from tests.pages.test_outbox import Letterbox, later, port, send, start, taken
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.messages import a_message
from tests.support.papers import a_paper, an_item, an_open_answer, offer
from tests.support.quality import a_sample
from tests.support.reflections import ACHIEVED, a_commented_submission, a_submission
from tests.support.sitting import Sitting
from tests.support.statements import counted

__all__ = ["port"]

As = Callable[..., Browser]
FORK = multiprocessing.get_context("fork")
TUESDAY = datetime(2026, 9, 1, tzinfo=UTC)
NOON, NEXT_MORNING = 12, 24 + 6  # hours in UTC; the second is seven in London
on_one_database = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)


class Centre:
    """A learner, their tutor, an administrator and a quality assurer, all with a password, and a mail server."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.learner = a_person(app, name="Lea Green", email="lea@example.org")
        self.tutor = a_person(app, Role.TUTOR, name="Tom Brown", email="tom@example.org")
        self.chief = a_person(app, Role.ADMINISTRATOR, name="Ann Head", email="ann@example.org")
        self.assurer = a_person(app, Role.QUALITY_ASSURER, name="Ivy Sure", email="ivy@example.org")
        self.cohort = a_cohort(app, learners=(self.learner,), tutors=(self.tutor,), name="Autumn nights")
        with_passwords(app)
        mail.register(app, "smtp://127.0.0.1:9?from=centre@example.org")
        address = {"site_address": "https://learn.example.org"}
        app.extensions["settings"] = app.extensions["settings"].model_copy(update=address)

    def tell(self, hours: float) -> dict[str, str]:
        """What is written so many hours after the beginning of the Tuesday, by address; it is sent at once."""
        self.app.extensions["frozen_now"] = TUESDAY + timedelta(hours=hours)
        self.app.extensions.pop("digest_next_look", None)
        with self.app.app_context():
            worker.tell_what_waits()
            rows = db.session.scalars(select(LetterRow).where(LetterRow.text != "").order_by(LetterRow.id)).all()
            written = {row.to: unsealed(row.text) for row in rows}
            assert len(written) == len(rows)
            db.session.execute(delete(LetterRow))
            db.session.commit()
        return written

    def choose(self, person_id: int, how_often: HowOften) -> None:
        with self.app.app_context():
            actions.choose(person_id, how_often)

    def dates(self, opens: float | None, closes: float | None, *, cohort: int | None = None) -> None:
        """Give the paper dates, in hours after the beginning of the Tuesday."""
        moments = [hours and TUESDAY + timedelta(hours=hours) for hours in (opens, closes)]
        with self.app.app_context():
            whose = {"cohort_id": cohort or self.cohort, "author_id": self.tutor}
            about = {"paper_id": "first-paper", "at": now(), **whose}
            row = AssignmentRow(opens_at=moments[0], closes_at=moments[1], release_at=None, withdrawn=False, **about)
            db.session.add(row)
            db.session.commit()


def with_passwords(app: Flask) -> None:
    with app.app_context():
        db.session.execute(update(PersonRow).values(password_hash="set"))
        db.session.commit()


@pytest.fixture
def centre(app: Flask) -> Centre:
    return Centre(app)


def test_a_release_and_a_reply_are_one_letter_the_next_morning_that_says_nothing_of_them(centre: Centre) -> None:
    app, learner, tutor = centre.app, centre.learner, centre.tutor
    piece, comment = a_commented_submission(app, learner, tutor)
    a_submission(app, learner, released_by=tutor)
    with app.app_context():
        answers.reply(piece, comment, "One more thing.", tutor_id=tutor, at=now())
    assert centre.tell(NOON + 1) == {}
    text = centre.tell(NEXT_MORNING)["lea@example.org"]
    assert text.startswith("Hello Lea Green,\n\nthis waits for you on ")
    assert "\n- Feedback on your work\n  https://learn.example.org/today\n" in text
    assert text.rstrip().endswith(
        "Change that, or have none of these letters, here:\nhttps://learn.example.org/account/letters"
    )
    for word in ("long day", "Say why", "trial", "One more thing", "referred", "Tom"):
        assert word not in text
    assert centre.tell(NEXT_MORNING + 1) == {}
    assert centre.tell(NEXT_MORNING + 24) == {}


def test_an_amendment_and_a_release_that_was_set_are_told_once_their_time_has_come(centre: Centre) -> None:
    app, learner, tutor = centre.app, centre.learner, centre.tutor
    piece, planned = a_submission(app, learner, released_by=tutor), a_submission(app, learner)
    with app.app_context():
        on = now() + timedelta(days=2)
        marking.release(planned, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=now(), on=on)
    assert "lea@example.org" in centre.tell(NEXT_MORNING)
    with app.app_context():
        amended = Judgement(Outcome.NOT_EVIDENCED)
        marking.amend(piece, "1.1", amended, "I misread it.", assessor_id=tutor, seen=1, at=now())
    assert centre.tell(NEXT_MORNING + 3) == {}
    assert "Feedback" in centre.tell(NEXT_MORNING + 24)["lea@example.org"]
    assert "Feedback" in centre.tell(NEXT_MORNING + 48)["lea@example.org"]  # the one that was set
    assert "lea@example.org" not in centre.tell(NEXT_MORNING + 72)


def test_what_was_read_or_seen_on_the_site_is_in_no_letter(centre: Centre, as_: As) -> None:
    app, learner = centre.app, centre.learner
    thread = a_message(app, centre.tutor, learner, title="About your client Mrs Smith", text="Her skin")["thread_id"]
    a_message(app, centre.tutor, learner, title="No lesson on Friday", announced_in=centre.cohort)
    a_submission(app, learner, released_by=centre.tutor)
    later(app, hours=1)
    as_(learner).get(f"/messages/{thread}")
    with app.app_context():
        db.session.execute(update(PersonRow).where(PersonRow.id == learner).values(seen_at=now()))
        db.session.commit()
    text = centre.tell(NEXT_MORNING)["lea@example.org"]
    assert "- 1 announcement to read\n  https://learn.example.org/messages/\n" in text
    for word in ("Messages to read in", "Feedback", "Smith", "skin", "Friday", "Tom"):
        assert word not in text


def test_a_tutor_is_told_of_what_is_to_be_done_and_its_learner_of_what_was_done(centre: Centre, as_: As) -> None:
    app, learner, tutor = centre.app, centre.learner, centre.tutor
    offer(app, a_paper((an_item("one"), an_open_answer("open"))))
    sitting = Sitting(as_(learner))
    sitting.answer(1, "c")
    sitting.answer(2, "My client asked.")
    sitting.submit()
    challenge = as_(learner).post(f"/attempts/{sitting.id}/challenges", {"item": "one", "text": "My client had that."})
    piece = a_submission(app, learner)
    a_message(app, learner, tutor, text="About my client")
    text = centre.tell(NEXT_MORNING)["tom@example.org"]
    assert "- 1 submission to mark\n  https://learn.example.org/marking/\n" in text
    assert "- 1 challenge to answer\n  https://learn.example.org/challenges/\n" in text
    assert "- 1 written answer to mark\n  https://learn.example.org/open-answers/\n" in text
    assert "- Messages to read in 1 conversation\n" in text
    for word in ("Lea", "client", "long day"):
        assert word not in text
    assert "tom@example.org" not in centre.tell(NEXT_MORNING + 24)
    with app.app_context():
        marking.release(piece, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=now())
    given = {"answer": sitting.marked_as("open"), "seen": 0, "marks": "1"}
    assert as_(tutor).post("/open-answers/open", given).status_code == 303
    assert as_(tutor).post(challenge.location, {"text": "You are right.", "outcome": "upheld"}).status_code == 303
    a_submission(app, learner)
    written = centre.tell(NEXT_MORNING + 48)
    assert "- 1 submission to mark\n" in written["tom@example.org"]
    for line in TOLD.values():
        assert f"- {line}\n" in written["lea@example.org"]


def test_a_tutor_is_told_of_answers_to_comments_and_of_decisions_that_came_back(centre: Centre) -> None:
    app, learner, tutor = centre.app, centre.learner, centre.tutor
    piece, comment = a_commented_submission(app, learner, tutor)
    _, (sampled,) = a_sample(app, centre.assurer)
    assert "tom@example.org" not in centre.tell(NEXT_MORNING)
    with app.app_context():
        answers.answer(piece, comment, "Because my client asked.", learner_id=learner, at=now())
        found, _ = one(sampled, person_id=centre.assurer, at=now())
        seen = found.decision_id, found.latest
        judge(sampled, Step.RETURNED, "No source is named.", actor_id=centre.assurer, seen=seen, at=now())
    text = centre.tell(NEXT_MORNING + 24)["tom@example.org"]
    assert "- 1 answer to your comments\n" in text
    assert "- 1 decision returned in quality assurance\n" in text
    assert "client" not in text
    assert centre.tell(NEXT_MORNING + 48) == {}


def test_an_administrator_and_an_assurer_are_told_of_what_stands_on_their_today(centre: Centre) -> None:
    app = centre.app
    a_cohort(app, learners=(a_person(app, name="Nobody Teaches"),))
    a_person(app, name="Nowhere Placed")
    a_submission(app, centre.learner, released_by=centre.tutor)
    a_sample(app, centre.assurer)
    with app.app_context():
        row = {"message_id": "one", "to": "no@example.org", "subject": "A link", "text": "", "at": now()}
        db.session.add(LetterRow(**row, next_at=now(), failed_at=now()))
        job = {"kind": "portfolio.zip", "about": "1", "owner_id": centre.learner, "asked_at": now()}
        db.session.add(JobRow(**job, finished_at=now(), failure="It went wrong."))
        db.session.commit()
    written = centre.tell(NEXT_MORNING)
    told = written["ann@example.org"]
    assert "- 1 learner in a cohort without a tutor\n  https://learn.example.org/people/?cohort=untaught\n" in told
    assert "- 1 learner in no cohort\n" in told
    assert "- 1 export failed\n" in told
    assert "- 1 letter could not be sent\n  https://learn.example.org/people/letters\n" in told
    assert "Nowhere" not in told
    assert "- 1 decision in samples to look at\n  https://learn.example.org/quality/\n" in written["ivy@example.org"]
    assert centre.tell(NEXT_MORNING + 24) == {}
    a_person(app, name="Nowhere Either")
    again = centre.tell(NEXT_MORNING + 48)
    assert set(again) == {"ann@example.org"}
    assert "- 2 learners in no cohort\n" in again["ann@example.org"]
    assert "export" not in again["ann@example.org"]


def test_a_paper_is_told_before_it_opens_and_before_it_closes_to_whoever_has_not_begun(centre: Centre, as_: As) -> None:
    offer(centre.app, a_paper())
    centre.dates(NEXT_MORNING + 40, NEXT_MORNING + 24 * 5)
    written = centre.tell(NEXT_MORNING)
    assert (
        "- “First paper” opens Thursday 3 September at 23:00 BST\n  https://learn.example.org/quizzes/first-paper"
        in (written["lea@example.org"])
    )
    assert "- “First paper” for Autumn nights opens Thursday" in written["tom@example.org"]
    assert centre.tell(NEXT_MORNING + 24) == {}
    assert "- “First paper” closes Monday" in centre.tell(NEXT_MORNING + 72)["lea@example.org"]
    assert centre.tell(NEXT_MORNING + 96) == {}


@on_one_database
def test_in_two_cohorts_a_paper_closes_with_the_later_of_its_dates(centre: Centre) -> None:
    offer(centre.app, a_paper())
    centre.dates(None, NEXT_MORNING + 30)
    centre.dates(None, NEXT_MORNING + 24 * 40, cohort=a_cohort(centre.app, learners=(centre.learner,), name="Spring"))
    written = centre.tell(NEXT_MORNING)
    assert "for Autumn nights closes Thursday" in written["tom@example.org"]
    assert "lea@example.org" not in written
    assert "closes Monday 12 October" in centre.tell(NEXT_MORNING + 24 * 39)["lea@example.org"]


def test_whoever_has_begun_a_paper_is_not_told_of_its_close(centre: Centre, as_: As) -> None:
    offer(centre.app, a_paper())
    centre.dates(None, NEXT_MORNING + 30)
    Sitting(as_(centre.learner)).submit()
    assert "lea@example.org" not in centre.tell(NEXT_MORNING)


@on_one_database
def test_the_day_that_a_learner_aims_for_is_told_once(centre: Centre, as_: As) -> None:
    as_(centre.learner).post("/aim", {"day": "2026-09-08", "kind": "exam"})
    assert "- The day that you aim for, 8 September 2026\n" in centre.tell(NEXT_MORNING)["lea@example.org"]
    assert centre.tell(NEXT_MORNING + 24) == {}


def test_letters_come_as_often_as_somebody_chose(centre: Centre) -> None:
    app = centre.app
    others = {each: a_person(app, email=f"{each.value}@example.org") for each in HowOften}
    for how_often, person_id in others.items():
        centre.choose(person_id, how_often)
        a_message(app, centre.chief, person_id)
    with_passwords(app)
    assert set(centre.tell(NOON + 0.1)) == {"immediately@example.org"}
    assert set(centre.tell(NOON + 0.2)) == set()
    assert set(centre.tell(NEXT_MORNING)) == {"daily@example.org", "ann@example.org"}
    assert set(centre.tell(NEXT_MORNING + 24 * 4)) == set()
    assert set(centre.tell(NEXT_MORNING + 24 * 5)) == {"weekly@example.org"}  # on Monday


@on_one_database
def test_nobody_without_a_password_or_with_a_closed_account_is_told(centre: Centre) -> None:
    app = centre.app
    a_message(app, centre.chief, centre.learner)
    invited = a_person(app)
    a_message(app, centre.chief, invited)
    with app.app_context():
        db.session.execute(update(PersonRow).where(PersonRow.id == centre.learner).values(closed_at=now()))
        db.session.commit()
    assert set(centre.tell(NEXT_MORNING)) <= {"ann@example.org"}


def test_no_second_letter_is_written_while_the_first_is_on_its_way(centre: Centre) -> None:
    app = centre.app
    centre.choose(centre.learner, HowOften.IMMEDIATELY)
    a_message(app, centre.tutor, centre.learner)
    app.extensions["frozen_now"] += timedelta(minutes=5)
    with app.app_context():
        assert worker.tell_what_waits() == 1
        a_message(app, centre.tutor, centre.learner)
        app.extensions["frozen_now"] += timedelta(minutes=5)
        assert worker.tell_what_waits() == 0
        db.session.execute(delete(LetterRow))
        db.session.commit()
        app.extensions["frozen_now"] += timedelta(minutes=5)
        assert worker.tell_what_waits() == 1


@on_one_database
def test_without_mail_nothing_is_written_or_noted_and_the_page_says_so(centre: Centre, as_: As) -> None:
    a_message(centre.app, centre.tutor, centre.learner)
    centre.app.extensions.pop("mailman")
    assert centre.tell(NEXT_MORNING) == {}
    with centre.app.app_context():
        assert db.session.scalars(select(DigestRow)).all() == []
    page = as_(centre.learner).get("/account/letters").text
    assert "This site sends no e-mail" in page
    assert "How often" not in page


@on_one_database
def test_without_the_address_of_the_site_a_letter_says_where_in_words(centre: Centre) -> None:
    settings = centre.app.extensions["settings"]
    centre.app.extensions["settings"] = settings.model_copy(update={"site_address": None})
    a_message(centre.app, centre.tutor, centre.learner)
    text = centre.tell(NEXT_MORNING)["lea@example.org"]
    assert "http" not in text
    assert "Sign in, and you find it on Today." in text
    assert "Letters about what waits" in text


@on_one_database
def test_the_page_says_and_keeps_what_somebody_chose(centre: Centre, as_: As) -> None:
    for person_id in (centre.learner, centre.tutor, centre.chief, centre.assurer):
        here = as_(person_id)
        assert 'href="/account/letters"' in here.get("/account").text
        assert _chosen(here) == "daily"
        assert here.post("/account/letters", {"how_often": "weekly"}).status_code == 303
        assert _chosen(here) == "weekly"
        answer = here.post("/account/letters", {"how_often": "hourly"})
        assert answer.status_code == 422
        assert "Choose from what is listed here" in answer.text
        assert _chosen(here) == "weekly"


def _chosen(here: Browser) -> str:
    page = here.get("/account/letters").text
    (found,) = re.findall(r'<input checked[^>]* value="(\w+)"', page)
    return str(found)


def test_of_two_workers_one_tells(centre: Centre) -> None:
    app = centre.app
    a_message(app, centre.tutor, centre.learner)
    centre.choose(centre.tutor, HowOften.IMMEDIATELY)
    a_submission(app, centre.learner)
    app.extensions["frozen_now"] = TUESDAY + timedelta(hours=NEXT_MORNING)
    with app.app_context():
        readers = queries.due(at=now())
        found = feed.found(readers, at=now())
        both = [each for each in readers if each.person.id in (centre.learner, centre.tutor)]
    assert sorted(each.is_known for each in both) == [False, True]
    for reader in both:
        given = at_once(app, *[lambda reader=reader: worker._look(reader, found, now())] * 3)
        assert sorted(given) == [0, 0, 1]
    with app.app_context():
        assert len(db.session.scalars(select(LetterRow)).all()) == 2


@on_one_database
def test_a_choice_that_is_made_meanwhile_is_kept_to(centre: Centre) -> None:
    a_message(centre.app, centre.tutor, centre.learner)
    centre.app.extensions["frozen_now"] = TUESDAY + timedelta(hours=NEXT_MORNING)
    with centre.app.app_context():
        (reader,) = [each for each in queries.due(at=now()) if each.person.id == centre.learner]
        found = feed.found([reader], at=now())
        actions.choose(centre.learner, HowOften.NEVER)
        assert worker._look(reader, found, now()) == 0
    assert centre.tell(NEXT_MORNING) == {}


@on_one_database
def test_one_letter_that_cannot_be_written_keeps_no_other_back(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a_message(centre.app, centre.tutor, centre.learner)
    a_message(centre.app, centre.chief, centre.tutor)
    real = feed.waits_for

    def broken(reader: object, *given: object, **more: object) -> object:
        if reader.person.id == centre.learner:
            raise ValueError
        return real(reader, *given, **more)

    monkeypatch.setattr(feed, "waits_for", broken)
    assert set(centre.tell(NEXT_MORNING)) == {"tom@example.org"}
    assert f"person {centre.learner}" in caplog.text
    monkeypatch.undo()
    assert set(centre.tell(NEXT_MORNING + 0.1)) == {"lea@example.org"}


def test_the_statements_do_not_grow_with_the_people(centre: Centre) -> None:
    app = centre.app
    used = []
    for people in (3, 12):
        for _ in range(people):
            a_person(app)
        with_passwords(app)
        app.extensions["frozen_now"] = TUESDAY + timedelta(hours=NEXT_MORNING + 24 * len(used))
        app.extensions.pop("digest_next_look", None)
        with counted(app) as sent, app.app_context():
            worker.tell_what_waits()
        used.append(len(sent))
        with app.app_context():
            db.session.execute(delete(LetterRow))
            db.session.commit()
    assert used[1] <= used[0]
    with counted(app) as sent, app.app_context():
        worker.tell_what_waits()  # within the same minute
    assert sent == []


def test_a_mail_server_and_a_writer_that_are_killed_in_the_middle_lose_and_double_nothing(
    centre: Centre, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, file = centre.app, tmp_path / "letters"
    people = [a_person(app, email=f"learner{n}@example.org") for n in range(9)]
    with_passwords(app)
    a_message(app, centre.chief, people[0], more=tuple(people[1:]))
    app.extensions["frozen_now"] = TUESDAY + timedelta(hours=NEXT_MORNING)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    writer = FORK.Process(target=_dies_writing, args=(app, 5))
    writer.start()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    dying = start(Letterbox(file, dies_at=3), port)
    assert send(app) == 2
    dying.join()
    with app.app_context():
        worker.tell_what_waits()
        worker.tell_what_waits()
    later(app, minutes=2)
    serving = start(Letterbox(file), port)
    try:
        while send(app):
            pass
        with app.app_context():
            worker.tell_what_waits()
        assert send(app) == 0
    finally:
        serving.kill()
        serving.join()
    kept = Counter(line.split()[0] for line in taken(file).elements())
    assert {address for address in kept if address.startswith("learner")} == {
        f"learner{n}@example.org" for n in range(9)
    }
    assert set(kept.values()) == {1}


def _dies_writing(app: Flask, at_letter: int) -> None:
    real, written = outbox.put, 0

    def put(letters: list[object], *, at: datetime) -> None:
        nonlocal written
        real(letters, at=at)
        db.session.flush()
        written += len(letters)
        if written == at_letter:
            os.kill(os.getpid(), signal.SIGKILL)

    outbox.put = put
    with app.app_context():
        worker.tell_what_waits()
