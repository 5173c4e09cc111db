from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from .core.attempt import StepKind
from .core.grading import Reason


class ItemVersionRow(Base):
    """The text of an item as it stood when somebody first sat it. Added to, never changed."""

    __tablename__ = "item_versions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]


class PaperVersionRow(Base):
    """The text of a paper, which names its items by digest. Added to, never changed."""

    __tablename__ = "paper_versions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    paper_id: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]


class AttemptRow(Base):
    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("learner_id", "paper_id", "number"),)  # of two starts at once, one is it

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    paper_digest: Mapped[str] = mapped_column(ForeignKey("paper_versions.digest"))
    paper_id: Mapped[str]
    number: Mapped[int]  # the learner's first, second… attempt at this paper
    started_at: Mapped[datetime]
    allowance_seconds: Mapped[int]


class StepRow(Base):
    """What a learner did in an attempt. Added to, never changed."""

    __tablename__ = "attempt_steps"
    __table_args__ = (UniqueConstraint("attempt_id", "key"), Index(None, "attempt_id", "item_id", "kind", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    at: Mapped[datetime]
    kind: Mapped[StepKind]
    item_id: Mapped[str | None]
    response: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    key: Mapped[str]


class ResultRow(Base):
    """Marks, written once. A regrade adds a row with the next number."""

    __tablename__ = "results"
    __table_args__ = (UniqueConstraint("attempt_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    reason: Mapped[Reason]
    scored_num: Mapped[int]
    scored_den: Mapped[int]
    available: Mapped[int]
    passed: Mapped[bool]


class ResultItemRow(Base):
    __tablename__ = "result_items"

    result_id: Mapped[int] = mapped_column(ForeignKey("results.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(index=True)
    item_digest: Mapped[str] = mapped_column(ForeignKey("item_versions.digest"))
    response: Mapped[list[str]] = mapped_column(JSON)
    mark_num: Mapped[int]
    mark_den: Mapped[int]
    available: Mapped[int]
    unsafe: Mapped[bool]


class ResultCriterionRow(Base):
    __tablename__ = "result_criteria"

    result_id: Mapped[int] = mapped_column(ForeignKey("results.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    scored_num: Mapped[int]
    scored_den: Mapped[int]
    available: Mapped[int]
