from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from ..deletion import Deletable


class SectionReadRow(Base):
    """What a learner has had before them of one section, and which text it was when they read it."""

    __tablename__ = "section_reads"

    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(primary_key=True)
    section_id: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    digest: Mapped[str]  # of the section's text


class NoteRow(Deletable, Base):
    """A learner's private note or highlight, and the words that it was made on."""

    __tablename__ = "notes"
    __table_args__ = (UniqueConstraint("learner_id", "key"), Index(None, "learner_id", "unit_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    key: Mapped[str]  # a note sent twice is one note
    unit_id: Mapped[str]
    block_id: Mapped[str]  # a block or, for a note on all of it, a section
    quotation: Mapped[str]
    prefix: Mapped[str]  # the words before and after the quotation, to find it again
    suffix: Mapped[str]
    body: Mapped[str]  # empty: a highlight
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
