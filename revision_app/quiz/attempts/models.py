from datetime import datetime

from sqlalchemy import JSON, Double, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base
from .core.activity import ActivityKind
from .core.attempt import StepKind
from .core.grading import ResultReason, Way
from .core.interventions import InterventionKind


class AttemptRow(Base):
    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("learner_id", "paper_id", "number"),  # of two starts at once, one is it
        Index(None, "paper_id", "deadline_at"),  # for who still sits a paper after its close
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    paper_digest: Mapped[str] = mapped_column(ForeignKey("paper_versions.digest"))
    paper_id: Mapped[str]
    number: Mapped[int]  # the learner's first, second… attempt at this paper
    mode: Mapped[str]
    seed: Mapped[str]
    segment: Mapped[int]
    started_at: Mapped[datetime]
    limit_seconds: Mapped[int | None]
    extended_seconds: Mapped[int]
    rest_seconds: Mapped[int]
    rested_seconds: Mapped[float] = mapped_column(Double)  # exact: a double holds microseconds for centuries
    resting_since: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None] = mapped_column(index=True)  # the latest it can be, from the above
    voided_at: Mapped[datetime | None]


class AttemptCohortRow(Base):
    """A cohort in which an attempt began: its dates are the attempt's, wherever the learner goes afterwards.

    ``assignment_id`` names the dates that the paper had there at that moment, ``None`` where it had none;
    ``shown_before_id`` the first dates that were set after its results had been shown: neither they nor later ones
    are its dates.
    """

    __tablename__ = "attempt_cohorts"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), primary_key=True, index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    shown_before_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))


class StepRow(Base):
    """What a learner did in an attempt. Added to, never changed."""

    __tablename__ = "attempt_steps"
    __table_args__ = (
        UniqueConstraint("attempt_id", "key", "kind"),
        Index(None, "attempt_id", "item_id", "kind", "id"),
        Index(
            "uq_attempt_steps_submitted",
            *("attempt_id", "segment"),
            unique=True,
            sqlite_where=text("kind = 'submitted'"),
            postgresql_where=text("kind = 'submitted'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    segment: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[StepKind]
    item_id: Mapped[str | None]
    response: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    key: Mapped[str | None]  # the page's name for the request
    certainty: Mapped[int | None]
    window: Mapped[str | None]  # the one that was opened
    notes: Mapped[str | None]  # the learner's notes as they were kept


class ActivityRow(Base):
    """What a page reported of how it was sat. Added to, never changed."""

    __tablename__ = "attempt_activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[ActivityKind]
    batch: Mapped[str]  # the page's name for the request
    position: Mapped[int | None]  # of the question, from 1
    size: Mapped[int | None]  # of a paste, in characters
    network: Mapped[str | None]


class InterventionRow(Base):
    """What a tutor did to an attempt. Added to, never changed."""

    __tablename__ = "interventions"
    __table_args__ = (UniqueConstraint("attempt_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    at: Mapped[datetime]
    kind: Mapped[InterventionKind]
    minutes: Mapped[int | None]
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    key: Mapped[str | None]  # the form's name for itself, if it may be sent twice


class ResultRow(Base):
    """Marks, written once. A regrade adds a row with the next number."""

    __tablename__ = "results"
    __table_args__ = (UniqueConstraint("attempt_id", "number"), UniqueConstraint("attempt_id", "regrade_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    number: Mapped[int]
    segment: Mapped[int]
    at: Mapped[datetime]
    reason: Mapped[ResultReason]
    scored_num: Mapped[int]
    scored_den: Mapped[int]
    available: Mapped[int]
    passed: Mapped[bool]
    pending: Mapped[int]  # items that a tutor is still to mark
    regrade_id: Mapped[int | None] = mapped_column(ForeignKey("regrades.id"), index=True)


class ResultItemRow(Base):
    __tablename__ = "result_items"
    # Few of very many wait for a mark; SQLite writes a truth as a number, and looks for it as it is written.
    __table_args__ = (
        Index(
            "ix_result_items_pending",
            "item_id",
            sqlite_where=text("pending = 1"),
            postgresql_where=text("pending"),
        ),
    )

    result_id: Mapped[int] = mapped_column(ForeignKey("results.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(index=True)
    item_digest: Mapped[str] = mapped_column(ForeignKey("item_versions.digest"))
    response: Mapped[list[str]] = mapped_column(JSON)
    mark_num: Mapped[int]
    mark_den: Mapped[int]
    available: Mapped[int]
    unsafe: Mapped[bool]
    pending: Mapped[bool]
    certainty: Mapped[int | None]
    seconds: Mapped[int | None]
    ruling: Mapped[Way | None]


class ResultCriterionRow(Base):
    __tablename__ = "result_criteria"

    result_id: Mapped[int] = mapped_column(ForeignKey("results.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    scored_num: Mapped[int]
    scored_den: Mapped[int]
    available: Mapped[int]


class RegradeRow(Base):
    """A decision to mark an item otherwise: its versions of ``from_digests``, where they have not been already.

    Marks that are given later follow it as well. ``counted`` results were to be written when it was begun.
    """

    __tablename__ = "regrades"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(index=True)
    way: Mapped[Way]
    from_digests: Mapped[list[str]] = mapped_column(JSON)
    to_digest: Mapped[str | None] = mapped_column(ForeignKey("item_versions.digest"))
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    counted: Mapped[int]
    finished_at: Mapped[datetime | None]


class AdjustmentRow(Base):
    """A learner's adjustments for every timed paper; the latest row counts. Added to, never changed."""

    __tablename__ = "adjustments"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    extra_percent: Mapped[int]
    extra_minutes: Mapped[int]
    rest_minutes: Mapped[int]
    untimed: Mapped[bool]
    calm_timer: Mapped[bool]
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class AssignmentRow(Base):
    """When a cohort may sit a paper; the latest row for the two counts. Added to, never changed."""

    __tablename__ = "assignments"
    __table_args__ = (Index(None, "cohort_id", "paper_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    paper_id: Mapped[str]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    release_at: Mapped[datetime | None]
    withdrawn: Mapped[bool]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class GivenMarkRow(Base):
    """What a tutor gave an answer that the site cannot mark; the latest row counts. Added to, never changed."""

    __tablename__ = "given_marks"
    __table_args__ = (Index(None, "attempt_id", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    item_id: Mapped[str]
    share_num: Mapped[int]
    share_den: Mapped[int]
    comment: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class MissRow(Base):
    """Why a learner says an answer went wrong; the latest row counts. Added to, never changed."""

    __tablename__ = "misses"
    __table_args__ = (Index(None, "attempt_id", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    item_id: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]


class SelfMarkRow(Base):
    """The points of a guide that a learner found in their own practice answer; the latest row counts. Added to only.

    It is beside the marks and no part of them: nothing that marks, decides or counts reads this table.
    """

    __tablename__ = "self_marks"
    __table_args__ = (Index(None, "attempt_id", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    item_id: Mapped[str]
    item_digest: Mapped[str] = mapped_column(ForeignKey("item_versions.digest"))  # of the version whose guide it was
    points: Mapped[list[int]] = mapped_column(JSON)  # places in that guide, from 0
    at: Mapped[datetime]


class MarkRequestRow(Base):
    """A learner asked for a practice answer to be marked by a tutor. Added to, never changed."""

    __tablename__ = "mark_requests"
    __table_args__ = (Index(None, "attempt_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    item_id: Mapped[str]
    at: Mapped[datetime]


class PracticeAnswerRow(Base):
    """An answer to a question met in a unit. Added to, never changed."""

    __tablename__ = "practice_answers"
    __table_args__ = (Index(None, "learner_id", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    item_id: Mapped[str]
    item_digest: Mapped[str] = mapped_column(ForeignKey("item_versions.digest"))
    response: Mapped[list[str]] = mapped_column(JSON)
    mark_num: Mapped[int]
    mark_den: Mapped[int]
    at: Mapped[datetime]
