"""A message and what is answered to it, who may write to whom, and how its text is shown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..accounts.core import Role
from ..shared.refusal import Refusal

TITLE_LIMIT = 120
TEXT_LIMIT = 4000
MOST_AT_ONCE = 500
"""*Ours:* how many people one message goes to; a cohort is far smaller."""
MOST_A_DAY = 100
"""*Ours:* how many messages and answers somebody writes within ``DAY``, so that nobody is flooded by an account that
was taken over. A message to many counts as one."""
DAY = timedelta(days=1)
WRITERS = (Role.LEARNER, Role.TUTOR, Role.ADMINISTRATOR)
"""Who begins: learners to their tutors and to administrators, tutors to their learners, administrators to everybody."""

# An address that says so itself, up to a blank or a sign that could end it in more than one way; a sign that ends a
# sentence is none of it.
_LINK = re.compile(r"https://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::[0-9]{1,5})?(?:/[^\s<>\"'`\\]*)?(?<![.,;:!?)\]])")


class NobodyToWriteTo(Refusal):
    """None, or not all, of those whom somebody chose are theirs to write to (any more)."""

    def __init__(self) -> None:
        super().__init__("You cannot write to everybody whom you chose. Look at the list again: it may have changed.")


class CannotAnswer(Refusal):
    def __init__(self) -> None:
        super().__init__("You can read this and cannot answer it: you and they no longer have to do with each other.")


class TooManyMessages(Refusal):
    def __init__(self) -> None:
        super().__init__(f"You have written {MOST_A_DAY} messages within a day. Write the next one tomorrow.")


@dataclass(frozen=True)
class Draft:
    """What somebody sends: a title on one line, and text in its own lines."""

    title: str
    text: str


@dataclass(frozen=True)
class ThreadLine:
    """A thread as somebody's list has it; ``other`` is with whom it is."""

    id: int
    title: str
    other: str
    is_mine: bool
    is_announcement: bool
    unread: int
    at: datetime


@dataclass(frozen=True)
class SentLine:
    """A message to several, as its writer's list has it: to how many it went, who has read it and who answered."""

    id: int
    title: str
    cohort: str | None
    is_announcement: bool
    people: int
    read: int
    answered: int
    at: datetime


@dataclass(frozen=True)
class Words:
    """What one of the two wrote at one moment."""

    is_mine: bool
    text: str
    at: datetime


@dataclass(frozen=True)
class Thread:
    """A message and what was answered, as one of its two people reads it; ``may_answer`` as it is now."""

    id: int
    title: str
    other_id: int
    other: str
    is_mine: bool
    is_announcement: bool
    words: Sequence[Words]
    may_answer: bool


@dataclass(frozen=True)
class Recipient:
    """How far a message got with one of those it went to."""

    thread_id: int
    name: str
    has_read: bool
    answers: int


@dataclass(frozen=True)
class Sent:
    """A message to several, for its writer."""

    title: str
    text: str
    cohort: str | None
    is_announcement: bool
    at: datetime
    recipients: Sequence[Recipient]


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts, each with whether it is an address that may be followed.

    Only ``https`` addresses that are written out are: what they lead to is what is read, and nothing else is active.
    """
    end = 0
    for link in _LINK.finditer(text):
        if link.start() > end:
            yield text[end : link.start()], False
        yield link.group(), True
        end = link.end()
    if end < len(text):
        yield text[end:], False
