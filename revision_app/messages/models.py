from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class MessageRow(Base):
    """That somebody wrote to one person or to several at once. What it says is in the thread of each."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("writer_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    writer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id"))  # that an announcement was made to
    people: Mapped[int]  # to how many it went
    at: Mapped[datetime]
    key: Mapped[str | None]  # of the form that sent it, so that a second click sends no second one


class ThreadRow(Base):
    """A message with one of its recipients: how much each wrote, and how much of the other's each has read."""

    __tablename__ = "message_threads"
    __table_args__ = (
        UniqueConstraint("message_id", "recipient_id"),
        Index(None, "writer_id", "last_at"),
        Index(None, "recipient_id", "last_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    writer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str]
    announcement: Mapped[bool]
    by_writer: Mapped[int]
    by_recipient: Mapped[int]
    read_by_writer: Mapped[int]
    read_by_recipient: Mapped[int]
    last_at: Mapped[datetime]


class WordsRow(Base):
    """What somebody wrote in a thread. Added, and never changed."""

    __tablename__ = "message_words"
    __table_args__ = (UniqueConstraint("thread_id", "author_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("message_threads.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    text: Mapped[str]
    at: Mapped[datetime]
    key: Mapped[str | None]
