"""A photograph is bound to its client's consent."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from unicodedata import normalize

from ....shared.refusal import Refusal

LONGEST = timedelta(days=3653)
"""*Ours:* consent is asked for again after ten years at the latest."""
PSEUDONYM_LIMIT = 60  # characters


_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")


def as_said(pseudonym: str) -> str:
    """A pseudonym as somebody says it aloud: without what keyboards tell apart and ears do not."""
    return normalize("NFKC", pseudonym).translate(_DASHES).casefold()


class Purpose(StrEnum):
    """What a client allows a photograph to be used for."""

    RECORD = "record"
    PORTFOLIO = "portfolio"
    TEACHING = "teaching"


MEANING = {
    Purpose.RECORD: "The treatment record: only you see it.",
    Purpose.PORTFOLIO: "The portfolio: your tutors see it, to judge your work.",
    Purpose.TEACHING: "Teaching: other learners may be shown it.",
}


class Recorded(StrEnum):
    """How the client's word was written down."""

    PAPER = "signed on paper"
    ELECTRONIC = "signed electronically"
    EMAIL = "by e-mail"
    RECORDING = "said aloud and recorded"


class PhotographState(StrEnum):
    """How far a photograph may be used: quarantined → consented → usable → withdrawn (definitions, State rules).

    *Ours:* quarantined, on the page "locked", is one without consent that holds today, never given or run out;
    consented is one that may be looked at; usable one that has words for those who cannot see it too and may be put
    forward. Withdrawn is final.
    """

    QUARANTINED = "locked"
    CONSENTED = "consented"
    USABLE = "usable"
    WITHDRAWN = "withdrawn"


class NothingToWithdraw(Refusal):
    """No consent of this client stands with what was chosen."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was withdrawn: none of these stands under that pseudonym, or consent was withdrawn meanwhile. "
            "Look again."
        )


class NotAllowed(Refusal):
    """The consent of a photograph does not allow this."""


@dataclass(frozen=True)
class Consent:
    """What a client said, under a ``pseudonym``. It holds on both of its days, which are those of London's calendar."""

    pseudonym: str
    purposes: frozenset[Purpose]
    given_on: date
    until: date
    recorded: Recorded

    def holds(self, today: date) -> bool:
        return self.given_on <= today <= self.until

    def allows(self, purpose: Purpose, today: date) -> bool:
        return self.holds(today) and purpose in self.purposes


def state(consent: Consent | None, *, withdrawn: bool, described: bool, today: date) -> PhotographState:
    """``consent`` is the latest that was given, and ``described`` whether there is alternative text."""
    if withdrawn:
        return PhotographState.WITHDRAWN
    if consent is None or not consent.holds(today):
        return PhotographState.QUARANTINED
    is_for_portfolio = Purpose.PORTFOLIO in consent.purposes
    return PhotographState.USABLE if described and is_for_portfolio else PhotographState.CONSENTED
