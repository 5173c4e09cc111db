from collections.abc import Iterable
from datetime import datetime
from email.utils import make_msgid

from sqlalchemy import delete, or_, select, update

from ..db import db, part_of_action, transaction
from ..web import mail
from ..web.opaque import sealed, unsealed
from .core import KEPT, LEASE, Letter, Taken, next_try
from .models import LetterRow

NO_USE = "It could not be sent while it was of use."
UNREADABLE = "What it said cannot be read any more: SECRET_KEY has changed."


@part_of_action
def put(letters: Iterable[Letter], *, at: datetime) -> None:
    """Have letters sent, if whoever calls this does what they tell of; where no mail is set there are none."""
    if not mail.is_set():
        return
    for letter in letters:
        db.session.add(
            LetterRow(
                message_id=make_msgid(domain=mail.sender_domain()),
                person_id=letter.person_id,
                to=letter.to,
                subject=letter.subject,
                text=sealed(letter.text),
                at=at,
                expires_at=letter.expires_at,
                next_at=at,
            )
        )


@transaction
def take(worker: str, *, at: datetime) -> Taken | None:
    """The letter that has waited longest and that nobody sends just now, for this process to send."""
    free = or_(LetterRow.lease_until.is_(None), LetterRow.lease_until <= at)
    waiting = LetterRow.sent_at.is_(None), LetterRow.failed_at.is_(None), LetterRow.next_at <= at
    first = select(LetterRow).where(*waiting, free).order_by(LetterRow.next_at, LetterRow.id).limit(1)
    row = db.session.scalars(first.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    row.tries += 1
    row.worker, row.lease_until = worker, at + LEASE
    try:
        text = unsealed(row.text)
    except ValueError:
        text = ""
    return Taken(row.id, row.message_id, Letter(row.to, row.subject, text, row.person_id, row.expires_at), row.tries)


@transaction
def note_sent(letter_id: int, *, worker: str, at: datetime) -> None:
    """The server has taken it."""
    _held(letter_id, worker, sent_at=at, text="", failure="")


@transaction
def note_failed(taken: Taken, why: str, *, for_good: bool, worker: str, at: datetime) -> None:
    """It was not taken: try again later, or, ``for_good`` or after the last try, no more."""
    again = None if for_good else next_try(taken.tries, at)
    if again is None:
        _held(taken.id, worker, failed_at=at, failure=why)
    else:
        _held(taken.id, worker, next_at=again, failure=why)


@transaction
def try_again(letter_id: int, *, at: datetime) -> bool:
    """Send a letter after all that was given up; whether it still can be."""
    given_up = LetterRow.id == letter_id, LetterRow.failed_at.is_not(None), LetterRow.text != ""
    of_use = or_(LetterRow.expires_at.is_(None), LetterRow.expires_at > at)
    again = update(LetterRow).where(*given_up, of_use).values(failed_at=None, tries=0, next_at=at, lease_until=None)
    return db.session.scalar(again.returning(LetterRow.id)) is not None


@transaction
def sweep(*, at: datetime) -> None:
    """Forget letters that were sent or given up long ago."""
    old = or_(LetterRow.sent_at < at - KEPT, LetterRow.failed_at < at - KEPT)
    db.session.execute(delete(LetterRow).where(old))


def _held(letter_id: int, worker: str, **values: object) -> None:
    """Change a letter if this process still has it: another may have taken it after the lease."""
    mine = LetterRow.id == letter_id, LetterRow.worker == worker, LetterRow.sent_at.is_(None)
    db.session.execute(update(LetterRow).where(*mine).values(lease_until=None, **values))


@part_of_action
def forget_letters_to(address: str) -> None:
    """Delete every letter to an address, whether or not it was sent."""
    db.session.execute(delete(LetterRow).where(LetterRow.to == address))
