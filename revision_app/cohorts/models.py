from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from .core.enrolment import Deed

_GOES_ON, _HOLDS = text("ended_at IS NULL"), text("undone_at IS NULL")


def _once_at_a_time(*columns: str) -> tuple[Any, ...]:
    """Nobody is twice in a cohort at the same time; times that have ended are as many as there were."""
    return (Index(None, *columns, unique=True, sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),)


class CohortRow(Base):
    __tablename__ = "cohorts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class EnrolmentRow(Base):
    """A time that a learner spends in a cohort, from its start to before its end. Ended, never deleted."""

    __tablename__ = "enrolments"
    __table_args__ = _once_at_a_time("cohort_id", "learner_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class CohortTutorRow(Base):
    """A time in which a tutor teaches a cohort, from its start to before its end. Ended, never deleted."""

    __tablename__ = "cohort_tutors"
    __table_args__ = _once_at_a_time("cohort_id", "tutor_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    tutor_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    chosen_at: Mapped[datetime | None]  # to lead the cohort, last


class CohortAssurerRow(Base):
    """A time in which somebody assures the quality of a cohort, one person at a time. Ended, never deleted."""

    __tablename__ = "cohort_assurers"
    __table_args__ = _once_at_a_time("cohort_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    assurer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class ArchivingRow(Base):
    """That a cohort was archived. Added to; undoing is noted beside it, and nothing is deleted."""

    __tablename__ = "cohort_archivings"
    __table_args__ = (Index(None, "cohort_id", unique=True, sqlite_where=_HOLDS, postgresql_where=_HOLDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class EnrolmentChangeRow(Base):
    """What was done to an enrolment, with its reason. Added to; undoing is noted beside it, and nothing is deleted."""

    __tablename__ = "enrolment_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), index=True)
    deed: Mapped[Deed]
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    to_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"))  # that a move began
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
