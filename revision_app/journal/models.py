from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from ..deletion import Deletable


class ReflectionRow(Deletable, Base):
    """A draft, private to its learner. What is handed in is a copy, a piece of evidence."""

    __tablename__ = "reflections"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    title: Mapped[str]
    writing: Mapped[dict[str, str]] = mapped_column(JSON)  # stage: text
    criteria: Mapped[list[str]] = mapped_column(JSON)
    kept_back: Mapped[list[str]] = mapped_column(JSON)  # stages that are not handed in
    model: Mapped[str]  # the file of its model in content/models/, empty for Gibbs'
    context: Mapped[str]  # what it is about, empty where that was not said
    # Both are asked at the end of a transaction: a restore writes rows in the order of their ids.
    continues_id: Mapped[int | None] = mapped_column(
        ForeignKey("reflections.id", deferrable=True, initially="DEFERRED"), index=True
    )
    answers_id: Mapped[int | None] = mapped_column(  # the plan that it says the end of
        ForeignKey("reflections.id", deferrable=True, initially="DEFERRED")
    )
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    revision: Mapped[int]


class ReflectionVersionRow(Base):
    """A draft as it was saved at one time, as private as the draft. Added to, never changed."""

    __tablename__ = "reflection_versions"
    __table_args__ = (UniqueConstraint("reflection_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reflection_id: Mapped[int] = mapped_column(ForeignKey("reflections.id"))
    revision: Mapped[int]
    title: Mapped[str]
    writing: Mapped[dict[str, str]] = mapped_column(JSON)  # stage: text
    criteria: Mapped[list[str]] = mapped_column(JSON)
    words: Mapped[int]
    saved_at: Mapped[datetime]


class DepthPromptsOffRow(Base):
    """That a learner wants no prompts for depth."""

    __tablename__ = "depth_prompts_off"

    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class NotClientsRow(Base):
    """The names of which a learner said that they are no client's: they are not pointed out to them again."""

    __tablename__ = "not_clients"

    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    names: Mapped[list[str]] = mapped_column(JSON)  # folded, by alphabet
