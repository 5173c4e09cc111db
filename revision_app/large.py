"""A demonstration centre as large as a real one may grow, to measure on.

A few learners live through sittings and reflections by the actions that the pages call. All others are copies of them,
row by row within the database: a million answers by way of the pages would take a day. What the audit and signatures
say of one learner is not copied, for it would be true of nobody else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, cycle, islice
from random import Random
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Table, case, func, insert, literal, select

from .accounts.core import Role
from .accounts.core.names import name_key
from .cohorts import actions as cohorts
from .criteria.library import qualification
from .db import Base, count_on_from, db, together
from .demonstration import live, person, reflect, sit
from .marking.core.submission import Outcome
from .quiz.attempts.actions import grading
from .quiz.bank import library
from .quiz.readiness import actions as readiness
from .settings import Settings
from .story import DAYS, TUTOR, HandedIn, Judged, Reflection, Sitting, Story

LEARNERS, COHORTS, FIRST_COHORT = 2_000, 12, 60
SITTINGS, REFLECTIONS = 54, 10  # of each learner: 500 answers and, each handed in twice, 20 pieces
LIVING = 10
"""How many learners live it through; a cohort holds whole sets of their copies."""
MINUTES = 9  # fewer than any paper gives
PRACTICE = "practise-"
NO_AI = "No AI."
COMMENT = Judged(outcome=Outcome.ACHIEVED, comment="Clear, and your own.")
ASKED = Judged(
    outcome=Outcome.REFERRED, comment="What you did is here; why is not.", next_step="Say why, in three sentences."
)

_COPIED = (
    *("people", "person_roles", "enrolments", "attempts", "attempt_cohorts", "attempt_steps"),
    *("results", "result_items", "result_criteria", "reflections", "reflection_versions"),
    *("pieces", "claims", "declarations", "decisions", "releases"),
)
_NAMED = {("pieces", "source_id"): "reflections"}  # what a column leads to that is no foreign key


@dataclass(frozen=True)
class Size:
    """How many learners there are, and what each of them did."""

    learners: int = LEARNERS
    sittings: int = SITTINGS
    reflections: int = REFLECTIONS
    living: int = LIVING

    @classmethod
    def of(cls, scale: float) -> "Size":
        """So much of the whole; what a learner did is the same."""
        return cls(learners=max(LIVING, round(LEARNERS * scale / LIVING) * LIVING))

    @property
    def copies(self) -> int:
        return self.learners // self.living - 1


@dataclass(frozen=True)
class Filled:
    """How much there is now."""

    learners: int
    cohorts: int
    answers: int
    pieces: int


def fill(size: Size, settings: Settings, *, at: datetime) -> Filled | None:
    """Add the crowd to a demonstration, wholly or not at all; ``None`` where it is there already."""
    people = _table("people")
    if db.session.scalar(select(people.c.id).where(people.c.email == _email(1))):
        return None
    with together():
        _fill(size, settings, at)
    _keep_readiness(at)
    return _filled()


def _fill(size: Size, settings: Settings, at: datetime) -> None:
    began = at - timedelta(days=DAYS)
    people = _table("people")
    tutor = db.session.scalars(select(people.c.id).where(people.c.email == TUTOR[1])).one()
    rooms = [cohorts.add_cohort(f"Large cohort {n:02}", actor_id=None, at=began) for n in range(1, COHORTS + 1)]
    for n, room in enumerate(rooms, 1):
        named = f"Demo Tutor {n:02}", f"tutor-{n:02}@example.org"
        teaches = tutor if n == 1 else person(named, {Role.TUTOR}, settings, at=began)
        cohorts.assign(room, [teaches], actor_id=None, at=began)
    before = _highest()
    living = [person(_who(n), {Role.LEARNER}, settings, at=began) for n in range(1, size.living + 1)]
    cohorts.enrol(rooms[0], living, actor_id=None, at=began)
    live([life for learner in living for life in _life(learner, size, tutor, at)])
    grading.sweep(at=at)
    _copy(size, before, rooms)


def _who(number: int) -> tuple[str, str]:
    return f"Demo Learner {number:04}", _email(number)


def _email(number: int) -> str:
    return f"learner-{number:04}@example.org"


def _life(learner_id: int, size: Size, tutor_id: int, at: datetime) -> Iterator[Iterator[datetime]]:
    """What somebody sat and wrote, each of it at a time of its own."""
    chance, able = Random(learner_id), 30 + 7 * (learner_id % LIVING)  # noqa: S311  # the same centre each time
    papers = list(islice(_papers(), size.sittings))
    for n, paper in enumerate(papers):
        days = DAYS - 1 - n * (DAYS - 1) // max(len(papers), 1)
        share = min(max(able + chance.randint(-20, 20), 0), 100)
        sitting = Sitting(
            learner=str(learner_id),
            paper=paper,
            days_ago=days,
            share=share,
            minutes_taken=MINUTES,
            unanswered=0,
            never_submitted=False,
        )
        yield sit(sitting, learner_id, at=at - timedelta(hours=n % 7))
    for n in range(size.reflections):
        yield reflect(_reflection(learner_id, n, chance), learner_id, tutor_id, at=at - timedelta(minutes=97 * n))


def _papers() -> Iterator[str]:
    """Timed papers and practice in turns, as far as they may be sat again."""
    offers = library.bank().papers.values()
    timed = [each.id for each in offers if (each.sample.attempts or 0) >= 2 * LIVING and not each.sample.wait_hours]
    practice = [each.id for each in offers if each.id.startswith(PRACTICE) and each.is_drawn]
    return chain.from_iterable(zip(cycle(timed), cycle(practice), strict=False))


def _reflection(learner_id: int, number: int, chance: Random) -> Reflection:
    """Handed in, asked for more and handed in again; the last two still wait for their tutor."""
    story: Story = current_app.extensions["story"]
    told = story.reflections[number % len(story.reflections)]
    every = [criterion.id for criterion in qualification().criteria]
    criteria = tuple(sorted(chance.sample(every, 2)))
    days = DAYS - 2 - number * 3
    first = HandedIn(
        days_ago=days - 1, ai_use=NO_AI, released_days_ago=days - 2, decisions=dict.fromkeys(criteria, ASKED)
    )
    stage, words = next(iter(told.writing.items()))
    waits = number >= REFLECTIONS - 2
    again = HandedIn(
        days_ago=days - 4,
        ai_use=NO_AI,
        changes={stage: f"{words} I have added why."},
        released_days_ago=None if waits else days - 6,
        decisions={} if waits else {name: chance.choice([COMMENT, COMMENT, ASKED]) for name in criteria},
    )
    return Reflection(
        learner=str(learner_id),
        title=f"{told.title} ({number + 1})",
        days_ago=days,
        criteria=criteria,
        context=told.context,
        writing=told.writing,
        submissions=(first, again),
    )


# Copies


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _highest() -> dict[str, int]:
    """The highest id of each table of which rows are copied."""
    tables = [_table(name) for name in _COPIED]
    return {
        table.name: db.session.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
        for table in tables
        if "id" in table.columns
    }


def _copy(size: Size, before: Mapping[str, int], rooms: list[int]) -> None:
    after = _highest()
    strides = {name: after[name] - before[name] for name in before}
    together_in_first = max(FIRST_COHORT // size.living, 1)
    for copy in range(1, size.copies + 1):
        room = rooms[0] if copy < together_in_first else rooms[1 + copy % (len(rooms) - 1)]
        for name in _COPIED:
            table = _table(name)
            said: dict[str, ColumnElement[Any]] = {
                column.name: _moved(table, column, copy, before, strides) for column in table.columns
            }
            if name in ("enrolments", "attempt_cohorts"):
                said["cohort_id"] = literal(room)
            if name == "people":
                _copy_people(table, said, copy, size, before[name])
                continue
            rows = select(*said.values()).where(*_theirs(table, before, after))
            db.session.execute(insert(table).from_select(list(said), rows))
    for name in before:
        count_on_from(_table(name))


def _leads_to(table: Table, column: ColumnElement[Any]) -> str | None:
    """The table whose ids are in a column, if its rows are copied."""
    if column.name == "id":
        return table.name
    target = next((key.column.table.name for key in table.columns[column.name].foreign_keys), None)
    return _NAMED.get((table.name, column.name), target)


def _moved(
    table: Table, column: ColumnElement[Any], copy: int, before: Mapping[str, int], strides: Mapping[str, int]
) -> ColumnElement[Any]:
    """A column of a copy: ids of what is copied along are moved up, whatever else stays as it is."""
    to = _leads_to(table, column)
    if to is None or to not in strides:
        return column
    return case((column > before[to], column + copy * strides[to]), else_=column)


def _theirs(table: Table, before: Mapping[str, int], after: Mapping[str, int]) -> Iterable[ColumnElement[bool]]:
    """The rows of those who lived it through: by their own ids, or by those that they belong to."""
    first = table.c.id if "id" in table.columns else next(iter(table.primary_key))
    owner = _leads_to(table, first) or ""
    return first > before[owner], first <= after[owner]


def _copy_people(table: Table, said: Mapping[str, ColumnElement[Any]], copy: int, size: Size, before: int) -> None:
    """The same people under other names and addresses."""
    asked = select(*(each.label(name) for name, each in said.items()))
    rows = db.session.execute(
        asked.where(table.c.id > before, table.c.id <= before + size.living).order_by(table.c.id)
    ).mappings()
    people = []
    for n, row in enumerate(rows, 1 + copy * size.living):
        name, email = _who(n)
        people.append({**row, "name": name, "name_key": name_key(name), "email": email})
    db.session.execute(insert(table), people)


def _keep_readiness(at: datetime) -> None:
    """Work out how ready everybody is, as their pages would when they are first looked at."""
    readiness.measure(at=at)
    enrolments = _table("enrolments")
    for cohort_id in db.session.scalars(select(_table("cohorts").c.id)).all():
        learners = db.session.scalars(
            select(enrolments.c.learner_id).where(enrolments.c.cohort_id == cohort_id).order_by(enrolments.c.learner_id)
        ).all()
        readiness.readiness_of(learners, at=at)


def _filled() -> Filled:
    steps = _table("attempt_steps")
    counted = [
        select(func.count()).select_from(_table("enrolments")),
        select(func.count()).select_from(_table("cohorts")),
        select(func.count()).select_from(steps).where(steps.c.response.is_not(None)),
        select(func.count()).select_from(_table("pieces")),
    ]
    return Filled(*db.session.execute(select(*(each.scalar_subquery() for each in counted))).one())
