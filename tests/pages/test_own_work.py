"""Nobody acts on their own work: somebody with several roles tries every route on what they did as a learner."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.accounts.core.own_work import OwnWork
from revision_app.cohorts import actions as cohorts
from revision_app.db import Base, db
from revision_app.marking.actions.decisions import release as release_of
from revision_app.quality import actions as quality
from revision_app.quality.core import Step
from revision_app.quiz.attempts.core.grading import Way
from revision_app.quiz.attempts.core.summary import Window
from revision_app.quiz.attempts.models import AttemptRow
from revision_app.quiz.attempts.queries.rules import latest_dates
from revision_app.quiz.bank import library
from revision_app.quiz.tutoring.actions import open_answers
from revision_app.quiz.tutoring.core.dates import fingerprint
from revision_app.quiz.tutoring.queries.dates import cohorts_with_dates
from revision_app.signing.actions import start_training
from revision_app.study.library import shelf
from revision_app.web.clock import now
from revision_app.web.opaque import opaque
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_challenge, a_paper, an_answer_to_mark, an_item, offer
from tests.support.quality import a_sample
from tests.support.reflections import ACHIEVED, a_submission
from tests.support.sitting import JSON, Sitting

REASON = "I would like to."
DECIDED = {
    "seen": 0,
    "criterion-1.1-outcome": "achieved",
    "criterion-1.1-comment": "Well done.",
}
RECORDED = {"title": "A face", "day": "2026-08-31", "standing": "Assessor", "key": "one"}
DATES = "/cohorts/{}/papers/first-paper"

Sent = tuple[str, dict[str, object]]
As = Callable[..., Browser]


def shelf_steps(app: Flask) -> dict[str, object]:
    with app.app_context():
        return {f"step_{step.id.replace('-', '_')}": "done" for step in shelf().checklist.steps}


@dataclass
class Own:
    """Somebody who learns in the cohort that they teach, and administers as well."""

    app: Flask
    id: int
    cohort: int
    learner: Browser
    colleague: Browser
    colleague_id: int

    def sat(self) -> Sitting:
        sitting = Sitting(self.learner)
        sitting.answer(1, "a")
        sitting.submit()
        return sitting


@pytest.fixture
def own(app: Flask, as_: As) -> Own:
    offer(app, a_paper())
    both, colleague = a_person(app, *Role), a_person(app, Role.TUTOR)
    cohort = a_cohort(app, learners=(both,), tutors=(both, colleague))
    return Own(app, both, cohort, as_(both, Role.LEARNER), as_(colleague), colleague)


def adjust(own: Own) -> Sent:
    return f"/learners/{own.id}/adjustments", {"untimed": "y", "reason": REASON}


def extend(own: Own) -> Sent:
    Sitting(own.learner)
    return f"/sittings/{own.cohort}/first-paper", {"who": 0, "minutes": 10, "reason": REASON, "key": "the-form-1"}


def reopen(own: Own) -> Sent:
    return f"/attempts/{own.sat().id}/reopen", {"reopen-minutes": 10, "reopen-reason": REASON}


def void(own: Own) -> Sent:
    return f"/attempts/{own.sat().id}/void", {"void-reason": REASON}


def assign(own: Own) -> Sent:
    return DATES.format(own.cohort), {"closes_at": "2026-09-02T12:00"}


def assign_what_was_begun(own: Own) -> Sent:
    """They have left, and what they are in the middle of keeps the dates of the cohort."""
    Sitting(own.learner)
    with own.app.app_context():
        cohorts.end_enrolment(own.cohort, own.id, actor_id=own.id, at=now())
    return assign(own)


def withdraw(own: Own) -> Sent:
    path, dates = assign(own)
    assert own.colleague.post(path, dates).status_code == 303
    return f"{path}/withdraw", {}


def close_now(own: Own) -> Sent:
    path, dates = assign(own)
    assert own.colleague.post(path, dates).status_code == 303
    with own.app.app_context():
        seen, _ = latest_dates("first-paper", [own.cohort])[own.cohort]
    return f"{path}/close", {"seen": seen}


def release_results_now(own: Own) -> Sent:
    path, seen = close_now(own)
    return path.replace("/close", "/release"), seen


def assign_several(own: Own) -> Sent:
    """Whose learner they are is not among those to choose from; what they began there keeps its dates all the same."""
    _, dates = assign_what_was_begun(own)
    with own.app.app_context():
        chosen = cohorts_with_dates(own.id, library.bank().papers["first-paper"].sample, [own.cohort], at=now())
        window = Window(closes_at=datetime(2026, 9, 2, 11, tzinfo=UTC))
        return "/cohorts/papers/first-paper", {"cohorts": own.cohort, "seen": fingerprint(window, chosen), **dates}


def reply(own: Own) -> Sent:
    return f"/challenges/{a_challenge(own.app, own.id)}", {"text": REASON, "outcome": "upheld"}


def decide(own: Own) -> Sent:
    return f"/submissions/{a_submission(own.app, own.id)}", DECIDED


def type_marking(own: Own) -> Sent:
    path, decided = decide(own)
    return f"{path}/typed", decided | {"revision": "0"}


def release(own: Own) -> Sent:
    path, decided = decide(own)
    return path, decided | {"release": "1"}


def release_later(own: Own) -> Sent:
    path, decided = decide(own)
    return path, decided | {"release": "later", "release_at": "2026-09-01T17:00"}


def release_several(own: Own) -> Sent:
    path, decided = decide(own)
    assert own.colleague.post(path, decided).status_code == 303
    return "/marking/releases/", {"piece": f"{path.split('/')[-1]}-1", "release": "now"}


def call_back(own: Own) -> Sent:
    path, decided = release_later(own)
    assert own.colleague.post(path, decided).status_code == 303
    return f"{path}/release/call-back", {}


def ask_second(own: Own) -> Sent:
    other = a_person(own.app, Role.TUTOR)
    return f"/submissions/{a_submission(own.app, own.id)}/second/marker", {"marker": other}


def take_second(own: Own) -> Sent:
    return f"/submissions/{a_submission(own.app, own.id)}/second/take", {}


def type_second(own: Own) -> Sent:
    path, decided = mark_second(own)
    return f"{path}/typed", decided | {"revision": "0", "comment-text": "Mine."}


def mark_second(own: Own) -> Sent:
    return f"/submissions/{a_submission(own.app, own.id)}/second", DECIDED | {"finish": "1"}


def finish_first(own: Own) -> Sent:
    path, decided = decide(own)
    assert own.colleague.post(path, decided).status_code == 303
    return f"{path}/second/first-finished", {}


def agree(own: Own) -> Sent:
    path = f"/submissions/{a_submission(own.app, own.id)}/second/agreements"
    return path, {"criterion": "1.1", "agree-1.1-outcome": "achieved", "agree-1.1-reason": REASON}


def comment(own: Own) -> Sent:
    path, _ = decide(own)
    return path, {"seen": 0, "comment-passage": "description:0:4", "comment-text": "Well said.", "add_comment": "1"}


def _answered(own: Own) -> str:
    """A colleague's comment at a released piece of theirs, which they have answered as a learner."""
    path, sent = comment(own)
    assert own.colleague.post(path, sent).status_code == 303
    assert own.colleague.post(path, DECIDED | {"release": "1"}).status_code == 303
    answer = path.replace("/submissions/", "/evidence/") + "/comments/1"
    assert own.learner.post(answer, {"text": "Thank you."}).status_code == 303
    return f"{path}/comments/1"


def reply_to_comment(own: Own) -> Sent:
    return _answered(own), {"text": REASON}


def put_aside(own: Own) -> Sent:
    return f"{_answered(own)}/read", {}


def amend(own: Own) -> Sent:
    submission = a_submission(own.app, own.id)
    assert own.colleague.post(f"/submissions/{submission}", DECIDED | {"release": "1"}).status_code == 303
    amended = {"amend-1.1-outcome": "not evidenced", "amend-1.1-reason": REASON}
    return f"/submissions/{submission}/amendments", {"criterion": "1.1", "seen": 1, **amended}


def countersign(own: Own) -> Sent:
    """A colleague in training signed it."""
    submission = a_submission(own.app, own.id)
    with own.app.app_context():
        start_training(own.colleague_id, actor_id=own.id, at=now())
        release_of(submission, {"1.1": ACHIEVED}, assessor_id=own.colleague_id, seen=0, at=now())
    return f"/submissions/{submission}/countersignature", {"seen": 1}


def end_training(own: Own) -> Sent:
    with own.app.app_context():
        start_training(own.id, actor_id=own.colleague_id, at=now())
    return f"/people/{own.id}/training/end", {}


def regrade(own: Own) -> Sent:
    own.sat()
    offer(own.app, a_paper((an_item("one", key="c"), an_item("two"))))
    return "/regrades/items/one", {"way": Way.FULL.value, "reason": REASON}


def observe(own: Own) -> Sent:
    steps = shelf_steps(own.app)
    return f"/learners/{own.id}/observations/new", {**RECORDED, "setting": "Here", "grade": "Pass", **steps}


def discuss(own: Own) -> Sent:
    asked = {"minutes": "9", "question_1": "Why?", "answer_1": "Because."}
    return f"/learners/{own.id}/discussions/new", {**RECORDED, **asked}


def confirm(own: Own) -> Sent:
    a_submission(own.app, own.id, released_by=own.colleague_id)
    _, (sampled,) = a_sample(own.app, a_person(own.app, Role.QUALITY_ASSURER))
    return f"/quality/decisions/{sampled}", {"decision": 1, "step": 0, "confirm": "1", "reason": ""}


def give_back(own: Own) -> Sent:
    path, sent = confirm(own)
    return path, sent | {"return": "1", "reason": REASON}


def stand_by(own: Own) -> Sent:
    path, _ = confirm(own)
    assurer = a_person(own.app, Role.QUALITY_ASSURER)
    with own.app.app_context():
        sampled = int(path.split("/")[-1])
        quality.judge(sampled, Step.RETURNED, REASON, actor_id=assurer, seen=(1, 0), at=now())
    return f"{path}/kept", {"reason": REASON}


ROUTES: dict[str, tuple[Callable[[Own], Sent], ...]] = {
    "statements.observe": (observe,),
    "statements.discuss": (discuss,),
    "quiz.adjust": (adjust,),
    "quiz.extend": (extend,),
    "quiz.reopen": (reopen,),
    "quiz.void": (void,),
    "quiz.assign": (assign, assign_what_was_begun),
    "quiz.assign_several": (assign_several,),
    "quiz.withdraw": (withdraw,),
    "quiz.close_now": (close_now,),
    "quiz.release_now": (release_results_now,),
    "quiz.reply": (reply,),
    "quiz.begin_regrade": (regrade,),
    "marking.mark": (decide, release, release_later, comment),
    "marking.keep_typed": (type_marking,),
    "marking.reply": (reply_to_comment,),
    "marking.put_aside": (put_aside,),
    "marking.release_several": (release_several,),
    "marking.call_back": (call_back,),
    "marking.ask_second": (ask_second,),
    "marking.take_second": (take_second,),
    "marking.mark_second": (mark_second,),
    "marking.keep_typed_second": (type_second,),
    "marking.finish_first": (finish_first,),
    "marking.agree": (agree,),
    "marking.amend": (amend,),
    "marking.countersign": (countersign,),
    "signing.end_training": (end_training,),
    "quality.judge": (confirm, give_back),
    "quality.keep": (stand_by,),
}

# What else tutors and administrators may send, and why it does nothing to work of their own.
ELSEWHERE = {
    *("calendars.make", "calendars.revoke"),  # where one's own dates are read, and no work
    "quiz.mark_answer",  # tested below: their own answer is not among those they may mark
    "quality.draw",  # which leaves out their own, see tests/pages/test_quality.py
    "marking.set_rules",  # of a cohort, for what is handed in later; no outcome
    *("portfolio.export_taught", "portfolio.export_recorded"),  # a copy to read, and never of one's own
    "records.make_pdf",  # a copy of what the page of the records shows, without one's own marks
    "signing.start_training",  # which takes from whoever is meant, and gives nothing
    *("marking.keep_phrase", "marking.retire_phrase"),  # words that are offered, and decide nothing
    "quiz.go_on_regrading",  # goes on with what was decided before
    *(f"cohorts.{name}" for name in ("add_cohort", "rename_cohort", "enrol", "end_enrolment", "assign", "place")),
    *("cohorts.set_dates", "cohorts.choose_lead", "cohorts.name_assurer"),  # names who is asked, and decides nothing
    *("cohorts.archive", "cohorts.undo_archiving"),  # ends places, as an administrator may
    *("cohorts.change_enrolments", "cohorts.undo_change"),  # the same, and a pause stops what they may begin
    *(
        f"cohorts.{name}" for name in ("remove_tutor", "new_person", "person", "correct_email")
    ),  # belonging: attempts keep their terms
    *(f"accounts.{name}" for name in ("deactivate_account", "reactivate_account", "new_link")),  # see ``NotToYourself``
    *(f"messages.{name}" for name in ("announce", "answer", "new")),  # words to others; nobody writes to themselves
    "accounts.send_again",  # a letter that the site wrote
    *(f"accounts.{name}" for name in ("begin_two_step", "confirm_two_step", "end_two_step", "make_recovery_codes")),
    *(f"accounts.{name}" for name in ("begin_passkey", "add_passkey", "remove_passkey")),  # everybody's own account
    *(f"rights.{name}" for name in ("erase", "hold", "lift_hold")),  # of learners whose account is deactivated
    "rights.merge",  # of two accounts that are learners’ alone
    "files.withdraw_for_client",  # a client's wish, which nobody may refuse
    "accounts.end_persons_two_step",  # see ``NotToYourself``
    *(
        f"accounts.{name}"
        for name in ("act_as", "change_password", "choose_reading_settings", "rest", "confirm_devices", "end_sign_in")
    ),  # everybody's own account
    "digest.choose",  # the same
    *(f"cohorts.{name}" for name in ("preview_import", "confirm_import", "make_invitations")),  # as adding one by one
    *(f"accounts.{name}" for name in ("sign_out", "sign_out_everywhere")),
}

TRIED_AS = {
    "quiz.reply": [Role.TUTOR, Role.ADMINISTRATOR],
    "quiz.begin_regrade": [Role.TUTOR, Role.ADMINISTRATOR],
    "signing.end_training": [Role.ADMINISTRATOR],
    "quality.judge": [Role.QUALITY_ASSURER],
}
TRIED = [
    pytest.param(role, prepare, id=f"{prepare.__name__}-as-{role}")
    for endpoint, several in ROUTES.items()
    for prepare in several
    for role in TRIED_AS.get(endpoint, [Role.TUTOR])
]


def test_every_route_that_could_touch_somebodys_work_is_named_here(app: Flask) -> None:
    others = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and (set(Role) - {Role.LEARNER}) & getattr(app.view_functions[rule.endpoint], "open_to", set())
    }
    assert others == set(ROUTES) | ELSEWHERE


@pytest.mark.parametrize(("role", "prepare"), TRIED)
def test_nobody_acts_on_their_own_work(own: Own, as_: As, role: Role, prepare: Callable[[Own], Sent]) -> None:
    path, sent = prepare(own)
    browser = as_(own.id, role)
    browser.get("/account")
    before = _rows(own.app)
    refused = browser.post(path, sent)
    assert refused.status_code == 409, refused.text
    assert "Somebody else has to do this." in refused.text
    assert _rows(own.app) == before


OF_COLLEAGUES = [
    *(adjust, reopen, void, assign, withdraw, reply, amend, release_several, call_back, ask_second),
    *(comment, reply_to_comment, put_aside, close_now, release_results_now),
]


@pytest.mark.parametrize("prepare", OF_COLLEAGUES)
def test_a_colleague_may_do_the_same(own: Own, prepare: Callable[[Own], Sent]) -> None:
    path, sent = prepare(own)
    assert own.colleague.post(path, sent).status_code == 303


def test_ones_own_written_answer_is_not_among_what_one_may_mark(own: Own, as_: As) -> None:
    item = an_answer_to_mark(own.app, own.id)
    browser = as_(own.id, Role.TUTOR)
    assert "Nothing waits for you." in browser.get("/open-answers/").text
    with own.app.app_context():
        attempt = db.session.scalars(db.select(AttemptRow.id)).one()
        with pytest.raises(OwnWork):
            open_answers.mark_answer(attempt, item, Fraction(1), "", seen=0, tutor_id=own.id, at=now())
        sent = {"answer": opaque("answer", attempt, item), "seen": 0, "marks": "3", "comment": ""}
    assert browser.post(f"/open-answers/{item}", sent).status_code == 404
    assert own.colleague.post(f"/open-answers/{item}", sent).status_code == 303


def test_more_time_for_a_whole_cohort_leaves_out_whoever_gives_it(own: Own, as_: As) -> None:
    other = a_person(own.app)
    with own.app.app_context():
        cohorts.enrol(own.cohort, [other], actor_id=None, at=now())
    mine, theirs = Sitting(own.learner), Sitting(as_(other))
    sent = {"who": 0, "minutes": 10, "reason": REASON, "key": "the-form-1"}
    assert as_(own.id, Role.TUTOR).post(f"/sittings/{own.cohort}/first-paper", sent).status_code == 303
    left = [one.browser.get(one.url(1), headers=JSON).json["remaining"] for one in (mine, theirs)]
    assert left == [20 * 60, 30 * 60]


def test_as_a_tutor_one_reads_no_more_of_ones_own_result_than_as_a_learner(own: Own, as_: As) -> None:
    own.colleague.post(DATES.format(own.cohort), {"release_at": "2026-09-03T12:00"})
    result = f"/attempts/{own.sat().id}/result"
    assert "Because of" not in as_(own.id, Role.TUTOR).get(result).text
    assert "Because of" in own.colleague.get(result).text


def _rows(app: Flask) -> dict[str, list[str]]:
    """Everything in the database."""
    with app.app_context():
        tables = Base.metadata.sorted_tables
        return {one.name: sorted(str(tuple(row)) for row in db.session.execute(one.select())) for one in tables}
