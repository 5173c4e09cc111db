"""What is said back to comments at passages, once they are released."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...evidence.library import kind_of
from ...evidence.queries import contents
from ...web.clock import now
from ..actions import answers
from ..core.comments import Comment, Comments, NotAnswered, in_order
from ..core.submission import Submission
from ..forms import AnswerForm, carried
from ..queries.comments import comments_of
from .marking import Answering, Page, bp, feedback_page, is_others, marking_page, own, taught


@bp.app_template_global()
def commented(submission: Submission) -> list[tuple[str, Comment]]:
    """The comments that a learner may read on what they handed in, each with the words that it is about."""
    comments = comments_of(submission.id) if submission.release else Comments()
    if not comments.shown:
        return []
    parts = kind_of(submission).parts(contents([submission.id], reader_id=me().id)[submission.id])
    return [(comment.passage.words(parts), comment) for comment in in_order(comments.shown, parts).shown]


@bp.post("/evidence/<int:piece_id>/comments/<int:comment_id>")
@open_to(Role.LEARNER)
def answer(piece_id: int, comment_id: int) -> Page | Response:
    """A learner answers a comment on their own piece."""
    series, form = own(piece_id), AnswerForm()
    if not form.validate():
        return feedback_page(series, answering=Answering(comment_id, form)), 422
    try:
        answers.answer(piece_id, comment_id, form.text.data, learner_id=me().id, at=now())
    except NotAnswered as refusal:
        return feedback_page(own(piece_id), answering=Answering(comment_id, form, refusal)), 409
    return redirect(url_for(".evidence", piece_id=piece_id, _anchor=f"comment-{comment_id}"), 303)


@bp.post("/submissions/<int:piece_id>/comments/<int:comment_id>")
@open_to(Role.TUTOR)
def reply(piece_id: int, comment_id: int) -> Page | Response:
    """A tutor answers the learner."""
    series, form = taught(piece_id), AnswerForm()
    if not form.validate() and series.shown.release and not is_others(series.shown):
        return marking_page(series, answering=Answering(comment_id, form)), 422
    answers.reply(piece_id, comment_id, form.text.data, tutor_id=me().id, at=now())
    return _back(piece_id, comment_id)


@bp.post("/submissions/<int:piece_id>/comments/<int:comment_id>/read")
@open_to(Role.TUTOR)
def put_aside(piece_id: int, comment_id: int) -> Response:
    """A tutor has read the learner's answer, and nothing more needs to be said."""
    taught(piece_id)
    answers.put_aside(piece_id, comment_id, tutor_id=me().id, at=now())
    return _back(piece_id, comment_id)


def _back(piece_id: int, comment_id: int) -> Response:
    return redirect(url_for(".submission", piece_id=piece_id, _anchor=f"comment-{comment_id}", **carried()), 303)
