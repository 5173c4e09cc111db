"""Sends what waits, one letter after the other over one connection."""

import logging
import smtplib
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from secrets import token_hex

from flask import current_app

from ..web import mail
from ..web.clock import now
from . import actions
from .core import REST, Letter, Taken

MOST = 20  # letters in one turn: jobs wait meanwhile
NO_SERVER = "The mail server did not answer."

log = logging.getLogger(__name__)


class _Refused(Exception):
    """The server will not take this letter; ``for_good``: however often it is asked."""

    def __init__(self, why: str, *, for_good: bool) -> None:
        super().__init__(why)
        self.for_good = for_good


def deliver() -> int:
    """Send what waits, some letters at a time; how many the server took.

    A server that does not answer is left alone for a while, so that whatever else this process does goes on.
    """
    rests: datetime | None = current_app.extensions.get("mail_rests_until")
    if not mail.is_set() or (rests and now() < rests):
        return 0
    worker, server, sent = token_hex(8), None, 0
    try:
        for _ in range(MOST):
            taken = actions.take(worker, at=now())
            if taken is None:
                break
            try:
                _must_be_of_use(taken.letter)
                server = server or mail.connection()
                _send(server, taken)
            except _Refused as why:
                actions.note_failed(taken, str(why), for_good=why.for_good, worker=worker, at=now())
            except (OSError, smtplib.SMTPException) as error:
                log.warning("a letter was not sent: %s", type(error).__name__)
                actions.note_failed(taken, NO_SERVER, for_good=False, worker=worker, at=now())
                current_app.extensions["mail_rests_until"] = now() + REST
                break
            else:
                actions.note_sent(taken.id, worker=worker, at=now())
                sent += 1
    finally:
        if server:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
    return sent


def _must_be_of_use(letter: Letter) -> None:
    if letter.expires_at and letter.expires_at <= now():
        raise _Refused(actions.NO_USE, for_good=True)
    if not letter.text:
        raise _Refused(actions.UNREADABLE, for_good=True)


def _send(server: smtplib.SMTP, taken: Taken) -> None:
    """Raises ``_Refused`` for this letter, and whatever smtplib raises where the server is unwell."""
    try:
        server.send_message(_message(taken), mail.sender(), [mail.deliverable(taken.letter.to)])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _Refused(_said(code, words), for_good=code >= 500) from error
    except smtplib.SMTPDataError as error:
        raise _Refused(_said(error.smtp_code, error.smtp_error), for_good=error.smtp_code >= 500) from error
    except smtplib.SMTPNotSupportedError as error:
        raise _Refused("The mail server takes no address with such letters.", for_good=True) from error
    except ValueError as error:  # a line break in a header
        raise _Refused("The address or the subject cannot be sent.", for_good=True) from error


def _said(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"The mail server said: {code} {' '.join(text.split())[:200]}"


def _message(taken: Taken) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = mail.sender(), mail.deliverable(taken.letter.to)
    message["Subject"] = taken.letter.subject
    message["Date"], message["Message-ID"] = format_datetime(now()), taken.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answer to this
    message.set_content(taken.letter.text)
    return message
