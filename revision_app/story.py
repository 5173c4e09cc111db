"""What the made-up people of a demonstration centre did, as ``content/demonstration.yml`` tells it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .cohorts.core.enrolment import Deed
from .evidence.core.passage import Passage
from .files import Folder
from .journal.core.guide import Stage
from .log.core.entry import told
from .log.core.guide import Guide as LogGuide
from .marking.core.submission import Judgement, Outcome
from .messages.core import TEXT_LIMIT, TITLE_LIMIT
from .progress.core.aim import AimKind
from .shared.yaml_text import Place, validate

FILE = "demonstration.yml"
A_DAY = date(2026, 1, 1)  # any: the day of a record follows from ``days_ago``
DAYS = 40  # how long ago the centre began
TUTOR = ("Demo Tutor", "tutor@example.org")
ADMINISTRATOR = ("Demo Administrator", "admin@example.org")
QUALITY_ASSURER = ("Demo Quality Assurer", "iqa@example.org")

DaysAgo = Annotated[int, Field(ge=0, le=DAYS)]


def _one_of(words: type[StrEnum]) -> BeforeValidator:
    def member(word: object) -> StrEnum:
        if word not in list(words):
            raise ValueError(f"there is no {word}; write one of {', '.join(words)}")
        return words(str(word))

    return BeforeValidator(member)


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Learner(_Written):
    name: str
    email: str


class Judged(_Written):
    """What the tutor decided of one criterion, and why."""

    outcome: Annotated[Outcome, _one_of(Outcome)]
    comment: str
    next_step: str = ""

    @property
    def judgement(self) -> Judgement:
        return Judgement(self.outcome, self.comment, self.next_step)


Writing = dict[Annotated[Stage, _one_of(Stage)], str]


class Marked(_Written):
    """Words of a stage, as they stand in it."""

    stage: Annotated[Stage, _one_of(Stage)]
    words: str = Field(min_length=1)

    def passage(self, writing: Mapping[Any, str]) -> Passage:
        """Where they stand. Raises ``ValueError``."""
        start = writing.get(self.stage, "").index(self.words)
        return Passage(self.stage.value, start, start + len(self.words))


class Remark(Marked):
    """What the tutor commented at these words, what the learner answered and what the tutor said to that."""

    comment: str = Field(min_length=1)
    answer: str = ""
    reply: str = ""


class HandedIn(_Written):
    """A reflection is handed in, with ``changes`` to its text since; the learner may have seen the decisions on it."""

    days_ago: DaysAgo
    changes: Writing = {}
    ai_use: str = Field("No AI.", min_length=1)
    released_days_ago: DaysAgo | None = None
    decisions: dict[str, Judged] = {}
    comments: tuple[Remark, ...] = ()


class Reflection(_Written):
    """``learner`` is an e-mail address of the story, ``context`` one of ``journal.yml``.

    ``shown`` are the words that show a criterion, as the learner says.
    """

    learner: str
    title: str
    days_ago: DaysAgo
    criteria: tuple[str, ...]
    context: str = ""
    writing: Writing
    shown: dict[str, tuple[Marked, ...]] = {}
    submissions: tuple[HandedIn, ...]


class Sitting(_Written):
    """A paper is sat. ``share`` is how much of it is answered rightly, in per cent."""

    learner: str
    paper: str
    days_ago: DaysAgo
    share: int = Field(ge=0, le=100)
    minutes_taken: int = Field(15, ge=1)
    unanswered: int = Field(0, ge=0)
    never_submitted: bool = False


class Logged(_Written):
    """A record of the log; ``says`` is by the fields of ``log.yml``, without that of the day."""

    learner: str
    days_ago: DaysAgo
    says: dict[str, Any]


class Question(_Written):
    """What a learner asked the tutor by a message, and what the tutor answered; both have read it."""

    learner: str
    days_ago: DaysAgo
    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    text: str = Field(min_length=1, max_length=TEXT_LIMIT)
    answer: str = Field("", max_length=TEXT_LIMIT)


class Dates(_Written):
    """When the cohort sits a paper, in days from today: from the first minute of one to the last of the other."""

    paper: str
    days_ago: DaysAgo
    opens_in: int = Field(ge=-DAYS, le=DAYS)
    closes_in: int = Field(ge=-DAYS, le=DAYS)


class PlaceChanged(_Written):
    """What an administrator did to a learner's place in the cohort."""

    learner: str
    days_ago: DaysAgo
    deed: Annotated[Deed, _one_of(Deed)]
    reason: str = Field(min_length=1)


class Planned(_Written):
    """A learner works towards a day in ``by_in`` days, with ``minutes`` of each day of the week from Monday."""

    learner: str
    days_ago: DaysAgo
    what: Annotated[AimKind, _one_of(AimKind)]
    by_in: int = Field(ge=1, le=DAYS * 2)
    minutes: tuple[Annotated[int, Field(ge=0, le=600)], ...] = Field(min_length=7, max_length=7)


class Story(_Written):
    cohort: str
    learners: tuple[Learner, ...] = Field(min_length=1)
    reflections: tuple[Reflection, ...]
    attempts: tuple[Sitting, ...]
    log: tuple[Logged, ...] = ()
    messages: tuple[Question, ...] = ()
    dates: tuple[Dates, ...] = ()
    places: tuple[PlaceChanged, ...] = ()
    plans: tuple[Planned, ...] = ()


def load(folder: Folder) -> Story | None:
    """The story; ``None`` where a centre has none, or its file is not as it should be."""
    document = folder.document(FILE) if folder.has(FILE) else None
    return validate(Story, document, folder.problems) if document else None


def link(
    folder: Folder,
    story: Story,
    criteria: Collection[str],
    papers: Collection[str],
    *,
    contexts: Collection[str],
    log: LogGuide | None,
) -> None:
    """Report who or what is named and is nowhere, and what happens before it can."""
    folder.report_at(FILE, _faults(story, criteria, papers, contexts))
    folder.report_at(FILE, _faults_of_log(story, log))
    emails = [learner.email for learner in story.learners]
    said: dict[str, Sequence[Question | PlaceChanged | Planned]] = {
        "messages": story.messages,
        "places": story.places,
        "plans": story.plans,
    }
    strangers = (
        (name, n, each.learner)
        for name, several in said.items()
        for n, each in enumerate(several)
        if each.learner not in emails
    )
    folder.report_at(FILE, [((name, n, "learner"), _no_learner(email, emails)) for name, n, email in strangers])
    folder.report_at(FILE, _faults_of_dates(story, papers))
    moves = [n for n, changed in enumerate(story.places) if changed.deed is Deed.MOVE]
    nowhere = "there is no other cohort to move to; write pause, resume, withdraw or complete"
    folder.report_at(FILE, [(("places", n, "deed"), nowhere) for n in moves])


def _faults_of_dates(story: Story, papers: Collection[str]) -> Iterator[tuple[Place, str]]:
    for n, dates in enumerate(story.dates):
        if dates.paper not in papers:
            yield ("dates", n, "paper"), _no_paper(dates.paper, papers)
        if dates.closes_in < dates.opens_in:
            yield ("dates", n, "closes_in"), f"it closes before it opens; write at least {dates.opens_in}"


def _no_paper(paper: str, papers: Collection[str]) -> str:
    return f"there is no paper {paper}; write one of {', '.join(sorted(papers))}"


def _faults_of_log(story: Story, guide: LogGuide | None) -> Iterator[tuple[Place, str]]:
    emails = [learner.email for learner in story.learners]
    for n, logged in enumerate(story.log):
        if logged.learner not in emails:
            yield ("log", n, "learner"), _no_learner(logged.learner, emails)
        if guide is None:
            yield ("log", n), "there is no log.yml; write it, or remove the log from the story"
            continue
        known = set(guide.known) - {guide.when}
        for name in set(logged.says) - known:
            yield ("log", n, "says", name), f"there is no field {name}; write one of {', '.join(sorted(known))}"
        for fault in told(guide, logged.says, A_DAY).faults.values():
            yield ("log", n, "says"), fault


def _faults(
    story: Story, criteria: Collection[str], papers: Collection[str], contexts: Collection[str]
) -> Iterator[tuple[Place, str]]:
    emails = [learner.email for learner in story.learners]
    for n, email in enumerate(emails):
        if email in (TUTOR[1], ADMINISTRATOR[1], *emails[:n]):
            yield ("learners", n, "email"), f"somebody has the address {email} already; give this learner another"
    for n, sitting in enumerate(story.attempts):
        if sitting.learner not in emails:
            yield ("attempts", n, "learner"), _no_learner(sitting.learner, emails)
        if sitting.paper not in papers:
            yield ("attempts", n, "paper"), _no_paper(sitting.paper, papers)
    for n, reflection in enumerate(story.reflections):
        place = ("reflections", n)
        if reflection.learner not in emails:
            yield (*place, "learner"), _no_learner(reflection.learner, emails)
        if reflection.context and reflection.context not in contexts:
            message = f"there is no context {reflection.context}; write one of {', '.join(contexts)}"
            yield (*place, "context"), message
        for criterion in reflection.criteria:
            if criterion not in criteria:
                message = f"there is no criterion {criterion}; write one of {', '.join(criteria)}"
                yield (*place, "criteria"), message
        yield from (((*place, *within), message) for within, message in _faults_of_submissions(reflection))


def _no_learner(email: str, emails: list[str]) -> str:
    return f"there is no learner {email}; write one of {', '.join(emails)}"


def _faults_of_words(several: Iterable[Marked], writing: Writing, place: Place) -> Iterator[tuple[Place, str]]:
    for n, marked in enumerate(several):
        if marked.words not in writing.get(marked.stage, ""):
            yield (*place, n, "words"), f"this does not stand in the {marked.stage} as it was then; copy it from there"


def _faults_of_submissions(reflection: Reflection) -> Iterator[tuple[Place, str]]:
    latest = reflection.days_ago
    writing = dict(reflection.writing)
    for criterion, several in reflection.shown.items():
        if criterion not in reflection.criteria:
            yield ("shown", criterion), f"the reflection is not for {criterion}; add it to its criteria"
        yield from _faults_of_words(several, writing, ("shown", criterion))
    for n, submission in enumerate(reflection.submissions):
        place = ("submissions", n)
        writing |= submission.changes
        yield from _faults_of_words(submission.comments, writing, (*place, "comments"))
        if submission.days_ago > latest:
            yield (*place, "days_ago"), f"this comes before what it follows; write at most {latest}"
        latest = submission.days_ago
        if submission.released_days_ago is None:
            continue
        if submission.released_days_ago > latest:
            yield (*place, "released_days_ago"), f"nothing is released before it is handed in; write at most {latest}"
        latest = submission.released_days_ago
        if set(submission.decisions) != set(reflection.criteria):
            message = f"what is released has a decision for each of its criteria: {', '.join(reflection.criteria)}"
            yield (*place, "decisions"), message
        for criterion, decided in submission.decisions.items():
            if lacking := decided.judgement.lacks:
                yield (*place, "decisions", criterion), lacking
