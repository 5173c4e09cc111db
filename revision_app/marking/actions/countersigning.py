"""What somebody in training decided is released by another assessor, who stands by it too."""

from dataclasses import replace
from datetime import datetime

from ...accounts.core import SignInMark
from ...audit.actions import note_in_audit
from ...audit.core import AuditKind
from ...db import transaction
from ..core.submission import MarkedElsewhere
from ..queries import second as seconds
from .decisions import locked, show
from .signing import sign_again


@transaction
def countersign(piece_id: int, *, assessor_id: int, seen: int, at: datetime, sign_in: SignInMark | None = None) -> None:
    """Countersign what somebody in training signed, and release it. A second click changes nothing.

    ``seen`` is the latest decision that the countersigner had before them. Raises ``OwnWork``, ``NotSigned``,
    ``MarkedElsewhere``, ``SecondMarkingOpen``, ``Withdrawn``.
    """
    submission = locked(piece_id, assessor_id=assessor_id, at=at)
    if submission.release or submission.planned:
        return
    release = submission.released(assessor_id=assessor_id, at=at)
    seconds.of_one(submission).must_be_settled()
    if seen != submission.latest:
        raise MarkedElsewhere("Marking of this submission was saved after you opened it. Look at it before you sign.")
    signed = sign_again(submission, assessor_id=assessor_id, sign_in=sign_in, at=at)
    show(submission, replace(release, assessor_id=signed.signer_id))
    note_in_audit(
        "decisions countersigned",
        kind=AuditKind.WORK,
        actor_id=assessor_id,
        subject_id=submission.learner_id,
        detail=submission.reference,
        at=at,
    )
