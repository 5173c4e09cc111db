"""What waits for people, in the words of a letter: how much and where, and nothing that anybody wrote."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..accounts.core import Role
from ..cohorts import queries as cohorts
from ..jobs.queries import failed_since
from ..marking.queries import comments
from ..marking.queries.to_do import to_do
from ..progress.queries import of_tutor
from ..quality import queries as quality
from ..quiz.attempts.core.summary import Window, together
from ..quiz.attempts.queries.rules import CLOSES, OPENS
from ..quiz.bank import library as bank
from ..quiz.tutoring.queries.challenges import CHALLENGE
from ..quiz.tutoring.queries.open_answers import WRITTEN
from ..shared.feed import Link, Waiting
from ..web.clock import LONDON
from ..web.filters import appointed, count, full_date, is_past
from . import queries
from .core import HowOften, Reader, Subject, Waits, is_due, is_near, is_news, is_unseen, oldest, until, worth_a_letter
from .queries import Happened

TODAY = Link("progress.today")
READ = (Subject.MESSAGE, Subject.ANNOUNCEMENT)
TOLD = {
    Subject.FEEDBACK: "Feedback on your work",
    Subject.MARKED: "Your written answers in a paper are marked",
    Subject.ANSWERED: "An answer to a question that you challenged",
}


@dataclass(frozen=True)
class Found:
    """What was found for all people at once: what happened by person, and the dates that come near by learner."""

    happened: Mapping[int, Sequence[Happened]]
    papers: Mapping[int, Mapping[str, Window]]
    aims: Mapping[int, tuple[str, str]]


def found(readers: Collection[Reader], *, at: datetime) -> Found:
    """In three statements, however many people there are."""
    by_person: dict[int, list[Happened]] = defaultdict(list)
    for each in queries.happened(readers, at=at):
        by_person[each.person_id].append(each)
    windows: dict[int, dict[str, list[Window]]] = defaultdict(lambda: defaultdict(list))
    for learner_id, paper_id, opens_at, closes_at in queries.dates_of_papers(readers, at=at):
        windows[learner_id][paper_id].append(Window(opens_at, closes_at))
    papers = {
        learner_id: {paper_id: together(several) for paper_id, several in by_paper.items()}
        for learner_id, by_paper in windows.items()
    }
    return Found(by_person, papers, {learner_id: (day, kind) for learner_id, day, kind in queries.aims(readers, at=at)})


def may_wait_for(reader: Reader, found: Found, *, at: datetime) -> bool:
    """Whether it has to be looked at one by one what waits for somebody.

    For those who only learn, where something new does. For all others where something happened that may be for them,
    and each morning.
    """
    if not reader.is_staff:
        return worth_a_letter(_told(reader, found, at=at), reader, at=at)
    each_morning = is_due(HowOften.DAILY, reader.looked_at, at=at, zone=LONDON)
    happened = found.happened.get(reader.person.id, ())
    return each_morning or any(is_news(each.at, reader, at=at) for each in happened)


def waits_for(reader: Reader, found: Found, *, at: datetime) -> list[Waits]:
    """What waits for somebody in all of their roles."""
    waits = list(_told(reader, found, at=at))
    for role, of_role in _BY_ROLE.items():
        if role in reader.person.roles:
            waits += of_role(reader, found, at)
    return waits


def _told(reader: Reader, found: Found, *, at: datetime) -> Iterator[Waits]:
    """What is to be read, whatever somebody's role, and the dates of a learner."""
    happened = found.happened.get(reader.person.id, ())
    for subject in READ:
        unread = [each.at for each in happened if each.subject is subject]
        if unread:
            words = f"Messages to read in {count(len(unread), 'conversation')}"
            if subject is Subject.ANNOUNCEMENT:
                words = f"{count(len(unread), 'announcement')} to read"
            yield Waits(subject, words, Link("messages.threads"), max(unread))
    if Role.LEARNER in reader.person.roles:
        for subject, words in TOLD.items():
            moments = [each.at for each in happened if each.subject is subject]
            latest = max((each for each in moments if is_news(each, reader, at=at)), default=None)
            if latest and is_unseen(latest, reader):
                yield Waits(subject, words, TODAY, latest)
        yield from _dates(reader, found, at)


def _dates(reader: Reader, found: Found, at: datetime) -> Iterator[Waits]:
    for paper_id, window in found.papers.get(reader.person.id, {}).items():
        for word, moment in ((OPENS, window.opens_at), (CLOSES, window.closes_at)):
            if is_near(moment, reader, at=at) and moment:
                link = Link("quiz.paper", {"paper_id": paper_id})
                yield from _date(paper_id, word, moment, link, whose="")
    if reader.person.id in found.aims:
        day, kind = found.aims[reader.person.id]
        words = f"The day that you aim for, {full_date(date.fromisoformat(day))}"
        yield Waits(Subject.AIM, words, TODAY, keys=frozenset({f"{day} {kind}"}))


def _date(paper_id: str, word: str, moment: datetime, link: Link, *, whose: str) -> Iterator[Waits]:
    """A paper that is not on offer any more has no name to show."""
    offer = bank.bank().papers.get(paper_id)
    if offer:
        words = f"“{offer.sample.title}”{whose} {word} {appointed(moment)}"
        key = f"{paper_id} {word} {moment.isoformat()} {whose}".strip()
        yield Waits(Subject.PAPER, words, link, keys=frozenset({key}))


def _of_tutor(reader: Reader, found: Found, at: datetime) -> Iterator[Waits]:
    tutor_id, happened = reader.person.id, found.happened.get(reader.person.id, ())
    to_mark = to_do(tutor_id, since=at, at=at)
    if to_mark.waiting:
        overdue = sum(is_past(piece.due) for piece in to_mark.waiting)
        late = f", {overdue} of them overdue" if overdue else ""
        keys = frozenset(f"{piece.id} {to_mark.tasks[piece.id]}" for piece in to_mark.waiting)
        words = f"{count(len(to_mark.waiting), 'submission')} to mark{late}"
        yield Waits(Subject.PIECE, words, Link("marking.queue"), keys=keys)
    taught = {cohort.id: cohort for cohort in cohorts.learners_by_cohort(tutor_id, at=at)}
    waiting = of_tutor(tutor_id, list(taught), at=at)
    for subject, kind, link, words in (
        (Subject.CHALLENGE, CHALLENGE, Link("quiz.challenges"), "challenge to answer|challenges to answer"),
        (Subject.COMMENT, comments.ANSWER, Link("marking.queue"), "answer to your comments|answers to your comments"),
        (
            Subject.RETURNED,
            quality.RETURNED,
            Link("marking.queue"),
            "decision returned in quality assurance|decisions returned in quality assurance",
        ),
    ):
        yield from _counted(subject, [each for each in waiting if each.kind == kind], link, words, happened)
    answers = sum(each.number for each in waiting if each.kind == WRITTEN)
    if answers:
        words = f"{count(answers, 'written answer')} to mark"
        yield Waits(Subject.WRITTEN, words, Link("quiz.open_answers"), _latest(Subject.WRITTEN, happened))
    for each in waiting:
        if each.kind in (OPENS, CLOSES) and is_near(each.at, reader, at=at):
            link = Link("quiz.cohort_papers", {"cohort_id": each.id})
            yield from _date(each.words, each.kind, each.at, link, whose=f" for {taught[each.id].name}")


def _counted(
    subject: Subject, waiting: Sequence[Waiting], link: Link, words: str, happened: Iterable[Happened]
) -> Iterator[Waits]:
    if waiting:
        one, several = words.split("|")
        keys = frozenset(f"{each.id} {each.number} {each.at.isoformat()}" for each in waiting)
        yield Waits(subject, count(len(waiting), one, several), link, _latest(subject, happened), keys)


def _latest(subject: Subject, happened: Iterable[Happened]) -> datetime | None:
    return max((each.at for each in happened if each.subject is subject), default=None)


def _of_administrator(reader: Reader, _found: Found, at: datetime) -> Iterator[Waits]:
    untaught, unplaced = queries.untaught(at=at), queries.unplaced(at=at)
    if untaught:
        words = f"{count(len(untaught), 'learner')} in a cohort without a tutor"
        yield Waits(Subject.UNTAUGHT, words, Link("cohorts.people", {"cohort": "untaught"}), keys=_keys(untaught))
    if unplaced:
        words = f"{count(len(unplaced), 'learner')} in no cohort"
        yield Waits(Subject.UNPLACED, words, Link("cohorts.people", {"cohort": "none"}), keys=_keys(unplaced))
    since = max(reader.looked_at or oldest(at), oldest(at))
    failed, unsent = failed_since(since).total(), queries.given_up(since=since)
    if failed:
        yield Waits(Subject.FAILED, f"{count(failed, 'export')} failed", TODAY, until(at))
    if unsent:
        link = Link("accounts.letters")
        yield Waits(Subject.UNSENT, f"{count(unsent, 'letter')} could not be sent", link, until(at))


def _of_assurer(reader: Reader, _found: Found, at: datetime) -> Iterator[Waits]:
    sampled = quality.sampled(reader.person.id, at=at)
    waiting = [each for each in sampled if each.state.waits_for_assurer and not each.barred]
    if waiting:
        keys = frozenset(f"{each.id} {each.latest}" for each in waiting)
        words = f"{count(len(waiting), 'decision')} in samples to look at"
        yield Waits(Subject.SAMPLED, words, Link("quality.sampling"), keys=keys)


def _keys(ids: Iterable[int]) -> frozenset[str]:
    return frozenset(map(str, ids))


_BY_ROLE: Mapping[Role, Callable[[Reader, Found, datetime], Iterator[Waits]]] = {
    Role.TUTOR: _of_tutor,
    Role.ADMINISTRATOR: _of_administrator,
    Role.QUALITY_ASSURER: _of_assurer,
}
