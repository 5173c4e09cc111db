"""How long someone must wait after failing to sign in.

Failures are counted by account (what was typed, whether or not there is such an account) and by address. Guessing at
one account is slowed after a few tries; an address is given more, since a whole classroom may stand behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from ...shared.refusal import Refusal

WINDOW = timedelta(minutes=15)  # failures count together for this long, and a lock lasts as long
REMEMBERED = 2 * WINDOW  # no failure older than this can matter


@dataclass(frozen=True)
class Throttle:
    """From ``slow`` failures on, each try waits 2, 4, 8… seconds after the last; from ``lock`` on, the whole window."""

    slow: int
    lock: int

    def wait(self, failures: Sequence[datetime], at: datetime) -> timedelta:
        """How long from ``at`` until another try is heard; zero when it is heard now."""
        if not failures:
            return timedelta(0)
        last = max(failures)
        # Counted back from the last failure, not from now: a lock must not end because its first failures grow old.
        count = sum(last - failure < WINDOW for failure in failures)
        return max(last + self._pause(count) - at, timedelta(0))

    def _pause(self, count: int) -> timedelta:
        if count < self.slow:
            return timedelta(0)
        if count >= self.lock:
            return WINDOW
        return min(timedelta(seconds=2 ** (count - self.slow + 1)), WINDOW)


BY_ACCOUNT = Throttle(slow=3, lock=10)
BY_ADDRESS = Throttle(slow=20, lock=60)

ASKS_BY_ACCOUNT = Throttle(slow=3, lock=5)
"""Of links for a forgotten password: nobody's letterbox is filled by somebody who knows their address."""


class TooManyTries(Refusal):
    """Says how long to wait, in the same words whether or not the account exists and whichever count was reached."""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        self.seconds = -int(-wait.total_seconds() // 1)  # rounded up
        super().__init__(f"There have been too many tries. Wait {_in_words(self.seconds)}, then try again.")


def _in_words(seconds: int) -> str:
    if seconds <= 90:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"


def check(
    by_account: Sequence[datetime],
    by_address: Sequence[datetime],
    at: datetime,
    *,
    account: Throttle = BY_ACCOUNT,
) -> None:
    """Raise ``TooManyTries`` unless a try may be heard now."""
    wait = max(account.wait(by_account, at), BY_ADDRESS.wait(by_address, at))
    if wait:
        raise TooManyTries(wait)


def neighbourhood(address: str | None) -> str:
    """The address that tries are counted by: whoever has one IPv6 address has the 2⁶⁴ around it."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(IPv6Address(int(known) >> 64 << 64)) + "/64"
    return str(known)
