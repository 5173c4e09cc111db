"""A demonstration centre: made-up people with enough history that every page has something true to show.

Its story is content (``demonstration.yml``); it is lived through the same actions that the pages call, only earlier.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import islice

from flask import current_app

from .accounts.actions import passwords
from .accounts.actions import people as people_actions
from .accounts.core import Role
from .accounts.queries import anybody, made_first
from .cohorts import actions as cohorts
from .cohorts.core import Cohort
from .cohorts.core.enrolment import fingerprint
from .cohorts.core.enrolment import plan as plan_changes
from .cohorts.queries import enrolled_in
from .db import together
from .evidence.core.declaration import Declaration
from .journal import actions as journal
from .journal.core.text import Text
from .log import actions as log
from .log import library as log_library
from .log.core.entry import told
from .marking.actions import answers
from .marking.actions import decisions as marking
from .marking.core.comments import CommentSheet, NewComment
from .marking.queries.comments import comments_of
from .messages import actions as messages
from .messages.core import Draft
from .planning import actions as planning
from .planning.core.study_time import StudyTime
from .progress.core.aim import Aim
from .quality import actions as quality
from .quality.core import Wanted
from .quiz.attempts.actions import grading
from .quiz.attempts.actions import sitting as sitting_actions
from .quiz.attempts.core.attempt import Save
from .quiz.attempts.core.summary import Window
from .quiz.bank import library
from .quiz.bank.core.items.multiple_response import MultipleResponse
from .quiz.bank.core.items.single_best_answer import SingleBestAnswer
from .quiz.tutoring.actions import rules as paper_dates
from .settings import Settings
from .story import (
    ADMINISTRATOR,
    DAYS,
    QUALITY_ASSURER,
    TUTOR,
    Dates,
    Logged,
    PlaceChanged,
    Planned,
    Question,
    Reflection,
    Remark,
    Sitting,
    Story,
)
from .web import hashing
from .web.clock import LONDON
from .web.moments import moments_of

SAMPLE = Wanted(3, "demonstration")


def seed(settings: Settings, *, at: datetime) -> bool:
    """Fill an empty database with the story, wholly or not at all; return whether it was empty."""
    with together():
        return _seed(settings, at)


def refuse_published_passwords(settings: Settings) -> None:
    """Stop when an account of a demonstration still has the password that its sign-in page showed to everybody.

    Its people were all made at one moment, before anybody else; a centre of one's own begins with one account.
    """
    left = [
        email
        for email, password_hash in made_first()
        if any(hashing.matches(password_hash, password) for password in settings.published_passwords)
    ]
    if left:
        raise SystemExit(
            f"This database was filled as a demonstration: {', '.join(left)} can sign in with a password that was"
            " shown to everybody. Start with an empty INSTANCE_DIR or DATABASE_URL, or set DEMO=1 to go on as a"
            " demonstration."
        )


def _seed(settings: Settings, at: datetime) -> bool:
    if anybody():
        return False
    story: Story | None = current_app.extensions["story"]
    if story is None:
        raise SystemExit("demonstration.yml is missing; write it, or set DEMO=0 for a centre of your own.")
    began = at - timedelta(days=DAYS)
    tutor = person(TUTOR, {Role.TUTOR}, settings, at=began)
    administrator = person(ADMINISTRATOR, {Role.ADMINISTRATOR}, settings, at=began)
    assurer = person(QUALITY_ASSURER, {Role.QUALITY_ASSURER}, settings, at=began)
    learners = {
        learner.email: person((learner.name, learner.email), {Role.LEARNER}, settings, at=began)
        for learner in story.learners
    }
    cohort = cohorts.add_cohort(story.cohort, actor_id=None, at=began)
    cohorts.assign(cohort, [tutor], actor_id=None, at=began)
    cohorts.enrol(cohort, learners.values(), actor_id=None, at=began)
    live(
        [sit(sitting, learners[sitting.learner], at=at) for sitting in story.attempts]
        + [_log(logged, number, learners[logged.learner], at=at) for number, logged in enumerate(story.log)]
        + [reflect(reflection, learners[reflection.learner], tutor, at=at) for reflection in story.reflections]
        + [_set_dates(dates, Cohort(cohort, story.cohort), tutor, at=at) for dates in story.dates]
        + [_change_place(changed, learners[changed.learner], cohort, administrator, at=at) for changed in story.places]
        + [_plan(planned, learners[planned.learner], at=at) for planned in story.plans]
        + [_ask(asked, number, learners[asked.learner], tutor, at=at) for number, asked in enumerate(story.messages)]
    )
    grading.sweep(at=at)
    if any(handed.released_days_ago is not None for each in story.reflections for handed in each.submissions):
        quality.draw(SAMPLE, actor_id=assurer, at=at)
    return True


def person(who: tuple[str, str], roles: set[Role], settings: Settings, *, at: datetime) -> int:
    name, email = who
    person_id, _link = people_actions.add_person(name=name, email=email, roles=frozenset(roles), actor_id=None, at=at)
    passwords.give_password(person_id, settings.demo_password, at=at)
    return person_id


def live(lives: list[Iterator[datetime]]) -> None:
    """Let everything happen in the order of time; each life says when its next act is due, and does it when resumed."""
    due = [(next(life), number, life) for number, life in enumerate(lives)]
    heapify(due)
    while due:
        _moment, number, life = heappop(due)
        for moment in islice(life, 1):
            heappush(due, (moment, number, life))


def sit(sitting: Sitting, learner_id: int, *, at: datetime) -> Iterator[datetime]:
    """Answer a share of the items rightly, spread over the paper, and the others with an option that is no key."""
    offer = library.bank().papers[sitting.paper]
    seed = f"{sitting.learner} {sitting.days_ago}"
    paper = offer.paper(seed)
    began = at - timedelta(days=sitting.days_ago)
    yield began
    attempt_id = sitting_actions.start(paper.id, learner_id=learner_id, seed=seed, at=began)
    answered = paper.items[: len(paper.items) - sitting.unanswered]
    for place, version in enumerate(answered):
        right = (place * sitting.share) // 100 < ((place + 1) * sitting.share) // 100
        item = version.item
        if not isinstance(item, SingleBestAnswer | MultipleResponse):
            continue
        wrong = next(option for option in item.options if option not in item.keys)
        moment = began + timedelta(minutes=sitting.minutes_taken) * ((place + 1) / len(paper.items))
        save = Save(item.id, item.keys if right else (wrong,), key=f"demonstration-{place}", seen=0)
        sitting_actions.respond(save, attempt_id, learner_id=learner_id, at=moment)
    if not sitting.never_submitted:
        sitting_actions.submit(
            attempt_id, learner_id=learner_id, at=began + timedelta(minutes=sitting.minutes_taken, seconds=20)
        )


def _log(logged: Logged, number: int, learner_id: int, *, at: datetime) -> Iterator[datetime]:
    moment = at - timedelta(days=logged.days_ago)
    yield moment
    guide = log_library.guide()
    if guide:
        values = told(guide, logged.says, moment.astimezone(LONDON).date()).values
        log.add(values, key=f"demonstration-{number}", learner_id=learner_id, at=moment)


def _set_dates(dates: Dates, cohort: Cohort, tutor_id: int, *, at: datetime) -> Iterator[datetime]:
    moment = at - timedelta(days=dates.days_ago)
    yield moment
    midnight = at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    opens, closes = (
        midnight + timedelta(days=dates.opens_in),
        midnight + timedelta(days=dates.closes_in + 1, minutes=-1),
    )
    window = Window(moments_of(opens)[0], moments_of(closes)[-1])
    paper = library.bank().papers[dates.paper].sample
    paper_dates.assign(cohort, paper, window, author_id=tutor_id, at=moment)


def _change_place(
    changed: PlaceChanged, learner_id: int, cohort_id: int, administrator_id: int, *, at: datetime
) -> Iterator[datetime]:
    moment = at - timedelta(days=changed.days_ago)
    yield moment
    enrolled = [each for each in enrolled_in(cohort_id, at=moment) if each.person.id == learner_id]
    cohorts.change_enrolments(
        cohort_id,
        [learner_id],
        changed.deed,
        to_id=None,
        reason=changed.reason,
        seen=fingerprint(changed.deed, None, plan_changes(changed.deed, enrolled)),
        actor_id=administrator_id,
        at=moment,
    )


def _plan(planned: Planned, learner_id: int, *, at: datetime) -> Iterator[datetime]:
    moment = at - timedelta(days=planned.days_ago)
    yield moment
    aim = Aim(at.astimezone(LONDON).date() + timedelta(days=planned.by_in), planned.what)
    planning.choose(aim, StudyTime(planned.minutes), learner_id=learner_id, at=moment)


def _ask(asked: Question, number: int, learner_id: int, tutor_id: int, *, at: datetime) -> Iterator[datetime]:
    moment, key = at - timedelta(days=asked.days_ago), f"demonstration-{number}"
    yield moment
    words = Draft(asked.title, asked.text)
    (thread,) = messages.send(words, [tutor_id], writer_id=learner_id, role=Role.LEARNER, key=key, at=moment).threads
    messages.note_read(thread, 1, person_id=tutor_id)
    if asked.answer:
        messages.answer(thread, asked.answer, author_id=tutor_id, key=key, at=moment + timedelta(hours=2))
        messages.note_read(thread, 1, person_id=learner_id)


def reflect(reflection: Reflection, learner_id: int, tutor_id: int, *, at: datetime) -> Iterator[datetime]:
    begun = at - timedelta(days=reflection.days_ago)
    yield begun
    reflection_id = journal.start(reflection.title, learner_id=learner_id, at=begun, context=reflection.context)
    writing = {str(stage): words for stage, words in reflection.writing.items()}
    draft = journal.save(
        reflection_id,
        Text(reflection.title, writing, reflection.criteria, context=reflection.context),
        learner_id=learner_id,
        revision=1,
        at=begun + timedelta(minutes=35),
    )
    for criterion, several in reflection.shown.items():
        for marked in several:
            journal.claim_passage(
                reflection_id,
                criterion,
                str(marked.passage(writing)),
                learner_id=learner_id,
                revision=draft.revision,
                at=begun + timedelta(minutes=40),
            )
    for handed in reflection.submissions:
        moment = at - timedelta(days=handed.days_ago)
        yield moment
        if handed.changes:
            writing |= {str(stage): words for stage, words in handed.changes.items()}
            draft = journal.save(
                reflection_id,
                Text(reflection.title, writing, reflection.criteria, context=reflection.context),
                learner_id=learner_id,
                revision=draft.revision,
                at=moment - timedelta(minutes=5),
            )
        submission_id = journal.hand_in(
            reflection_id, Declaration(handed.ai_use), learner_id=learner_id, revision=draft.revision, at=moment
        )
        if handed.released_days_ago is not None:
            released = at - timedelta(days=handed.released_days_ago)
            yield released
            for remark in handed.comments:
                new = CommentSheet(new=NewComment(remark.passage(writing), remark.comment))
                marking.mark(submission_id, {}, assessor_id=tutor_id, seen=0, at=released, comments=new)
            marking.release(
                submission_id,
                {criterion: judged.judgement for criterion, judged in handed.decisions.items()},
                assessor_id=tutor_id,
                seen=0,
                at=released,
            )
            _answer(handed.comments, submission_id, learner_id, tutor_id, at=released)


def _answer(remarks: Iterable[Remark], piece_id: int, learner_id: int, tutor_id: int, *, at: datetime) -> None:
    """A few hours after the release the learner answers some comments, and the tutor some answers."""
    ids = {comment.text: comment.id for comment in comments_of(piece_id).shown}
    for remark in remarks:
        about = piece_id, ids[remark.comment]
        if remark.answer:
            answers.answer(*about, remark.answer, learner_id=learner_id, at=at + timedelta(hours=3))
        if remark.reply:
            answers.reply(*about, remark.reply, tutor_id=tutor_id, at=at + timedelta(hours=5))
