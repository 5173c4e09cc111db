from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from .core import AuditKind


class AuditRow(Base):
    """Who did what to whom, and when. Added to, never changed: each is sealed with the one before, see ``core.chain``.

    Ids follow on one another, in the order in which entries were committed.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[AuditKind]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # none: the command line, or a failed sign-in
    deed: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    detail: Mapped[str]
    previous: Mapped[str]
    digest: Mapped[str]
