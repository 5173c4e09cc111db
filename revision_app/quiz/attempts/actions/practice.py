"""Answering the questions that units ask in their text."""

from collections.abc import Sequence
from datetime import datetime

from ....db import db, transaction
from ....shared.refusal import Refusal
from ...bank import library
from ...bank.actions import keep_items
from ...bank.core.items import Unreadable
from ...bank.core.paper import ItemVersion
from ..models import PracticeAnswerRow
from ..queries import attempts as queries


class NoSuchQuestion(Refusal):
    status = 404


class BeingSat(Refusal):
    """The question stands in a timed paper that the learner is sitting."""


@transaction
def practise(item_id: str, submitted: Sequence[str], *, learner_id: int, at: datetime) -> int:
    """Keep an answer with its mark; its id. Raises ``Unreadable`` where there is no answer, or none that is marked."""
    version = library.practised(item_id)
    if version is None:
        raise NoSuchQuestion("There is no such question.")
    if _is_being_sat(version, learner_id, at):
        raise BeingSat("This question is in a paper that you are sitting. Submit the paper, then check yourself here.")
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


def _is_being_sat(version: ItemVersion, learner_id: int, at: datetime) -> bool:
    attempts = queries.open_attempts(learner_id, at)
    return any(one.paper.mode == "timed" and one.paper.item(version.item.id) for one in attempts)
