from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from ..deletion import Deletable


class RecordRow(Deletable, Base):
    """A record of a learner's log. What it says stands in its versions; ``number`` is that of the latest."""

    __tablename__ = "log_records"
    __table_args__ = (UniqueConstraint("learner_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    key: Mapped[str]  # of the form that made it, so that a second click makes no second record
    number: Mapped[int]
    made_at: Mapped[datetime]


class VersionRow(Base):
    """What a record said from one moment on. Added, and never changed."""

    __tablename__ = "log_versions"

    record_id: Mapped[int] = mapped_column(ForeignKey("log_records.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    said: Mapped[dict[str, Any]] = mapped_column(JSON)  # by the fields of content/log.yml


class CountersignatureRow(Base):
    """What a supervisor declared of one version of a record. Added, and never changed."""

    __tablename__ = "log_countersignatures"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("log_records.id"), index=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("one_time_links.id"), unique=True)
    number: Mapped[int]
    digest: Mapped[str]
    at: Mapped[datetime]
    name: Mapped[str]
    role: Mapped[str]
    registration: Mapped[str]
    declaration: Mapped[str]


class SelectionRow(Base):
    """Records that a learner means to put forward together: a draft, theirs alone."""

    __tablename__ = "log_selections"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    title: Mapped[str]
    records: Mapped[list[int]] = mapped_column(JSON)
    criteria: Mapped[list[str]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
    revision: Mapped[int]


class PutForwardRow(Base):
    """That a record stands in a piece of evidence, as it said in one version."""

    __tablename__ = "log_put_forward"

    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("log_records.id"), primary_key=True, index=True)
    number: Mapped[int]
