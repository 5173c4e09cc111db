"""What may be said at a passage, in every state of the piece; *ours*, after ``definitions.md``: evidence, decision."""

from dataclasses import replace

import pytest

from revision_app.accounts.core.own_work import OwnWork
from revision_app.evidence.core.passage import Part, Passage
from revision_app.marking.core.comments import (
    MOST_COMMENTS,
    Comment,
    CommentChange,
    Comments,
    CommentSheet,
    CommentsSettled,
    NewComment,
    NoSuchComment,
    NotAnswered,
    Said,
    Saying,
    TooManyComments,
    in_order,
    must_be_answerable,
)
from revision_app.marking.core.submission import MarkedElsewhere, Release, ReleaseSet, Submission, Withdrawn
from tests.core.test_submission import HANDED_IN, LATER, LEARNER, NOON, OTHER, TUTOR

HERE, THERE = Passage("description", 0, 4), Passage("description", 10, 20)
RELEASED = replace(HANDED_IN, release=Release(TUTOR, NOON))
WITHDRAWN = replace(HANDED_IN, withdrawn_at=NOON)
PLANNED = replace(HANDED_IN, planned=Release(TUTOR, LATER))


def said(id_: int, text: str, by: int = TUTOR, saying: Saying = Saying.COMMENT) -> Said:
    return Said(id_, by, NOON, saying, text)


FIRST = Comment(5, HANDED_IN.id, HERE, (said(1, "Say why."),))
REWORDED = replace(FIRST, said=(*FIRST.said, said(2, "Say why, with a source.")))
TAKEN_AWAY = replace(FIRST, said=(*FIRST.said, said(2, "")))
NEW = CommentSheet(new=NewComment(THERE, "And here?"))


def change(text: str, seen: int = 1) -> CommentSheet:
    return CommentSheet((CommentChange(5, seen, text),))


@pytest.mark.parametrize("sheet", [change("Say how."), change(""), NEW], ids=["reworded", "taken away", "added"])
@pytest.mark.parametrize(
    ("state", "refusal"),
    [(HANDED_IN, None), (WITHDRAWN, Withdrawn), (PLANNED, ReleaseSet), (RELEASED, CommentsSettled)],
    ids=["with the tutor", "withdrawn", "release set", "released"],
)
def test_comments_change_until_their_release_is_set(
    state: Submission, refusal: type[Exception] | None, sheet: CommentSheet
) -> None:
    comments = Comments((FIRST,))
    if refusal is None:
        assert comments.changed(state, sheet, assessor_id=TUTOR) == sheet
        return
    with pytest.raises(refusal):
        comments.changed(state, sheet, assessor_id=TUTOR)


@pytest.mark.parametrize(
    "sheet",
    [change("Say why."), CommentSheet(new=NewComment(HERE, "Say why."))],
    ids=["as it is", "said again"],
)
def test_what_changes_nothing_is_no_change_even_after_release(sheet: CommentSheet) -> None:
    for state in (HANDED_IN, RELEASED):
        assert Comments((FIRST,)).changed(state, sheet, assessor_id=TUTOR) == CommentSheet()


def test_nobody_comments_on_their_own_work() -> None:
    with pytest.raises(OwnWork):
        Comments((FIRST,)).changed(HANDED_IN, NEW, assessor_id=LEARNER)


@pytest.mark.parametrize("latest", [REWORDED, TAKEN_AWAY], ids=["reworded", "taken away"])
def test_of_two_who_change_a_comment_the_second_is_told(latest: Comment) -> None:
    with pytest.raises(MarkedElsewhere):
        Comments((latest,)).changed(HANDED_IN, change("Say how."), assessor_id=OTHER)


def test_whoever_left_a_comment_as_they_saw_it_takes_nothing_back() -> None:
    assert Comments((REWORDED,)).changed(HANDED_IN, change("Say why."), assessor_id=OTHER) == CommentSheet()


def test_a_comment_of_another_piece_is_as_good_as_missing() -> None:
    with pytest.raises(NoSuchComment):
        Comments(()).changed(HANDED_IN, change("Say how."), assessor_id=TUTOR)


def test_a_piece_has_room_for_so_many_comments() -> None:
    full = Comments(tuple(replace(FIRST, id=n) for n in range(MOST_COMMENTS)))
    with pytest.raises(TooManyComments):
        full.changed(HANDED_IN, NEW, assessor_id=TUTOR)


def test_what_was_taken_away_is_shown_no_more_and_numbers_follow_the_text() -> None:
    second = replace(FIRST, id=9, passage=Passage("analysis", 0, 3))
    comments = in_order(
        [second, replace(FIRST, id=7, passage=THERE), TAKEN_AWAY, FIRST],
        [Part(name, name, "") for name in ("description", "analysis")],
    )
    assert [(mark.label, mark.to) for mark in comments.marks] == [
        ("1", "comment-5"),
        ("2", "comment-7"),
        ("3", "comment-9"),
    ]


ANSWERED = replace(FIRST, said=(*FIRST.said, said(2, "Because.", LEARNER, Saying.ANSWER)))
REPLIED = replace(ANSWERED, said=(*ANSWERED.said, said(3, "Good.", TUTOR, Saying.ANSWER)))
READ = replace(ANSWERED, said=(*ANSWERED.said, said(3, "", TUTOR, Saying.READ)))


@pytest.mark.parametrize(("state", "allowed"), [(HANDED_IN, False), (PLANNED, False), (RELEASED, True)])
@pytest.mark.parametrize("by", [LEARNER, TUTOR])
def test_comments_are_answered_once_they_are_released(state: Submission, by: int, allowed: bool) -> None:
    if allowed:
        assert must_be_answerable(state, FIRST, "Because.", author_id=by)
        return
    with pytest.raises(NotAnswered):
        must_be_answerable(state, FIRST, "Because.", author_id=by)


def test_an_answer_needs_words_and_a_double_click_says_them_once() -> None:
    with pytest.raises(NotAnswered):
        must_be_answerable(RELEASED, FIRST, "", author_id=LEARNER)
    assert not must_be_answerable(RELEASED, ANSWERED, "Because.", author_id=LEARNER)
    assert must_be_answerable(RELEASED, ANSWERED, "Because.", author_id=TUTOR)
    assert must_be_answerable(RELEASED, ANSWERED, "And more.", author_id=LEARNER)


@pytest.mark.parametrize(("comment", "waits"), [(FIRST, False), (ANSWERED, True), (REPLIED, False), (READ, False)])
def test_an_answer_waits_until_a_tutor_answers_or_has_read_it(comment: Comment, waits: bool) -> None:
    assert comment.waits_for_tutor(LEARNER) is waits
