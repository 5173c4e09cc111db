from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..db import db
from .core import Job, Result
from .models import JobRow


def job(job_id: int, *, owner_id: int) -> Job | None:
    """A job that this person asked for; anybody else's is as good as missing."""
    row = db.session.scalars(select(JobRow).where(JobRow.id == job_id, JobRow.owner_id == owner_id)).one_or_none()
    return as_job(row) if row else None


def jobs(owner_id: int, *, kinds: Collection[str], about: Collection[str], most: int = 10) -> list[Job]:
    """What somebody last asked for about any of these, the latest first."""
    asked = (
        select(JobRow)
        .where(JobRow.owner_id == owner_id, JobRow.kind.in_(kinds), JobRow.about.in_(about))
        .order_by(JobRow.id.desc())
        .limit(most)
    )
    return [as_job(row) for row in db.session.scalars(asked)]


def failed_since(since: datetime) -> Counter[tuple[str, str]]:
    """How many jobs failed since a moment, by kind and reason: for an administrator, so nothing of whose they are."""
    row: Any = JobRow
    rows = db.session.execute(
        select(row.kind, row.failure, func.count())
        .where(row.finished_at >= since, row.failure.is_not(None), row.failure != "")
        .group_by(row.kind, row.failure)
    )
    return Counter({(kind, failure): number for kind, failure, number in rows})


def kept_files() -> frozenset[str]:
    """The files of all results that have not expired."""
    return frozenset(file for file in db.session.scalars(select(JobRow.file).where(JobRow.file.is_not(None))) if file)


def as_job(row: JobRow) -> Job:
    result = Result(row.file, row.name or "", row.size or 0, row.digest or "") if row.file else None
    return Job(
        row.id,
        row.kind,
        row.owner_id,
        row.about,
        row.asked_at,
        row.tries,
        row.lease_until,
        row.done,
        row.total,
        row.finished_at,
        row.failure,
        result,
    )
