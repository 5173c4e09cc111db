"""When a cohort may be archived, and when that may be undone. *Ours.*

An archived cohort takes no new learners, papers or announcements and stands in no list but that of the archived. Its
records stay. Whoever was still in it has completed with that, for the same reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...shared.refusal import Refusal

UNDONE_WITHIN = timedelta(days=1)


class CohortArchived(Refusal):
    """Something new is asked of an archived cohort."""

    status = 409

    def __init__(self) -> None:
        super().__init__("This cohort is archived: it takes no new learners, papers or announcements.")


class NotArchived(Refusal):
    """A cohort cannot be archived, or that cannot be undone."""

    status = 409


@dataclass(frozen=True)
class Archiving:
    """That a cohort was archived, why and by whom."""

    reason: str
    by: str | None
    at: datetime

    def may_be_undone(self, at: datetime) -> bool:
        return at < self.at + UNDONE_WITHIN


def must_be_archivable(*, archived: bool, sitting: int, waiting: Sequence[str]) -> None:
    """Raise ``NotArchived``, in words, where it is archived already, somebody sits or work of its learners waits.

    ``waiting`` is what waits, each kind in words; ``sitting`` is how many timed papers are being sat.
    """
    if archived:
        raise NotArchived("This cohort is archived already.")
    stops = (
        ["1 timed paper is being sat"] if sitting == 1 else [f"{sitting} timed papers are being sat"] * bool(sitting)
    )
    stops += [f"{' and '.join(waiting)} waiting to be marked"] if waiting else []
    if stops:
        raise NotArchived(f"Not archived: {', and '.join(stops)}. Archive the cohort when that is done.")


def must_be_undoable(archived_at: datetime, *, at: datetime) -> None:
    """Raise ``NotArchived``, in words, unless a cohort has been archived for less than a day."""
    if at >= archived_at + UNDONE_WITHIN:
        raise NotArchived("This is more than a day old and stays in the record. Make a new cohort instead.")
