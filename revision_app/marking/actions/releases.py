"""Releases of several pieces at once, and releases that are called back before their time."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete

from ...accounts.core import SignInMark
from ...audit.actions import note_in_audit
from ...audit.core import AuditKind
from ...db import db, transaction
from ..core.releases import must_be_as_seen
from ..models import PhraseUseRow, ReleaseRow
from .decisions import add_release, locked


@transaction
def release_several(
    seen: Mapping[int, int],
    *,
    assessor_id: int,
    at: datetime,
    on: datetime | None = None,
    sign_in: SignInMark | None = None,
) -> None:
    """Release what is decided of several pieces, now or from ``on``: all or none. A second click changes nothing.

    ``seen`` is the latest decision that the assessor had before them, by piece. Raises ``ChangedSince`` and what
    ``add_release`` does.
    """
    # In the order of their ids, so that of two who release the same pieces neither waits for the other for ever.
    marked = [locked(piece_id, assessor_id=assessor_id, at=at) for piece_id in sorted(seen)]
    must_be_as_seen(marked, seen)
    for each in marked:
        add_release(each, assessor_id=assessor_id, at=at, on=on, sign_in=sign_in)


@transaction
def call_back(piece_id: int, *, assessor_id: int, at: datetime) -> None:
    """Undo a release whose moment has not come: the decisions are open to be changed again. Raises ``AlreadyReleased``.

    The row is removed, since nobody has been shown anything by it; the audit keeps who set it and who called it back.
    """
    submission = locked(piece_id, assessor_id=assessor_id, at=at)
    if not submission.must_be_called_back(assessor_id=assessor_id):
        return
    db.session.execute(delete(ReleaseRow).where(ReleaseRow.piece_id == piece_id))
    db.session.execute(delete(PhraseUseRow).where(PhraseUseRow.piece_id == piece_id))
    note_in_audit(
        "release called back",
        kind=AuditKind.WORK,
        actor_id=assessor_id,
        subject_id=submission.learner_id,
        detail=submission.reference,
        at=at,
    )
