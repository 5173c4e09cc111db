"""What happened to an item, as the database tells it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Text, cast, func, literal, select, union_all

from ....accounts.queries import everybody
from ....db import db
from ...attempts.models import RegradeRow, ResultItemRow, ResultRow
from ...tutoring.core.challenge import Challenge
from ..core.history import ItemEvent, ItemEventKind, newest_first

_AUTHOR = everybody().subquery("author")
_VERSION, _REGRADE = ItemEventKind.VERSION, ItemEventKind.REGRADE


def history_of(item_id: str, challenges: Iterable[Challenge]) -> list[ItemEvent]:
    """Its versions, its regrades and these challenges, the newest first: in one statement."""
    marked: Any = ResultItemRow
    row: Any = RegradeRow
    nobody = literal(0).label("id"), literal("").label("by"), literal("").label("words"), literal("").label("reason")
    versions = (
        select(literal(_VERSION.value).label("kind"), func.min(ResultRow.at).label("at"), *nobody)
        .select_from(ResultRow)
        .join(marked, marked.result_id == ResultRow.id)
        .where(marked.item_id == item_id)
        .group_by(marked.item_digest)
    )
    regrades = (
        select(literal(_REGRADE.value), row.at, row.id, _AUTHOR.c.name, cast(row.way, Text), row.reason)
        .join(_AUTHOR, _AUTHOR.c.id == row.author_id)
        .where(row.item_id == item_id)
    )
    found = db.session.execute(union_all(versions, regrades))
    return newest_first(
        [
            *(ItemEvent(ItemEventKind(kind), *said) for kind, *said in found),
            *(_challenged(challenge) for challenge in challenges),
        ]
    )


def _challenged(challenge: Challenge) -> ItemEvent:
    stands = "waiting" if challenge.awaits_tutor else str(challenge.outcome)
    return ItemEvent(ItemEventKind.CHALLENGE, challenge.at, challenge.id, words=stands)
