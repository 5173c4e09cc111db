from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class PieceRow(Base):
    """What a learner put forward, as it was. Added, and never changed but for its withdrawal, or that of a consent."""

    __tablename__ = "pieces"
    __table_args__ = (UniqueConstraint("kind", "source_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str]
    source_id: Mapped[int]  # of the draft, in the table of its kind: this one refers to no feature above it
    number: Mapped[int]
    at: Mapped[datetime]
    title: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)  # in the shape of its kind
    digest: Mapped[str]
    withdrawn_at: Mapped[datetime | None]


class ClaimRow(Base):
    """That a piece shows a criterion, as its learner says."""

    __tablename__ = "claims"
    __table_args__ = (UniqueConstraint("piece_id", "criterion"),)

    id: Mapped[int] = mapped_column(primary_key=True)  # a piece's claims are in the order of their ids
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"))
    criterion: Mapped[str]
    # Where it shows it: part, start and end of each passage, as the learner had marked them; frozen like the piece.
    passages: Mapped[list[list[Any]]] = mapped_column(JSON, server_default=text("'[]'"))


class DeclarationRow(Base):
    """What a learner declared of a piece when they handed it in, or of all their work. Added, never changed."""

    __tablename__ = "declarations"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    piece_id: Mapped[int | None] = mapped_column(ForeignKey("pieces.id"), unique=True)  # none: of all their work
    statement: Mapped[str]
    ai_use: Mapped[str]
    digest: Mapped[str]  # of what it is about
    at: Mapped[datetime]
    sign_in: Mapped[str | None]
    signed_in_at: Mapped[datetime | None]


class DraftClaimRow(Base):
    """That a passage of a draft shows a criterion. Added, and never changed but for the moment it was taken away."""

    __tablename__ = "draft_claims"
    __table_args__ = (Index("ix_draft_claims_kind_source_id", "kind", "source_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    source_id: Mapped[int]  # as of a piece
    criterion: Mapped[str]
    part: Mapped[str]
    words: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
