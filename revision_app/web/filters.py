"""How times, numbers and lists are written on a page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from flask import Flask
from markupsafe import Markup

from ..shared.english import mid_sentence, with_article
from .clock import LONDON, now

_FINEST = 12  # decimals of a float that are believed; what follows is how it was reckoned


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
    """``14:02``, in London; ``01:30 GMT`` or ``01:30 BST`` in the hour that the clock shows twice."""
    return f"{moment.astimezone(LONDON):%H:%M}{_zone(moment)}"


def seconds(moment: datetime) -> str:
    """``14:02:07``, in London: for receipts."""
    return f"{moment.astimezone(LONDON):%H:%M:%S}{_zone(moment)}"


def _zone(moment: datetime) -> str:
    """Which of two is meant, where the clock shows this time twice."""
    local = moment.astimezone(LONDON)
    other = local.replace(fold=1 - local.fold)
    return f" {local:%Z}" if local.utcoffset() != other.utcoffset() else ""


def moment(moment: datetime) -> str:
    """``today at 14:02``, ``yesterday at 14:02`` or ``12 March at 14:02``."""
    days = days_since(moment)
    return f"{ {0: 'today', 1: 'yesterday'}.get(days) or day(moment) } at {time(moment)}"


def appointed(moment: datetime) -> str:
    """``today at 14:02 BST`` or ``Thursday 12 March at 14:02 GMT``: for what somebody has to be there for."""
    local = moment.astimezone(LONDON)
    near = {0: "today", 1: "yesterday"}.get(days_since(moment))
    return f"{near or f'{local:%A} {day(moment)}'} at {local:%H:%M %Z}"


def days_since(moment: datetime) -> int:
    """How many days of the calendar have begun since the day of a moment, in London: 0 on the day itself."""
    return (now().astimezone(LONDON).date() - moment.astimezone(LONDON).date()).days


def is_past(day: date | None) -> bool:
    """Whether a day is over, in London; there is none that is not named."""
    return day is not None and day < now().astimezone(LONDON).date()


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


def percent(share: Fraction | float, places: int = 0) -> str:
    """A share of one in per cent, never rounded up, so that no threshold seems reached that was not: 5/8 is ``62%``.

    The one way in which a percentage is written, wherever it stands.
    """
    return f"{per_cent(share, places)}%"


def per_cent(share: Fraction | float, places: int = 0) -> str:
    """The same without its sign."""
    return _rounded_down(share, 2, places).replace("-", "−")


def _rounded_down(number: Fraction | float, shift: int, places: int) -> str:
    """A number times ``10 ** shift``, to so many decimals. Exact, where floats would make 28 of 0.29 times 100."""
    exact = number if isinstance(number, Fraction) else Decimal(repr(round(float(number), _FINEST)))
    return f"{Decimal(floor(exact * 10 ** (shift + places))).scaleb(-places):f}"


def mark(number: Fraction) -> str:
    """A mark as a learner reads it: ``7``, ``7½``, or two decimals, which are not rounded up either."""
    whole, rest = divmod(number, 1)
    if rest == 0:
        return str(whole)
    if rest == Fraction(1, 2):
        return f"{whole or ''}½"
    return _rounded_down(number, 0, 2)


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *others, last = words or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def sentence(words: str) -> str:
    """Words as a sentence of their own: with a capital, and with a full stop where nothing ends them."""
    begun = words[:1].upper() + words[1:]
    return begun if begun.endswith((".", "?", "…", ".”")) or not begun else f"{begun}."


def initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def bdi(name: str | None) -> Markup:
    """A name that people gave, apart from what stands around it: of its own direction, and broken where it must be."""
    return Markup("<bdi>{}</bdi>").format(name or "")


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
        appointed,
        days_since,
        span,
        brief,
        minutes,
        percent,
        per_cent,
        mark,
        listed,
        sentence,
        initials,
        bdi,
        iso,
        count,
        with_article,
        mid_sentence,
    ):
        app.add_template_filter(words)
    app.add_template_test(is_past, "past")
