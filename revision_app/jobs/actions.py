from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from ..accounts.queries import lock_person
from ..db import db, insert_missing, part_of_action, transaction
from .core import KEPT, LEASE, MOST, TRIES, Job, LeaseLost, Result, TooManyJobs
from .models import JobRow
from .queries import as_job


@transaction
def ask(kind: str, about: str, *, owner_id: int, at: datetime) -> int:
    """Ask for something to be made; its id. Who asks again before it is finished gets the same.

    Raises ``TooManyJobs``.
    """
    lock_person(owner_id)
    mine = JobRow.owner_id == owner_id, JobRow.finished_at.is_(None)
    same = select(JobRow.id).where(*mine, JobRow.kind == kind, JobRow.about == about)
    if (open_already := db.session.scalar(same)) is not None:
        return open_already
    if (db.session.scalar(select(func.count()).select_from(JobRow).where(*mine)) or 0) >= MOST:
        raise TooManyJobs
    asked = {"kind": kind, "about": about, "owner_id": owner_id, "asked_at": at}
    db.session.execute(insert_missing(JobRow).values(tries=0, done=0, total=0, failure="", **asked))
    return db.session.scalars(same).one()


@transaction
def take(worker: str, *, at: datetime) -> Job | None:
    """The job that has waited longest and that nobody holds, held by this worker from now on.

    One that has ended its workers too often is given up.
    """
    free = or_(JobRow.lease_until.is_(None), JobRow.lease_until <= at)
    waiting = select(JobRow).where(JobRow.finished_at.is_(None), free).order_by(JobRow.id).limit(1)
    row = db.session.scalars(waiting.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    if row.tries >= TRIES:
        row.finished_at = at
        row.failure = "This could not be made: whoever made it was stopped several times. Ask for it again."
        return None
    row.tries += 1
    row.worker, row.lease_until, row.done, row.total = worker, at + LEASE, 0, 0
    return as_job(row)


@transaction
def tell(job_id: int, done: int, total: int, *, worker: str, at: datetime) -> None:
    """Say how far a job is, and hold it for longer. Raises ``LeaseLost``."""
    _change(job_id, worker, done=done, total=total, lease_until=at + LEASE)


@transaction
def finish(job_id: int, result: Result, *, worker: str, at: datetime) -> None:
    """Keep what was made. Raises ``LeaseLost``: of several who made it, one has."""
    made = {"file": result.file, "name": result.name, "size": result.size, "digest": result.digest}
    _change(job_id, worker, finished_at=at, lease_until=None, **made)


@transaction
def fail(job_id: int, words: str, *, worker: str, at: datetime) -> None:
    """Say why it was not made. Raises ``LeaseLost``."""
    _change(job_id, worker, finished_at=at, lease_until=None, failure=words)


@transaction
def let_go(worker: str, *, at: datetime) -> None:
    """What this worker held is free for others: it is known to be gone."""
    held = JobRow.worker == worker, JobRow.finished_at.is_(None)
    db.session.execute(update(JobRow).where(*held).values(worker=None, lease_until=at))


@transaction
def forget_expired(*, at: datetime) -> None:
    """No longer name the files of results that have been kept long enough; whoever sweeps the folder removes them."""
    expired = JobRow.file.is_not(None), JobRow.finished_at <= at - KEPT
    db.session.execute(update(JobRow).where(*expired).values(file=None))


@part_of_action
def discard_results(about: Collection[str], *, at: datetime) -> tuple[str, ...]:
    """What was made about this holds what must be seen no longer; the files, to delete. What is being made begins anew.

    *Ours:* a result that is discarded has expired.
    """
    results = JobRow.about.in_(about), JobRow.file.is_not(None)
    files = db.session.scalars(select(JobRow.file).where(*results).with_for_update()).all()
    db.session.execute(update(JobRow).where(*results).values(file=None))
    begun = JobRow.about.in_(about), JobRow.worker.is_not(None), JobRow.finished_at.is_(None)
    db.session.execute(update(JobRow).where(*begun).values(worker=None, lease_until=at))
    return tuple(file for file in files if file)


def _change(job_id: int, worker: str, **values: Any) -> None:
    held = JobRow.id == job_id, JobRow.worker == worker, JobRow.finished_at.is_(None)
    if db.session.scalar(update(JobRow).where(*held).values(**values).returning(JobRow.id)) is None:
        raise LeaseLost
