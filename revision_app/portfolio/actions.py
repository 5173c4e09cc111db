from datetime import datetime

from ..accounts.queries import lock_person
from ..db import transaction
from ..evidence.actions import declare_of_all
from ..evidence.core.declaration import Declaration
from .core.declaring import NotDeclared, digest_of, lacking
from .queries import portfolio


@transaction
def declare(declaration: Declaration, *, learner_id: int, at: datetime) -> None:
    """Declare all that was handed in one's own, once every criterion is achieved. A second click changes nothing.

    Who hands in more afterwards declares again; what was declared before stays. Raises ``NotDeclared``.
    """
    lock_person(learner_id)
    mine = portfolio(learner_id, reader_id=learner_id, at=at)
    if missing := lacking(mine):
        raise NotDeclared(f"You declare all your work at the end. Not achieved yet: {', '.join(missing)}.")
    if declaration.lacks:
        raise NotDeclared(" ".join(declaration.lacks))
    digest = digest_of(piece.digest for piece in mine.pieces)
    if not mine.declared or mine.declared[0].digest != digest:
        declare_of_all(declaration, digest, learner_id=learner_id, at=at)
