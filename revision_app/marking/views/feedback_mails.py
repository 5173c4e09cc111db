"""Mail that says that there is feedback to read, and nothing of what it says: at most one letter a day to a person."""

from datetime import datetime

from flask import render_template

from ...web import mail
from ...web.moments import shown
from ..actions.feedback_mails import forget_mail, note_mail
from ..queries.feedback_mails import untold


def tell_of_feedback(*, at: datetime) -> int:
    """Tell learners who could read something new since they were last told; how many. None where no mail is set."""
    if not mail.is_set():
        return 0
    day = shown(at).date().isoformat()
    return sum(_tell(person.id, person.name, person.email, day=day, at=at) for person in untold(at=at, day=day))


def _tell(person_id: int, name: str, address: str, *, day: str, at: datetime) -> bool:
    if not note_mail(person_id, day=day, at=at):
        return False
    sent = mail.send(address, "You have feedback", render_template("marking/feedback.txt", name=name))
    if not sent:
        forget_mail(person_id, day=day)
    return sent
