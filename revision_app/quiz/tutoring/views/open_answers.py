"""A tutor marks what the site cannot: question by question, without names."""

from datetime import timedelta
from fractions import Fraction

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ....accounts.access import me, note_reading, open_to
from ....accounts.core import Role
from ....web.clock import now
from ....web.filters import count
from ...attempts.access import may_read_keys
from ...bank.core.items import Unreadable
from ...bank.views import bp
from ..actions import open_answers as actions
from ..core.open_answers import MarkedMeanwhile, Question, WrittenAnswer
from ..forms import AnswerMarkForm
from ..queries import open_answers as queries

RECENT = timedelta(days=30)  # how long a mark stays on the page, to be changed


@bp.get("/open-answers/")
@open_to(Role.TUTOR)
def open_answers() -> str:
    at = now()
    questions = queries.open_answers(me().id, since=at - RECENT, at=at)
    return render_template("quiz/open_answers.html", questions=questions)


@bp.get("/open-answers/<question_id>")
@open_to(Role.TUTOR)
def open_answer(question_id: str) -> ResponseReturnValue:
    """The next answer to a question that waits, or the one that is asked for."""
    question = _question(question_id)
    wanted = request.args.get("answer")
    answer = question.answer(wanted) if wanted else next(iter(question.waiting), None)
    if answer is None:
        if wanted:
            abort(404)
        return redirect(url_for("quiz.open_answers"), 303)
    return _page(question, answer, AnswerMarkForm.of(answer))


@bp.post("/open-answers/<question_id>")
@open_to(Role.TUTOR)
def mark_answer(question_id: str) -> ResponseReturnValue:
    question = _question(question_id)
    wanted = request.form.get("answer")
    if wanted is None:
        raise Unreadable("Something was missing from the page. Open the question again.")
    answer = question.answer(wanted) or abort(404)
    form = AnswerMarkForm.of(answer, request.form)
    if not form.validate():
        return _page(question, answer, form), 422
    share = Fraction(form.marks.data) / answer.version.item.marks
    seen = request.form.get("seen", 0, type=int)
    try:
        actions.mark_answer(
            answer.attempt_id, question_id, share, form.comment.data, seen=seen, tutor_id=me().id, at=now()
        )
    except MarkedMeanwhile as error:
        flash(str(error))
        return redirect(url_for("quiz.open_answer", question_id=question_id, answer=answer.name), 303)
    left = len(question.waiting) - (answer.given is None)
    flash(f"Marked. {count(left, 'answer')} to this question left." if left else "Marked. That was the last one.")
    return redirect(url_for("quiz.open_answer", question_id=question_id), 303)


def _question(item_id: str) -> Question:
    at = now()
    questions = queries.open_answers(me().id, since=at - RECENT, at=at, item_id=item_id)
    return questions[0] if questions else abort(404)


def _page(question: Question, answer: WrittenAnswer, form: AnswerMarkForm) -> str:
    may_read_keys([answer.version.item.id])
    note_reading("written answer read", detail=f"attempt {answer.attempt_id}")  # it is read blind: no name beside it
    return render_template("quiz/open_answer.html", question=question, answer=answer, form=form)
