"""Whatever can wait for somebody is on somebody's Today, and leads to its work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
from revision_app.cohorts.models import CohortTutorRow
from revision_app.db import db
from revision_app.jobs.models import JobRow
from revision_app.marking.actions.rules import set_rules
from revision_app.marking.core.submission import Judgement, Outcome
from revision_app.outbox.models import LetterRow
from revision_app.quality import actions as quality
from revision_app.quality.core import Step
from revision_app.quiz.statistics.core.flags import ENOUGH
from revision_app.shared.feed import FeedKind
from revision_app.web.clock import now
from tests.pages.test_quiz_certainty import sat
from tests.pages.test_quiz_statistics import sit
from tests.pages.test_study_plan import THIRTY
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.messages import a_message
from tests.support.papers import a_challenge, a_multiple, a_paper, an_answer_to_mark, an_item, offer
from tests.support.quality import a_sample
from tests.support.reflections import a_commented_submission, a_reflection, a_submission
from tests.support.sitting import Sitting

REFERRED = Judgement(Outcome.REFERRED, "Say why.", "Read one trial and cite it.")


@dataclass
class Centre:
    app: Flask

    def __post_init__(self) -> None:
        self.learner_id, self.tutor_id = a_person(self.app, name="Ada Learner"), a_person(self.app, Role.TUTOR)
        self.admin_id = a_person(self.app, Role.ADMINISTRATOR)
        self.cohort = a_cohort(self.app, learners=(self.learner_id,), tutors=(self.tutor_id,), name="Autumn")
        self.learner = Browser(self.app, self.learner_id)
        self.tutor, self.admin = Browser(self.app, self.tutor_id), Browser(self.app, self.admin_id)

    def later(self, **span: float) -> None:
        self.app.extensions["frozen_now"] += timedelta(**span)

    def piece(self, outcome: Outcome | None = None) -> int:
        said = {Outcome.ACHIEVED: Judgement(Outcome.ACHIEVED), Outcome.REFERRED: REFERRED}.get(outcome)
        released_by = self.tutor_id if said else None
        return a_submission(self.app, self.learner_id, released_by=released_by, marks={"1.1": said} if said else None)

    def add(self, row: object) -> None:
        with self.app.app_context():
            db.session.add(row)
            db.session.commit()


@pytest.fixture
def centre(app: Flask) -> Centre:
    return Centre(app)


Waits = tuple[str, str]  # what Today says, and where it leads


def a_running_paper(centre: Centre) -> Waits:
    offer(centre.app, a_paper())
    sitting = Sitting(centre.learner)
    return "First paper", f"/attempts/{sitting.id}/items/1"


def an_unfinished_practice(centre: Centre) -> Waits:
    sitting = Sitting(centre.learner, "practise-mechanism")
    return "Unfinished practice", f"/attempts/{sitting.id}/items/1"


def a_harmful_answer(centre: Centre) -> Waits:
    offer(centre.app, a_paper(items=(an_item("one"), a_multiple("many")), certainty=True))
    sat(centre.app, centre.learner_id, ("a", "3"))
    return "it would have harmed a client", "/study/unit#section"


def a_certain_miss(centre: Centre) -> Waits:
    offer(centre.app, a_paper(items=(an_item("one"), a_multiple("many")), certainty=True))
    sat(centre.app, centre.learner_id, ("c", "3"))
    return "Retry “What about one?”", "/own-tests/?only=certain+and+wrong"


def a_dated_paper(centre: Centre) -> Waits:
    offer(centre.app, a_paper())
    centre.tutor.post(f"/cohorts/{centre.cohort}/papers/first-paper", {"closes_at": "2026-09-03T15:00"})
    return "Closes Thursday 3 September at 15:00 BST", "/quizzes/first-paper"


def a_referral(centre: Centre) -> Waits:
    return "Your tutor asks for more on", f"/evidence/{centre.piece(Outcome.REFERRED)}"


def good_news(centre: Centre) -> Waits:
    return "Feedback from your tutor", f"/evidence/{centre.piece(Outcome.ACHIEVED)}"


def an_answered_comment(centre: Centre) -> Waits:
    piece, comment = a_commented_submission(centre.app, centre.learner_id, centre.tutor_id)
    centre.learner.post(f"/evidence/{piece}/comments/{comment}", {"text": "Which one?"})
    centre.tutor.post(f"/submissions/{piece}/comments/{comment}", {"text": "The first."})
    return "Your tutor answered", f"/evidence/{piece}#comment-{comment}"


def a_planned_step(centre: Centre) -> Waits:
    piece, _ = a_commented_submission(centre.app, centre.learner_id, centre.tutor_id)
    centre.learner.post(f"/evidence/{piece}/next-steps", {"criterion": "1.1"})
    return "Read one trial and cite it.", "/journal/#action-plan"


def a_draft(centre: Centre) -> Waits:
    return "A long day", f"/journal/{a_reflection(centre.app, centre.learner_id)}"


def a_gap_in_the_log(centre: Centre) -> Waits:
    a_draft(centre)
    return "Missing in your log", "/log/counts"


def a_card_to_look_at(centre: Centre) -> Waits:
    a_draft(centre)
    assert centre.learner.post("/recall/own", {"front": "How deep?", "back": "As asked."}).status_code == 303
    centre.learner.post("/recall/reviews", {"card": "own:1", "rating": 1, "key": "a-key-of-mine"})
    centre.later(minutes=20)
    return "Look at 1 card", "/recall/"


def an_unread_section(centre: Centre) -> Waits:
    return "Read “", "/study/"


def a_part_of_a_plan(centre: Centre) -> Waits:
    assert centre.learner.post("/plan/", THIRTY).status_code == 303
    return "Your plan for today", "/study/"


def a_piece_with_a_tutor(centre: Centre) -> Waits:
    return "With your tutor", f"/evidence/{centre.piece()}"


def a_piece_to_mark(centre: Centre) -> Waits:
    return "Ada Learner</bdi>: A long day", f"/submissions/{centre.piece()}"


def an_overdue_piece(centre: Centre) -> Waits:
    rules = {"second_share": 0, "tolerance": 0, "blind": False, "return_days": 1}
    with centre.app.app_context():
        set_rules(centre.cohort, author_id=centre.admin_id, at=now(), **rules)
    centre.later(minutes=1)
    piece = centre.piece()
    centre.later(days=3)
    return "1 submission is overdue", f"/submissions/{piece}"


def an_answer_in_their_own_words(centre: Centre) -> Waits:
    return "Mark 1 written answer", f"/open-answers/{an_answer_to_mark(centre.app, centre.learner_id)}"


def a_doubted_question(centre: Centre) -> Waits:
    return "Challenges to answer", f"/challenges/{a_challenge(centre.app, centre.learner_id)}"


def a_learner_who_went_quiet(centre: Centre) -> Waits:
    centre.later(days=20)
    return "Nothing sat or handed in since 1 September", f"/learners/{centre.learner_id}"


def a_paper_of_this_week(centre: Centre) -> Waits:
    a_dated_paper(centre)
    return "Papers this week", f"/sittings/{centre.cohort}/first-paper"


def a_paper_being_sat(centre: Centre) -> Waits:
    a_running_paper(centre)
    return "1 learner is sitting, Autumn", f"/sittings/{centre.cohort}/first-paper"


def a_question_that_misleads(centre: Centre) -> Waits:
    offer(centre.app, a_paper(items=(an_item("one"), a_multiple("many"), an_item("two"))))
    learners = [a_person(centre.app) for _ in range(ENOUGH)]
    a_cohort(centre.app, learners=tuple(learners), tutors=(centre.tutor_id,))
    for n, learner in enumerate(learners):
        able = n % 3 > 0
        sit(centre.app, learner, {"one": "bc"[not able], "many": "ac" if able else "b", "two": "cb"[not able]})
    return "Questions to look at", "/quizzes/first-paper/statistics/two"


def a_learner_in_no_cohort(centre: Centre) -> Waits:
    a_person(centre.app)
    return "1 learner in no cohort", "/people/?cohort=none"


def a_cohort_without_a_tutor(centre: Centre) -> Waits:
    with centre.app.app_context():
        db.session.execute(db.update(CohortTutorRow).values(ended_at=now()))
        db.session.commit()
    return "in a cohort without a tutor", "/people/?cohort=untaught"


def somebody_without_a_password(centre: Centre) -> Waits:
    with centre.app.app_context():
        invited = db.session.query(PersonRow).where(PersonRow.password_hash.is_(None)).count()
    assert invited
    return "not set a password yet", "/people/"


def a_failed_job(centre: Centre) -> Waits:
    with centre.app.app_context():
        at = now()
    centre.add(
        JobRow(
            kind="portfolio",
            owner_id=centre.learner_id,
            about=f"learner {centre.learner_id}",
            asked_at=at,
            finished_at=at,
            failure="The disk was full.",
        )
    )
    return "1 × portfolio: The disk was full.", "/people/"


def a_letter_that_was_given_up(centre: Centre) -> Waits:
    at = now_at(centre)
    letter = {"message_id": "one", "to": "ada@example.org", "subject": "Your invitation", "text": ""}
    centre.add(LetterRow(**letter, at=at, next_at=at, failed_at=at, failure="No such mailbox."))
    return "1 letter could not be sent", "/people/letters"


def now_at(centre: Centre):
    with centre.app.app_context():
        return now()


def a_returned_decision(centre: Centre) -> Waits:
    piece = centre.piece(Outcome.ACHIEVED)
    assurer = a_person(centre.app, Role.QUALITY_ASSURER)
    _, (sampled,) = a_sample(centre.app, assurer)
    with centre.app.app_context():
        quality.judge(sampled, Step.RETURNED, "Cite the source.", actor_id=assurer, seen=(1, 0), at=now())
    return "Returned in quality assurance", f"/submissions/{piece}"


def a_message_to_read(centre: Centre) -> Waits:
    ids = a_message(centre.app, centre.learner_id, centre.tutor_id, title="A question")
    return "Ada Learner</bdi>: A question", f"/messages/{ids['thread_id']}"


def an_announcement_to_read(centre: Centre) -> Waits:
    ids = a_message(centre.app, centre.tutor_id, centre.learner_id, title="No class", announced_in=centre.cohort)
    return "No class", f"/messages/{ids['thread_id']}"


def a_message_to_an_administrator(centre: Centre) -> Waits:
    ids = a_message(centre.app, centre.learner_id, centre.admin_id, title="A question")
    return "Ada Learner</bdi>: A question", f"/messages/{ids['thread_id']}"


LEARNER, TUTOR, ADMINISTRATOR = Role.LEARNER, Role.TUTOR, Role.ADMINISTRATOR
KINDS: dict[str, tuple[Role, Callable[[Centre], Waits]]] = {
    FeedKind.RUNNING: (LEARNER, a_running_paper),
    FeedKind.PRACTICE: (LEARNER, an_unfinished_practice),
    FeedKind.SAFETY: (LEARNER, a_harmful_answer),
    FeedKind.MISS: (LEARNER, a_certain_miss),
    FeedKind.DATED: (LEARNER, a_dated_paper),
    FeedKind.REFERRAL: (LEARNER, a_referral),
    FeedKind.FEEDBACK: (LEARNER, good_news),
    FeedKind.ANSWER: (LEARNER, an_answered_comment),
    FeedKind.STEP: (LEARNER, a_planned_step),
    FeedKind.DRAFT: (LEARNER, a_draft),
    FeedKind.CARDS: (LEARNER, a_card_to_look_at),
    FeedKind.GAP: (LEARNER, a_gap_in_the_log),
    FeedKind.CRITERION: (LEARNER, an_unread_section),
    FeedKind.PLANNED: (LEARNER, a_part_of_a_plan),
    FeedKind.WITH_TUTOR: (LEARNER, a_piece_with_a_tutor),
    FeedKind.PIECE: (TUTOR, a_piece_to_mark),
    FeedKind.RETURNED: (TUTOR, a_returned_decision),
    FeedKind.OVERDUE: (TUTOR, an_overdue_piece),
    FeedKind.WRITTEN: (TUTOR, an_answer_in_their_own_words),
    FeedKind.CHALLENGE: (TUTOR, a_doubted_question),
    FeedKind.LEARNER: (TUTOR, a_learner_who_went_quiet),
    FeedKind.PAPER: (TUTOR, a_paper_of_this_week),
    FeedKind.SITTING: (TUTOR, a_paper_being_sat),
    FeedKind.FLAGGED: (TUTOR, a_question_that_misleads),
    FeedKind.MESSAGE: (TUTOR, a_message_to_read),
    "announcement": (LEARNER, an_announcement_to_read),
    "message to an administrator": (ADMINISTRATOR, a_message_to_an_administrator),
    "learner in no cohort": (ADMINISTRATOR, a_learner_in_no_cohort),
    "cohort without a tutor": (ADMINISTRATOR, a_cohort_without_a_tutor),
    "person without a password": (ADMINISTRATOR, somebody_without_a_password),
    "failed job": (ADMINISTRATOR, a_failed_job),
    "letter that was given up": (ADMINISTRATOR, a_letter_that_was_given_up),
}


def test_every_kind_that_features_offer_is_listed_here() -> None:
    assert set(KINDS) >= set(FeedKind)


@pytest.mark.parametrize("kind", KINDS)
def test_what_waits_is_on_somebodys_today_and_leads_to_its_work(centre: Centre, kind: str) -> None:
    role, happens = KINDS[kind]
    browser = {LEARNER: centre.learner, TUTOR: centre.tutor, ADMINISTRATOR: centre.admin}[role]
    words, leads = happens(centre)
    page = " ".join(browser.get("/today").text.partition("<main")[2].split())
    assert words in page
    assert f'href="{leads}' in page.replace("&amp;", "&")
