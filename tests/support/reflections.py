"""Reflections and submissions for tests. Each maker returns the id of what it made, and takes only what matters."""

from collections.abc import Mapping

from flask import Flask

from revision_app.evidence.core.declaration import Declaration
from revision_app.evidence.core.passage import Passage
from revision_app.evidence.queries import contents, draft_claims
from revision_app.journal import actions as journal
from revision_app.journal import queries
from revision_app.journal.core.guide import Stage
from revision_app.journal.core.reflection import KIND
from revision_app.journal.core.text import Text
from revision_app.marking.actions import decisions as marking
from revision_app.marking.core.comments import CommentSheet, NewComment
from revision_app.marking.core.submission import Judgement, Outcome
from revision_app.marking.queries.comments import comments_of
from revision_app.web.clock import now

DECLARED = Declaration("No AI.")
TICKED = {"anonymous": "y", "own_work": "y", "ai_use": "No AI."}
"""What the page that hands in asks for beside the reflection."""
ACHIEVED = Judgement(Outcome.ACHIEVED, "Well argued.")
REFERRED = Judgement(Outcome.REFERRED, "Say why, with a source.", "Read one trial and cite it.")


def a_text(
    title: str = "A long day",
    *,
    criteria: tuple[str, ...] = ("1.1",),
    kept_back: tuple[Stage, ...] = (),
    context: str = "",
    **stages: str,
) -> Text:
    """A text with a description; stages by name, such as ``action_plan="Ask first."``"""
    written = {"description": "What happened, in order.", **stages}
    by_name = {Stage[name.upper()]: words for name, words in written.items()}
    return Text(title, by_name, criteria, kept_back, context)


def a_reflection(app: Flask, learner_id: int, text: Text | None = None) -> int:
    text = text or a_text()
    with app.app_context():
        started = journal.start(text.title, learner_id=learner_id, at=now())
        journal.save(started, text, learner_id=learner_id, revision=1, at=now())
        return started


def rewritten(app: Flask, reflection_id: int, learner_id: int, text: Text) -> None:
    """The reflection with another text, as its learner would save it."""
    with app.app_context():
        journal.save(
            reflection_id, text, learner_id=learner_id, revision=revision_of(app, reflection_id, learner_id), at=now()
        )


def revision_of(app: Flask, reflection_id: int, learner_id: int) -> int:
    with app.app_context():
        found = queries.reflection(reflection_id, learner_id=learner_id)
        assert found is not None
        return found.revision


def a_submission(
    app: Flask,
    learner_id: int,
    *,
    of: int | None = None,
    criteria: tuple[str, ...] = ("1.1",),
    released_by: int | None = None,
    marks: Mapping[str, Judgement] | None = None,
) -> int:
    """A reflection handed in, of a new one or of ``of``; with ``released_by``, marked and released as well."""
    reflection_id = of or a_reflection(app, learner_id, a_text(criteria=criteria))
    with app.app_context():
        revision = revision_of(app, reflection_id, learner_id)
        handed_in = journal.hand_in(reflection_id, DECLARED, learner_id=learner_id, revision=revision, at=now())
        if released_by is not None:
            said = marks or dict.fromkeys(criteria, ACHIEVED)
            marking.release(handed_in, said, assessor_id=released_by, seen=0, at=now())
        return handed_in


def a_comment(app: Flask, piece_id: int, tutor_id: int, text: str = "Say why.", words: str = "What happened") -> int:
    """A tutor's comment at words of the description of a piece that is not released."""
    with app.app_context():
        said = contents([piece_id], reader_id=tutor_id)[piece_id]["description"]
        passage = Passage("description", said.index(words), said.index(words) + len(words))
        new = CommentSheet(new=NewComment(passage, text))
        marking.mark(piece_id, {}, assessor_id=tutor_id, seen=0, at=now(), comments=new)
        return max(comment.id for comment in comments_of(piece_id).every)


def a_commented_submission(app: Flask, learner_id: int, tutor_id: int, text: str = "Say why.") -> tuple[int, int]:
    """A piece with a comment, referred and released; their ids."""
    piece = a_submission(app, learner_id)
    comment = a_comment(app, piece, tutor_id, text)
    with app.app_context():
        marking.release(piece, {"1.1": REFERRED}, assessor_id=tutor_id, seen=0, at=now())
    return piece, comment


def a_claim(app: Flask, reflection_id: int, learner_id: int, words: str, criterion: str = "1.1") -> int:
    """That words of a draft's description show a criterion."""
    with app.app_context():
        draft = queries.reflection(reflection_id, learner_id=learner_id)
        assert draft is not None
        start = draft.text.writing[Stage.DESCRIPTION].index(words)
        said = f"description:{start}:{start + len(words)}"
        journal.claim_passage(reflection_id, criterion, said, learner_id=learner_id, revision=draft.revision, at=now())
        return max(claim.id for claim in draft_claims(KIND, reflection_id, learner_id=learner_id))
