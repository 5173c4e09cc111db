from collections.abc import Mapping
from datetime import datetime

from ...db import transaction
from ..core.submission import Judgement
from ..core.typed import TypedMarking
from ..queries.typed import typed_marking
from .decisions import locked
from .typed_rows import write_typed


@transaction
def keep_typed(
    piece_id: int, typed: Mapping[str, Judgement], *, assessor_id: int, revision: int, at: datetime
) -> TypedMarking:
    """Keep what an assessor has typed so far, for themselves alone; no decision comes of it.

    Raises ``TypedElsewhere``, and what ``Submission.mark`` does.
    """
    submission = locked(piece_id, assessor_id=assessor_id, at=at)
    submission.mark(typed, assessor_id=assessor_id, seen=submission.latest, at=at)
    before = typed_marking(piece_id, assessor_id=assessor_id)
    after = before.changed(typed, submission.judgements, revision=revision, at=at)
    if after != before:
        write_typed(piece_id, assessor_id, typed, after, at=at)
    return after
