"""Somebody's calendar as iCalendar (RFC 5545, with the names of RFC 7986)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import url_for

from .core import EVERY, Entry, uid_of


def written(entries: Iterable[Entry], *, title: str, person_id: int, at: datetime) -> str:
    """The calendar as a text; times are in UTC, and nothing in it makes anybody look busy."""
    from icalendar import TRANSP, Calendar, Event  # here: it takes a fifth of a second

    producer = "-//revision_app//calendar//EN"
    calendar = Calendar.new(name=title, prodid=producer, refresh_interval=EVERY, uid=uid_of(person_id))
    for entry in entries:
        values: dict[str, Any] = {**entry.link.values}
        address = url_for(entry.link.endpoint, _anchor=entry.link.anchor, _external=True, **values)
        calendar.add_component(
            Event.new(
                uid=entry.uid(person_id),
                summary=entry.title,
                start=entry.at,
                stamp=at,
                transparency=TRANSP.TRANSPARENT,
                url=address,
            )
        )
    text: str = calendar.to_ical().decode()
    return text
