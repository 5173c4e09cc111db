from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select

from ..db import db
from .core import Posted
from .models import LetterRow


def letters(*, before: int | None, most: int) -> list[Posted]:
    """Letters of the last weeks, the latest first; ``before`` is the id of the oldest on the page before."""
    chosen = select(LetterRow).order_by(LetterRow.id.desc()).limit(most)
    rows = db.session.scalars(chosen if before is None else chosen.where(LetterRow.id < before))
    return [
        Posted(
            row.id,
            row.to,
            row.subject,
            row.at,
            row.tries,
            row.next_at,
            row.sent_at,
            row.failed_at,
            row.failure,
        )
        for row in rows
    ]


def waited_for() -> Select[Any]:
    """The ids of those to whom a letter is on its way, as a subquery."""
    waits = LetterRow.sent_at.is_(None), LetterRow.failed_at.is_(None), LetterRow.person_id.is_not(None)
    return select(LetterRow.person_id).where(*waits)


def given_up_since(since: datetime) -> ScalarSelect[int]:
    """How many letters were given up since then, as a subquery; sending one again takes it out of these."""
    return select(func.count(LetterRow.id)).where(LetterRow.failed_at >= since).scalar_subquery()
