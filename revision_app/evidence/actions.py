from collections.abc import Iterable
from datetime import datetime

from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..db import db, part_of_action
from .core import Draft, Last, number
from .models import ClaimRow, PieceRow


@part_of_action
def put_forward(draft: Draft, last: Last | None, lacking: Iterable[str] = (), *, learner_id: int, at: datetime) -> int:
    """Freeze a draft as the piece that follows ``last`` in its series; its id. Raises ``NotHandedIn``."""
    row = PieceRow(
        learner_id=learner_id,
        kind=draft.kind,
        source_id=draft.source_id,
        number=number(draft, last, lacking),
        at=at,
        title=draft.title,
        content=dict(draft.content),
        digest=draft.digest,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add_all(ClaimRow(piece_id=row.id, criterion=criterion) for criterion in draft.criteria)
    detail = f"submission {row.id}, number {row.number} of its {draft.kind}"
    note_in_audit("handed in", kind=AuditKind.WORK, actor_id=learner_id, subject_id=learner_id, detail=detail, at=at)
    return row.id
