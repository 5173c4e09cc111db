"""Comments at passages of a piece: what a tutor writes at the learner's own words, and what is said back.

What is said is added to, never changed. Before release the latest words of a comment count, and empty words take it
away; from release on it stays as it is, and both sides may answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ...accounts.core.own_work import must_be_anothers
from ...evidence.core.passage import Mark, Part, Passage
from ...shared.refusal import Refusal
from .submission import MarkedElsewhere, ReleaseSet, Submission, Withdrawn
from .typed import TypedComment

COMMENT_AT_LIMIT = 2_000  # characters
ANSWER_LIMIT = 2_000  # characters
MOST_COMMENTS = 100  # at one piece


class NoSuchComment(Refusal):
    status = 404


class CommentsSettled(Refusal):
    """The learner may have read them."""


class NotAnswered(Refusal):
    """Nothing was said, or nobody may answer yet."""


class TooManyComments(Refusal):
    pass


class Saying(StrEnum):
    COMMENT = "comment"
    ANSWER = "answer"
    READ = "read"
    """A tutor has read an answer, and no more needs to be said."""


@dataclass(frozen=True)
class Said:
    """Words at a passage, by whom and when; ids grow in the order of saying."""

    id: int
    author_id: int
    at: datetime
    saying: Saying
    text: str


@dataclass(frozen=True)
class CommentChange:
    """Other words for a comment, by somebody who had its words of ``seen`` before them; empty words take it away."""

    id: int
    seen: int
    text: str


@dataclass(frozen=True)
class NewComment:
    passage: Passage
    text: str


@dataclass(frozen=True)
class CommentSheet:
    """What a tutor's sheet says of the comments at a piece."""

    changes: tuple[CommentChange, ...] = ()
    new: NewComment | None = None

    @property
    def says_something(self) -> bool:
        return bool(self.changes or self.new)


NO_COMMENTS = CommentSheet()


@dataclass(frozen=True)
class Comment:
    """A comment with all that was said at its passage, oldest first.

    ``second_by`` is the second marker whose it is, so that neither the learner nor, before both have finished, the
    first marker reads it; ``None`` for the first side's.
    """

    id: int
    piece_id: int
    passage: Passage
    said: tuple[Said, ...]
    second_by: int | None = None

    @property
    def wording(self) -> Said:
        """The words that count: the latest."""
        return [each for each in self.said if each.saying is Saying.COMMENT][-1]

    @property
    def text(self) -> str:
        return self.wording.text

    @property
    def answers(self) -> tuple[Said, ...]:
        return tuple(each for each in self.said if each.saying is Saying.ANSWER)

    def waits_for_tutor(self, learner_id: int) -> bool:
        """Whether the learner spoke last."""
        return self.said[-1].saying is Saying.ANSWER and self.said[-1].author_id == learner_id

    def seen_at(self, said_id: int) -> str | None:
        """Which words somebody had before them who saw these; ``None`` where it never had them."""
        return next((each.text for each in self.said if each.id == said_id), None)


@dataclass(frozen=True)
class Comments:
    """The comments at one piece, those that were taken away included, in the order of the text."""

    every: tuple[Comment, ...] = ()

    @property
    def shown(self) -> tuple[Comment, ...]:
        return tuple(comment for comment in self.every if comment.text)

    @property
    def people(self) -> frozenset[int]:
        return frozenset(said.author_id for comment in self.shown for said in comment.said)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The passages as the text shows them: numbered, each leading to its comment."""
        return tuple(
            Mark(f"words-of-{comment.id}", comment.passage, str(n), f"comment-{comment.id}", f"Comment {n}")
            for n, comment in enumerate(self.shown, 1)
        )

    @property
    def as_typed(self) -> dict[int, TypedComment]:
        """What stands in the fields where nobody has typed anything."""
        return {comment.id: TypedComment(comment.text) for comment in self.every}

    def comment(self, comment_id: int) -> Comment:
        """A comment that is there. Raises ``NoSuchComment``."""
        for comment in self.shown:
            if comment.id == comment_id:
                return comment
        raise NoSuchComment("There is no such comment.")

    def changed(self, submission: Submission, sheet: CommentSheet, *, assessor_id: int) -> "CommentSheet":
        """What of a sheet changes anything. Words that are there already, said twice by a double click, are left out.

        Raises ``OwnWork``, ``Withdrawn``, ``CommentsSettled``, ``ReleaseSet``, ``MarkedElsewhere``,
        ``NoSuchComment`` and ``TooManyComments``.
        """
        must_be_anothers(submission.learner_id, actor_id=assessor_id)
        changes = tuple(change for change in sheet.changes if self._changes(change))
        new = sheet.new if sheet.new and not self._has(sheet.new) else None
        if changes or new:
            must_take_comments(submission, assessor_id=assessor_id)
        if new and len(self.shown) >= MOST_COMMENTS:
            raise TooManyComments(f"There are {MOST_COMMENTS} comments at this piece. Take one away first.")
        return CommentSheet(changes, new)

    def _changes(self, change: CommentChange) -> bool:
        comment = next((each for each in self.every if each.id == change.id), None)
        if comment is None:
            raise NoSuchComment("There is no such comment at this piece.")
        if change.text in (comment.text, comment.seen_at(change.seen)):
            return False
        if change.seen != comment.wording.id:
            raise MarkedElsewhere(
                "A comment was changed after you opened this page, in another tab or by another tutor. Both are shown "
                "below; what you save next counts."
            )
        return True

    def _has(self, new: NewComment) -> bool:
        return any((comment.passage, comment.text) == (new.passage, new.text) for comment in self.shown)


def must_take_comments(submission: Submission, *, assessor_id: int) -> None:
    """Raise unless comments may be written: ``OwnWork``, ``Withdrawn``, ``ReleaseSet``, ``CommentsSettled``."""
    must_be_anothers(submission.learner_id, actor_id=assessor_id)
    if submission.withdrawn_at:
        raise Withdrawn
    if submission.planned:
        raise ReleaseSet
    if submission.release:
        raise CommentsSettled("These comments have been released, and the learner may have read them. Answer them.")


def must_be_answerable(submission: Submission, comment: Comment, text: str, *, author_id: int) -> bool:
    """Whether an answer is to be added; what its author has just said is not said again.

    Raises ``NotAnswered`` before release, and where there are no words.
    """
    if not submission.release:
        raise NotAnswered("Comments can be answered once they are released.")
    if not text:
        raise NotAnswered("Write your answer first.")
    last = comment.said[-1]
    return (last.author_id, last.saying, last.text) != (author_id, Saying.ANSWER, text)


def in_order(comments: Iterable[Comment], parts: Iterable[Part]) -> Comments:
    """Comments as their text goes."""
    order = {part.name: n for n, part in enumerate(parts)}
    by_place = sorted(
        comments, key=lambda each: (order.get(each.passage.part, len(order)), each.passage.start, each.id)
    )
    return Comments(tuple(by_place))
