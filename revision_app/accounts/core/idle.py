"""When somebody who may see others' work has left their device alone for too long.

WCAG 2.2, 2.2.1: such an end can be put off by a simple action, as often as one likes; the page asks in good time.
"""

from datetime import UTC, datetime, timedelta

NOTED_EVERY = timedelta(minutes=1)  # *ours:* how exactly it is known when a device was last used


def left(last_used: int, limit: timedelta, *, at: datetime) -> timedelta:
    """How long a device may still rest that was last used at this second since 1970; nothing or less: it is over."""
    return datetime.fromtimestamp(last_used, UTC) + limit - at


def is_use(method: str, destination: str | None) -> bool:
    """Whether a person is behind a request: they open a page or send something.

    A page that looks again by itself says so in ``Sec-Fetch-Dest``; a browser that does not say is believed.
    """
    return method == "POST" or destination in (None, "document")
