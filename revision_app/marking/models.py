from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from .core.comments import Saying
from .core.submission import Outcome


class DecisionRow(Base):
    """What an assessor judged of one criterion at one time. Added to, never changed; the latest counts."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), index=True)
    criterion: Mapped[str]
    outcome: Mapped[Outcome | None]  # NULL: a comment was saved before an outcome was chosen
    comment: Mapped[str]
    next_step: Mapped[str]
    unmet: Mapped[list[str]] = mapped_column(JSON)  # what of VACSR does not hold
    reason: Mapped[str]  # why a released decision was amended; empty for every other
    assessor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class TypedMarkingRow(Base):
    """What an assessor has typed into one card, for themselves alone: kept while they type, and written over.

    ``waits`` says that it is not saved as marking yet. A decision is what comes of it.
    """

    __tablename__ = "typed_marking"

    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), primary_key=True)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[Outcome | None]
    comment: Mapped[str]
    next_step: Mapped[str]
    unmet: Mapped[list[str]] = mapped_column(JSON)
    waits: Mapped[bool]
    revision: Mapped[int]
    saved_at: Mapped[datetime]


class TypedCommentRow(Base):
    """What an assessor has typed of a comment at a passage, kept as ``TypedMarkingRow`` is and counted with it."""

    __tablename__ = "typed_comments"

    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), primary_key=True)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 0: one that is to be added
    passage: Mapped[str]
    text: Mapped[str]
    gone: Mapped[bool]
    waits: Mapped[bool]
    revision: Mapped[int]
    saved_at: Mapped[datetime]


class ReleaseRow(Base):
    """From here on the learner sees the decisions."""

    __tablename__ = "releases"

    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), primary_key=True)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(index=True)


class MarkingRuleRow(Base):
    """How the pieces of a cohort are marked that are handed in from then on. Added to; the latest counts."""

    __tablename__ = "marking_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    second_share: Mapped[int]  # per cent of pieces that get a second marker
    tolerance: Mapped[int]  # criteria that may differ between the two markers
    return_days: Mapped[int | None]  # calendar days after which a piece is due back; none: the centre names none
    blind: Mapped[bool]  # whether tutors mark without the learner's name
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class SecondMarkingRow(Base):
    """That a piece is marked by a second marker, and who of the two has finished."""

    __tablename__ = "second_markings"

    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), primary_key=True)
    marker_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)  # none: nobody has taken it yet
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # none: the centre's share chose it
    first_done: Mapped[int | None]  # the id of the first marker's last decision when they finished
    first_done_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    first_done_at: Mapped[datetime | None]
    second_done_at: Mapped[datetime | None]


class SecondDecisionRow(Base):
    """What a second marker decided, or what both agreed on, which has a reason. Added to, never changed."""

    __tablename__ = "second_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), index=True)
    criterion: Mapped[str]
    outcome: Mapped[Outcome | None]  # as in a decision
    comment: Mapped[str]
    next_step: Mapped[str]
    unmet: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str]
    agreed: Mapped[bool]
    assessor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class PhraseRow(Base):
    """A phrase of the feedback bank. Its words never change; it is retired, and not deleted."""

    __tablename__ = "phrases"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    criterion: Mapped[str]  # empty: for any
    name: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class PhraseUseRow(Base):
    """That a decision was released with a phrase in it."""

    __tablename__ = "phrase_uses"
    __table_args__ = (UniqueConstraint("phrase_id", "piece_id", "criterion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phrase_id: Mapped[int] = mapped_column(ForeignKey("phrases.id"))
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"))
    criterion: Mapped[str]


class CommentRow(Base):
    """A passage of a piece at which a tutor commented; what is said there are rows of their own."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), index=True)
    part: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # the second marker whose comment it is


class CommentWordsRow(Base):
    """What somebody said at a passage. Added to, never changed."""

    __tablename__ = "comment_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    saying: Mapped[Saying]
    text: Mapped[str]  # of a comment: empty where it was taken away


class PlannedStepRow(Base):
    """A next step that a learner took into their action plan, in the words of then."""

    __tablename__ = "planned_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    criterion: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
