"""Today: what every feature offers, in the order in which it matters to whoever reads it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from itertools import groupby

from ..accounts import queries as accounts
from ..cohorts import queries as cohorts
from ..cohorts.core import Cohort
from ..cohorts.core.enrolment import notice
from ..cohorts.queries import PLACE
from ..criteria.library import qualification
from ..evidence.files import queries as files
from ..journal import feed as journal
from ..journal.feed import WRITING_TIME
from ..log import feed as log
from ..log import queries as log_queries
from ..marking import feed as marking
from ..marking.core.submission import Submission
from ..marking.queries.submissions import submissions_read_by
from ..marking.queries.to_do import to_do
from ..messages import feed as messages
from ..messages.queries import UNREAD
from ..quality import feed as quality
from ..quiz.attempts import feed as attempts
from ..quiz.attempts.actions import grading
from ..quiz.attempts.core.interventions import InterventionKind
from ..quiz.attempts.core.summary import Score
from ..quiz.attempts.queries import summaries
from ..quiz.attempts.queries.withheld import withheld
from ..quiz.bank import library as bank
from ..quiz.statistics import feed as statistics
from ..quiz.statistics.queries import certainty
from ..quiz.tutoring import feed as tutoring
from ..quiz.tutoring.queries import happened as happenings
from ..recall import feed as recall
from ..shared.feed import FeedItem, FeedKind, InHand, Link, Waiting
from ..statements import feed as statements
from ..study import feed as study
from ..web.filters import bdi, count, listed, mark, percent
from ..web.moments import shown
from . import core, library, queries
from .core import MatrixRow, Step, TutorsMatrix
from .core.aim import Aim
from .core.ranking import FRESH as FRESH_DRAFT
from .core.ranking import Plan, plan
from .core.timeline import Event, EventKind, per_day

NEWS = timedelta(days=14)
FRESH = timedelta(days=28)
MOST_OF_A_KIND = 5
MOST_TO_WORK_ON = 3  # criteria, of which the time that somebody has chooses one
LABELS = {
    FeedKind.RUNNING: "Running now",
    FeedKind.PRACTICE: "Unfinished practice",
    FeedKind.SAFETY: "Safety first",
    FeedKind.DATED: "Paper with dates",
    FeedKind.REFERRAL: "Referral to answer",
    FeedKind.FEEDBACK: "Feedback from your tutor",
    FeedKind.ANSWER: "Your tutor answered",
    FeedKind.STEP: "Your action plan",
    FeedKind.MISS: "Certain and wrong",
    FeedKind.DRAFT: "Draft",
    FeedKind.CARDS: "Cards to remember",
    FeedKind.GAP: "Missing in your log",
    FeedKind.PLANNED: "Your plan for today",
}
NOTHING = FeedItem(
    FeedKind.CRITERION,
    "Nothing is waiting for you",
    Link("quiz.papers"),
    "Every criterion is achieved or with your tutor.",
    action="Keep in practice with a paper",
)


@dataclass(frozen=True)
class LearnersDay:
    """What Today shows a learner: their matrix, the plan, what is with a tutor; ``is_new`` before they did anything.

    ``withdrawn`` is of which of their files the centre lately withdrew a client's consent, ``aim`` the date that they
    chose to aim for, ``has_plan`` whether they have a plan until then, ``unread`` what was written to them that they
    have not read, ``place`` what they are told where they have no place in a cohort that goes on.
    """

    rows: Sequence[MatrixRow]
    plan: Plan
    first: FeedItem
    with_tutor: Sequence[FeedItem]
    is_new: bool
    withdrawn: Sequence[InHand] = ()
    aim: Aim | None = None
    has_plan: bool = False
    unread: Sequence[FeedItem] = ()
    place: str | None = None


def of_learner(learner_id: int, *, minutes: int | None, at: datetime) -> LearnersDay:
    """A learner's day, for so many minutes or for any."""
    running = grading.going_on(learner_id, at=at)  # which also marks what has run out, so it comes before the matrix
    rows = queries.matrices([learner_id], at=at, shown_at=at)[learner_id]
    held_back = cache(partial(withheld, learner_id, at=at, running=running))  # asked for only where it is needed
    due, answers = certainty.due_and_certainties(learner_id, at, held_back=held_back)
    found = queries.in_hand(learner_id, since=at - NEWS)
    planned = library.plans().of_today(learner_id, rows, found, held_back=held_back, at=at)
    in_hand = [each for each in found if each.kind not in (queries.AIM, library.STUDY_TIME, UNREAD, PLACE)]
    claims = [claim for row in rows for claim in row.evidence]
    logged = log.said(learner_id)
    is_new = not (running or claims or answers or in_hand or logged or any(row.mastery for row in rows))
    items = [
        *attempts.running(running, at=at),
        *statistics.certain_and_wrong(answers, since=at - FRESH),
        *attempts.dated(due, at=at),
        *_from_tutors(rows, in_hand, at=at),
        *_drafts(rows, in_hand),
        *([] if is_new or planned else recall.due(learner_id, held_back=held_back, at=at)),
        *([] if is_new else log.gaps(logged)),
        *_diagnostic(rows, sits=bool(running)),
        *(planned.items if planned else _for_criteria(rows, in_hand, at=at)),
    ]
    moments = [*(each.at for each in in_hand), *(claim.piece.at for claim in claims), *(one.at for one in answers)]
    moments += [row.mastery.at for row in rows if row.mastery] + [attempt.started_at for attempt in running]
    made = plan(items, minutes=minutes, last_here=max(moments, default=None), at=at)
    withdrawn = [each for each in in_hand if each.kind == files.WITHDRAWN]
    first, aim = made.first or (planned.free if planned else NOTHING), queries.aim_among(found)
    with_tutor, unread = marking.with_tutor(claims), messages.unread(found)
    place = notice(cohorts.places_among(found))
    return LearnersDay(rows, made, first, with_tutor, is_new, withdrawn, aim, planned is not None, unread, place)


@dataclass(frozen=True)
class Group:
    """What of one kind waits for a tutor: its heading, at most ``MOST_OF_A_KIND``, and how many more there are."""

    heading: str
    items: Sequence[FeedItem]
    left_out: int
    everything: Link | None = None


@dataclass(frozen=True)
class TutorsDay:
    """What Today shows a tutor: the pieces to mark, what is overdue first, and all else under its headings."""

    pieces: Sequence[FeedItem]
    groups: Sequence[Group]
    cohorts: Sequence[Cohort]


def of_tutor(tutor_id: int, *, at: datetime) -> TutorsDay:
    pieces = to_do(tutor_id, since=at, at=at)
    cohorts_taught = cohorts.learners_by_cohort(tutor_id, at=at)
    waiting = queries.of_tutor(tutor_id, [cohort.id for cohort in cohorts_taught], at=at)
    learners = {learner for ids in cohorts_taught.values() for learner in ids} - {tutor_id}
    names = accounts.names(learners | {one.learner_id for one in pieces.waiting} | {one.learner_id for one in waiting})
    groups = (
        ("Messages to read", messages.to_read(waiting, names), Link("messages.threads")),
        ("Returned in quality assurance", quality.returned(waiting, names), Link("marking.queue")),
        ("Challenges to answer", tutoring.challenges(waiting, names), Link("quiz.challenges")),
        ("Written answers to mark", tutoring.to_mark(waiting), Link("quiz.open_answers")),
        ("Learners answered your comments", marking.to_answer(waiting, names), Link("marking.queue", anchor="answers")),
        ("Learners who may need you", _in_need(learners, waiting, names, at=at), Link("cohorts.cohorts")),
        ("Being sat now", tutoring.sat_now(waiting, cohorts_taught), Link("cohorts.cohorts")),
        ("Papers this week", tutoring.this_week(waiting, cohorts_taught), Link("cohorts.cohorts")),
        ("Questions to look at", statistics.flagged(tutor_id, at=at), Link("quiz.bank")),
    )
    shown = (
        Group(heading, items[:MOST_OF_A_KIND], max(len(items) - MOST_OF_A_KIND, 0), everything)
        for heading, items, everything in groups
        if items
    )
    return TutorsDay(marking.to_mark(pieces, names), tuple(shown), tuple(cohorts_taught))


def timeline_of(learner_id: int, *, tutor_id: int, at: datetime) -> list[Event]:
    """What a tutor may know that a learner did, and what was decided; nothing of what they keep to themselves."""
    submissions = submissions_read_by(tutor_id, learner_id, at=at)
    scores = summaries.results_read_by(tutor_id, learner_id, at=at)
    happened = queries.happened(learner_id, tutor_id=tutor_id, at=at)
    return [
        *_papers(scores),
        *_handed_in(each for each in submissions if not (each.is_blind or each.withdrawn_at)),
        *_happened(happened, learner_id),
    ]


def _papers(scores: Sequence[Score]) -> Iterator[Event]:
    for each in scores:
        if not each.practice:
            words = "to be marked" if each.pending else f"{mark(each.scored)} of {each.available} marks"
            yield Event(
                EventKind.PAPER, each.at, each.title, words, Link("quiz.result", {"attempt_id": each.attempt_id})
            )
    for at, sets in per_day((each.at for each in scores if each.practice), _day):
        yield Event(EventKind.PRACTICE, at, f"Practised {count(sets, 'set')} of questions")


def _handed_in(submissions: Iterable[Submission]) -> Iterator[Event]:
    for each in submissions:
        number = f", submission {each.number}" if each.number > 1 else ""
        link, title = Link("marking.submission", {"piece_id": each.id}), f"{each.title}{number}"
        yield Event(EventKind.HANDED_IN, each.at, title, f"for {listed(each.criteria)}", link)
        if each.release:
            said = listed([f"{criterion} {outcome}" for criterion, outcome in each.outcomes.items()])
            amended = each.amended_at is not None
            words = f"{said}, amended" if amended else said
            yield Event(EventKind.DECIDED, each.amended_at or each.release.at, title, words, link)


def _happened(rows: Sequence[Waiting], learner_id: int) -> Iterator[Event]:
    for at, records in per_day((each.at for each in rows if each.kind == log_queries.LOGGED), _day):
        yield Event(EventKind.LOG, at, f"Added {count(records, 'record')} to the log")
    for each in rows:
        challenge = Link("quiz.challenge_page", {"challenge_id": each.id})
        match each.kind:
            case happenings.CHALLENGED:
                yield Event(EventKind.CHALLENGE, each.at, "Challenged a question", link=challenge)
            case happenings.ANSWERED:
                yield Event(EventKind.CHALLENGE, each.at, "A challenge was answered", link=challenge)
            case happenings.ADJUSTED:
                link = Link("quiz.adjustments", {"learner_id": learner_id})
                yield Event(EventKind.TIME, each.at, "Adjustments were set", link=link)
            case happenings.INTERVENED:
                yield _intervened(each)


def _intervened(row: Waiting) -> Event:
    """What a tutor did to an attempt, at which paper."""
    done, _, paper_id = row.words.partition(" ")
    offer = bank.offer(paper_id)
    words = {
        InterventionKind.EXTENDED: f"given {count(row.number or 0, 'more minute')}",
        InterventionKind.REOPENED: "opened again",
        InterventionKind.VOIDED: "declared void",
    }[InterventionKind(done)]
    title = offer.sample.title if offer else "A paper that is no longer offered"
    return Event(EventKind.TIME, row.at, title, words, Link("quiz.activity_log", {"attempt_id": row.id}))


def by_day(events: Iterable[Event]) -> list[tuple[date, list[Event]]]:
    """What happened, in the order given, under the days on which it did."""
    return [(day, list(those)) for day, those in groupby(events, key=lambda event: _day(event.at))]


def _day(moment: datetime) -> date:
    return shown(moment).date()


def _in_need(
    learners: Collection[int], waiting: Collection[Waiting], names: Mapping[int, str], *, at: datetime
) -> list[FeedItem]:
    """The learners who need their tutor most, and why: see ``core.risk``."""
    active = queries.active_at(waiting)
    found = [
        (queries.risk_of(TutorsMatrix.of(rows), active.get(learner), at=at), learner)
        for learner, rows in queries.matrices(learners, at=at, with_to_do=False).items()
        if learner in names
    ]
    in_order = sorted((each for each in found if each[0].urgency), key=lambda each: (-each[0].weight, names[each[1]]))
    return [
        FeedItem(
            FeedKind.LEARNER,
            bdi(names[learner]),
            Link("progress.learner", {"learner_id": learner}),
            "; ".join(reason.words for reason in risk.reasons),
            action=risk.reasons[0].what_helps,
        )
        for risk, learner in in_order
    ]


def _from_tutors(rows: Sequence[MatrixRow], in_hand: Sequence[InHand], *, at: datetime) -> Iterator[FeedItem]:
    """Referrals to answer, and what else tutors decided, marked and said lately."""
    drafts = {(each.kind, each.id): item for each, item in _every_draft(in_hand)}
    asked = core.referred(rows)
    for claim, criteria in asked.values():
        yield marking.referral(claim, criteria, drafts)
    for news in core.news(rows, since=at - NEWS):
        if news.piece_id not in asked:
            yield marking.decided(news.piece_id, news.title, news.outcomes, at=news.at, amended=news.amended)
    yield from tutoring.feedback(in_hand)
    yield from marking.to_do([claim for row in rows for claim in row.evidence], since=at - NEWS)


def _drafts(rows: Sequence[MatrixRow], in_hand: Sequence[InHand]) -> list[FeedItem]:
    """What was begun and never handed in; the source of a piece is worked on again by way of its referral."""
    handed_in = {(claim.piece.kind, claim.piece.source_id) for row in rows for claim in row.evidence}
    return [item for each, item in _every_draft(in_hand) if (each.kind, each.id) not in handed_in]


def _every_draft(in_hand: Sequence[InHand]) -> Iterator[tuple[InHand, FeedItem]]:
    for each in in_hand:
        for item in (*journal.drafts([each]), *statements.to_put_forward([each])):
            yield each, item


def _for_criteria(rows: Sequence[MatrixRow], in_hand: Sequence[InHand], *, at: datetime) -> Iterator[FeedItem]:
    """What brings the criteria on of which a learner knows least: sections, papers, writing."""
    to_work_on = core.to_work_on(rows)
    is_writing = any(at - draft.at < FRESH_DRAFT for draft in _drafts(rows, in_hand) if draft.at)
    asked = {criterion.id for _, criteria in core.referred(rows).values() for criterion in criteria}
    shown: set[str] = set()
    for row in [row for row in to_work_on if row.criterion.id not in asked][:MOST_TO_WORK_ON]:
        item = _step(row, in_hand, is_writing=is_writing)
        if item and item.title not in shown:
            shown.add(item.title)
            yield item


def _diagnostic(rows: Sequence[MatrixRow], *, sits: bool) -> Iterator[FeedItem]:
    """The paper that shows where they stand whoever sat none yet, where the qualification names one."""
    criteria = len(core.to_work_on(rows))
    offer = bank.offer(qualification().diagnostic or "")
    if offer and criteria and not sits and not any(row.mastery for row in rows):
        yield FeedItem(
            FeedKind.CRITERION,
            offer.sample.title,
            Link("quiz.paper", {"paper_id": offer.id}),
            offer.sample.summary,
            offer.sample.minutes,
            decides=criteria,
            action="See the paper",
        )


def _step(row: MatrixRow, in_hand: Sequence[InHand], *, is_writing: bool) -> FeedItem | None:
    """The next step for a criterion, in words; ``None`` where that is to write and a draft is at hand."""
    name, title = row.criterion.id, row.criterion.title.lower()
    explained, unread = study.sections(name), study.unread(name, in_hand)

    def item(title: str, link: Link, reason: str, action: str, minutes: int | None = None) -> FeedItem:
        return FeedItem(FeedKind.CRITERION, title, link, reason, minutes, name, decides=1, action=action)

    match core.step(row, unread=bool(unread), explained=bool(explained)):
        case Step.READ:
            section = unread[0]
            reason = f"You have not read this yet. {section.reason}"
            return replace(section, title=f"Read “{section.title}”", reason=reason)
        case Step.SIT:
            reason = "You have read all that is written on it here. A paper shows what has stayed."
            return item(f"Try {title} in a paper", Link("quiz.papers"), reason, "Choose a paper")
        case Step.READ_AGAIN:
            section = (unread or explained)[0]
            reason = (
                f"You have {percent(row.share or 0)} of the quiz marks here."
                f" “{section.title}” is where it is explained; then sit a paper again."
            )
            return item(f"Go over {title} once more", section.link, reason, section.action, section.minutes)
        case _ if is_writing:
            return None
        case _:
            link = Link("journal.reflections")
            return item(
                f"Show {title} in a reflection", link, row.criterion.evidence, "Start a reflection", WRITING_TIME
            )
