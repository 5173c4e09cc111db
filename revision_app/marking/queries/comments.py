from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, literal, or_, select
from sqlalchemy.orm import aliased

from ...cohorts.queries import may_mark
from ...db import built_once, db
from ...evidence import queries as evidence
from ...evidence.core import Content, Piece
from ...evidence.core.passage import Passage
from ...evidence.library import kind_of
from ...shared.feed import Waiting
from ..core.comments import Comment, Comments, Said, Saying, in_order
from ..models import CommentRow, CommentWordsRow

ANSWER = "answer to a comment"
_PIECE = evidence.pieces().subquery("piece")


def comments_at(pieces: Iterable[Piece], contents: Mapping[int, Content]) -> dict[int, Comments]:
    """The first side's comments at each of these pieces, as their texts go; ask first whether they may be seen."""
    by_id = {piece.id: piece for piece in pieces}
    found = _gathered(*_of_first_side(set(by_id)))
    return {
        piece_id: in_order(found[piece_id], kind_of(piece).parts(contents[piece_id]))
        for piece_id, piece in by_id.items()
    }


def comments_of(piece_id: int, *, second_by: int | None = None) -> Comments:
    """The comments at one piece by the first side, or by a second marker, in no order: for whoever acts on them."""
    one_side = CommentRow.second_by_id.is_not_distinct_from(second_by)
    return Comments(tuple(_gathered(_comments({piece_id}, one_side), {})[piece_id]))


def comments_of_both(piece_id: int, *, second_by: int) -> Comments:
    """The comments of the first side and those of its second marker; ask first whether both may be seen."""
    both = or_(CommentRow.second_by_id.is_(None), CommentRow.second_by_id == second_by)
    return Comments(tuple(_gathered(_comments({piece_id}, both), {})[piece_id]))


def answers_waiting(tutor_id: int, *, at: datetime) -> list[Waiting]:
    """The learners' answers that wait for this tutor, the oldest first."""
    return [Waiting(*row) for row in db.session.execute(*_answers_waiting(tutor_id, at))]


@built_once
def _answers_waiting(tutor_id: int, at: datetime) -> Select[Any]:
    every = waiting(tutor_id, at=at).subquery()
    return select(every).order_by(every.c.at, every.c.number)


def waiting(tutor_id: int, *, at: datetime) -> Select[Any]:
    """The learners' answers to comments that wait for this tutor, for Today (``shared.feed.Waiting``).

    The id is the piece's, the words are its title, and the number is the comment's.
    """
    return (
        select(
            literal(ANSWER).label("kind"),
            _PIECE.c.id,
            _PIECE.c.learner_id,
            _PIECE.c.title.label("words"),
            CommentWordsRow.comment_id.label("number"),
            CommentWordsRow.at,
        )
        .join(CommentRow, CommentRow.id == CommentWordsRow.comment_id)
        .join(_PIECE, _PIECE.c.id == CommentRow.piece_id)
        .where(
            CommentWordsRow.saying == Saying.ANSWER,
            CommentWordsRow.author_id == _PIECE.c.learner_id,
            last_said(),
            may_mark(tutor_id, _PIECE.c.learner_id, _PIECE.c.at, at=at),
            _PIECE.c.learner_id != tutor_id,
        )
    )


def said_by_learners() -> Select[int, datetime]:
    """The ids of learners, each with when they answered a comment: a subquery."""
    return (
        select(_PIECE.c.learner_id.label("person_id"), CommentWordsRow.at)
        .join(CommentRow, CommentRow.piece_id == _PIECE.c.id)
        .join(CommentWordsRow, CommentWordsRow.comment_id == CommentRow.id)
        .where(CommentWordsRow.saying == Saying.ANSWER, CommentWordsRow.author_id == _PIECE.c.learner_id)
    )


def last_said() -> ColumnElement[bool]:
    """That nothing was said after these words at their passage."""
    later = aliased(CommentWordsRow)
    return ~exists().where(later.comment_id == CommentWordsRow.comment_id, later.id > CommentWordsRow.id)


_AllWords = Select[CommentRow, CommentWordsRow]


@built_once
def _of_first_side(piece_ids: Collection[int]) -> _AllWords:
    return _comments(piece_ids, CommentRow.second_by_id.is_(None))


def _comments(piece_ids: Collection[int], of: ColumnElement[bool]) -> _AllWords:
    words = select(CommentRow, CommentWordsRow).join(CommentWordsRow, CommentWordsRow.comment_id == CommentRow.id)
    return words.where(CommentRow.piece_id.in_(piece_ids), of).order_by(CommentWordsRow.id)


def _gathered(query: _AllWords, parameters: Mapping[str, object]) -> dict[int, list[Comment]]:
    said: dict[CommentRow, list[Said]] = defaultdict(list)
    for comment, words in db.session.execute(query, parameters):
        said[comment].append(Said(words.id, words.author_id, words.at, words.saying, words.text))
    found: dict[int, list[Comment]] = defaultdict(list)
    for row, several in said.items():
        passage = Passage(row.part, row.start, row.end)
        found[row.piece_id].append(Comment(row.id, row.piece_id, passage, tuple(several), row.second_by_id))
    return found
