from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select, union_all
from sqlalchemy.orm import aliased

from ..db import db, read_alone
from .core import (
    Account,
    AuditEntry,
    Cohort,
    CohortSize,
    Counts,
    Credentials,
    Person,
    Role,
    SignedIn,
    SignIn,
    State,
    in_order,
)
from .core.comfort import from_chosen
from .models import (
    AuditRow,
    CohortRow,
    CohortTutorRow,
    EnrolmentRow,
    LinkRow,
    PersonRow,
    RoleRow,
    SignInFailureRow,
    SignInRow,
)

# Signing in


def digest(secret: str) -> str:
    """What is kept of a secret token. Tokens are long and random, so a plain hash is enough."""
    return sha256(secret.encode()).hexdigest()


def signed_in(token: str, *, at: datetime) -> SignedIn | None:
    """Whoever this token signs in, in one statement; nobody once it has ended or expired or the account is closed."""
    rows = read_alone(_SIGNED_IN, digest=digest(token))
    if not rows:
        return None
    first = rows[0]
    if first.ended_at or first.closed_at or at >= first.expires_at:
        return None
    roles = frozenset(row.held for row in rows)
    role = first.role if first.role in roles else in_order(roles)[0]
    return SignedIn(first.id, first.name, first.email, roles, role, token, first.expires_at, from_chosen(first.comfort))


_SIGNED_IN = (
    select(
        PersonRow.id,
        PersonRow.name,
        PersonRow.email,
        PersonRow.closed_at,
        PersonRow.comfort,
        SignInRow.role,
        SignInRow.expires_at,
        SignInRow.ended_at,
        RoleRow.role.label("held"),
    )
    .join(SignInRow, SignInRow.person_id == PersonRow.id)
    .join(RoleRow, RoleRow.person_id == PersonRow.id)
    .where(SignInRow.digest == bindparam("digest"))
)


def credentials(email: str) -> Credentials | None:
    """What a password is compared with; none where nobody can sign in with this address."""
    row = db.session.execute(
        select(PersonRow.id, PersonRow.password_hash).where(PersonRow.email == email, PersonRow.closed_at.is_(None))
    ).one_or_none()
    return Credentials(row.id, row.password_hash) if row and row.password_hash else None


def failures(*, account: str, address: str, since: datetime) -> tuple[list[datetime], list[datetime]]:
    """When signing in failed, by account and by address."""
    counted = select(SignInFailureRow.at).where(SignInFailureRow.at > since)
    return (
        list(db.session.scalars(counted.where(SignInFailureRow.account == account))),
        list(db.session.scalars(counted.where(SignInFailureRow.address == address))),
    )


def sign_ins_of(person_id: int, *, token: str, at: datetime) -> list[SignIn]:
    """The devices on which someone is signed in, newest first; ``token`` tells which is theirs just now."""
    rows = db.session.execute(
        select(SignInRow.digest, SignInRow.at, SignInRow.expires_at)
        .where(SignInRow.person_id == person_id, SignInRow.ended_at.is_(None), SignInRow.expires_at > at)
        .order_by(SignInRow.at.desc())
    )
    mine = digest(token)
    return [SignIn(row.at, row.expires_at, row.digest == mine) for row in rows]


def invited(token: str, *, at: datetime) -> Person | None:
    """Whose password a link sets; nobody's once it was used, has expired or never was."""
    row = db.session.execute(
        select(PersonRow.id, PersonRow.name, PersonRow.email)
        .join(LinkRow, LinkRow.person_id == PersonRow.id)
        .where(
            LinkRow.digest == digest(token),
            LinkRow.used_at.is_(None),
            LinkRow.expires_at > at,
            PersonRow.closed_at.is_(None),
        )
    ).one_or_none()
    return row and Person(row.id, row.name, row.email, frozenset())


# People


def names(ids: Iterable[int]) -> dict[int, str]:
    """The names behind some ids, for pages that have already been allowed to show them."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def account(person_id: int) -> Account | None:
    """One account, for an administrator."""
    found = _accounts(_ACCOUNT.where(PersonRow.id == person_id))
    return found[0] if found else None


def accounts(words: str = "", *, skip: int = 0, most: int = 50) -> list[Account]:
    """Accounts by name, for an administrator; ``words`` stand somewhere in the name or e-mail address."""
    chosen = _ACCOUNT.order_by(PersonRow.name, PersonRow.id).offset(skip).limit(most)
    if words:
        columns = (PersonRow.name, PersonRow.email)
        chosen = chosen.where(or_(*(column.icontains(words, autoescape=True) for column in columns)))
    return _accounts(chosen)


_ACCOUNT = select(PersonRow.id, PersonRow.name, PersonRow.email, PersonRow.password_hash, PersonRow.closed_at)


def _accounts(chosen: Select[int, str, str, str | None, datetime | None]) -> list[Account]:
    rows = db.session.execute(chosen).all()
    ids = [row.id for row in rows]
    roles = defaultdict(set)
    for person_id, role in db.session.execute(
        select(RoleRow.person_id, RoleRow.role).where(RoleRow.person_id.in_(ids))
    ):
        roles[person_id].add(role)
    places = union_all(
        select(EnrolmentRow.learner_id.label("person_id"), EnrolmentRow.cohort_id),
        select(CohortTutorRow.tutor_id, CohortTutorRow.cohort_id),
    ).subquery()
    cohorts = defaultdict(list)
    for person_id, cohort_id, name in db.session.execute(
        select(places.c.person_id, CohortRow.id, CohortRow.name)
        .join(CohortRow, CohortRow.id == places.c.cohort_id)
        .where(places.c.person_id.in_(ids))
        .distinct()
        .order_by(CohortRow.name)
    ):
        cohorts[person_id].append(Cohort(cohort_id, name))
    return [
        Account(row.id, row.name, row.email, frozenset(roles[row.id]), _state(row), tuple(cohorts[row.id]))
        for row in rows
    ]


def _state(row: Row[int, str, str, str | None, datetime | None]) -> State:
    if row.closed_at:
        return State.CLOSED
    return State.ACTIVE if row.password_hash else State.INVITED


def anybody() -> bool:
    """Whether the centre has any account."""
    return db.session.scalar(select(PersonRow.id).limit(1)) is not None


def counts(*, at: datetime) -> Counts:
    """How the centre's accounts stand, in one statement."""
    people = select(func.count()).select_from(PersonRow).where(PersonRow.closed_at.is_(None))
    invited = people.where(PersonRow.password_hash.is_(None))
    link = LinkRow.person_id == PersonRow.id, LinkRow.used_at.is_(None), LinkRow.expires_at > at
    row = db.session.execute(
        select(
            people.where(PersonRow.password_hash.is_not(None)).scalar_subquery(),
            invited.scalar_subquery(),
            invited.where(~select(LinkRow.digest).where(*link).exists()).scalar_subquery(),
            select(func.count()).select_from(CohortRow).scalar_subquery(),
        )
    ).one()
    return Counts(*row)


def people_with(role: Role) -> list[Person]:
    """Everyone with an open account and this role, by name."""
    return _people(
        select(PersonRow.id, PersonRow.name, PersonRow.email)
        .join(RoleRow, RoleRow.person_id == PersonRow.id)
        .where(RoleRow.role == role, PersonRow.closed_at.is_(None)),
        role,
    )


def _people(chosen: Select[int, str, str], role: Role) -> list[Person]:
    rows = db.session.execute(chosen.order_by(PersonRow.name, PersonRow.id))
    return [Person(row.id, row.name, row.email, frozenset({role})) for row in rows]


# Cohorts


def learners_taught_by(tutor_id: int) -> Select[int]:
    """The ids of the learners in a tutor's cohorts, as a subquery that every tutor's query is scoped with."""
    return (
        select(EnrolmentRow.learner_id)
        .join(CohortTutorRow, CohortTutorRow.cohort_id == EnrolmentRow.cohort_id)
        .where(CohortTutorRow.tutor_id == tutor_id)
    )


def enrolments() -> Select[int, int]:
    """The ids of learners, each beside that of a cohort that they are in: a subquery to be narrowed down."""
    return select(EnrolmentRow.learner_id, EnrolmentRow.cohort_id)


def learner(learner_id: int, *, tutor_id: int) -> Person | None:
    """A learner of one of this tutor's cohorts; anyone else is as good as missing."""
    row = db.session.execute(
        select(PersonRow.id, PersonRow.name, PersonRow.email).where(
            PersonRow.id == learner_id, PersonRow.id.in_(learners_taught_by(tutor_id))
        )
    ).one_or_none()
    return row and Person(row.id, row.name, row.email, frozenset({Role.LEARNER}))


def cohort(cohort_id: int, *, tutor_id: int) -> Cohort | None:
    """One of this tutor's cohorts; any other is as good as missing."""
    row = db.session.execute(
        select(CohortRow.id, CohortRow.name)
        .join(CohortTutorRow, CohortTutorRow.cohort_id == CohortRow.id)
        .where(CohortRow.id == cohort_id, CohortTutorRow.tutor_id == tutor_id)
    ).one_or_none()
    return row and Cohort(row.id, row.name)


def class_of(cohort_id: int, *, tutor_id: int) -> tuple[Cohort, list[Person]] | None:
    """One of this tutor's cohorts with its learners by name, in one statement."""
    rows = db.session.execute(
        select(CohortRow.name.label("cohort"), PersonRow.id, PersonRow.name, PersonRow.email)
        .join(CohortTutorRow, CohortTutorRow.cohort_id == CohortRow.id)
        .outerjoin(EnrolmentRow, EnrolmentRow.cohort_id == CohortRow.id)
        .outerjoin(PersonRow, and_(PersonRow.id == EnrolmentRow.learner_id, PersonRow.closed_at.is_(None)))
        .where(CohortRow.id == cohort_id, CohortTutorRow.tutor_id == tutor_id)
        .order_by(PersonRow.name, PersonRow.id)
    ).all()
    learners = [Person(row.id, row.name, row.email, frozenset({Role.LEARNER})) for row in rows if row.id]
    return (Cohort(cohort_id, rows[0].cohort), learners) if rows else None


def any_cohort(cohort_id: int) -> Cohort | None:
    """A cohort, for an administrator."""
    row = db.session.execute(select(CohortRow.id, CohortRow.name).where(CohortRow.id == cohort_id)).one_or_none()
    return row and Cohort(row.id, row.name)


def cohorts_of(tutor_id: int) -> list[CohortSize]:
    """The cohorts that somebody teaches, by name."""
    mine = CohortTutorRow.cohort_id == CohortRow.id, CohortTutorRow.tutor_id == tutor_id
    return _sizes(_COHORTS.where(select(CohortTutorRow.cohort_id).where(*mine).exists()))


def all_cohorts() -> list[CohortSize]:
    """Every cohort by name, for an administrator."""
    return _sizes(_COHORTS)


def _sizes(chosen: Select[int, str, int, int]) -> list[CohortSize]:
    return [CohortSize(*row) for row in db.session.execute(chosen)]


_COHORTS = select(
    CohortRow.id,
    CohortRow.name,
    select(func.count())
    .select_from(EnrolmentRow)
    .join(PersonRow, PersonRow.id == EnrolmentRow.learner_id)
    .where(EnrolmentRow.cohort_id == CohortRow.id, PersonRow.closed_at.is_(None))
    .scalar_subquery()
    .label("learners"),
    select(func.count())
    .select_from(CohortTutorRow)
    .join(PersonRow, PersonRow.id == CohortTutorRow.tutor_id)
    .where(CohortTutorRow.cohort_id == CohortRow.id, PersonRow.closed_at.is_(None))
    .scalar_subquery()
    .label("tutors"),
).order_by(CohortRow.name)


def learners_in(cohort_id: int) -> list[Person]:
    """The learners of a cohort by name; ask ``cohort`` first whether it may be seen."""
    return _people(
        select(PersonRow.id, PersonRow.name, PersonRow.email)
        .join(EnrolmentRow, EnrolmentRow.learner_id == PersonRow.id)
        .where(EnrolmentRow.cohort_id == cohort_id, PersonRow.closed_at.is_(None)),
        Role.LEARNER,
    )


def tutors_of(cohort_id: int) -> list[Person]:
    """The tutors of a cohort by name."""
    return _people(
        select(PersonRow.id, PersonRow.name, PersonRow.email)
        .join(CohortTutorRow, CohortTutorRow.tutor_id == PersonRow.id)
        .where(CohortTutorRow.cohort_id == cohort_id, PersonRow.closed_at.is_(None)),
        Role.TUTOR,
    )


# The audit


def audit(*, before: int | None, most: int) -> Sequence[AuditEntry]:
    """What was done, newest first; ``before`` is the id of the oldest entry on the page before."""
    actor, subject = aliased(PersonRow), aliased(PersonRow)
    entries = (
        select(
            AuditRow.id,
            AuditRow.at,
            actor.name.label("actor"),
            AuditRow.deed,
            subject.name.label("subject"),
            AuditRow.detail,
        )
        .outerjoin(actor, actor.id == AuditRow.actor_id)
        .outerjoin(subject, subject.id == AuditRow.subject_id)
        .order_by(AuditRow.id.desc())
        .limit(most)
    )
    if before is not None:
        entries = entries.where(AuditRow.id < before)
    return [AuditEntry(*row) for row in db.session.execute(entries)]
