"""How times, numbers and lists are written on a page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

from flask import Flask

from ..shared.english import mid_sentence, with_article
from .clock import LONDON, now


def day(moment: datetime | date) -> str:
    """``12 March``, with the year when it is not this one."""
    local = moment.astimezone(LONDON) if isinstance(moment, datetime) else moment
    year = f" {local.year}" if local.year != now().astimezone(LONDON).year else ""
    return f"{local.day} {local:%B}{year}"


def full_date(moment: datetime | date) -> str:
    """``3 November 2026``, in London: for what is read years later."""
    local = moment.astimezone(LONDON) if isinstance(moment, datetime) else moment
    return f"{local.day} {local:%B %Y}"


def time(moment: datetime) -> str:
    """``14:02``, in London."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def seconds(moment: datetime) -> str:
    """``14:02:07``, in London: for receipts."""
    return f"{moment.astimezone(LONDON):%H:%M:%S}"


def moment(moment: datetime) -> str:
    """``today at 14:02``, ``yesterday at 14:02`` or ``12 March at 14:02``."""
    days = (now().astimezone(LONDON).date() - moment.astimezone(LONDON).date()).days
    return f"{ {0: 'today', 1: 'yesterday'}.get(days) or day(moment) } at {time(moment)}"


def span(length: timedelta) -> str:
    """``45 minutes``, ``1 hour 5 minutes``, ``under a minute``; whole minutes, rounded down."""
    minutes = int(length.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    parts = [count(n, word) for n, word in ((hours, "hour"), (rest, "minute")) if n]
    return " ".join(parts) or "under a minute"


def minutes(length: timedelta) -> int:
    """A length in whole minutes, rounded down."""
    return length // timedelta(minutes=1)


def brief(length: timedelta) -> str:
    """``40 s``, ``1 min 5 s``, ``12 min``: seconds only where they still say something."""
    minutes, rest = divmod(round(length.total_seconds()), 60)
    if minutes >= 10:
        return f"{minutes} min"
    return " ".join([f"{minutes} min"] * (minutes > 0) + [f"{rest} s"] * (rest > 0 or not minutes))


def count(number: int, word: str, plural: str | None = None) -> str:
    """``1 attempt``, ``3 attempts``, ``no attempts``; with a verb that agrees: ``1 person has``, ``2 people have``."""
    return f"{number or 'no'} {word if number == 1 else plural or word + 's'}"


def percent(share: Fraction | float) -> str:
    """A share of one as whole per cent, halves up: 5/8 is ``63%``."""
    return f"{int(Fraction(share) * 100 + Fraction(1, 2))}%"


def mark(number: Fraction) -> str:
    """A mark as a learner reads it: ``7``, ``7½``, or two decimals."""
    whole, rest = divmod(number, 1)
    if rest == 0:
        return str(whole)
    if rest == Fraction(1, 2):
        return f"{whole or ''}½"
    return f"{float(number):.2f}"


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *others, last = words or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def iso(moment: datetime) -> str:
    """For ``<time datetime>`` and scripts."""
    return moment.isoformat(timespec="seconds")


def register(app: Flask) -> None:
    for words in (
        day,
        full_date,
        time,
        seconds,
        moment,
        span,
        brief,
        minutes,
        percent,
        mark,
        listed,
        initials,
        iso,
        count,
        with_article,
        mid_sentence,
    ):
        app.add_template_filter(words)
