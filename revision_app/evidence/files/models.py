from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base
from ...deletion import Deletable
from .core.consent import Recorded
from .core.signature import FileKind


class FileRow(Deletable, Base):
    """A file that a learner keeps. Its bytes are in the store, as long as there are any."""

    __tablename__ = "files"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[FileKind]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]  # bytes
    digest: Mapped[str]  # SHA-256
    width: Mapped[int | None]  # pixels
    height: Mapped[int | None]
    caption: Mapped[str]
    alternative: Mapped[str]
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # for good, a day after it was deleted
    key: Mapped[str | None]  # in the store; none once the bytes are gone
    thumbnail_key: Mapped[str | None]
    client_heard: Mapped[bool | None]  # in a recording; none until its learner says so


class AttachmentRow(Base):
    """That a learner attached a file to a draft of theirs, which the row where its kind keeps it is named by."""

    __tablename__ = "attachments"

    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), primary_key=True, index=True)


class PieceFileRow(Base):
    """That a file was handed in with a piece of evidence: whoever judges the piece may ask for its bytes."""

    __tablename__ = "piece_files"

    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), primary_key=True, index=True)


class ConsentRow(Base):
    """What a client said of a photograph; of each the latest counts. Added, and never changed."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "file_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    at: Mapped[datetime]
    noted_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    withdrawn: Mapped[bool]  # what stands below is then that of the consent that was withdrawn
    pseudonym: Mapped[str]
    purposes: Mapped[list[str]] = mapped_column(JSON)
    given_on: Mapped[str]  # an ISO date in London's calendar, as the next
    until: Mapped[str]
    recorded: Mapped[Recorded]


class PairRow(Base):
    """That two photographs of a learner show the same area before and after."""

    __tablename__ = "photograph_pairs"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    before_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)
    after_id: Mapped[int] = mapped_column(ForeignKey("files.id"), index=True)
    caption: Mapped[str]
    made_at: Mapped[datetime]


class UploadRow(Base):
    """An upload under way, or one that has become a file."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str]
    size: Mapped[int]  # bytes, as does the next
    received: Mapped[int]
    mark: Mapped[str]  # by which the browser knows the file again
    parts: Mapped[list[str]] = mapped_column(JSON)  # keys in the store, in order
    began_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
