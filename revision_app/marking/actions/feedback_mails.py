from datetime import datetime

from sqlalchemy import delete

from ...db import db, insert_missing, transaction
from ..models import FeedbackMailRow


@transaction
def note_mail(person_id: int, *, day: str, at: datetime) -> bool:
    """Note that somebody is told by mail on this day; whether nobody else has noted it, so that one letter goes out."""
    adding = insert_missing(FeedbackMailRow).values(person_id=person_id, day=day, at=at)
    return db.session.scalar(adding.returning(FeedbackMailRow.person_id)) is not None


@transaction
def forget_mail(person_id: int, *, day: str) -> None:
    """The letter could not be sent: the next sweep tries again."""
    db.session.execute(
        delete(FeedbackMailRow).where(FeedbackMailRow.person_id == person_id, FeedbackMailRow.day == day)
    )
