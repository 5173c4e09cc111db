from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, String, or_, select, type_coerce

from ..db import EARLIEST, db
from . import store
from .core import AuditKind
from .core.chain import FIRST, Checked, Link, Said, check
from .models import AuditRow

BATCH = 1000


@dataclass(frozen=True)
class Wanted:
    """Which entries somebody looks for: of a kind, by or about ``people``, from a moment on, before another."""

    kind: AuditKind | None = None
    people: Select[int] | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = Wanted()


def entries(
    wanted: Wanted, *, before: int | None = None, most: int | None = None
) -> Select[int, datetime, AuditKind, int | None, str, int | None, str, str]:
    """What was done, newest first, as a subquery to which whoever knows people adds their names.

    ``before`` is the id of the oldest entry on the page before.
    """
    row = AuditRow
    chosen = select(row.id, row.at, row.kind, row.actor_id, row.deed, row.subject_id, row.detail, row.digest)
    if wanted.kind is not None:
        chosen = chosen.where(row.kind == wanted.kind)
    if wanted.people is not None:
        chosen = chosen.where(or_(row.actor_id.in_(wanted.people), row.subject_id.in_(wanted.people)))
    if wanted.since is not None:
        chosen = chosen.where(row.at >= wanted.since)
    if wanted.until is not None:
        chosen = chosen.where(row.at < wanted.until)
    if before is not None:
        chosen = chosen.where(row.id < before)
    return chosen.order_by(row.id.desc()).limit(most)


def last(*, up_to: int | None = None) -> tuple[int, str]:
    """The id and the digest of the entry that was written last, or last of those ``up_to`` an id."""
    row = select(AuditRow.id, AuditRow.digest).order_by(AuditRow.id.desc()).limit(1)
    found = db.session.execute(row if up_to is None else row.where(AuditRow.id <= up_to)).one_or_none()
    return (found.id, found.digest) if found else (0, FIRST)


def checked(*, latest: int | None = None, against: dict[int, str] | None = None) -> Checked:
    """Whether entries are as they were written, by their chain and the digests that are kept outside the database.

    All are looked at, or so many of the ``latest``. ``against`` are digests of a backup, by the ids of their entries.
    """
    heads = store.heads() | (against or {})  # read first, so that each is of an entry that is there
    after = last(up_to=last()[0] - latest) if latest else (0, FIRST)
    return check(_links(after[0]), heads, after=after)


def _links(after: int) -> Iterator[Link]:
    row = AuditRow
    kind, at = type_coerce(row.kind, String()), type_coerce(row.at, String())  # as they stand there, whatever that is
    listed = select(row.id, at, kind, row.actor_id, row.deed, row.subject_id, row.detail, row.previous, row.digest)
    found = db.session.execute(listed.where(row.id > after).order_by(row.id).execution_options(yield_per=BATCH))
    for id_, when, kind_, actor, deed, subject, detail, previous, digest in found:
        yield Link(id_, Said(_moment(when), kind_, actor, deed, subject, detail), previous, digest)


def _moment(when: object) -> datetime:
    """A time of the database; SQLite has a text, and anything may have been written there."""
    try:
        moment = datetime.fromisoformat(str(when))
    except ValueError:
        return EARLIEST
    return moment.replace(tzinfo=UTC)
