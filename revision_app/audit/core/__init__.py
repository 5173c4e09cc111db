"""What the audit speaks of."""

from datetime import timedelta
from enum import StrEnum

READ_ONCE = timedelta(hours=1)
"""*Ours:* the same reading by the same person is written down once in this time, however often a page is loaded."""


class AuditKind(StrEnum):
    """What an entry is about, for whoever looks for some of them."""

    SIGNING_IN = "signing in"
    ACCOUNTS = "accounts"
    COHORTS = "cohorts"
    WORK = "work"
    PAPERS = "papers"
    QUESTIONS = "questions"
    READING = "reading"
    EXPORTS = "exports"
