"""What can happen to cohorts. No name and no e-mail address of a person goes into the audit's detail."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ..accounts.actions.people import correct_accounts, make_account, make_learners
from ..accounts.core import Person, Role
from ..accounts.queries import people_with
from ..audit.actions import note_about_many, note_in_audit
from ..audit.core import AuditKind
from ..db import db, insert_all, part_of_action, transaction
from ..outbox import actions as outbox
from ..outbox.core import Letter
from . import library, queries
from .core import CohortDeed, CohortNameTaken, NotEnrolled, archiving
from .core.archiving import NotArchived
from .core.enrolment import (
    ENDING,
    Deed,
    Enrolled,
    EnrolmentsChanged,
    NoSuchChange,
    NotUndone,
    fingerprint,
    must_be_undoable,
)
from .core.enrolment import plan as plan_changes
from .core.people_file import PeopleFile
from .core.people_plan import Plan, PlanChanged, plan
from .core.staff import LastTutor, NotAnAssurer, NotATutor, is_last
from .library import adjusting
from .models import ArchivingRow, CohortAssurerRow, CohortRow, CohortTutorRow, EnrolmentChangeRow, EnrolmentRow

IN_AUDIT = {
    Deed.PAUSE: CohortDeed.ENROLMENT_PAUSED,
    Deed.RESUME: CohortDeed.ENROLMENT_RESUMED,
    Deed.WITHDRAW: CohortDeed.LEARNER_WITHDRAWN,
    Deed.COMPLETE: CohortDeed.ENROLMENT_COMPLETED,
    Deed.MOVE: CohortDeed.LEARNER_MOVED,
}


@transaction
def add_cohort(name: str, *, actor_id: int | None, at: datetime) -> int:
    """Make an empty cohort; raises ``CohortNameTaken``."""
    cohort = CohortRow(name=name, made_at=at)
    db.session.add(cohort)
    _flush_cohort()
    note_in_audit(CohortDeed.COHORT_MADE, kind=AuditKind.COHORTS, actor_id=actor_id, detail=name, at=at)
    return cohort.id


@transaction
def rename_cohort(cohort_id: int, name: str, *, actor_id: int, at: datetime) -> None:
    """Give a cohort another name; raises ``CohortNameTaken``."""
    cohort = db.session.get_one(CohortRow, cohort_id)
    before, cohort.name = cohort.name, name
    _flush_cohort()
    note_in_audit(
        CohortDeed.COHORT_RENAMED, kind=AuditKind.COHORTS, actor_id=actor_id, detail=f"{before} → {name}", at=at
    )


@transaction
def set_dates(cohort_id: int, starts_on: date | None, ends_on: date | None, *, actor_id: int, at: datetime) -> None:
    """Say from when until when a cohort is taught."""
    cohort = db.session.get_one(CohortRow, cohort_id)
    if (cohort.starts_on, cohort.ends_on) == (starts_on, ends_on):
        return
    cohort.starts_on, cohort.ends_on = starts_on, ends_on
    detail = f"{cohort.name}: {starts_on or '–'} → {ends_on or '–'}"
    note_in_audit(CohortDeed.COHORT_DATED, kind=AuditKind.COHORTS, actor_id=actor_id, detail=detail, at=at)


@transaction
def add_person(
    *,
    name: str,
    email: str,
    roles: frozenset[Role],
    cohort_ids: Iterable[int],
    actor_id: int | None,
    at: datetime,
) -> tuple[int, str]:
    """Make an account and put its owner into cohorts; the person's id and the token of their first sign-in link.

    A learner is enrolled in the cohorts; a tutor who is no learner is assigned to them. Raises ``EmailTaken``.
    """
    person_id, link = make_account(name=name, email=email, roles=roles, actor_id=actor_id, at=at)
    for cohort_id in sorted(cohort_ids):
        if Role.LEARNER in roles:
            _enrol(cohort_id, person_id, actor_id=actor_id, at=at)
        elif Role.TUTOR in roles:
            _assign(cohort_id, person_id, actor_id=actor_id, at=at)
    return person_id, link


@transaction
def import_people(
    file: PeopleFile,
    *,
    seen: str,
    making: frozenset[str],
    letters: Callable[[Person, str], Iterable[Letter]],
    actor_id: int,
    at: datetime,
) -> Plan:
    """Do for the rows of a file what somebody has looked at and confirmed, and nothing else.

    It is decided again from what there is now; raises ``PlanChanged`` where its fingerprint is not the one ``seen``.
    ``making`` are the names of the new cohorts that shall be made; ``letters`` tell both of a new
    address and the one before.
    """
    todo = plan(file.lines, file.problems, queries.centre(asked_by=actor_id, at=at), making=making)
    if todo.fingerprint != seen:
        raise PlanChanged
    try:
        new = make_learners([person.becomes for person in todo.new], actor_id=actor_id, at=at)
        changed = {person.account.id: person.becomes for person in todo.changed if person.account}
        correct_accounts(changed, actor_id=actor_id, at=at)
        for account, becomes in todo.new_addresses:
            known_as = Person(account.id, becomes.name, becomes.email, account.roles)
            outbox.put(letters(known_as, account.email), at=at)
        _put_into_cohorts(todo, new, actor_id=actor_id, at=at)
        _set_adjustments(todo, new, actor_id=actor_id, at=at)
        detail = f"{len(todo.new)} new, {len(todo.changed)} changed, {todo.left_out} left out"
        note_in_audit(CohortDeed.PEOPLE_IMPORTED, kind=AuditKind.COHORTS, actor_id=actor_id, detail=detail, at=at)
        db.session.flush()
    except IntegrityError as error:  # somebody was added or enrolled at the same moment
        raise PlanChanged from error
    return todo


@part_of_action
def _set_adjustments(todo: Plan, new: Mapping[str, int], *, actor_id: int, at: datetime) -> None:
    """Set what was planned; ``new`` are the ids of those who were not there before, by their addresses."""
    wanted = {
        person.account.id if person.account else new[person.becomes.email]: person.adjustments
        for person in todo.people
        if person.adjustments
    }
    if wanted:
        adjusting().keep(wanted, author_id=actor_id, at=at)


@part_of_action
def _put_into_cohorts(todo: Plan, new: Mapping[str, int], *, actor_id: int, at: datetime) -> None:
    """Enrol and assign as planned; ``new`` are the ids of those who were not there before, by their addresses."""
    insert_all(CohortRow, [{"name": name, "made_at": at} for name in sorted(todo.making)])
    for name in sorted(todo.making):
        note_in_audit(CohortDeed.COHORT_MADE, kind=AuditKind.COHORTS, actor_id=actor_id, detail=name, at=at)
    cohorts = {row.name: row.id for row in db.session.execute(select(CohortRow.id, CohortRow.name))}
    enrolled = {
        person.account.id if person.account else new[person.becomes.email]: person.cohort
        for person in todo.people
        if person.cohort
    }
    queries.lock_open_cohorts({cohorts[name] for name in enrolled.values()})
    places = [{"learner_id": learner_id, "cohort_id": cohorts[name]} for learner_id, name in enrolled.items()]
    insert_all(EnrolmentRow, [place | {"started_at": at} for place in places])
    note_about_many(CohortDeed.LEARNER_ENROLLED, enrolled, kind=AuditKind.COHORTS, actor_id=actor_id, at=at)
    for place in todo.tutors:
        _assign(cohorts[place.cohort], place.tutor.id, actor_id=actor_id, at=at)


@transaction
def enrol(cohort_id: int, learner_ids: Iterable[int], *, actor_id: int | None, at: datetime) -> None:
    """Put learners into a cohort from ``at`` on; who is in it already stays as they are."""
    for learner_id in learner_ids:
        _enrol(cohort_id, learner_id, actor_id=actor_id, at=at)


@transaction
def end_enrolment(cohort_id: int, learner_id: int, *, actor_id: int, at: datetime) -> None:
    """Take a learner out of a cohort from ``at`` on; that they were in it stays."""
    if _end_enrolment(cohort_id, learner_id, actor_id=actor_id, at=at):
        _note_cohort(CohortDeed.ENROLMENT_ENDED, cohort_id, learner_id, actor_id=actor_id, at=at)


@transaction
def move(learner_id: int, *, from_id: int, to_id: int, actor_id: int, at: datetime) -> None:
    """Take a learner out of one cohort and put them into another at the same moment; raises ``NotEnrolled``."""
    queries.lock_open_cohorts([to_id])
    if not _end_enrolment(from_id, learner_id, actor_id=actor_id, at=at):
        raise NotEnrolled
    if not _enrolment(to_id, learner_id):
        db.session.add(EnrolmentRow(cohort_id=to_id, learner_id=learner_id, started_at=at))
    names = " → ".join(db.session.get_one(CohortRow, cohort_id).name for cohort_id in (from_id, to_id))
    note_in_audit(
        CohortDeed.LEARNER_MOVED, kind=AuditKind.COHORTS, actor_id=actor_id, subject_id=learner_id, detail=names, at=at
    )


@transaction
def change_enrolments(
    cohort_id: int,
    learner_ids: Collection[int],
    deed: Deed,
    *,
    to_id: int | None,
    reason: str,
    seen: str,
    actor_id: int,
    at: datetime,
) -> int:
    """Do to learners of a cohort what was looked at and confirmed, all of it or nothing; how many that were.

    It is decided again from what there is now; raises ``EnrolmentsChanged`` where that is not what was ``seen``.
    """
    queries.lock_cohorts({cohort_id, to_id or cohort_id})  # in order, so that two moves never wait in a ring
    if to_id is not None:
        queries.lock_open_cohorts([to_id])
    chosen = [each for each in queries.enrolled_in(cohort_id, at=at) if each.person.id in learner_ids]
    planned = plan_changes(deed, chosen)
    if fingerprint(deed, to_id, planned) != seen:
        raise EnrolmentsChanged
    meant = [each.enrolled for each in planned if not each.why_not]
    for each in meant:
        _change(each, deed, cohort_id=cohort_id, to_id=to_id, reason=reason, actor_id=actor_id, at=at)
    return len(meant)


@part_of_action
def _change(
    enrolled: Enrolled, deed: Deed, *, cohort_id: int, to_id: int | None, reason: str, actor_id: int, at: datetime
) -> None:
    learner_id, began = enrolled.person.id, None
    if deed in ENDING:
        _end_enrolment(cohort_id, learner_id, actor_id=actor_id, at=at)
    if to_id is not None and not _enrolment(to_id, learner_id):
        began = EnrolmentRow(cohort_id=to_id, learner_id=learner_id, started_at=at)
        db.session.add(began)
        db.session.flush()
    db.session.add(
        EnrolmentChangeRow(
            enrolment_id=enrolled.enrolment_id,
            deed=deed,
            reason=reason,
            author_id=actor_id,
            at=at,
            to_id=began and began.id,
        )
    )
    names = [db.session.get_one(CohortRow, id_).name for id_ in (cohort_id, to_id) if id_ is not None]
    detail = " → ".join(names)  # not why: that may tell of somebody's health, and no erasure reaches the audit
    note_in_audit(
        IN_AUDIT[deed], kind=AuditKind.COHORTS, actor_id=actor_id, subject_id=learner_id, detail=detail, at=at
    )


@transaction
def undo_change(change_id: int, *, actor_id: int, at: datetime) -> int:
    """Undo what was done to an enrolment, within a day; the learner's id.

    Raises ``NotUndone`` where the rules or what happened since forbid it, and ``NoSuchChange``.
    """
    row = db.session.get(EnrolmentChangeRow, change_id)
    if row is None:
        raise NoSuchChange
    enrolment = db.session.get_one(EnrolmentRow, row.enrolment_id)
    queries.lock_cohorts([enrolment.cohort_id])
    db.session.refresh(row, with_for_update=True)
    changes = queries.changes_beside(change_id)
    must_be_undoable(next(each for each in changes if each.id == change_id), changes, at=at)
    db.session.refresh(enrolment, with_for_update=True)
    if row.deed in ENDING:
        if queries.archiving_of(enrolment.cohort_id):
            raise NotUndone("The cohort is archived, so nobody comes back into it.")
        _take_back(enrolment, row, actor_id=actor_id, at=at)
    row.undone_at, row.undone_by_id = at, actor_id
    name = db.session.get_one(CohortRow, enrolment.cohort_id).name
    detail, learner_id = f"{row.deed}, {name}", enrolment.learner_id
    note_in_audit(
        CohortDeed.CHANGE_UNDONE,
        kind=AuditKind.COHORTS,
        actor_id=actor_id,
        subject_id=learner_id,
        detail=detail,
        at=at,
    )
    return learner_id


@part_of_action
def _take_back(enrolment: EnrolmentRow, change: EnrolmentChangeRow, *, actor_id: int, at: datetime) -> None:
    """Let an enrolment go on that ended, and end the one that a move began."""
    if _enrolment(enrolment.cohort_id, enrolment.learner_id):
        raise NotUndone("They have been enrolled in this cohort again since, so there is nothing to undo.")
    enrolment.ended_at = enrolment.ended_by_id = None
    began = db.session.get(EnrolmentRow, change.to_id, with_for_update=True) if change.to_id else None
    if began and began.ended_at is None:
        began.ended_at, began.ended_by_id = at, actor_id


@transaction
def archive(cohort_id: int, reason: str, *, actor_id: int, at: datetime) -> int:
    """Archive a cohort; how many learners were still in it, who have completed with that, for the same reason.

    Raises ``NotArchived`` where it is archived already, somebody sits a timed paper or work waits.
    """
    queries.lock_cohorts([cohort_id])
    own = queries.still_its_own(cohort_id, at=at)
    archiving.must_be_archivable(
        archived=queries.archiving_of(cohort_id) is not None,
        sitting=library.sitting(own, at=at),
        waiting=library.waiting(own),
    )
    db.session.add(ArchivingRow(cohort_id=cohort_id, reason=reason, author_id=actor_id, at=at))
    enrolled = queries.enrolled_in(cohort_id, at=at, and_closed=True)
    for each in enrolled:
        _change(each, Deed.COMPLETE, cohort_id=cohort_id, to_id=None, reason=reason, actor_id=actor_id, at=at)
    name = db.session.get_one(CohortRow, cohort_id).name
    note_in_audit(CohortDeed.COHORT_ARCHIVED, kind=AuditKind.COHORTS, actor_id=actor_id, detail=name, at=at)
    return len(enrolled)


@transaction
def undo_archiving(cohort_id: int, *, actor_id: int, at: datetime) -> None:
    """Undo that a cohort was archived, within a day, and let the places go on that ended with it.

    Raises ``NotArchived``.
    """
    queries.lock_cohorts([cohort_id])
    holds = ArchivingRow.cohort_id == cohort_id, ArchivingRow.undone_at.is_(None)
    row = db.session.scalar(select(ArchivingRow).where(*holds))
    if row is None:
        raise NotArchived("This cohort is not archived, or that has been undone already.")
    archiving.must_be_undoable(row.at, at=at)
    with_it = EnrolmentChangeRow.at == row.at, EnrolmentChangeRow.deed == Deed.COMPLETE
    ended = db.session.execute(
        select(EnrolmentRow, EnrolmentChangeRow)
        .join(EnrolmentChangeRow, EnrolmentChangeRow.enrolment_id == EnrolmentRow.id)
        .where(EnrolmentRow.cohort_id == cohort_id, *with_it, EnrolmentChangeRow.undone_at.is_(None))
        .order_by(EnrolmentRow.id)
    )
    for enrolment, change in ended.all():
        _take_back(enrolment, change, actor_id=actor_id, at=at)
        change.undone_at, change.undone_by_id = at, actor_id
    row.undone_at, row.undone_by_id = at, actor_id
    name = db.session.get_one(CohortRow, cohort_id).name
    note_in_audit(CohortDeed.ARCHIVING_UNDONE, kind=AuditKind.COHORTS, actor_id=actor_id, detail=name, at=at)


@transaction
def assign(cohort_id: int, tutor_ids: Iterable[int], *, actor_id: int | None, at: datetime) -> None:
    """Let tutors teach a cohort from ``at`` on."""
    for tutor_id in tutor_ids:
        _assign(cohort_id, tutor_id, actor_id=actor_id, at=at)


@transaction
def remove_tutor(cohort_id: int, tutor_id: int, *, sure: bool, actor_id: int, at: datetime) -> None:
    """Take a cohort from a tutor from ``at`` on. They read on what its learners made while they taught them.

    Raises ``LastTutor`` where nobody would teach it then, unless somebody is ``sure``.
    """
    queries.lock_cohorts([cohort_id])
    if not sure and is_last(tutor_id, queries.tutors_of(cohort_id, at=at)):
        raise LastTutor
    if place := _place(cohort_id, tutor_id):
        place.ended_at, place.ended_by_id = at, actor_id
        _note_cohort(CohortDeed.TUTOR_REMOVED, cohort_id, tutor_id, actor_id=actor_id, at=at)


@transaction
def choose_lead(cohort_id: int, tutor_id: int, *, actor_id: int, at: datetime) -> None:
    """Let one of its tutors lead a cohort; raises ``NotATutor``."""
    place = _place(cohort_id, tutor_id)
    if place is None:
        raise NotATutor
    place.chosen_at = at
    _note_cohort(CohortDeed.LEAD_CHOSEN, cohort_id, tutor_id, actor_id=actor_id, at=at)


@transaction
def name_assurer(cohort_id: int, assurer_id: int | None, *, actor_id: int, at: datetime) -> None:
    """Let somebody, or nobody, assure the quality of a cohort from ``at`` on; raises ``NotAnAssurer``."""
    queries.lock_cohorts([cohort_id])
    if assurer_id is not None and assurer_id not in {each.id for each in people_with(Role.QUALITY_ASSURER)}:
        raise NotAnAssurer
    goes_on = CohortAssurerRow.cohort_id == cohort_id, CohortAssurerRow.ended_at.is_(None)
    before = db.session.scalar(select(CohortAssurerRow).where(*goes_on))
    if assurer_id == (before and before.assurer_id):
        return
    if before:
        before.ended_at, before.ended_by_id = at, actor_id
        _note_cohort(CohortDeed.ASSURER_REMOVED, cohort_id, before.assurer_id, actor_id=actor_id, at=at)
        db.session.flush()  # one at a time: the end goes before the beginning
    if assurer_id is not None:
        db.session.add(CohortAssurerRow(cohort_id=cohort_id, assurer_id=assurer_id, started_at=at))
        _note_cohort(CohortDeed.ASSURER_NAMED, cohort_id, assurer_id, actor_id=actor_id, at=at)


@part_of_action
def _enrol(cohort_id: int, learner_id: int, *, actor_id: int | None, at: datetime) -> None:
    queries.lock_open_cohorts([cohort_id])
    if not _enrolment(cohort_id, learner_id):
        db.session.add(EnrolmentRow(cohort_id=cohort_id, learner_id=learner_id, started_at=at))
        _note_cohort(CohortDeed.LEARNER_ENROLLED, cohort_id, learner_id, actor_id=actor_id, at=at)


@part_of_action
def _end_enrolment(cohort_id: int, learner_id: int, *, actor_id: int, at: datetime) -> bool:
    """Whether there was an enrolment that went on."""
    enrolment = _enrolment(cohort_id, learner_id)
    if enrolment is None:
        return False
    enrolment.ended_at, enrolment.ended_by_id = at, actor_id
    return True


@part_of_action
def _assign(cohort_id: int, tutor_id: int, *, actor_id: int | None, at: datetime) -> None:
    if not _place(cohort_id, tutor_id):
        db.session.add(CohortTutorRow(cohort_id=cohort_id, tutor_id=tutor_id, started_at=at))
        _note_cohort(CohortDeed.TUTOR_ASSIGNED, cohort_id, tutor_id, actor_id=actor_id, at=at)


def _enrolment(cohort_id: int, learner_id: int) -> EnrolmentRow | None:
    """The enrolment that goes on, locked until the transaction ends."""
    mine = EnrolmentRow.cohort_id == cohort_id, EnrolmentRow.learner_id == learner_id
    return db.session.scalar(select(EnrolmentRow).where(*mine, EnrolmentRow.ended_at.is_(None)).with_for_update())


def _place(cohort_id: int, tutor_id: int) -> CohortTutorRow | None:
    """The teaching that goes on, locked until the transaction ends."""
    mine = CohortTutorRow.cohort_id == cohort_id, CohortTutorRow.tutor_id == tutor_id
    return db.session.scalar(select(CohortTutorRow).where(*mine, CohortTutorRow.ended_at.is_(None)).with_for_update())


@part_of_action
def _note_cohort(deed: CohortDeed, cohort_id: int, person_id: int, *, actor_id: int | None, at: datetime) -> None:
    name = db.session.get_one(CohortRow, cohort_id).name
    note_in_audit(deed, kind=AuditKind.COHORTS, actor_id=actor_id, subject_id=person_id, detail=name, at=at)


def _flush_cohort() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        raise CohortNameTaken from error
