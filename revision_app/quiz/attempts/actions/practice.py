"""Answering the questions that units ask in their text."""

from collections.abc import Sequence
from datetime import datetime

from ....db import db, transaction
from ....shared.refusal import Refusal
from ...bank import library
from ...bank.actions import keep_items
from ...bank.core.items import Unreadable
from ..models import PracticeAnswerRow
from ..queries.withheld import must_be_free


class NoSuchQuestion(Refusal):
    status = 404


@transaction
def practise(item_id: str, submitted: Sequence[str], *, learner_id: int, at: datetime) -> int:
    """Keep an answer with its mark; its id. Raises ``Unreadable`` where there is no answer, or none that is marked."""
    version = library.practised(item_id)
    if version is None:
        raise NoSuchQuestion("There is no such question.")
    must_be_free([item_id], learner_id, at=at)
    response = version.item.read(submitted)
    if not response:
        raise Unreadable("Give an answer first, then check it.")
    mark = version.item.mark(response)
    if mark is None:
        raise Unreadable("This is close to an answer that counts. Look at the spelling, then check it again.")
    keep_items([version])
    row = PracticeAnswerRow(
        learner_id=learner_id,
        item_id=item_id,
        item_digest=version.digest,
        response=list(response),
        mark_num=mark.numerator,
        mark_den=mark.denominator,
        at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row.id
