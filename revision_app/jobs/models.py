from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

_OPEN = text("finished_at IS NULL")


class JobRow(Base):
    """What somebody asked to be made, who makes it just now and what became of it."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "owner_id", "kind", "about", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_jobs_open", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    about: Mapped[str]
    asked_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="")
    file: Mapped[str | None]  # in the folder of results; none once it has expired
    name: Mapped[str | None]
    size: Mapped[int | None]
    digest: Mapped[str | None]
