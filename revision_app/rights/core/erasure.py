"""When somebody may be erased, and what is left of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from ...accounts.core import Account, Role, State
from ...shared.refusal import Refusal
from .holdings import Holding

BACKUPS = 35
"""*Ours:* for how many days a centre keeps backups, which hold who was erased since, unless its file says."""
REASON_LIMIT = 500
ERASED = "erased"  # the kind of what is left of a piece of evidence


class NotErased(Refusal):
    """Something stands in the way of erasing somebody."""


@dataclass(frozen=True)
class Hold:
    """Why somebody is not to be erased, since when and by whom it was said."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Preview:
    """What erasure would do: how many rows of each holding go, stay as they are, or stay without their words."""

    goes: tuple[tuple[Holding, int], ...]
    stays: tuple[tuple[Holding, int], ...]
    files: int


def must_be_erasable(person: Account, *, is_enrolled: bool, hold: Hold | None) -> None:
    """Raise ``NotErased``, in words, unless this person may be erased now."""
    if reasons := why_not(person, is_enrolled=is_enrolled, hold=hold):
        raise NotErased(" ".join(reasons))


def why_not(person: Account, *, is_enrolled: bool, hold: Hold | None) -> Collection[str]:
    """What has to happen first."""
    reasons = []
    if is_erased(person):
        reasons.append("This learner has been erased already.")
    if person.roles - {Role.LEARNER}:
        reasons.append("Only learners can be erased: take away their other roles first.")
    if is_enrolled:
        reasons.append("They are still in a cohort: end their enrolment first.")
    if person.state is not State.DEACTIVATED:
        reasons.append("Their account is open: deactivate it first, so that nothing is written meanwhile.")
    if hold:
        reasons.append(f"Their data is on hold: {hold.reason}")
    return reasons


def name_after(person_id: int) -> str:
    return f"Erased learner {person_id}"


def email_after(person_id: int) -> str:
    """An address that nobody has: RFC 2606 keeps this ending free."""
    return f"erased-{person_id}@erased.invalid"


def is_erased(person: Account) -> bool:
    return person.email == email_after(person.id)
