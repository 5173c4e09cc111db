from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from .core import StatementKind


class StatementRow(Base):
    """What somebody said of a learner's work. Added, and never changed."""

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("author_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[StatementKind]
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # none where a witness has no account
    link_id: Mapped[int | None] = mapped_column(ForeignKey("one_time_links.id"), unique=True)
    key: Mapped[str | None]  # of the form that made it, so that a second click makes no second one
    at: Mapped[datetime]
    title: Mapped[str]
    day: Mapped[str]  # an ISO date in London's calendar
    name: Mapped[str]
    standing: Mapped[str]
    relation: Mapped[str]
    conflict: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)  # in the shape of its kind
    criteria: Mapped[list[str]] = mapped_column(JSON)


class WitnessRequestRow(Base):
    """That a learner asks a witness what they saw."""

    __tablename__ = "witness_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    about: Mapped[str]
    witness: Mapped[str]
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statements.id"))
