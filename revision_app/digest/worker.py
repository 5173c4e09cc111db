"""Writes the letters that say what waits, and hands them to the outbox."""

import logging
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from flask import current_app, render_template

from ..outbox.core import Letter
from ..shared.feed import Link
from ..web import mail
from ..web.clock import now
from . import actions, feed, queries
from .core import HowOften, Reader, Waits, to_tell, told, worth_a_letter

EVERY = timedelta(minutes=1)  # between two looks: each reads of everybody
MOST = 20  # people looked at one by one in one turn: letters and jobs wait meanwhile
LONGEST = 3.0  # seconds after which a turn begins with nobody else
SUBJECT = "What waits for you"
OFTEN = {
    HowOften.IMMEDIATELY: "You get such a letter as soon as something new waits, as you chose.",
    HowOften.DAILY: "You get at most one such letter a day.",
    HowOften.WEEKLY: "You get at most one such letter a week.",
}

log = logging.getLogger(__name__)


def tell_what_waits() -> int:
    """Tell whoever is due of what is new for them; how many letters were written. None where no mail is set.

    In a few statements for everybody, and some more for each of those for whom something may wait.
    """
    at, next_look = now(), current_app.extensions.get("digest_next_look")
    if not mail.is_set() or (next_look and at < next_look):
        return 0
    readers = queries.due(at=at)
    found = feed.found(readers, at=at) if readers else None
    written, looked, quiet, end = 0, 0, [], monotonic() + LONGEST
    for reader in readers:
        if found and feed.may_wait_for(reader, found, at=at):
            if looked == MOST or (looked and monotonic() > end):
                break
            letters = _look(reader, found, at)
            looked += letters is not None
            written += letters or 0
        elif reader.how_often is not HowOften.IMMEDIATELY:
            quiet.append(reader.person.id)
    else:
        current_app.extensions["digest_next_look"] = at + EVERY
    if quiet:
        actions.note_looked(quiet, at=at)
    return written


def _look(reader: Reader, found: feed.Found, at: datetime) -> int | None:
    """Write somebody's letter if there is anything new in it; how many were written.

    One that goes wrong keeps nobody else's back: ``None``.
    """
    try:
        waits = feed.waits_for(reader, found, at=at)
        letters = [_letter(reader, to_tell(waits, reader, at=at))] if worth_a_letter(waits, reader, at=at) else []
        return len(letters) if actions.tell(reader, letters, told(waits), at=at) else 0
    except Exception:
        log.exception("It could not be worked out what waits for person %s; it is tried again.", reader.person.id)
        return None


def _letter(reader: Reader, waits: list[Waits]) -> Letter:
    text = render_template(
        "digest/letter.txt",
        name=reader.person.name,
        lines=[(each.words, _address(each.link)) for each in waits],
        often=OFTEN[reader.how_often],
        change=_address(Link("digest.letters")),
    )
    return Letter(reader.person.email, SUBJECT, text, reader.person.id)


def _address(link: Link) -> str:
    """The address of a page as people type it; empty where nobody has said what the site's is."""
    site = current_app.extensions["settings"].site_address
    if not site:
        return ""
    parts = urlsplit(site)
    pages = current_app.url_map.bind(parts.netloc, url_scheme=parts.scheme)
    address = pages.build(link.endpoint, dict(link.values), force_external=True)
    return f"{address}#{link.anchor}" if link.anchor else address
