"""Who belongs to a cohort. Every question is asked at a moment: belonging has dates."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Exists,
    ScalarSelect,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from ..accounts.core import Person, Role
from ..accounts.core.names import name_key
from ..accounts.queries import all_accounts, everybody, ids_with
from ..db import built_once, db
from ..shared.feed import InHand
from .core import NO_TUTOR, Belonging, Cohort, CohortNumbers, CohortSize, DatedCohort, Leaver, Roster
from .core.archiving import Archiving, CohortArchived
from .core.enrolment import Change, Deed, Enrolled, Place, State, TimeInCohort, left_as, pauses, state
from .core.people_plan import Centre
from .core.staff import Staff, Teaching
from .library import adjusting
from .models import ArchivingRow, CohortAssurerRow, CohortRow, CohortTutorRow, EnrolmentChangeRow, EnrolmentRow

_PERSON = everybody().subquery()
_OPEN = _PERSON.c.closed_at.is_(None)

_ARCHIVED_AT = (
    select(ArchivingRow.at)
    .where(ArchivingRow.cohort_id == CohortRow.id, ArchivingRow.undone_at.is_(None))
    .correlate(CohortRow)
    .scalar_subquery()
    .label("archived_at")
)
_KEPT_ON = _ARCHIVED_AT.is_(None)
_DATED = CohortRow.id, CohortRow.name, CohortRow.starts_on, CohortRow.ends_on, _ARCHIVED_AT

JOINED = "joined"
Moment = datetime | SQLCoreOperations[datetime]


def _covers(row: type[EnrolmentRow | CohortTutorRow | CohortAssurerRow], moment: Moment) -> ColumnElement[bool]:
    """Whether a time in a cohort had started by a moment and not ended."""
    return and_(row.started_at <= moment, or_(row.ended_at.is_(None), row.ended_at > moment))


# Who may see whose work


def learners_taught_by(tutor_id: int, *, at: datetime) -> Select[int]:
    """The ids of the learners whom a tutor teaches: a subquery, for what a tutor may act on."""
    return (
        select(EnrolmentRow.learner_id)
        .join(CohortTutorRow, CohortTutorRow.cohort_id == EnrolmentRow.cohort_id)
        .where(CohortTutorRow.tutor_id == tutor_id, _covers(CohortTutorRow, at), _covers(EnrolmentRow, at))
    )


def taught(*, at: datetime) -> Select[int, int]:
    """The ids of each tutor and of each learner whom they teach, and who is another: a subquery."""
    return (
        select(CohortTutorRow.tutor_id, EnrolmentRow.learner_id)
        .join(EnrolmentRow, EnrolmentRow.cohort_id == CohortTutorRow.cohort_id)
        .where(_covers(CohortTutorRow, at), _covers(EnrolmentRow, at))
        .where(CohortTutorRow.tutor_id != EnrolmentRow.learner_id)
        .distinct()
    )


def learners_ever_taught_by(tutor_id: int, *, at: datetime) -> Select[int]:
    """The ids of the learners whom a tutor teaches or taught, for at least a moment: a subquery."""
    together = _covers(CohortTutorRow, EnrolmentRow.started_at) | _covers(EnrolmentRow, CohortTutorRow.started_at)
    return (
        select(EnrolmentRow.learner_id)
        .join(CohortTutorRow, CohortTutorRow.cohort_id == EnrolmentRow.cohort_id)
        .where(CohortTutorRow.tutor_id == tutor_id, together)
        .where(CohortTutorRow.started_at <= at, EnrolmentRow.started_at <= at)
    )


def may_read(
    tutor_id: int, learner_id: SQLCoreOperations[int], made_at: SQLCoreOperations[datetime], *, at: datetime
) -> ColumnElement[bool]:
    """Whether a tutor may read what a learner made: they teach the learner, or taught them when it was made.

    For rows with the columns ``learner_id`` and ``made_at``. *Ours:* whoever has left stays readable to those who
    taught them for the time they were there; what they make elsewhere afterwards, or made before, does not.
    """
    then = _teaching(learner_id, made_at).where(CohortTutorRow.tutor_id == tutor_id)
    return or_(learner_id.in_(learners_taught_by(tutor_id, at=at)), then)


def may_mark(
    tutor_id: int, learner_id: SQLCoreOperations[int], made_at: SQLCoreOperations[datetime], *, at: datetime
) -> ColumnElement[bool]:
    """Whether it is for a tutor to judge what a learner made; their own work is for somebody else all the same.

    *Ours:* what waits stays with those who taught the learner when it was handed in, unless somebody teaches them now.
    Every queue and every right to mark asks this, and ``somebody_marks`` says the same to the learner.
    """
    then = _teaching(learner_id, made_at).where(CohortTutorRow.tutor_id == tutor_id)
    return or_(learner_id.in_(learners_taught_by(tutor_id, at=at)), and_(then, ~is_taught(learner_id, at=at)))


def marks(learner_id: int, made_at: datetime, *, tutor_id: int, at: datetime) -> bool:
    """``may_mark`` as an answer."""
    return bool(db.session.scalar(select(may_mark(tutor_id, literal(learner_id), literal(made_at), at=at))))


def somebody_marks(
    learner_id: SQLCoreOperations[int], made_at: SQLCoreOperations[datetime], *, at: datetime
) -> ColumnElement[bool]:
    """Whether what a learner made is for anybody to mark who has an open account: see ``may_mark``."""
    return or_(is_taught(learner_id, at=at), _by_another(learner_id, made_at))


def is_taught(learner_id: int | SQLCoreOperations[int], *, at: datetime) -> ColumnElement[bool]:
    """Whether anybody else with an open account teaches this learner: otherwise what they hand in goes to nobody."""
    return _by_another(learner_id, at)


def _by_another(learner_id: int | SQLCoreOperations[int], moment: Moment) -> Exists:
    """That somebody else, whose account is open, taught a learner at a moment."""
    open_account = exists().where(_PERSON.c.id == CohortTutorRow.tutor_id, _OPEN).correlate(CohortTutorRow)
    return _teaching(learner_id, moment).where(CohortTutorRow.tutor_id != learner_id, open_account)


def _teaching(learner_id: int | SQLCoreOperations[int], moment: Moment) -> Exists:
    """That a learner was in a cohort that somebody taught at a moment."""
    return (
        exists()
        .where(EnrolmentRow.learner_id == learner_id, _covers(EnrolmentRow, moment))
        .where(CohortTutorRow.cohort_id == EnrolmentRow.cohort_id, _covers(CohortTutorRow, moment))
    )


def has_tutor(learner_id: int, *, at: datetime) -> bool:
    """``is_taught`` as an answer."""
    return bool(db.session.scalar(select(is_taught(learner_id, at=at))))


def why_no_tutor(learner_id: int, *, at: datetime, made_at: datetime | None = None) -> str | None:
    """What a learner must know where nobody sees what they made; ``None`` where somebody does.

    Without ``made_at``, it is about what they would hand in now.
    """
    seen = somebody_marks(literal(learner_id), literal(made_at or at), at=at)
    return None if db.session.scalar(select(seen)) else NO_TUTOR


def learner(learner_id: int, *, tutor_id: int, at: datetime) -> Person | None:
    """A learner whom this tutor teaches; anyone else is as good as missing."""
    row = db.session.execute(*_taught(learner_id, tutor_id, at)).one_or_none()
    return Person(row.id, row.name, row.email, frozenset({Role.LEARNER})) if row else None


@built_once
def _taught(learner_id: int, tutor_id: int, at: datetime) -> Select[*tuple[Any, ...]]:
    theirs = _PERSON.c.id == learner_id, _PERSON.c.id.in_(learners_taught_by(tutor_id, at=at))
    return select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.email).where(*theirs)


def leaver(learner_id: int, *, tutor_id: int, at: datetime) -> Leaver | None:
    """A learner whom this tutor taught and teaches no longer, with the moment at which that ended."""
    ends = (
        select(EnrolmentRow.ended_at.label("left"), CohortTutorRow.ended_at.label("taken"))
        .join(CohortTutorRow, CohortTutorRow.cohort_id == EnrolmentRow.cohort_id)
        .where(EnrolmentRow.learner_id == learner_id, CohortTutorRow.tutor_id == tutor_id)
        .where(_covers(CohortTutorRow, EnrolmentRow.started_at) | _covers(EnrolmentRow, CohortTutorRow.started_at))
    )
    left = [min(end for end in row if end) for row in db.session.execute(ends) if any(row)]
    person = _learner(learner_id) if left else None
    return Leaver(person.id, person.name, person.email, person.roles, max(left)) if person else None


def left(learner_id: int, *, at: datetime) -> Leaver | None:
    """Somebody who was in a cohort and is in none now, or whose account is closed, with the moment that ended it."""
    closed_at = select(_PERSON.c.closed_at).where(_PERSON.c.id == learner_id).scalar_subquery()
    times = select(EnrolmentRow.ended_at, closed_at).where(EnrolmentRow.learner_id == learner_id)
    ends = [
        min(filter(None, row), default=None) for row in db.session.execute(times.where(EnrolmentRow.started_at <= at))
    ]
    past = [end for end in ends if end and end <= at]
    person = _learner(learner_id) if past and len(past) == len(ends) else None
    return Leaver(person.id, person.name, person.email, person.roles, max(past)) if person else None


def _learner(learner_id: int) -> Person | None:
    chosen = select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.email).where(_PERSON.c.id == learner_id)
    row = db.session.execute(chosen).one_or_none()
    return row and Person(row.id, row.name, row.email, frozenset({Role.LEARNER}))


# Cohorts


def everybody_who_left(*, at: datetime) -> list[tuple[int, datetime]]:
    """Everybody who was in a cohort and is in none now, with the moment at which the last of it ended."""
    begun = select(EnrolmentRow.learner_id, func.max(EnrolmentRow.ended_at)).where(EnrolmentRow.started_at <= at)
    ended = begun.group_by(EnrolmentRow.learner_id).having(func.count() == func.count(EnrolmentRow.ended_at))
    rows = db.session.execute(ended.having(func.max(EnrolmentRow.ended_at) <= at))
    return [(learner_id, ended_at) for learner_id, ended_at in rows if ended_at]


def enrolments(*, at: datetime) -> Select[int, int]:
    """The ids of learners, each beside that of a cohort that they are in: a subquery to be narrowed down."""
    return select(EnrolmentRow.learner_id, EnrolmentRow.cohort_id).where(_covers(EnrolmentRow, at))


def enrolments_so_far(*, at: Moment) -> Select[int, int, datetime | None, bool]:
    """The ids of learners beside that of each cohort that they are or were in, when that ended, and if it is paused.

    A subquery.
    """
    spent = or_(EnrolmentRow.ended_at.is_(None), EnrolmentRow.ended_at > EnrolmentRow.started_at)
    about = EnrolmentRow.learner_id, EnrolmentRow.cohort_id, EnrolmentRow.ended_at, is_paused().label("paused")
    return select(*about).where(EnrolmentRow.started_at <= at, spent)


def times_enrolled() -> Select[int, int, datetime, datetime | None]:
    """Every time that a learner spent in a cohort, with its start and its end: a subquery to be joined."""
    times = EnrolmentRow.started_at, EnrolmentRow.ended_at
    return select(EnrolmentRow.learner_id, EnrolmentRow.cohort_id, *times)


def cohort(cohort_id: int, *, tutor_id: int, at: datetime) -> DatedCohort | None:
    """One of this tutor's cohorts; any other is as good as missing."""
    row = db.session.execute(*_cohort(cohort_id, tutor_id, at)).one_or_none()
    return DatedCohort(*row) if row else None


@built_once
def _cohort(cohort_id: int, tutor_id: int, at: datetime) -> Select[*tuple[Any, ...]]:
    taught = select(*_DATED).join(CohortTutorRow, CohortTutorRow.cohort_id == CohortRow.id)
    return taught.where(CohortRow.id == cohort_id, CohortTutorRow.tutor_id == tutor_id, _covers(CohortTutorRow, at))


def roster(cohort_id: int, *, tutor_id: int, at: datetime) -> Roster | None:
    """One of this tutor's cohorts with its learners and those who have left it, in one statement."""
    return _roster(cohort_id, at, tutor_id)


def any_roster(cohort_id: int, *, at: datetime) -> Roster | None:
    """The same of any cohort, for an administrator."""
    return _roster(cohort_id, at)


@built_once
def _everybody_in(cohort_id: int, at: datetime, tutor_id: int | None) -> Select[*tuple[Any, ...]]:
    """Everybody who is or was in a cohort, beside what it is called; only if this tutor teaches it."""
    chosen = (
        select(
            *(CohortRow.name.label("cohort"), CohortRow.starts_on, CohortRow.ends_on, _ARCHIVED_AT),
            *(EnrolmentRow.ended_at, last_deed().label("deed"), _PERSON),
        )
        .outerjoin(EnrolmentRow, and_(EnrolmentRow.cohort_id == CohortRow.id, EnrolmentRow.started_at <= at))
        .outerjoin(_PERSON, _PERSON.c.id == EnrolmentRow.learner_id)
        .where(CohortRow.id == cohort_id)
        .order_by(_PERSON.c.name_key, _PERSON.c.id, EnrolmentRow.id)
    )
    if tutor_id is None:
        return chosen
    mine = CohortTutorRow.cohort_id == CohortRow.id, CohortTutorRow.tutor_id == tutor_id, _covers(CohortTutorRow, at)
    return chosen.where(exists().where(*mine))


def _roster(cohort_id: int, at: datetime, tutor_id: int | None = None) -> Roster | None:
    rows = db.session.execute(*_everybody_in(cohort_id, at, tutor_id)).all()
    if not rows:
        return None
    learners: dict[int, Person] = {}
    leavers: dict[int, Leaver] = {}
    paused: set[int] = set()
    for row in rows:
        if row.id is None:
            continue
        ends = [end for end in (row.ended_at, row.closed_at) if end and end <= at]
        about = (row.id, row.name, row.email, frozenset({Role.LEARNER}))
        if ends:
            leavers[row.id] = Leaver(*about, min(ends), left_as(row.deed) if row.ended_at else State.LEFT)
        else:
            learners[row.id] = Person(*about)
            paused |= {row.id} if row.deed is Deed.PAUSE else set()
    gone = tuple(leaver for leaver in leavers.values() if leaver.id not in learners)
    cohort = DatedCohort(cohort_id, rows[0].cohort, rows[0].starts_on, rows[0].ends_on, rows[0].archived_at)
    return Roster(cohort, tuple(learners.values()), gone, frozenset(paused))


def times_in(roster: Roster, *, at: datetime) -> dict[int, list[TimeInCohort]]:
    """The times that each learner of a roster has spent in its cohort by a moment, the earliest first: one statement.

    Whoever left by a closed account was there until then.
    """
    change = EnrolmentChangeRow
    stands = and_(change.enrolment_id == EnrolmentRow.id, change.undone_at.is_(None))
    rows = db.session.execute(
        select(EnrolmentRow.id, EnrolmentRow.learner_id, EnrolmentRow.started_at, EnrolmentRow.ended_at)
        .add_columns(change.deed, change.at)
        .outerjoin(change, stands)
        .where(EnrolmentRow.cohort_id == roster.cohort.id, EnrolmentRow.started_at <= at)
        .order_by(EnrolmentRow.id, change.id)
    ).all()
    times: dict[int, list[TimeInCohort]] = defaultdict(list)
    for _, group in groupby(rows, key=lambda row: row.id):
        several = list(group)
        done = pauses((row.deed, row.at) for row in several if row.deed)
        time = TimeInCohort(several[0].started_at, several[0].ended_at, done)
        left_at = roster.left_at.get(several[0].learner_id)
        times[several[0].learner_id].append(time.until(left_at) if left_at else time)
    return times


def times_teaching(cohort_id: int, tutor_id: int) -> list[TimeInCohort]:
    """The times in which somebody taught, or teaches, a cohort."""
    mine = CohortTutorRow.cohort_id == cohort_id, CohortTutorRow.tutor_id == tutor_id
    times = select(CohortTutorRow.started_at, CohortTutorRow.ended_at).where(*mine).order_by(CohortTutorRow.id)
    return [TimeInCohort(*row) for row in db.session.execute(times)]


def joined(tutor_id: int, *, at: datetime) -> Select[Any]:
    """Since when each learner of a tutor has been in a cohort of theirs, for Today (``shared.feed.Waiting``)."""
    taught = select(CohortTutorRow.cohort_id).where(CohortTutorRow.tutor_id == tutor_id, _covers(CohortTutorRow, at))
    return _joined(at).where(EnrolmentRow.cohort_id.in_(taught))


def joined_cohort(cohort_id: int, *, at: datetime) -> Select[Any]:
    """The same of one cohort."""
    return _joined(at).where(EnrolmentRow.cohort_id == cohort_id)


def _joined(at: datetime) -> Select[Any]:
    row: Any = EnrolmentRow
    return select(
        literal(JOINED).label("kind"),
        row.cohort_id.label("id"),
        row.learner_id,
        literal("").label("words"),
        literal(0).label("number"),
        row.started_at.label("at"),
    ).where(_covers(EnrolmentRow, at))


def lock_cohorts(cohort_ids: Iterable[int]) -> None:
    """Have whoever sets something for these cohorts wait until the transaction ends; SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name != "sqlite":
        chosen = select(CohortRow.id).where(CohortRow.id.in_(list(cohort_ids))).order_by(CohortRow.id)
        db.session.execute(chosen.with_for_update(key_share=True)).all()


def lock_open_cohorts(cohort_ids: Iterable[int]) -> None:
    """``lock_cohorts`` for something new; raises ``CohortArchived`` where one of them is archived."""
    chosen = list(cohort_ids)
    lock_cohorts(chosen)
    archived = ArchivingRow.cohort_id.in_(chosen), ArchivingRow.undone_at.is_(None)
    if db.session.scalar(select(ArchivingRow.id).where(*archived).limit(1)):
        raise CohortArchived


def archiving_of(cohort_id: int) -> Archiving | None:
    """Why a cohort is archived; ``None`` where it is not."""
    row = db.session.execute(
        select(ArchivingRow.reason, _PERSON.c.name, ArchivingRow.at)
        .outerjoin(_PERSON, _PERSON.c.id == ArchivingRow.author_id)
        .where(ArchivingRow.cohort_id == cohort_id, ArchivingRow.undone_at.is_(None))
    ).one_or_none()
    return Archiving(row.reason, row.name, row.at) if row else None


def still_its_own(cohort_id: int, *, at: datetime) -> set[int]:
    """The ids of the learners of a cohort and of those who left it for no other: what waits of them, waits here."""
    here = select(EnrolmentRow.learner_id).where(EnrolmentRow.cohort_id == cohort_id)
    elsewhere = select(EnrolmentRow.learner_id).where(EnrolmentRow.cohort_id != cohort_id, _covers(EnrolmentRow, at))
    own = _covers(EnrolmentRow, at) | EnrolmentRow.learner_id.not_in(elsewhere)
    return set(db.session.scalars(here.where(own)))


def hold_cohorts_of(learner_id: int, *, at: datetime) -> None:
    """Have nothing set for the cohorts of a learner until the transaction ends; SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name != "sqlite":
        mine = enrolments(at=at).with_only_columns(EnrolmentRow.cohort_id).where(EnrolmentRow.learner_id == learner_id)
        chosen = select(CohortRow.id).where(CohortRow.id.in_(mine)).order_by(CohortRow.id)
        db.session.execute(chosen.with_for_update(read=True)).all()


def any_cohort(cohort_id: int) -> DatedCohort | None:
    """A cohort, for an administrator."""
    row = db.session.execute(select(*_DATED).where(CohortRow.id == cohort_id)).one_or_none()
    return row and DatedCohort(*row)


def named() -> Select[int, str]:
    """Every cohort's id and name: a subquery to be joined, where whoever asks may know of the cohort."""
    return select(CohortRow.id, CohortRow.name)


def cohorts_of(tutor_id: int, *, at: datetime) -> list[CohortSize]:
    """The cohorts that somebody teaches, by name, the archived too."""
    return _sizes(*_cohorts_taught(tutor_id, at))


@built_once
def _cohorts_taught(tutor_id: int, at: datetime) -> Select[Any]:
    mine = CohortTutorRow.cohort_id == CohortRow.id, CohortTutorRow.tutor_id == tutor_id, _covers(CohortTutorRow, at)
    return _cohorts(at).where(select(CohortTutorRow.id).where(*mine).exists())


def learners_by_cohort(tutor_id: int, *, at: datetime) -> dict[Cohort, frozenset[int]]:
    """The cohorts that somebody teaches, by name, each with the ids of its learners: in one statement.

    Archived ones are not among them.
    """
    learners: dict[Cohort, set[int]] = defaultdict(set)
    for cohort_id, name, learner_id in db.session.execute(*_learners_by_cohort(tutor_id, at)):
        learners[Cohort(cohort_id, name)] |= {learner_id} - {None}
    return {cohort: frozenset(ids) for cohort, ids in learners.items()}


@built_once
def _learners_by_cohort(tutor_id: int, at: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(CohortRow.id, CohortRow.name, EnrolmentRow.learner_id)
        .join(CohortTutorRow, CohortTutorRow.cohort_id == CohortRow.id)
        .outerjoin(EnrolmentRow, and_(EnrolmentRow.cohort_id == CohortRow.id, _covers(EnrolmentRow, at)))
        .where(CohortTutorRow.tutor_id == tutor_id, _covers(CohortTutorRow, at), _KEPT_ON)
        .order_by(CohortRow.name, CohortRow.id)
    )


def all_cohorts(*, at: datetime) -> list[CohortSize]:
    """Every cohort that is not archived, by name, for an administrator."""
    return _sizes(*_every_cohort(at, archived=False))


def with_archived(*, at: datetime) -> list[CohortSize]:
    """Every cohort by name, the archived too."""
    return _sizes(*_every_cohort(at, archived=True))


@built_once
def _every_cohort(at: datetime, *, archived: bool) -> Select[Any]:
    return _cohorts(at) if archived else _cohorts(at).where(_KEPT_ON)


def _sizes(chosen: Select[Any], parameters: Mapping[str, object]) -> list[CohortSize]:
    return sorted((CohortSize(**row) for row in db.session.execute(chosen, parameters).mappings()), key=_by_name)


def _cohorts(at: datetime) -> Select[Any]:
    learners = (
        select(func.count())
        .select_from(EnrolmentRow)
        .join(_PERSON, _PERSON.c.id == EnrolmentRow.learner_id)
        .where(EnrolmentRow.cohort_id == CohortRow.id, _covers(EnrolmentRow, at), _OPEN)
    )
    tutors = (
        select(func.count())
        .select_from(CohortTutorRow)
        .join(_PERSON, _PERSON.c.id == CohortTutorRow.tutor_id)
        .where(CohortTutorRow.cohort_id == CohortRow.id, _covers(CohortTutorRow, at), _OPEN)
    )
    counted = learners.scalar_subquery().label("learners"), tutors.scalar_subquery().label("tutors")
    return select(*_DATED, *counted)


def _by_name(cohort: Cohort) -> tuple[str, int]:
    """What cohorts are sorted by: they are few, and named by people, so as people are."""
    return name_key(cohort.name), cohort.id


def learners_in(cohort_id: int, *, at: datetime) -> list[Person]:
    """The learners of a cohort by name; ask ``cohort`` first whether it may be seen."""
    return _people(
        select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.email)
        .join(EnrolmentRow, EnrolmentRow.learner_id == _PERSON.c.id)
        .where(EnrolmentRow.cohort_id == cohort_id, _covers(EnrolmentRow, at), _OPEN),
        Role.LEARNER,
    )


def tutors_of(cohort_id: int, *, at: datetime) -> list[Person]:
    """The tutors of a cohort by name."""
    return _people(
        select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.email)
        .join(CohortTutorRow, CohortTutorRow.tutor_id == _PERSON.c.id)
        .where(CohortTutorRow.cohort_id == cohort_id, _covers(CohortTutorRow, at), _OPEN),
        Role.TUTOR,
    )


def staff_of(cohort_id: int, *, at: datetime) -> Staff:
    """Who teaches a cohort and who assures its quality, in one statement."""
    teaching, assures = [], None
    for id_, name, email, began, chosen, place in db.session.execute(*_staff_of(cohort_id, at)):
        if began:
            teaching.append(Teaching(Person(id_, name, email, frozenset({Role.TUTOR})), began, chosen))
        if place:
            assures = Person(id_, name, email, frozenset({Role.QUALITY_ASSURER}))
    return Staff(tuple(teaching), assures)


@built_once
def _staff_of(cohort_id: int, at: datetime) -> Select[*tuple[Any, ...]]:
    tutor, assurer = CohortTutorRow, CohortAssurerRow
    may_assure = _PERSON.c.id.in_(ids_with(Role.QUALITY_ASSURER))
    taught = and_(tutor.tutor_id == _PERSON.c.id, tutor.cohort_id == cohort_id, _covers(tutor, at))
    assured = and_(assurer.assurer_id == _PERSON.c.id, assurer.cohort_id == cohort_id, _covers(assurer, at), may_assure)
    return (
        select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.email, tutor.started_at, tutor.chosen_at, assurer.id)
        .outerjoin(tutor, taught)
        .outerjoin(assurer, assured)
        .where(or_(tutor.id.is_not(None), assurer.id.is_not(None)), _OPEN)
        .order_by(_PERSON.c.name_key, _PERSON.c.id)
    )


def assured_by(assurer_id: int, *, at: datetime) -> frozenset[int]:
    """The ids of the cohorts whose quality somebody assures."""
    return frozenset(db.session.scalars(*_assured_by(assurer_id, at)))


@built_once
def _assured_by(assurer_id: int, at: datetime) -> Select[int]:
    mine = CohortAssurerRow.assurer_id == assurer_id, _covers(CohortAssurerRow, at)
    return select(CohortAssurerRow.cohort_id).where(*mine)


def tutors_teaching(learner_id: int, *, at: datetime, without: int | None = None) -> list[Person]:
    """Who else teaches a learner, by name; ``without`` a cohort, that somebody is to leave."""
    mine = select(EnrolmentRow.cohort_id).where(EnrolmentRow.learner_id == learner_id, _covers(EnrolmentRow, at))
    if without is not None:
        mine = mine.where(EnrolmentRow.cohort_id != without)
    return _people(
        select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.email)
        .where(_PERSON.c.id.in_(_tutors(at).where(CohortTutorRow.cohort_id.in_(mine))), _OPEN)
        .where(_PERSON.c.id != learner_id),
        Role.TUTOR,
    )


def _tutors(at: datetime) -> Select[int]:
    return select(CohortTutorRow.tutor_id).where(_covers(CohortTutorRow, at))


def _people(chosen: Select[int, str, str], role: Role) -> list[Person]:
    rows = db.session.execute(chosen.order_by(_PERSON.c.name_key, _PERSON.c.id))
    return [Person(row.id, row.name, row.email, frozenset({role})) for row in rows]


# How enrolments stand


def last_deed(enrolment: type[EnrolmentRow] = EnrolmentRow) -> ScalarSelect[Deed]:
    """The last that was done to an enrolment and not undone, beside its row; ``None`` if nothing was."""
    change, later = aliased(EnrolmentChangeRow), aliased(EnrolmentChangeRow)
    last = select(func.max(later.id)).where(later.enrolment_id == change.enrolment_id, later.undone_at.is_(None))
    held = change.enrolment_id == enrolment.id, change.id == last.correlate(change).scalar_subquery()
    return select(change.deed).where(*held).correlate(enrolment).scalar_subquery()


def is_paused() -> ColumnElement[bool]:
    """Whether an enrolment is paused, beside its row."""
    return func.coalesce(last_deed() == Deed.PAUSE, false())


def enrolled_in(cohort_id: int, *, at: datetime, and_closed: bool = False) -> list[Enrolled]:
    """The learners of a cohort by name, each with the state of their enrolment; those with closed accounts if asked."""
    rows = db.session.execute(
        select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.email, EnrolmentRow.id.label("enrolment_id"), last_deed())
        .join(EnrolmentRow, EnrolmentRow.learner_id == _PERSON.c.id)
        .where(EnrolmentRow.cohort_id == cohort_id, _covers(EnrolmentRow, at), literal(and_closed) | _OPEN)
        .order_by(_PERSON.c.name_key, _PERSON.c.id)
    )
    return [
        Enrolled(Person(id_, name, email, frozenset({Role.LEARNER})), enrolment_id, state(deed, ended=False))
        for id_, name, email, enrolment_id, deed in rows
    ]


def changes_of(learner_id: int) -> dict[int, list[Change]]:
    """What was done to each enrolment of a learner, by the enrolment's id, the earliest first."""
    return _changes(EnrolmentRow.learner_id == learner_id)


def changes_beside(change_id: int) -> list[Change]:
    """All that was done to the enrolment of which this is a change, the earliest first; nothing if there is none."""
    same = select(EnrolmentChangeRow.enrolment_id).where(EnrolmentChangeRow.id == change_id).scalar_subquery()
    return next(iter(_changes(EnrolmentRow.id == same).values()), [])


def _changes(*which: ColumnElement[bool]) -> dict[int, list[Change]]:
    row = EnrolmentChangeRow
    found = db.session.execute(
        select(row.id, row.enrolment_id, row.deed, row.reason, _PERSON.c.name, row.at, row.undone_at, row.to_id)
        .join(EnrolmentRow, EnrolmentRow.id == row.enrolment_id)
        .outerjoin(_PERSON, _PERSON.c.id == row.author_id)
        .where(*which)
        .order_by(row.id)
    )
    changes: dict[int, list[Change]] = defaultdict(list)
    for each in found:
        changes[each.enrolment_id].append(Change(*each))
    return changes


PLACE = "place in a cohort"


def in_hand(learner_id: int) -> Select[Any]:
    """How each place of a learner in a cohort stands, for Today (``shared.feed.InHand``); ``places_among`` reads it."""
    row: Any = EnrolmentRow
    ended = case((row.ended_at.is_not(None), "ended"), else_="open")
    archived = case((_KEPT_ON, "kept"), else_="archived")
    told = func.coalesce(cast(last_deed(), Text), "none") + " " + ended + " " + archived + " " + CohortRow.name
    at = func.coalesce(row.ended_at, row.started_at).label("at")
    asked = select(literal(PLACE).label("kind"), row.id, told.label("title"), at)
    return asked.join(CohortRow, CohortRow.id == row.cohort_id).where(row.learner_id == learner_id)


def places_among(in_hand: Iterable[InHand]) -> list[Place]:
    """How a learner's places stand, among what they have in hand."""
    found = []
    for each in in_hand:
        if each.kind == PLACE:
            deed, ended, archived, cohort = each.title.split(" ", 3)
            stands = state(None if deed == "none" else Deed(deed), ended=ended == "ended")
            found.append(Place(stands, cohort, each.at, archived == "archived"))
    return found


def done_to(
    cohort_id: int, learner_ids: Collection[int], deed: Deed, reason: str, *, by_id: int, since: datetime
) -> frozenset[int]:
    """To whose places in a cohort, of these learners, somebody did this for this reason lately, and it holds."""
    row = EnrolmentChangeRow
    same = row.deed == deed, row.reason == reason, row.author_id == by_id, row.at > since, row.undone_at.is_(None)
    asked = select(EnrolmentRow.learner_id).join(row, row.enrolment_id == EnrolmentRow.id)
    theirs = EnrolmentRow.cohort_id == cohort_id, EnrolmentRow.learner_id.in_(learner_ids)
    return frozenset(db.session.scalars(asked.where(*same, *theirs)))


# For administrators


def cohorts_by_person(ids: Iterable[int], *, at: datetime) -> dict[int, list[Cohort]]:
    """The cohorts that each of these people learns or teaches in, by name."""
    cohorts = defaultdict(list)
    for person_id, *cohort in db.session.execute(*_cohorts_by_person(set(ids), at)):
        cohorts[person_id].append(Cohort(*cohort))
    for theirs in cohorts.values():
        theirs.sort(key=_by_name)
    return cohorts


@built_once
def _cohorts_by_person(ids: Collection[int], at: datetime) -> Select[*tuple[Any, ...]]:
    places = union_all(
        select(EnrolmentRow.learner_id.label("person_id"), EnrolmentRow.cohort_id).where(_covers(EnrolmentRow, at)),
        select(CohortTutorRow.tutor_id, CohortTutorRow.cohort_id).where(_covers(CohortTutorRow, at)),
    ).subquery()
    in_them = select(places.c.person_id, CohortRow.id, CohortRow.name).join(
        CohortRow, CohortRow.id == places.c.cohort_id
    )
    return in_them.where(places.c.person_id.in_(ids), _KEPT_ON).distinct()


def history(person_id: int) -> tuple[list[Cohort], list[Belonging]]:
    """All cohorts by name but the archived, and every time that somebody spent in one: in one statement.

    The latest time is first.
    """
    learned = select(EnrolmentRow.id, literal(Role.LEARNER.value).label("role"), *_times(EnrolmentRow))
    taught = select(CohortTutorRow.id, literal(Role.TUTOR.value), *_times(CohortTutorRow))
    times = union_all(
        learned.where(EnrolmentRow.learner_id == person_id), taught.where(CohortTutorRow.tutor_id == person_id)
    ).subquery()
    rows = db.session.execute(
        select(
            *(CohortRow.id, CohortRow.name, times.c.role, times.c.started_at, times.c.ended_at, _PERSON.c.name),
            *(times.c.id, _ARCHIVED_AT),
        )
        .outerjoin(times, times.c.cohort_id == CohortRow.id)
        .outerjoin(_PERSON, _PERSON.c.id == times.c.ended_by_id)
        .order_by(times.c.started_at, times.c.id)
    ).all()
    cohorts = {cohort_id: Cohort(cohort_id, name) for cohort_id, name, *_ in rows}
    spent = [Belonging(cohorts[id_], Role(role), *time) for id_, _, role, *time, _ in rows if role]
    archived = {row.id for row in rows if row.archived_at}
    kept_on = (each for each in cohorts.values() if each.id not in archived)
    return sorted(kept_on, key=_by_name), sorted(spent, key=lambda time: time.started_at, reverse=True)


def centre(*, asked_by: int, at: datetime) -> Centre:
    """Who is there at a moment, as an import of people asks: six statements, however many there are."""
    cohorts = db.session.execute(select(CohortRow.id, CohortRow.name, _ARCHIVED_AT).order_by(CohortRow.name)).all()
    taught = select(CohortTutorRow.tutor_id, CohortTutorRow.cohort_id).where(_covers(CohortTutorRow, at))
    return Centre(
        tuple(all_accounts()),
        tuple(Cohort(row.id, row.name) for row in cohorts),
        frozenset((row.learner_id, row.cohort_id) for row in db.session.execute(enrolments(at=at))),
        frozenset((row.tutor_id, row.cohort_id) for row in db.session.execute(taught)),
        adjusting().standing(),
        asked_by,
        frozenset(row.name for row in cohorts if row.archived_at),
    )


def _times(row: type[EnrolmentRow | CohortTutorRow]) -> tuple[ColumnElement[object], ...]:
    return row.cohort_id, row.started_at, row.ended_at, row.ended_by_id  # type: ignore[return-value]  # columns of a union


def unplaced(*, at: datetime) -> Select[int]:
    """The ids of learners with an open account who are in no cohort, as a subquery.

    Who has completed last is meant to be in none, and is not among them.
    """
    placed = enrolments(at=at).with_only_columns(EnrolmentRow.learner_id)
    later = aliased(EnrolmentRow)
    last = select(func.max(later.id)).where(later.learner_id == EnrolmentRow.learner_id).correlate(EnrolmentRow)
    meant = EnrolmentRow.id == last.scalar_subquery(), last_deed() == Deed.COMPLETE
    over = select(EnrolmentRow.learner_id).where(*meant)
    learners = ids_with(Role.LEARNER).subquery()
    return select(learners.c.person_id).where(learners.c.person_id.not_in(placed), learners.c.person_id.not_in(over))


def untaught(*, at: datetime) -> Select[int]:
    """The ids of learners with an open account who are in a cohort and whom nobody teaches, as a subquery."""
    placed = enrolments(at=at).with_only_columns(EnrolmentRow.learner_id)
    learners = ids_with(Role.LEARNER).subquery()
    nobodys = learners.c.person_id.in_(placed), ~is_taught(learners.c.person_id, at=at)
    return select(learners.c.person_id).where(*nobodys)


def numbers(*, at: datetime) -> CohortNumbers:
    """How the centre's cohorts stand, in one statement."""
    return CohortNumbers(*db.session.execute(*_numbers(at)).one())


@built_once
def _numbers(at: datetime) -> Select[*tuple[Any, ...]]:
    kept_on = select(CohortRow.id).where(_KEPT_ON).subquery()
    counted = kept_on, unplaced(at=at).subquery(), untaught(at=at).subquery()
    return select(*(select(func.count()).select_from(one).scalar_subquery() for one in counted))
