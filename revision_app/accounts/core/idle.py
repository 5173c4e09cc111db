"""When somebody who may see others' work has left their device alone for too long.

WCAG 2.2, 2.2.1: such an end can be put off by a simple action, as often as one likes; the page asks in good time.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol

NOTED_EVERY = timedelta(minutes=1)  # *ours:* how exactly it is known when a device was last used
ACCEPTED_BY_SCRIPTS = ("application/json", "*/*")  # as ours say, and what browsers say for them


class Headers(Protocol):
    def get(self, name: str, /) -> str | None: ...


def left(last_used: int, limit: timedelta, *, at: datetime) -> timedelta:
    """How long a device may still rest that was last used at this second since 1970; nothing or less: it is over."""
    return datetime.fromtimestamp(last_used, UTC) + limit - at


def is_use(method: str, headers: Headers) -> bool:
    """Whether a person is behind a request: they open a page or send something.

    A browser says in ``Sec-Fetch-Mode`` that a page is opened, also where the page's worker fetches it. Old ones, and
    all on an address without TLS, do not say: there a script is known by what it accepts.
    """
    if method == "POST":
        return True
    if mode := headers.get("Sec-Fetch-Mode"):
        return mode == "navigate"
    return headers.get("Sec-Fetch-Dest") in (None, "document") and headers.get("Accept") not in ACCEPTED_BY_SCRIPTS
